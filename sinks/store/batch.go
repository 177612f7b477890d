package store

import (
	"encoding/json"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// batch is one write transaction.
type batch struct {
	s   *Store
	tx  begun
	now time.Time
	seq int64 // the last number given
	// unfit counts what could not be written as JSON.
	unfit    map[string]int64
	findings map[string]*life
	bytes    map[int]int64 // by kind of row, what was added
	healths  healths       // said in this batch
	thin     thinned
	through  map[string]time.Time
}

// begin reads the last number of the store.
func (s *Store) begin(tx begun) (*batch, error) {
	b := &batch{s: s, tx: tx, now: s.o.Now(), unfit: make(map[string]int64), findings: make(map[string]*life),
		bytes: make(map[int]int64), through: make(map[string]time.Time)}
	return b, tx.row(readSeq).Scan(&b.seq)
}

// end writes the findings as they are now, and the last number.
func (b *batch) end() error {
	if err := b.writeFindings(); err != nil {
		return err
	}
	for kind, n := range b.bytes {
		if err := b.exec(addUsage, kind, n); err != nil {
			return err
		}
	}
	return b.exec(writeSeq, b.seq)
}

func (b *batch) exec(statement string, args ...any) error {
	_, err := b.tx.run(statement, args...)
	return err
}

// row is what goes into the log.
type row struct {
	kind int
	at   time.Time
	name string // "": none
	of   string // "": none
	mark int64
	body any
}

// log writes a row under the next number.
func (b *batch) log(r row) error {
	body, err := json.Marshal(r.body)
	if err != nil {
		b.unfit[kindName(r.kind)]++
		b.s.o.Log.Error("a record cannot be written as JSON", "kind", kindName(r.kind), "err", err)
		return nil
	}
	b.seq++
	b.bytes[r.kind] += int64(len(body)) + rowCost
	return b.exec(addLog, b.seq, micro(b.now), micro(r.at), r.kind, nullBytes(r.name), nullText(r.of), nullMark(r), body)
}

// rowCost is about what a row takes beside its body.
const rowCost = 60

func nullBytes(s string) any {
	if s == "" {
		return nil
	}
	return []byte(s) // whatever is in it, SQLite compares it byte by byte
}

func nullText(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func nullMark(r row) any {
	if r.kind != rowEvent {
		return nil
	}
	return r.mark
}

func kindName(kind int) string {
	switch kind {
	case rowEvent:
		return "event"
	case rowSnapshot:
		return "snapshot"
	case rowHealth:
		return "health"
	case rowAction:
		return "action"
	case rowVerdict:
		return "verdict"
	}
	return "finding"
}

// unit writes a record and what was said behind it.
func (b *batch) unit(u unit) error {
	for source, at := range u.passes() {
		b.through[source] = at
	}
	if err := b.record(u.first); err != nil {
		return err
	}
	for _, r := range u.said {
		if err := b.record(r); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) record(r mesoswatch.Record) error {
	switch {
	case r.Event != nil:
		return b.log(row{kind: rowEvent, at: r.Event.Time, mark: markOf(r.Event), body: r.Event})
	case r.Snapshot != nil:
		return b.snapshot(r.Snapshot)
	case r.Health != nil:
		return b.health(r.Health)
	case r.Action != nil:
		_, err := b.action(*r.Action)
		return err
	case r.Finding != nil:
		return b.finding(*r.Finding, r.Origin)
	case r.Verdict != nil:
		v := r.Verdict
		return b.latest(rowVerdict, v.Check+" "+v.Subject.Kind+" "+v.Subject.Name, v)
	}
	return nil
}

// latest replaces the last word.
func (b *batch) latest(kind int, name string, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		b.unfit[kindName(kind)]++
		return nil
	}
	b.seq++
	return b.exec(addLatest, kind, []byte(name), b.seq, micro(b.now), body)
}

// action writes what an operator did, unless its id is stored already.
func (b *batch) action(a mesoswatch.Action) (stored bool, err error) {
	if a.ID == "" {
		a.ID = mesoswatch.ActionID()
	}
	var there int
	err = b.tx.row(countAction, []byte(a.ID)).Scan(&there)
	if err != nil || there > 0 {
		return false, err
	}
	if err := b.log(row{kind: rowAction, at: a.At, name: a.ID, of: a.Finding, body: a}); err != nil {
		return false, err
	}
	if l := b.findings[a.Finding]; l != nil {
		l.now, l.folded = l.now.Apply(a), b.seq
	}
	return true, nil
}
