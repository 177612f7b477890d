package wire

import (
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// resources as the endpoints before the operator API have them: one object.
func (t teller) resources(k string, r world.Resources) {
	t.objectAt(k, func() {
		t.num("disk", r.Disk)
		t.num("mem", r.Mem)
		if t.r.Since(1, 0) {
			t.num("gpus", r.GPUs)
		}
		t.num("cpus", r.CPUs)
		t.optional("ports", r.Ports)
	})
}

// marks of a Resource message; empty ones are left out.
type marks struct{ role, allocated string }

// each is one Resource message for each kind that there is any of.
func (t teller) each(r world.Resources, m marks) {
	for _, s := range []struct {
		name  string
		value float64
	}{{"cpus", r.CPUs}, {"gpus", r.GPUs}, {"mem", r.Mem}, {"disk", r.Disk}} {
		if s.value != 0 {
			t.object(func() {
				t.string("name", s.name)
				t.string("type", "SCALAR")
				t.objectAt("scalar", func() { t.num("value", s.value) })
				t.marked(m)
			})
		}
	}
	if r.Ports != "" {
		t.object(func() {
			t.string("name", "ports")
			t.string("type", "RANGES")
			t.ranges(r.Ports)
			t.marked(m)
		})
	}
}

func (t teller) marked(m marks) {
	t.optional("role", m.role)
	if m.allocated != "" {
		t.objectAt("allocation_info", func() { t.string("role", m.allocated) })
	}
}

// ranges of "[31000-31999, 32001-32005]".
func (t teller) ranges(text string) {
	t.objectAt("ranges", func() {
		t.listAt("range", func() {
			for part := range strings.SplitSeq(strings.Trim(text, "[]"), ",") {
				begin, end, _ := strings.Cut(strings.TrimSpace(part), "-")
				t.object(func() {
					t.port("begin", begin)
					t.port("end", end)
				})
			}
		})
	})
}

func (t teller) port(k, text string) {
	n, _ := strconv.ParseInt(text, 10, 64) // of our own scenario
	t.int(k, n)
}
