package pretend

import (
	"bufio"
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// The tables below testdata/recorded are of recorded answers of real masters: for
// each request its status, type of content and size, and for each endpoint the keys
// of its JSON with the kinds of their values. Each names the recording.

// plainCluster is what the recordings had: an agent, one that did not come back,
// a framework with a task, and one that ended.
func plainCluster(t *testing.T, release string, o Options) *Cluster {
	t.Helper()
	o.Releases, o.Agents, o.Bare = []string{release}, 1, true
	c := started(t, o)
	one := c.agents[0].settled("m")
	other := one
	other.ID, other.PID = "m-S9", "slave(1)@127.0.0.1:1"
	ended := world.Framework{ID: "m-0001", Name: "ended", User: "root", Roles: []string{"*"}, PID: "scheduler-1@127.0.0.1:3", Capabilities: []string{"RESERVATION_REFINEMENT"}, Principal: "p", Hostname: "vm"}
	running := ended
	running.ID, running.Name, running.MultiRole = "m-0002", "running", true
	status := func(state string) world.Status {
		return world.Status{State: state, Container: containerOf("x"), IP: "127.0.0.1"}
	}
	err := c.world.Apply(c.Now(),
		world.AgentAdded{Agent: one}, world.AgentAdded{Agent: other}, world.Failover{}, world.AgentReturned{ID: one.ID},
		world.FrameworkAdded{Framework: ended}, world.TaskAdded{Task: world.Task{ID: "1", Name: "one", Framework: "m-0001", Agent: one.ID, Executor: "default", Resources: world.Resources{CPUs: 1, Mem: 32}}},
		world.TaskUpdated{Framework: "m-0001", ID: "1", Status: status("TASK_RUNNING")}, world.TaskUpdated{Framework: "m-0001", ID: "1", Status: status("TASK_FINISHED")},
		world.FrameworkRemoved{ID: "m-0001"},
		world.FrameworkAdded{Framework: running}, world.TaskAdded{Task: world.Task{ID: "2", Name: "two", Framework: "m-0002", Agent: one.ID, Resources: world.Resources{CPUs: 0.1, Mem: 32}}},
		world.TaskUpdated{Framework: "m-0002", ID: "2", Status: status("TASK_RUNNING")},
		world.QuotaSet{Role: "*", Quota: &world.Quota{Guarantee: world.Resources{CPUs: 0.1}, Limit: world.Resources{CPUs: 0.1}, Principal: "ops"}},
		world.WeightSet{Role: "*", Weight: 2}, world.WeightSet{Role: "idle", Weight: 3})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// keysOf lists the keys of JSON as the tables do.
func keysOf(t *testing.T, body []byte, into map[string]bool) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		t.Fatalf("%v in %.300q", err, body)
	}
	walk(tree, "", into)
}

func walk(v any, path string, into map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if path == "" {
				walk(x, k, into)
			} else {
				walk(x, path+"."+k, into)
			}
		}
	case []any:
		for _, x := range v {
			walk(x, path+"[]", into)
		}
		if len(v) == 0 {
			into[path+"[]"] = true
		}
	case json.Number:
		kind := "integer"
		if strings.ContainsAny(string(v), ".eE") {
			kind = "fraction"
		}
		into[path+"\t"+kind] = true
	case string:
		into[path+"\ttext"] = true
	case bool:
		into[path+"\tbool"] = true
	default:
		into[path+"\tnull"] = true
	}
}

// withoutEmptyLists drops the lists that were empty once and not another time.
func withoutEmptyLists(keys map[string]bool) {
	for k := range maps.Clone(keys) {
		if strings.HasSuffix(k, "[]") {
			for other := range keys {
				if other != k && strings.HasPrefix(other, k) {
					delete(keys, k)
				}
			}
		}
	}
}

// recordedKeys by endpoint.
func recordedKeys(t *testing.T, release string) map[string]map[string]bool {
	t.Helper()
	all := make(map[string]map[string]bool)
	for _, line := range lines(t, "keys_"+release+".tsv") {
		endpoint, key, _ := strings.Cut(line, "\t")
		if all[endpoint] == nil {
			all[endpoint] = make(map[string]bool)
		}
		all[endpoint][key] = true
	}
	return all
}

func lines(t *testing.T, name string) []string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "recorded", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []string
	for s := bufio.NewScanner(f); s.Scan(); {
		if !strings.HasPrefix(s.Text(), "#") {
			all = append(all, s.Text())
		}
	}
	return all
}

// Differences that are none: what depends on the options of a process, on what has
// happened, or is told only where somebody set it.
var (
	options  = `flags\.(acls|credentials|quorum|zk|http_framework_authenticators|webui_dir|work_dir)\ttext$`
	notThere = regexp.MustCompile(options + `|offer_filters|git_|^(master/frameworks/|frameworks/|master/task_|allocator/mesos/quota|allocator/mesos/roles)`)
	unplayed = regexp.MustCompile(options + `|reregistered_time|principal\ttext|recovered_(slaves|agents)|webui_url|labels|executors\[\]|resources.*\.(ports|ranges)|executor_id|completed_|\.message|\.reason|allocat|offers\[\]`)
	// 0.28.3 was recorded with no framework that runs.
	quietThen = regexp.MustCompile(`^0\.28\.3 (/state-summary frameworks\[\]|/state-summary slaves\[\]\.framework_ids|/slaves slaves\[\]\.used_resources_full|/roles roles\[\]|/metrics/snapshot registrar/state_store_ms/count)|^1\.4\.1 GET_ROLES get_roles\.roles`)
	emptyThen = regexp.MustCompile(`^(\S+\.)?(slaves|recovered_slaves|recovered_agents|frameworks|agents|tasks|roles|infos|configs|completed_frameworks|completed_tasks|get_tasks\.tasks|unreachable_tasks|orphan_tasks|executors|offers|capabilities)\[\]$`)
)

