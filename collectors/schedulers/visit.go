package schedulers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/internal/found"
)

// visit looks at one endpoint, again and again. It belongs to one goroutine.
type visit struct {
	kind   string
	target ask.Target
	front  ask.Front
	client *ask.Client
	login  bool // there is a credential or token
	emit   mesoswatch.Emit

	told found.Told
	round
}

// round is what one look asked and saw.
type round struct {
	self     mesoswatch.Scheduler
	asked    []mesoswatch.Exchange
	answered bool
	why      string
	lacking  map[string]string
	complete []string
	seen     map[mesoswatch.Subject]bool
	refused  int   // had no room
	ended    error // of the pipeline
}

// url is the source of all records.
func (v *visit) url() string { return v.target.String() + v.front.String() }

// kinds are what is to be learned at such an endpoint.
func (v *visit) kinds() []string {
	if v.kind == DCOS {
		return []string{mesoswatch.SubjectScheduler, mesoswatch.SubjectGrant}
	}
	return []string{mesoswatch.SubjectScheduler, mesoswatch.SubjectApplication}
}

// look asks once. The error is that of the pipeline.
func (v *visit) look(ctx context.Context) error {
	began := time.Now()
	v.round = round{
		self: mesoswatch.Scheduler{URL: v.url(), Kind: v.kind}, lacking: make(map[string]string), seen: make(map[mesoswatch.Subject]bool),
	}
	map[string]func(context.Context){
		Marathon: v.marathon, Chronos: v.chronos, Metronome: v.metronome, Spark: v.spark, DCOS: v.dcos,
	}[v.kind](ctx)
	if v.ended != nil || ctx.Err() != nil {
		return v.ended // half a look says nothing
	}
	if v.answered {
		self := v.self // what was emitted does not change
		v.saw(mesoswatch.Snapshot{Scheduler: &self})
	}
	if err := v.gone(); err != nil {
		return err
	}
	return v.emit(mesoswatch.Record{Health: v.health(began)})
}

// saw emits what is new of a subject.
func (v *visit) saw(s mesoswatch.Snapshot) error {
	s.At, s.Source = time.Now(), v.url()
	if v.ended == nil {
		v.seen[s.Subject()] = true
		v.ended = v.told.Tell(v.emit, s)
	}
	return v.ended
}

// application takes one that was read, if there is room and it is the first of its
// name.
func (v *visit) application(a *mesoswatch.Application) error {
	s := mesoswatch.Snapshot{Application: a}
	switch {
	case v.seen[s.Subject()]:
		return nil
	case len(v.seen) >= mostApplications:
		v.refused++
		return nil
	}
	return v.saw(s)
}

// gone says what was not seen again, of the kinds that were seen whole.
func (v *visit) gone() error {
	if v.ended != nil {
		return v.ended
	}
	whole := make(map[string]bool)
	for _, kind := range v.complete {
		whole[kind] = true
	}
	return v.told.Gone(v.emit, time.Now(), func(s mesoswatch.Subject) bool { return v.seen[s] || !whole[s.Kind] })
}

// get asks for r and hands the answer to read, if any. The error is nil when the
// answer was good.
func (v *visit) get(ctx context.Context, r ask.Request, read func(io.Reader) error) *ask.Error {
	var answer ask.Answer
	var err error
	if r.Heavy() {
		answer, err = v.client.Stream(ctx, v.target, r, read)
	} else if answer, err = v.client.Do(ctx, v.target, r); err == nil && read != nil {
		if wrong := read(bytes.NewReader(answer.Body)); wrong != nil {
			err = &ask.Error{Kind: ask.Garbage, Status: answer.Status, Target: v.target, Request: r, Err: wrong}
		}
	}
	var e *ask.Error
	if err != nil && !errors.As(err, &e) {
		e = &ask.Error{Kind: ask.Garbage, Target: v.target, Request: r, Err: err}
	}
	v.note(r, answer, e)
	return e
}

// note writes an exchange into the books.
func (v *visit) note(r ask.Request, a ask.Answer, e *ask.Error) {
	v.answered = v.answered || e == nil || e.Answered()
	v.asked = append(v.asked, mesoswatch.Exchange{What: r.String(), Outcome: outcome(a, e), Seconds: a.Took.Seconds(), Bytes: a.Wire})
}

// together makes one of all exchanges from the n-th on that had the same outcome:
// the slowest of them, with all bytes.
func (v *visit) together(n int, what, of string) {
	all := v.asked[n:]
	v.asked = v.asked[:n:n]
	at := make(map[string]int)
	count := make(map[string]int)
	for _, x := range all {
		i, known := at[x.Outcome]
		if !known {
			i = len(v.asked)
			at[x.Outcome] = i
			v.asked = append(v.asked, mesoswatch.Exchange{What: what, Outcome: x.Outcome})
		}
		count[x.Outcome]++
		to := &v.asked[i]
		to.Seconds, to.Bytes = max(to.Seconds, x.Seconds), to.Bytes+x.Bytes
		to.Of = fmt.Sprintf("%d %s", count[x.Outcome], of)
	}
}

// outcome is what came of an exchange in a word.
func outcome(a ask.Answer, e *ask.Error) string {
	switch {
	case e == nil:
		return fmt.Sprint(a.Status)
	case e.Status == 0:
		return string(e.Kind)
	}
	switch e.Kind {
	case ask.Garbage, ask.Cut, ask.TooLarge, ask.Timeout:
		return fmt.Sprintf("%d, %s", e.Status, e.Kind)
	}
	return fmt.Sprint(e.Status)
}

// odd adds to the last exchange how much in its answer was passed over.
func (v *visit) odd(r *reader) {
	if r.odd > 0 && len(v.asked) > 0 {
		v.asked[len(v.asked)-1].Outcome += fmt.Sprintf(", %d values of a wrong type passed over, the first at %s", r.odd, clip(r.where, longestName))
	}
}

// lacks notes why kinds were not got, the first reason of each.
func (v *visit) lacks(why string, kinds ...string) {
	if v.why == "" {
		v.why = why
	}
	for _, k := range kinds {
		if v.lacking[k] == "" {
			v.lacking[k] = why
		}
	}
}

// missed notes what a request that failed leaves unknown.
func (v *visit) missed(e *ask.Error, kinds ...string) {
	v.lacks(e.Request.String()+": "+e.Reason(), kinds...)
}

// got notes that all of a kind were seen, unless something says otherwise.
func (v *visit) got(kind string) {
	if v.lacking[kind] == "" {
		v.complete = append(v.complete, kind)
	}
}

func (v *visit) health(began time.Time) *mesoswatch.Health {
	h := &mesoswatch.Health{
		At: time.Now(), Source: v.url(), Collector: Name, Seconds: time.Since(began).Seconds(), Asked: v.asked,
		OK: v.why == "", Why: v.why, Subjects: len(v.seen), Complete: v.complete,
	}
	if len(v.lacking) > 0 {
		h.Lacking = v.lacking
	}
	return h
}
