package mesosapi

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// polite is a collector as users have it, but for the interval.
func polite(interval time.Duration, masters ...string) *Collector {
	c := on(masters...)
	c.Interval, c.tune = interval, nil
	return c
}

func slowly(d time.Duration, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(d) // it is the master that is slow
		h(w, r)
	}
}

// One request at a time, and between two rounds ten times the slowest answer.
func TestPauses(t *testing.T) {
	f := newLeader(t, "1.12.0")
	f.set("GET /redirect", slowly(25*time.Millisecond, redirects(f.address())))
	w := watching(t, polite(20*time.Millisecond, f.URL))
	h := w.rounds(f.URL, 4)
	w.Stop()
	if f.overlap {
		t.Error("two requests at a time")
	}
	if h.Interval < 0.25 || !strings.HasPrefix(h.Pace, "10 times the slowest answer") {
		t.Errorf("interval %v, pace %q", h.Interval, h.Pace)
	}
	var slowest time.Duration
	var end time.Time
	rounds := 0
	last := ""
	for _, v := range f.visits() {
		if v.what == "GET /version" || v.what == "GET /health" && last != "GET /version" { // a round begins
			if pause := v.at.Sub(end); rounds > 0 && pause < 10*slowest {
				t.Errorf("a pause of %v after an answer of %v", pause, slowest)
			}
			rounds++
			slowest = 0
		}
		last, end, slowest = v.what, v.until, max(slowest, v.until.Sub(v.at))
	}
	if rounds < 4 {
		t.Errorf("%d rounds", rounds)
	}
}

// The whole state is read once; then only when the summary shows a change, or
// after a long while.
func TestStateIsReadRarely(t *testing.T) {
	f := newLeader(t, "1.12.0") // without a stream
	w := watching(t, polite(20*time.Millisecond, f.URL))
	w.until("all is seen", leads(f.URL))
	began, first := time.Now(), f.times("GET /state")
	w.rounds(f.URL, 15)
	took := time.Since(began)
	if more := f.times("GET /state") - first; first != 1 || more > int(took/(200*time.Millisecond)) {
		t.Errorf("%d times at first, %d times more in %v", first, more, took)
	}
	if n := f.times("GET /state-summary"); n < 10 {
		t.Errorf("%d summaries", n)
	}
}

func TestStateIsReadOnChange(t *testing.T) {
	f := newLeader(t, "1.12.0")
	c := on(f.URL)
	c.tune = func(r *rates) { r.factor, r.spare, r.whole = 1, 1, time.Hour }
	w := watching(t, c)
	w.until("all is seen", leads(f.URL))
	w.rounds(f.URL, 5)
	if n := f.times("GET /state"); n != 1 {
		t.Errorf("%d times", n)
	}
	f.json("/state", strings.NewReplacer(`"F1"`, `"F2"`).Replace(`{"version":"1.12.0",`+leaderHead+`,`+leaderLists+`}`))
	f.json("/state-summary", `{"hostname":"m1.example","slaves":[`+leaderAgent+`],"frameworks":[{"id":"F2","name":"web","active":true,"TASK_RUNNING":1}]}`)
	w.until("the other framework", func(b *mesoswatch.Board) bool {
		s := b.Subjects("framework").Get("F2")
		return s != nil && s.Framework.User == "root" && b.Subjects("framework").Get("F1") == nil
	})
	w.rounds(f.URL, 5)
	if n := f.times("GET /state"); n != 2 {
		t.Errorf("%d times", n)
	}
}

// A state that is slow to write is asked for at most every thirty times as long,
// whatever changes.
func TestSlowState(t *testing.T) {
	f := newLeader(t, "1.12.0")
	state := `{"version":"1.12.0",` + leaderHead + `,` + leaderLists + `}`
	f.set("GET /state", slowly(40*time.Millisecond, says(200, "application/json", state)))
	n := 0
	f.set("GET /state-summary", func(w http.ResponseWriter, r *http.Request) { // changes all the time
		n++
		says(200, "application/json", `{"slaves":[`+leaderAgent+`],"frameworks":[{"id":"F1","name":"web","TASK_RUNNING":`+string(rune('1'+n%8))+`}]}`)(w, r)
	})
	c := polite(10*time.Millisecond, f.URL)
	c.tune = func(r *rates) { r.factor = 1 }
	w := watching(t, c)
	w.round(f.URL, "read twice", func(mesoswatch.Health) bool { return f.times("GET /state") > 1 })
	w.Stop()
	var at []visitOf
	for _, v := range f.visits() {
		if v.what == "GET /state" {
			at = append(at, v)
		}
	}
	if pause, cost := at[1].at.Sub(at[0].until), at[0].until.Sub(at[0].at); pause < 30*cost-10*time.Millisecond {
		t.Errorf("asked again %v after an answer that took %v", pause, cost)
	}
}

// A master that does not answer is asked ever more seldom, up to four times the
// interval.
func TestBackOff(t *testing.T) {
	f := newFake(t)
	f.set("GET /health", says(500, "", ""))
	w := watching(t, polite(10*time.Millisecond, f.URL))
	var pauses []float64
	for range 4 {
		pauses = append(pauses, w.rounds(f.URL, 1).Interval)
	}
	if pauses[0] < 0.02 || pauses[3] < 0.04 || pauses[3] > 0.2 {
		t.Errorf("pauses %v", pauses)
	}
	if h := w.rounds(f.URL, 1); h.OK || !strings.Contains(h.Why, "GET /health: 500") || is(masterOf(&w.board, f.URL).Healthy) {
		t.Errorf("health %+v", h)
	}
}
