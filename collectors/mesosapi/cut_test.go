package mesosapi

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/pretend"
	"github.com/mesoswatch/mesoswatch/internal/pretend/wire"
)

func TestDeficits(t *testing.T) {
	type look struct{ total, listed int64 }
	for _, tc := range []struct {
		name, kind string
		looks      []look
		want       string
	}{
		{"all is listed", "framework", []look{{7, 7}, {7, 7}}, ""},
		{"one look means nothing", "framework", []look{{7, 5}}, ""},
		{"two do", "framework", []look{{7, 5}, {7, 5}}, "2 of 7 frameworks are hidden from us (view_frameworks)"},
		{"one came between", "framework", []look{{7, 6}, {7, 7}}, ""},
		{"less of it at least", "framework", []look{{7, 3}, {8, 6}}, "2 of 8 frameworks are hidden from us (view_frameworks)"},
		{"tasks come and go", "task", []look{{100, 97}, {100, 96}}, ""},
		{"too many of them", "task", []look{{100, 50}, {100, 40}}, "50 of 100 running tasks are hidden from us (view_tasks, view_frameworks)"},
		{"more than it says", "agent", []look{{3, 4}, {3, 4}}, ""},
		{"over again", "framework", []look{{7, 5}, {7, 5}, {7, 7}}, ""},
	} {
		d := make(deficits)
		for _, l := range tc.looks {
			d.note(tc.kind, l.total, l.listed)
		}
		if got := d.cut(tc.kind); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

// What authorization leaves out in silence is noticed by the leader's own numbers.
func TestCutDown(t *testing.T) {
	c := pretendCluster(t, pretend.Options{Security: []pretend.Security{{Cut: wire.Cut{Flags: true, Tasks: true}}}})
	col := on(c.MasterURL())
	rates0 := col.tune
	col.tune = func(r *rates) { rates0(r); r.whole = time.Hour }
	w := watching(t, col)
	w.until("both are said", func(b *mesoswatch.Board) bool {
		cut := strings.Join(clusterOf(b).Cut, "; ")
		return strings.Contains(cut, "running tasks are hidden") && strings.Contains(cut, "view_flags")
	})
	h := w.rounds(c.MasterURL(), 2)
	if h.OK || !strings.Contains(h.Lacking[mesoswatch.SubjectTask], "hidden") || slices.Contains(h.Complete, mesoswatch.SubjectTask) || !slices.Contains(h.Complete, mesoswatch.SubjectAgent) {
		t.Errorf("health %+v", h)
	}
	if v := clusterOf(&w.board); v.Registered["tasks_running"] <= v.Seen[mesoswatch.SubjectTask] {
		t.Errorf("cluster %+v", v)
	}
}

func TestHiddenFramework(t *testing.T) {
	c := pretendCluster(t, pretend.Options{})
	w := watching(t, on(c.MasterURL()))
	w.until("all is seen", leads(c.MasterURL()))
	all := live(&w.board)
	w.Stop()

	c = pretendCluster(t, pretend.Options{Security: []pretend.Security{{Cut: wire.Cut{Frameworks: []string{all[0].Name}}}}})
	w = watching(t, on(c.MasterURL()))
	w.until("it is said", func(b *mesoswatch.Board) bool {
		return slices.ContainsFunc(clusterOf(b).Cut, func(s string) bool { return strings.HasPrefix(s, "1 of 3 frameworks are hidden") })
	})
	if b := &w.board; b.Sight("framework").Clear() {
		t.Error("frameworks are called seen")
	}
}
