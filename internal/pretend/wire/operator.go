package wire

import (
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// Call answers one reading call of the operator API, "GET_AGENTS"; false when this
// release has no such call, or it changes something. READ_FILE, LIST_FILES and
// SUBSCRIBE are not answered here.
func (m Master) Call(e *Encoder, call string, v world.View, now time.Time) bool {
	answer, known := m.answers(teller{e, e.release}, v, now)[call]
	if !known {
		return false
	}
	e.object(func() {
		e.string("type", call)
		answer()
	})
	return true
}

func (m Master) answers(t teller, v world.View, now time.Time) map[string]func() {
	all := map[string]func(){
		"GET_HEALTH": func() { t.objectAt("get_health", func() { t.bool("healthy", true) }) },
		"GET_VERSION": func() {
			t.objectAt("get_version", func() { t.objectAt("version_info", func() { t.build(m.Build, false) }) })
		},
		"GET_FLAGS":         func() { t.objectAt("get_flags", func() { t.flagList(m) }) },
		"GET_LOGGING_LEVEL": func() { t.objectAt("get_logging_level", func() { t.int("level", 0) }) },
		"GET_METRICS":       func() { t.objectAt("get_metrics", func() { t.metricList(m.Metrics(v, now, t.r)) }) },
		"GET_STATE":         func() { t.objectAt("get_state", func() { t.operatorState(m, v) }) },
		"GET_AGENTS":        func() { t.objectAt("get_agents", func() { t.operatorAgents(v) }) },
		"GET_FRAMEWORKS":    func() { t.objectAt("get_frameworks", func() { t.operatorFrameworks(m, v) }) },
		"GET_EXECUTORS":     func() { t.objectAt("get_executors", func() { t.listAt("executors", func() {}) }) },
		"GET_TASKS":         func() { t.objectAt("get_tasks", func() { t.operatorTasks(m, v) }) },
		"GET_ROLES":         func() { t.objectAt("get_roles", func() { t.operatorRoles(v) }) },
		"GET_WEIGHTS":       func() { t.operatorWeights(v) },
		"GET_MASTER":        func() { t.objectAt("get_master", func() { t.operatorMaster(m) }) },
		"GET_MAINTENANCE_STATUS": func() {
			t.objectAt("get_maintenance_status", func() { t.objectAt("status", func() { t.maintenance(v) }) })
		},
		"GET_MAINTENANCE_SCHEDULE": func() {
			t.objectAt("get_maintenance_schedule", func() { t.objectAt("schedule", func() { t.schedule(v) }) })
		},
		"GET_QUOTA": func() { t.objectAt("get_quota", func() { t.objectAt("status", func() { t.quota(v) }) }) },
	}
	if t.r.Since(1, 6) {
		all["GET_OPERATIONS"] = func() { t.objectAt("get_operations", func() {}) }
	}
	return all
}

func (t teller) flagList(m Master) {
	t.listAt("flags", func() {
		for _, f := range m.Flags {
			t.object(func() {
				t.string("name", f.Name)
				t.string("value", f.Value)
			})
		}
	})
}

func (t teller) metricList(values map[string]float64) {
	t.listAt("metrics", func() {
		for _, name := range sortedKeys(values) {
			t.object(func() {
				t.string("name", name)
				t.num("value", values[name])
			})
		}
	})
}

// Snapshot is /metrics/snapshot of masters and agents.
func Snapshot(e *Encoder, values map[string]float64) {
	e.object(func() {
		for _, name := range sortedKeys(values) {
			e.num(name, values[name])
		}
	})
}

func sortedKeys(values map[string]float64) []string {
	keys := make([]string, 0, len(values))
	for k := range values {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (t teller) operatorState(m Master, v world.View) {
	t.objectAt("get_tasks", func() { t.operatorTasks(m, v) })
	t.objectAt("get_executors", func() { t.listAt("executors", func() {}) })
	t.objectAt("get_frameworks", func() { t.operatorFrameworks(m, v) })
	t.objectAt("get_agents", func() { t.operatorAgents(v) })
}

func (t teller) operatorMaster(m Master) {
	t.objectAt("master_info", func() { t.masterInfo(m, false) })
	if t.r.Since(1, 5) {
		t.seconds("start_time", m.Started)
		t.seconds("elected_time", m.Elected)
	}
}

func (t teller) operatorRoles(v world.View) {
	roles := v.Roles()
	if len(roles) == 0 {
		return
	}
	t.listAt("roles", func() {
		for _, r := range roles {
			t.object(func() {
				t.string("name", r.Name)
				t.num("weight", r.Weight)
				t.listAt("frameworks", func() {
					for _, id := range r.Frameworks {
						t.object(func() { t.string("value", id) })
					}
				})
				t.listAt("resources", func() { t.each(r.Used.Plus(r.Offered), marks{}) })
			})
		}
	})
}

func (t teller) operatorWeights(v world.View) {
	if slices.ContainsFunc(v.Roles(), func(r world.Role) bool { return r.Weight != 1 }) {
		t.objectAt("get_weights", func() { t.listAt("weight_infos", func() { t.weights(v) }) })
	}
}

// FileRead answers READ_FILE: data in base 64, and the size of the whole file.
func FileRead(e *Encoder, data string, size int64) {
	e.object(func() {
		e.string("type", "READ_FILE")
		e.objectAt("read_file", func() {
			e.int("size", size)
			e.string("data", data)
		})
	})
}

// FilePage answers /files/read: raw text from an offset.
func FilePage(e *Encoder, data []byte, offset int64) {
	e.object(func() {
		e.string("data", string(data))
		e.int("offset", offset)
	})
}

// FileNames answers /files/debug: real paths by virtual ones.
func FileNames(e *Encoder, virtual, real string) {
	e.object(func() { e.optional(virtual, real) })
}
