package document

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestEvents(t *testing.T) {
	yes := true
	for _, c := range []struct {
		name, record string
		want         Event
		handed       []string
	}{
		{"the type may come last", `{"subscribed":{"get_state":{"get_agents":{},"get_executors":{},"get_frameworks":{},"get_tasks":{}}},"type":"SUBSCRIBED"}`,
			Event{Type: "SUBSCRIBED", Head: Head{Listed: Listed{Frameworks: new(int64), Agents: new(int64), Tasks: new(int64), EndedTasks: new(int64)}}}, nil},
		{"heartbeats announced", `{"type":"SUBSCRIBED","subscribed":{"get_state":{"get_agents":{"agents":[{"agent_info":{"id":{"value":"s"}}}]}},"heartbeat_interval_seconds":15.0}}`,
			Event{Type: "SUBSCRIBED", Heartbeat: 15 * time.Second, Head: Head{Listed: Listed{Agents: one()}}}, []string{`agent {"id":"s","state":"registered"}`}},
		{"heartbeat", `{"type":"HEARTBEAT"}`, Event{Type: "HEARTBEAT"}, nil},
		{"agent added", `{"type":"AGENT_ADDED","agent_added":{"agent":{"agent_info":{"id":{"value":"s"},"hostname":"h"},"active":true}}}`,
			Event{Type: "AGENT_ADDED", AgentID: "s"}, []string{`agent {"id":"s","hostname":"h","active":true,"state":"registered"}`}},
		{"agent removed", `{"type":"AGENT_REMOVED","agent_removed":{"agent_id":{"value":"s"}}}`, Event{Type: "AGENT_REMOVED", AgentID: "s"}, nil},
		{"framework added", `{"framework_added":{"framework":{"framework_info":{"id":{"value":"f"},"name":"n"},"connected":true}},"type":"FRAMEWORK_ADDED"}`,
			Event{Type: "FRAMEWORK_ADDED", FrameworkID: "f"}, []string{`framework {"id":"f","name":"n","connected":true}`}},
		{"framework updated", `{"type":"FRAMEWORK_UPDATED","framework_updated":{"framework":{"framework_info":{"id":{"value":"f"},"user":"root"}}}}`,
			Event{Type: "FRAMEWORK_UPDATED", FrameworkID: "f"}, []string{`framework {"id":"f","user":"root"}`}},
		{"framework removed", `{"type":"FRAMEWORK_REMOVED","framework_removed":{"framework_info":{"user":"root","id":{"value":"f"}}}}`, Event{Type: "FRAMEWORK_REMOVED", FrameworkID: "f"}, nil},
		{"task added, its executor not known", `{"type":"TASK_ADDED","task_added":{"task":{"name":"n","task_id":{"value":"t"},"framework_id":{"value":"f"},"executor_id":{"value":"e"},"agent_id":{"value":"s"},"state":"TASK_STAGING"}}}`,
			Event{Type: "TASK_ADDED", Head: Head{Listed: Listed{Tasks: one()}}}, []string{`task {"id":"t","name":"n","framework_id":"f","agent_id":"s","executor_id":"e","state":"TASK_STAGING"}`}},
		{"task updated", `{"type":"TASK_UPDATED","task_updated":{"framework_id":{"value":"f"},"status":{"task_id":{"value":"t"},"state":"TASK_STARTING","source":"SOURCE_EXECUTOR","reason":"R","message":"token=hush","healthy":true,"agent_id":{"value":"s"},"executor_id":{"value":"e"},"timestamp":1795150741.434162,"uuid":"Z2D/"},"state":"TASK_RUNNING"}}`,
			Event{Type: "TASK_UPDATED", Update: &TaskUpdate{FrameworkID: "f", TaskID: "t", AgentID: "s", ExecutorID: "e", State: "TASK_RUNNING",
				At: time.UnixMicro(1795150741434162).UTC(), Healthy: &yes, Source: "SOURCE_EXECUTOR", Reason: "R", Message: "token=***"}}, nil},
		{"an update without a latest state", `{"type":"TASK_UPDATED","task_updated":{"status":{"task_id":{"value":"t"},"state":"TASK_LOST"}}}`,
			Event{Type: "TASK_UPDATED", Update: &TaskUpdate{TaskID: "t", State: "TASK_LOST"}}, nil},
		{"one of a later version", `{"type":"AGENT_DANCED","agent_danced":{"agent_id":{"value":"s"}}}`, Event{Type: "AGENT_DANCED"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got handed
			e, err := ReadEvent(strings.NewReader(c.record), got.take())
			if err != nil || !reflect.DeepEqual(e, c.want) {
				t.Errorf("%+v, %v", e, err)
			}
			if strings.Join(got, "\n") != strings.Join(c.handed, "\n") {
				t.Errorf("handed on %q", got)
			}
		})
	}
}

func one() *int64 {
	n := int64(1)
	return &n
}
