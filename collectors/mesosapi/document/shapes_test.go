package document

import (
	"encoding/json"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

type reader = func(io.Reader, Take) (Head, error)

// handed is what a document hands on, one JSON object a line in the order it came.
type handed []string

func (h *handed) take() Take {
	return Take{
		Framework: handTo[mesoswatch.Framework](h, "framework"),
		Agent:     handTo[mesoswatch.Agent](h, "agent"),
		Role:      handTo[mesoswatch.Role](h, "role"),
		Task:      handTo[mesoswatch.Task](h, "task"),
		Machine:   handTo[mesoswatch.Machine](h, "machine"),
		Flag: func(name, value string) error {
			*h = append(*h, "flag "+name+"="+value)
			return nil
		},
	}
}

func handTo[T any](h *handed, kind string) func(*T) error {
	return func(v *T) error {
		b, err := json.Marshal(v)
		*h = append(*h, kind+" "+string(b))
		return err
	}
}

// shape is a document and what it hands on.
type shape struct {
	name string
	read reader
	doc  string
	want []string
	odd  []string // paths
}

func (c shape) run(t *testing.T) {
	var got handed
	head, err := c.read(strings.NewReader(c.doc), got.take())
	if err != nil {
		t.Error(err)
	}
	if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
		t.Errorf("handed on:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
	}
	var odd []string
	for _, o := range head.Odd {
		odd = append(odd, o.Path)
	}
	if !reflect.DeepEqual(odd, c.odd) {
		t.Errorf("odd: %+v, want %q", head.Odd, c.odd)
	}
}

// inState puts what a framework has into a state.
func inState(framework string) string {
	return `{"version":"1.4.0","frameworks":[{"id":"f",` + framework + `}]}`
}

const plainFramework = `framework {"id":"f","tasks":{"TASK_RUNNING":1}}`

func TestTasks(t *testing.T) {
	for _, c := range []shape{
		{name: "of 0.19, keys by the alphabet", read: State, doc: inState(`"tasks":[{"executor_id":"","framework_id":"f","id":"t","labels":[],"name":"n","resources":{"cpus":0.1,"disk":0,"mem":16,"ports":"[31654-31654]"},"slave_id":"s","state":"TASK_RUNNING","statuses":[{"state":"TASK_RUNNING","timestamp":1403736266.31089}]}]`),
			want: []string{`task {"id":"t","name":"n","framework_id":"f","agent_id":"s","state":"TASK_RUNNING","resources":{"cpus":0.1,"mem":16,"ports":"[31654-31654]"},"started":"2014-06-25T22:44:26.31089Z"}`, plainFramework}},
		{name: "started at the first status that says it runs, health of the last that tells", read: State,
			doc:  inState(`"tasks":[{"id":"t","state":"TASK_RUNNING","statuses":[{"state":"TASK_STARTING","timestamp":1500000000.5},{"state":"TASK_RUNNING","timestamp":1500000001.25,"healthy":false},{"state":"TASK_RUNNING","timestamp":1500000009,"healthy":true},{"state":"TASK_RUNNING","timestamp":1500000010}]}]`),
			want: []string{`task {"id":"t","framework_id":"f","state":"TASK_RUNNING","started":"2017-07-14T02:40:01.25Z","healthy":true}`, plainFramework}},
		{name: "Docker, with options given to it as they are", read: State,
			doc: inState(`"tasks":[{"id":"t","state":"TASK_RUNNING","role":"r","user":"root","labels":[{"key":"A","value":"secret"},{"key":"B"}],"container":{"type":"DOCKER","docker":{"image":"a/b:1","network":"BRIDGE","privileged":false,"parameters":[{"key":"privileged","value":"true"},{"key":"volume","value":"/:/host:ro,z"},{"key":"v","value":"data:/d"},{"key":"mount","value":"type=bind,source=/etc,target=/e,readonly"},{"key":"net","value":"host"},{"key":"label","value":"x"}]},"volumes":[{"container_path":"/sock","host_path":"/var/run/docker.sock","mode":"RW"}]}}]`),
			want: []string{`task {"id":"t","framework_id":"f","state":"TASK_RUNNING","user":"root","role":"r","container":"DOCKER","image":"a/b:1","network":"HOST","privileged":true,` +
				`"volumes":[{"host":"/","container":"/host","mode":"RO"},{"container":"/d","mode":"RW","source":"docker-volume data"},{"host":"/etc","container":"/e","mode":"RO"},{"host":"/var/run/docker.sock","container":"/sock","mode":"RW"}],"labels":["A","B"]}`, plainFramework}},
		{name: "Mesos's own containers, and all kinds of volumes", read: State,
			doc: inState(`"tasks":[{"id":"t","state":"TASK_RUNNING","container":{"type":"MESOS","mesos":{"image":{"type":"DOCKER","docker":{"name":"alpine"}}},"network_infos":[{"ip_addresses":[{}],"name":"dcos"}],"volumes":[{"container_path":"p","mode":"RW","source":{"type":"DOCKER_VOLUME","docker_volume":{"driver":"rexray","name":"ext"}}},{"container_path":"h","mode":"RO","source":{"type":"HOST_PATH","host_path":{"path":"/srv"}}},{"container_path":"s","source":{"type":"SANDBOX_PATH","sandbox_path":{"type":"PARENT","path":"x"}}},{"container_path":"k","source":{"type":"SECRET","secret":{"value":{"data":"aHVzaA=="}}}},{"container_path":"i","image":{"type":"DOCKER","docker":{"name":"busybox"}}}]}}]`),
			want: []string{`task {"id":"t","framework_id":"f","state":"TASK_RUNNING","container":"MESOS","image":"alpine","network":"dcos",` +
				`"volumes":[{"container":"p","mode":"RW","source":"docker-volume rexray/ext"},{"host":"/srv","container":"h","mode":"RO"},{"container":"s","source":"sandbox-path PARENT:x"},{"container":"k","source":"secret"},{"container":"i","source":"image busybox"}]}`, plainFramework}},
		{name: "a network of the user's, by name", read: State, doc: inState(`"tasks":[{"id":"t","container":{"type":"DOCKER","docker":{"image":"i","network":"USER"},"network_infos":[{"name":"calico"}]}}]`),
			want: []string{`task {"id":"t","framework_id":"f","container":"DOCKER","image":"i","network":"USER calico"}`, `framework {"id":"f","tasks":{"":1,"TASK_RUNNING":0}}`}},
		{name: "its executor comes behind", read: State,
			doc: inState(`"tasks":[{"id":"t","executor_id":"e","slave_id":"s","framework_id":"f","state":"TASK_RUNNING"},{"id":"u","executor_id":"","state":"TASK_RUNNING"}],"executors":[{},{"executor_id":"e","slave_id":"s2","command":{"value":"other"}},{"executor_id":"e","framework_id":"f","slave_id":"s","command":{"user":"root","value":"./run --db postgres://u:hush@h/ $X","environment":{"variables":[{"name":"X","value":"hush"}]}},"container":{"type":"DOCKER","docker":{"image":"i","privileged":true},"volumes":[{"host_path":"/","container_path":"/h","mode":"RW"}]}}]`),
			want: []string{`task {"id":"u","framework_id":"f","state":"TASK_RUNNING"}`,
				`task {"id":"t","framework_id":"f","agent_id":"s","executor_id":"e","state":"TASK_RUNNING","user":"root","container":"DOCKER","image":"i","privileged":true,"volumes":[{"host":"/","container":"/h","mode":"RW"}],"command":"./run --db postgres://u:***@h/ $X"}`,
				`framework {"id":"f","tasks":{"TASK_RUNNING":2}}`}},
		{name: "its executor comes before, and adds to its own container", read: State,
			doc:  inState(`"executors":[{"executor_id":"e","slave_id":"s","command":{"shell":false,"value":"sh","arguments":["sh","-c","x"]},"container":{"type":"MESOS","volumes":[{"host_path":"/etc","container_path":"e","mode":"RO"}]}}],"tasks":[{"id":"t","executor_id":"e","slave_id":"s","user":"u","state":"TASK_RUNNING","container":{"type":"MESOS","mesos":{"image":{"docker":{"name":"i"}}},"volumes":[{"host_path":"/etc","container_path":"e","mode":"RO"}]}}]`),
			want: []string{`task {"id":"t","framework_id":"f","agent_id":"s","executor_id":"e","state":"TASK_RUNNING","user":"u","container":"MESOS","image":"i","volumes":[{"host":"/etc","container":"e","mode":"RO"}],"command":"sh -c x"}`, plainFramework}},
		{name: "ended ones are counted, unreachable ones have not ended, lost ones have", read: State,
			doc: inState(`"tasks":[{"id":"a","state":"TASK_FAILED"},{"id":"b","state":"TASK_STAGING"}],"unreachable_tasks":[{"id":"c","state":"TASK_UNREACHABLE"},{"id":"d","state":"TASK_LOST"}],"completed_tasks":[{"id":"e","state":"TASK_FINISHED"},{"id":"g","state":"TASK_FAILED"}]`),
			want: []string{`task {"id":"b","framework_id":"f","state":"TASK_STAGING"}`, `task {"id":"c","framework_id":"f","state":"TASK_UNREACHABLE"}`,
				`framework {"id":"f","tasks":{"TASK_FAILED":2,"TASK_FINISHED":1,"TASK_LOST":1,"TASK_RUNNING":0,"TASK_STAGING":1,"TASK_UNREACHABLE":1}}`}},
		{name: "orphans", read: State, doc: `{"version":"1.0.4","orphan_tasks":[{"id":"o","framework_id":"g","state":"TASK_RUNNING"}],"unregistered_frameworks":["g"]}`,
			want: []string{`task {"id":"o","framework_id":"g","state":"TASK_RUNNING"}`}},
		{name: "of the operator API, executors behind", read: OperatorState,
			doc: `{"type":"GET_STATE","get_state":{"get_tasks":{"tasks":[{"name":"n","task_id":{"value":"t"},"framework_id":{"value":"f"},"executor_id":{"value":"e"},"agent_id":{"value":"s"},"state":"TASK_RUNNING","resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.1},"allocation_info":{"role":"r"}},{"name":"cpus","type":"SCALAR","scalar":{"value":0.2},"role":"*"},{"name":"ports","type":"RANGES","ranges":{"range":[{"begin":1,"end":2},{"begin":5,"end":5}]}},{"name":"cpus","scalar":{"value":9},"revocable":{}},{"name":"disk","scalar":{"value":32},"disk":{"persistence":{"id":"p1"},"volume":{"container_path":"data","mode":"RW"}}}],"labels":{"labels":[{"key":"k","value":"v"}]},"statuses":[{"state":"TASK_RUNNING","timestamp":1795152205.0550559}]}],"completed_tasks":[{"task_id":{"value":"c"},"framework_id":{"value":"f"},"state":"TASK_FINISHED"}]},"get_executors":{"executors":[{"executor_info":{"executor_id":{"value":"e"},"framework_id":{"value":"f"},"command":{"shell":true,"value":"run","user":"nobody"},"container":{"type":"MESOS"}},"agent_id":{"value":"s"}}]},"get_frameworks":{"frameworks":[{"framework_info":{"id":{"value":"f"}}}]}}}`,
			want: []string{`task {"id":"t","name":"n","framework_id":"f","agent_id":"s","executor_id":"e","state":"TASK_RUNNING","user":"nobody","role":"r","container":"MESOS","volumes":[{"container":"data","mode":"RW","source":"persistent p1"}],"resources":{"cpus":0.3,"disk":32,"ports":"[1-2, 5-5]"},"started":"2026-11-20T05:23:25.055056Z","command":"run","labels":["k"]}`,
				`framework {"id":"f","tasks":{"TASK_FINISHED":1,"TASK_RUNNING":1}}`}},
		{name: "of an agent, within executors", read: State,
			doc:  `{"version":"0.28.1","frameworks":[{"executors":[{"container":"6ce1f063","id":"t","name":"Command Executor (Task: t) (Command: sh -c '/start (80)')","tasks":[{"executor_id":"","framework_id":"f","id":"t","slave_id":"s","state":"TASK_RUNNING"}],"queued_tasks":[],"completed_tasks":[{"id":"u","state":"TASK_FAILED"}]}],"id":"f","name":"n"}]}`,
			want: []string{`task {"id":"t","framework_id":"f","agent_id":"s","state":"TASK_RUNNING","command":"sh -c '/start (80)'"}`, `framework {"id":"f","name":"n","tasks":{"TASK_FAILED":1,"TASK_RUNNING":1}}`}},
		{name: "null, wrong types and no id cost what they are", read: State,
			doc:  inState(`"tasks":[{"id":"t","name":null,"state":"TASK_RUNNING","resources":"many","statuses":{"state":"TASK_RUNNING"},"labels":[1,null,{"key":"k"}],"container":null,"user":["root"]},null,7,{"name":"x","state":"TASK_RUNNING"}]`),
			want: []string{`task {"id":"t","framework_id":"f","state":"TASK_RUNNING","labels":["1","k"]}`, `framework {"id":"f","tasks":{"TASK_RUNNING":2}}`},
			odd:  []string{"frameworks[0].tasks[0].resources", "frameworks[0].tasks[0].statuses", "frameworks[0].tasks[0].user", "frameworks[0].tasks[1]", "frameworks[0].tasks[3]"}},
	} {
		t.Run(c.name, c.run)
	}
}

func TestFrameworks(t *testing.T) {
	for _, c := range []shape{
		{name: "0.22", read: State, doc: `{"version":"0.22.0","frameworks":[{"active":true,"checkpoint":true,"failover_timeout":604800,"hostname":"h","id":"f","name":"Фреймворк \"q\"\n!!!","offered_resources":{"cpus":1},"offers":[{},{}],"registered_time":1428903300.9646,"reregistered_time":1428903301,"resources":{"cpus":2},"role":"*","unregistered_time":0,"used_resources":{"cpus":1.5,"mem":64},"user":"root","webui_url":"http:\/\/u:hush@h:8080"}]}`,
			want: []string{`framework {"id":"f","name":"Фреймворк \"q\"\n!!!","user":"root","roles":["*"],"hostname":"h","webui_url":"http://u:***@h:8080","active":true,"registered":"2015-04-13T05:35:00.9646Z","reregistered":"2015-04-13T05:35:01Z","failover_timeout":604800,"checkpoint":true,"used":{"cpus":1.5,"mem":64},"offered":{"cpus":1},"offers":2}`}},
		{name: "1.12, roles instead of role, recovered", read: Frameworks, doc: `{"frameworks":[{"id":"f","pid":"s@1.2.3.4:5","capabilities":["MULTI_ROLE"],"active":false,"connected":false,"recovered":true,"principal":"p","roles":["a","b"],"tasks":[]}],"completed_frameworks":[{"id":"c","unregistered_time":1500000000.0}]}`,
			want: []string{`framework {"id":"f","principal":"p","roles":["a","b"],"pid":"s@1.2.3.4:5","active":false,"connected":false,"recovered":true,"capabilities":["MULTI_ROLE"],"tasks":{"TASK_RUNNING":0}}`, `framework {"id":"c","completed":true,"unregistered":"2017-07-14T02:40:00Z"}`}},
		{name: "the operator API: times in nanoseconds, recovered ones listed twice", read: Frameworks, doc: `{"get_frameworks":{"frameworks":[{"active":true,"framework_info":{"capabilities":[{"type":"MULTI_ROLE"}],"failover_timeout":20.0,"id":{"value":"f"},"name":"n","principal":"p","role":"r","user":"u"},"allocated_resources":[{"name":"cpus","scalar":{"value":1}}],"offers":[{}],"registered_time":{"nanoseconds":1795151190194915072},"reregistered_time":{"nanoseconds":1795151199555081984},"unregistered_time":{"nanoseconds":0}}],"recovered_frameworks":[{"id":{"value":"f"}},{"id":{"value":"g"},"user":"u"}],"completed_frameworks":[{"framework_info":{"id":{"value":"c"}}}]},"type":"GET_FRAMEWORKS"}`,
			want: []string{`framework {"id":"f","name":"n","user":"u","principal":"p","roles":["r"],"active":true,"registered":"2026-11-20T05:06:30.194915Z","reregistered":"2026-11-20T05:06:39.555082Z","failover_timeout":20,"capabilities":["MULTI_ROLE"],"used":{"cpus":1},"offers":1}`,
				`framework {"id":"g","user":"u","recovered":true}`, `framework {"id":"c","completed":true}`}},
		{name: "the summary: counts by state", read: Summary, doc: `{"hostname":"m","cluster":"c","slaves":[],"frameworks":[{"id":"f","name":"n","used_resources":{"cpus":0,"gpus":0,"mem":0,"disk":0},"TASK_STAGING":0,"TASK_RUNNING":0,"TASK_KILLED":3,"slave_ids":["s"]}]}`,
			want: []string{`framework {"id":"f","name":"n","used":{},"tasks":{"TASK_KILLED":3,"TASK_RUNNING":0}}`}},
		{name: "numbers that are none, flags that are texts", read: Frameworks, doc: `{"frameworks":[{"id":"f","failover_timeout":nan,"checkpoint":"true","active":"yes","registered_time":"1500000000.5","reregistered_time":1e300,"used_resources":{"cpus":-inf,"mem":"64.0"}}]}`,
			want: []string{`framework {"id":"f","registered":"2017-07-14T02:40:00.5Z","checkpoint":true,"used":{"mem":64}}`},
			odd:  []string{"frameworks[0].failover_timeout", "frameworks[0].active", "frameworks[0].reregistered_time", "frameworks[0].used_resources.cpus"}},
	} {
		t.Run(c.name, c.run)
	}
}

func TestAgents(t *testing.T) {
	for _, c := range []shape{
		{name: "0.20", read: State, doc: `{"version":"0.20.1","slaves":[{"hostname":"h","pid":"slave(1)@10.0.0.1:5051","attributes":{"rack":106,"type":"storage","type":"fast"},"registered_time":1403736321.15912,"id":"s","resources":{"mem":1000,"disk":34068,"cpus":2,"ports":"[31000-32000]"}}]}`,
			want: []string{`agent {"id":"s","hostname":"h","pid":"slave(1)@10.0.0.1:5051","registered":"2014-06-25T22:45:21.15912Z","state":"registered","attributes":{"rack":"106","type":"storage,fast"},"total":{"cpus":2,"mem":1000,"disk":34068,"ports":"[31000-32000]"}}`}},
		{name: "1.9, draining, with a zone and reservations", read: Agents, doc: `{"slaves":[{"id":"s","hostname":"h","port":5051,"attributes":{},"active":true,"deactivated":true,"version":"1.9.0","drain_info":{"state":"DRAINING","config":{"max_grace_period":{"nanoseconds":1}}},"domain":{"fault_domain":{"region":{"name":"eu"},"zone":{"name":"eu-1"}}},"resources":{"cpus":4},"used_resources":{"cpus":1},"offered_resources":{"cpus":0},"reserved_resources":{"a":{"cpus":1.1,"ports":"[1-2]"},"b":{"cpus":2.2,"ports":"[5-6]"}},"reserved_resources_full":{"a":[{"name":"cpus"}]},"used_resources_full":[]}],"recovered_slaves":[{"id":"r","hostname":"g","port":5051,"attributes":{}}]}`,
			want: []string{`agent {"id":"s","hostname":"h","version":"1.9.0","active":true,"deactivated":true,"state":"registered","drain":"DRAINING","zone":"eu/eu-1","total":{"cpus":4},"used":{"cpus":1},"offered":{},"reserved":{"cpus":3.3,"ports":"[1-2, 5-6]"}}`, `agent {"id":"r","hostname":"g","state":"recovered"}`}},
		{name: "the summary: frameworks and counts", read: Summary, doc: `{"slaves":[{"id":"s","TASK_RUNNING":2,"TASK_LOST":0,"framework_ids":["f","g"]}],"frameworks":[]}`,
			want: []string{`agent {"id":"s","state":"registered","frameworks":["f","g"],"tasks":{"TASK_RUNNING":2}}`}},
		{name: "the operator API", read: Agents, doc: `{"type":"GET_AGENTS","get_agents":{"agents":[{"agent_info":{"hostname":"h","port":5051,"resources":[{"name":"cpus","scalar":{"value":1}}],"attributes":[{"name":"rack","type":"TEXT","text":{"value":"r1"}},{"name":"n","type":"SCALAR","scalar":{"value":3.0}},{"name":"r","type":"RANGES","ranges":{"range":[{"begin":1,"end":2}]}},{"name":"s","type":"SET","set":{"item":["a","b"]}}],"id":{"value":"s"}},"active":true,"version":"1.12.0","pid":"slave(1)@10.0.0.1:5051","registered_time":{"nanoseconds":1795151185050183936},"total_resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":3},"role":"*"},{"name":"cpus","type":"SCALAR","scalar":{"value":1},"role":"web","reservations":[{"type":"STATIC","role":"web"}]}],"allocated_resources":[{"name":"mem","scalar":{"value":32},"allocation_info":{"role":"x"}}]}],"recovered_agents":[{"hostname":"g","id":{"value":"r"},"resources":[{"name":"cpus","scalar":{"value":2}}]}]}}`,
			want: []string{`agent {"id":"s","hostname":"h","pid":"slave(1)@10.0.0.1:5051","version":"1.12.0","registered":"2026-11-20T05:06:25.050184Z","active":true,"state":"registered","attributes":{"n":"3.0","r":"[1-2]","rack":"r1","s":"{a, b}"},"total":{"cpus":4},"used":{"mem":32},"reserved":{"cpus":1}}`,
				`agent {"id":"r","hostname":"g","state":"recovered","total":{"cpus":2},"reserved":{}}`}},
	} {
		t.Run(c.name, c.run)
	}
}

func TestRolesQuotasWeights(t *testing.T) {
	for _, c := range []shape{
		{name: "roles of 0.28", read: Roles, doc: `{"roles":[{"frameworks":["f"],"name":"*","resources":{"cpus":1},"weight":1.0}]}`, want: []string{`role {"name":"*","frameworks":["f"],"weight":1,"used":{"cpus":1}}`}},
		{name: "roles of 1.9: a quota that is none", read: Roles, doc: `{"roles":[{"name":"a","weight":1,"quota":{"role":"a","guarantee":{},"limit":{},"consumed":{"cpus":1}},"resources":{"cpus":3},"allocated":{"cpus":1}},{"name":"b","quota":{"role":"x","guarantee":{"cpus":1},"limit":{"cpus":2,"gpus":0}}}]}`,
			want: []string{`role {"name":"a","weight":1,"quota":false,"used":{"cpus":1}}`, `role {"name":"b","guarantee":{"cpus":1},"limit":{"cpus":2},"quota":true}`}},
		{name: "roles of the operator API", read: Roles, doc: `{"type":"GET_ROLES","get_roles":{"roles":[{"name":"r","weight":2.5,"frameworks":[{"value":"f"}],"resources":[{"name":"cpus","scalar":{"value":0.5}}]}]}}`, want: []string{`role {"name":"r","frameworks":["f"],"weight":2.5,"used":{"cpus":0.5}}`}},
		{name: "no roles, of the operator API", read: Roles, doc: `{"type":"GET_ROLES","get_roles":{}}`},
		{name: "quota of 1.4", read: Quota, doc: `{"infos":[{"guarantee":[{"name":"cpus","scalar":{"value":0.1},"type":"SCALAR"}],"principal":"ops","role":"web"}]}`, want: []string{`role {"name":"web","guarantee":{"cpus":0.1},"quota":true}`}},
		{name: "quota of 1.9, told twice", read: Quota, doc: `{"infos":[{"role":"b","guarantee":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.1}}]}],"configs":[{"role":"b","guarantees":{"cpus":{"value":0.1}},"limits":{"cpus":{"value":2}}},{"role":"a","limits":{"mem":{"value":64}}}]}`,
			want: []string{`role {"name":"a","limit":{"mem":64},"quota":true}`, `role {"name":"b","guarantee":{"cpus":0.1},"limit":{"cpus":2},"quota":true}`}},
		{name: "quota of the operator API", read: Quota, doc: `{"type":"GET_QUOTA","get_quota":{"status":{"infos":[],"configs":[{"role":"d","guarantees":{"cpus":{"type":"SCALAR","scalar":{"value":1}}}}]}}}`, want: []string{`role {"name":"d","guarantee":{"cpus":1},"quota":true}`}},
		{name: "no quotas", read: Quota, doc: `{}`},
		{name: "weights", read: Weights, doc: `[{"role":"web","weight":2.0},{"weight":3}]`, want: []string{`role {"name":"web","weight":2}`}, odd: []string{"[1]"}},
		{name: "weights of the operator API", read: Weights, doc: `{"get_weights":{"weight_infos":[{"weight":2.0,"role":"web"}]},"type":"GET_WEIGHTS"}`, want: []string{`role {"name":"web","weight":2}`}},
		{name: "no weights, of the operator API", read: Weights, doc: `{"type":"GET_WEIGHTS"}`},
	} {
		t.Run(c.name, c.run)
	}
}

func TestMaintenanceAndFlags(t *testing.T) {
	for _, c := range []shape{
		{name: "schedule", read: Schedule, doc: `{"windows":[{"machine_ids":[{"hostname":"a","ip":"10.0.0.1"},{"ip":16777226},{}],"unavailability":{"start":{"nanoseconds":1893456000000000000},"duration":{"nanoseconds":3600000000000}}}]}`,
			want: []string{`machine {"hostname":"a","ip":"10.0.0.1","mode":"","start":"2030-01-01T00:00:00Z","duration":3600}`, `machine {"ip":"10.0.0.1","mode":"","start":"2030-01-01T00:00:00Z","duration":3600}`}, odd: []string{"windows[0]"}},
		{name: "no schedule, of the operator API", read: Schedule, doc: `{"type":"GET_MAINTENANCE_SCHEDULE","get_maintenance_schedule":{"schedule":{}}}`},
		{name: "status", read: Status, doc: `{"type":"GET_MAINTENANCE_STATUS","get_maintenance_status":{"status":{"draining_machines":[{"id":{"hostname":"a","ip":"10.0.0.1"},"statuses":[{"framework_id":{"value":"f"}}]}],"down_machines":[{"hostname":"b"}]}}}`,
			want: []string{`machine {"hostname":"a","ip":"10.0.0.1","mode":"draining"}`, `machine {"hostname":"b","mode":"down"}`}},
		{name: "flags", read: Flags, doc: `{"flags":{"acls":"permissive: false\nregister_frameworks {\n}\n","port":5050,"zk":"zk:\/\/u:p@h"}}`, want: []string{"flag acls=permissive: false\nregister_frameworks {\n}\n", "flag port=5050", "flag zk=zk://u:p@h"}},
		{name: "flags of the operator API", read: Flags, doc: `{"type":"GET_FLAGS","get_flags":{"flags":[{"value":"5050","name":"port"},{"name":"ip"},{"value":"x"}]}}`, want: []string{"flag port=5050", "flag ip="}, odd: []string{"get_flags.flags[2]"}},
	} {
		t.Run(c.name, c.run)
	}
}
