package mesosapi

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

const (
	stateOfStream = `{"get_state":{"get_tasks":{"tasks":[]},"get_executors":{},"get_frameworks":{"frameworks":[{"framework_info":{"id":{"value":"F1"},"name":"web","user":"root","principal":"ops","role":"*"},"active":true}]},` +
		`"get_agents":{"agents":[{"agent_info":{"id":{"value":"S1"},"hostname":"a1"},"pid":"slave(1)@127.0.0.1:1","active":true}]}}%s}`
	taskAdded = `{"type":"TASK_ADDED","task_added":{"task":{"name":"t","task_id":{"value":"t9"},"framework_id":{"value":"F1"},"agent_id":{"value":"S1"},"state":"TASK_STAGING"}}}`
)

func subscribedWith(more string) string {
	return `{"type":"SUBSCRIBED","subscribed":` + fmt.Sprintf(stateOfStream, more) + `}`
}

// streaming is a leader with an event stream; its lists are read once.
func streaming(t *testing.T, first string) (*fake, *watched) {
	f := newLeader(t, "1.12.0")
	f.streamOf(first)
	c := rarely(f.URL)
	w := watching(t, c)
	w.until("subscribed", func(b *mesoswatch.Board) bool { return masterOf(b, f.URL).Stream == streamOpen })
	return f, w
}

func TestEvents(t *testing.T) {
	f, w := streaming(t, subscribedWith(""))
	f.send(t, taskAdded)
	w.until("the task", func(b *mesoswatch.Board) bool { return b.Subjects("task").Get("F1 t9") != nil })
	// An event of a kind that is not known is passed over.
	f.send(t, `{"type":"OPERATION_ADDED","operation_added":{"x":[1,2]}}`)
	f.send(t, `{"type":"AGENT_ADDED","agent_added":{"agent":{"agent_info":{"id":{"value":"S2"},"hostname":"a2"},"pid":"slave(1)@127.0.0.1:2","active":true}}}`)
	w.until("the agent", func(b *mesoswatch.Board) bool {
		s := b.Subjects("agent").Get("S2")
		return s != nil && s.Agent.State == registered
	})
	f.send(t, `{"type":"AGENT_REMOVED","agent_removed":{"agent_id":{"value":"S2"}}}`)
	w.until("it is gone", func(b *mesoswatch.Board) bool { return b.Subjects("agent").Get("S2") == nil })
	if n := f.times(subscribeCall); n != 1 {
		t.Errorf("subscribed %d times", n)
	}
	if f.times("GET /state") != 0 {
		t.Error("the whole state was asked for although the stream tells it")
	}
}

// What ends a stream is said as it is.
func TestEventsBreak(t *testing.T) {
	for _, tc := range []struct{ name, more, event, why string }{
		{"not JSON", "", `{"type":`, "garbage"},
		{"no event", "", `[]`, "garbage"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, w := streaming(t, subscribedWith(tc.more))
			f.send(t, tc.event)
			h := w.round(f.URL, "the gap", ill)
			if why := h.Lacking[mesoswatch.SubjectTask]; !strings.Contains(why, "the event stream broke at ") || !strings.Contains(why, tc.why) {
				t.Errorf("tasks lack %q", why)
			}
		})
	}
}

// From 1.5 on a stream that falls silent is dead, whatever TCP says.
func TestHeartbeatMissing(t *testing.T) {
	f, w := streaming(t, subscribedWith(`,"heartbeat_interval_seconds":0.05`))
	h := w.round(f.URL, "the gap", ill)
	if why := h.Lacking[mesoswatch.SubjectTask]; !strings.Contains(why, "no byte came for too long") {
		t.Errorf("tasks lack %q", why)
	}
}

// A stream that cannot be opened leaves it to the lists, and is tried again ever
// more seldom.
func TestNoStream(t *testing.T) {
	for _, tc := range []struct {
		name   string
		answer http.HandlerFunc
		state  string
		why    string // in the health; empty: it is no trouble
	}{
		{"not there", says(404, "", ""), streamAbsent, ""},
		{"refused", refuses("mesos-master-readwrite"), streamRefused, ""},
		{"not recovered yet", says(503, "", "Master has not finished recovery"), "", "has not read its registry"},
		{"broken at once", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, "HELLO")
		}, streamBroken, "not RecordIO"},
		{"another event first", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, record(`{"type":"HEARTBEAT"}`))
		}, streamBroken, "the first event is not SUBSCRIBED"},
		{"half of the first", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, "5000\n{")
		}, streamBroken, "cut"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newLeader(t, "1.12.0")
			f.set(subscribeCall, tc.answer)
			w := watching(t, on(f.URL))
			if tc.state == "" {
				w.round(f.URL, "why", func(h mesoswatch.Health) bool { return strings.Contains(h.Lacking["task"], tc.why) && !h.OK })
				return
			}
			w.until("tasks are seen all the same", func(b *mesoswatch.Board) bool {
				return masterOf(b, f.URL).Stream == tc.state && b.Sight("task").Clear() && b.Subjects("task").Get("F1 t1") != nil
			})
			h := w.rounds(f.URL, 1)
			if h.OK != (tc.why == "") || !strings.Contains(h.Why, tc.why) {
				t.Errorf("health %+v", h)
			}
			began, n := time.Now(), f.times(subscribeCall)
			w.rounds(f.URL, 10)
			if more := f.times(subscribeCall) - n; more > 1+int(time.Since(began)/(20*time.Millisecond)) {
				t.Errorf("tried %d times in %v", more, time.Since(began))
			}
		})
	}
}

// Before 1.1 agents, and before 1.4 frameworks, come and go without an event: the
// summary shows it, and the whole state is read again.
func TestFewEvents(t *testing.T) {
	f := newLeader(t, "1.0.4")
	f.streamOf(subscribedWith(""))
	w := watching(t, on(f.URL))
	w.until("all is seen", leads(f.URL))
	f.json("/state-summary", `{"slaves":[`+leaderAgent+`],"frameworks":[{"id":"F2","name":"web","active":true}]}`)
	f.json("/state", strings.NewReplacer(`"F1"`, `"F2"`).Replace(`{"version":"1.0.4",`+leaderHead+`,`+leaderLists+`}`))
	w.until("the other framework", func(b *mesoswatch.Board) bool {
		return b.Subjects("framework").Get("F2") != nil && b.Subjects("framework").Get("F1") == nil
	})
}

// A master that takes subscriptions and drops them at once is not made to write its
// whole state every time.
func TestStreamsThatDoNotLast(t *testing.T) {
	f := newLeader(t, "1.12.0")
	f.set(subscribeCall, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, record(subscribedWith("")))
	})
	c := on(f.URL)
	c.tune = func(r *rates) { r.factor, r.spare, r.lists = 1, 1, 20*time.Millisecond }
	w := watching(t, c)
	began := time.Now()
	w.rounds(f.URL, 60)
	n := f.times(subscribeCall)
	if most := 4 + int(time.Since(began)/(8*20*time.Millisecond)); n < 2 || n > most {
		t.Errorf("%d subscriptions in %v", n, time.Since(began))
	}
}