func TestShapes(t *testing.T) {
	for _, release := range []string{"1.12.0", "1.4.1", "0.28.3"} {
		t.Run(release, func(t *testing.T) {
			c := plainCluster(t, release, Options{})
			client := newClient(t)
			for endpoint, want := range recordedKeys(t, release) {
				if strings.HasPrefix(endpoint, "event ") {
					continue
				}
				got := make(map[string]bool)
				keysOf(t, []byte(answerOf(t, client, c.MasterURL(), endpoint)), got)
				withoutEmptyLists(got)
				compare(t, release, endpoint, got, want)
			}
		})
	}
}

func answerOf(t *testing.T, c *client, url, endpoint string) string {
	t.Helper()
	if strings.HasPrefix(endpoint, "/") {
		return c.get(t, url+endpoint).body
	}
	r, err := c.do(t, "POST", url+"/api/v1", `{"type":"`+endpoint+`"}`, "Content-Type", "application/json")
	if err != nil || r.StatusCode != 200 {
		t.Fatalf("%s: %v %v %s", endpoint, err, r.Response, r.body)
	}
	return r.body
}

func compare(t *testing.T, release, endpoint string, got, want map[string]bool) {
	t.Helper()
	excused := func(k string) bool {
		return notThere.MatchString(k) || unplayed.MatchString(k) || emptyThen.MatchString(k) || quietThen.MatchString(release+" "+endpoint+" "+k)
	}
	for _, k := range slices.Sorted(maps.Keys(want)) {
		if !got[k] && !excused(k) {
			t.Errorf("%s: %s was recorded and is not told", endpoint, k)
		}
	}
	if len(want) < 2 {
		return // there was nothing of the kind
	}
	for _, k := range slices.Sorted(maps.Keys(got)) {
		if !want[k] && !want[asEnded(k)] && !excused(k) {
			t.Errorf("%s: %s is told and was not recorded", endpoint, k)
		}
	}
}

// asEnded is the key of a framework or a task as it is told when it has ended: not
// all recordings have one that runs.
func asEnded(key string) string {
	for _, list := range []string{"frameworks[]", "tasks[]"} {
		key = strings.Replace(key, ".framework_info.roles[]", ".framework_info.role", 1)
		if at := strings.Index(key, list); at == 0 || at > 0 && key[at-1] == '.' {
			key = key[:at] + "completed_" + key[at:]
		}
	}
	return key
}

func TestEventShapes(t *testing.T) {
	for _, release := range []string{"1.12.0", "1.4.1"} {
		t.Run(release, func(t *testing.T) {
			c := plainCluster(t, release, Options{Heartbeat: 5 * time.Millisecond})
			stream := subscribe(t, c, 0)
			got := make(map[string]map[string]bool)
			note := func(e event) {
				name := "event " + e.Type
				if got[name] == nil {
					got[name] = make(map[string]bool)
				}
				keysOf(t, e.raw, got[name])
			}
			note(stream.next(t))
			if err := c.world.Apply(c.Now(), world.AgentReturned{ID: "m-S9"}, world.FrameworkLost{ID: "m-0002"}, world.FrameworkReturned{ID: "m-0002"},
				world.FrameworkAdded{Framework: world.Framework{ID: "m-7", Name: "x", User: "root", Roles: []string{"*"}, MultiRole: true, PID: "x@127.0.0.1:1", Hostname: "vm", Principal: "p", Capabilities: []string{"RESERVATION_REFINEMENT"}}},
				world.FrameworkAdded{Framework: world.Framework{ID: "m-8", Name: "y", User: "root", Roles: []string{"*"}}}, world.FrameworkRemoved{ID: "m-8"},
				world.TaskAdded{Task: world.Task{ID: "9", Name: "nine", Framework: "m-7", Agent: "m-S9", Executor: "default", Resources: world.Resources{CPUs: 1, Mem: 1}}},
				world.TaskUpdated{Framework: "m-7", ID: "9", Status: world.Status{State: "TASK_RUNNING", Container: "c", IP: "127.0.0.1"}},
				world.FrameworkRemoved{ID: "m-7"}, world.AgentGone{ID: "m-S9"}); err != nil {
				t.Fatal(err)
			}
			for got["event AGENT_REMOVED"] == nil {
				note(stream.next(t))
			}
			for name, want := range recordedKeys(t, release) {
				if strings.HasPrefix(name, "event ") && name != "event SUBSCRIBED" { // its state was empty
					withoutEmptyLists(got[name])
					compare(t, release, name, got[name], want)
				}
			}
		})
	}
}
