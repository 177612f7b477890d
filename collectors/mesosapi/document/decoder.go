package document

import (
	"errors"
	"fmt"
	"io"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document/internal/scan"
)

// ErrSyntax is in the chain of an error about a document that is no JSON. One that
// breaks off has io.ErrUnexpectedEOF there.
var ErrSyntax = scan.ErrSyntax

// ErrOther is in the chain of an error about a document that is JSON, but not
// what it should be: the answer of some other program, or to another question.
var ErrOther = errors.New("not what Mesos answers")

// decoder reads one document. The same fields mean the same wherever they stand,
// so one decoder reads all of them; what a function looks for decides only what
// must be there.
type decoder struct {
	*scan.Scanner
	to   Take
	head Head
	// saw tells which parts the document has, call what the operator API says it
	// answered.
	saw  map[part]bool
	call string
	// wraps is set within what the operator API puts around its lists.
	wraps bool
	// refused is set when a callback returned an error: nothing more is handed on.
	refused bool

	// Where tasks and executors are lists beside the frameworks (operator API),
	// they are joined over the whole document.
	tasks      *crew
	frameworks []*mesoswatch.Framework // held for their tasks to be counted
	held       map[string]bool         // their ids
	tallies    map[string]tally
	ports      []byte   // scratch
	texts      []string // scratch
}

// part is what a document may have.
type part string

const (
	partBuild      part = "version"
	partFrameworks part = "frameworks"
	partAgents     part = "slaves"
	partRoles      part = "roles"
	partTasks      part = "tasks"
	partFlags      part = "flags"
	partMaster     part = "master_info"
	partState      part = "get_state"
	partUnknown    part = ""
)

// wanted is what a function looks for: one of these parts, or the operator API's
// answer to that call, which leaves out what is empty. Empty tells that a document
// without anything will do.
type wanted struct {
	parts []part
	call  string
	empty bool
}

func newDecoder(r io.Reader, to Take) *decoder {
	d := &decoder{Scanner: scan.New(r), to: to, saw: map[part]bool{}, tasks: &crew{}}
	if d.Kind() != scan.Object {
		d.see(partUnknown)
	}
	return d
}

// read reads a whole document.
func read(r io.Reader, to Take, w wanted) (Head, error) {
	d := newDecoder(r, to)
	d.answer()
	return d.finish(w)
}

// finish hands on what was held back, of a document that broke off too, and says
// how it went.
func (d *decoder) finish(w wanted) (Head, error) {
	d.End()
	d.handOnHeld()
	d.head.Odd = oddities(d.Odds())
	if err := d.Err(); err != nil {
		return d.head, err
	}
	if len(w.parts) == 0 {
		return d.head, nil
	}
	for _, p := range w.parts {
		if d.saw[p] {
			return d.head, nil
		}
	}
	if w.call != "" && d.call == w.call || w.empty && len(d.saw) == 0 {
		for _, p := range w.parts {
			d.list(p)
		}
		return d.head, nil
	}
	return d.head, fmt.Errorf("%w: no %q in it", ErrOther, w.parts[0])
}

func oddities(from []scan.Odd) []Odd {
	var odd []Odd
	for _, o := range from {
		odd = append(odd, Odd{Path: o.Path, Why: o.Why, Count: o.Count})
	}
	return odd
}

// handOn gives v to a callback; the first error of one ends everything.
func handOn[T any](d *decoder, v *T, to func(*T) error) {
	if to == nil || d.refused {
		return
	}
	if err := to(v); err != nil {
		d.refused = true
		d.Fail(err)
	}
}
