package catalogue

import "strings"

// level says how much a reading lets values do.
type level uint8

const (
	levelClean level = iota // no value imitates fixed text
	levelKnown              // names may hold anything; the reason must be a known one
	levelNames              // names may hold anything
	levelLoose              // ids and addresses too
	levels
)

// budget bounds the bytes that one reading looks at: a name can repeat the text
// behind it thousands of times.
const budget = 1 << 20

// looseMax is how long an id or an address may be that is not formed as such.
const looseMax = 512

// reader reads one message by one wording.
type reader struct {
	msg    string
	level  level
	left   int
	reason *reasonSet // for levelKnown
	out    values
}

// read tries the wording on the message; its prefix is known to stand there.
func (r *reader) read(w *wording) bool {
	r.out.n = 0
	if r.level == levelClean {
		return r.readClean(w)
	}
	return r.readFrom(w.steps, len(w.prefix))
}

func (r *reader) readClean(w *wording) bool {
	pos := len(w.prefix)
	for i := range w.steps {
		st := &w.steps[i]
		n := st.scan(r.msg[pos:])
		if n < 0 || !strings.HasPrefix(r.msg[pos+n:], st.lit) {
			return false
		}
		r.out.add(st, pos, pos+n)
		pos += n + len(st.lit)
	}
	return pos == len(r.msg)
}

// readFrom tries the places where a value can end from the last to the first:
// what stands in the message behind a name is always the real fixed text.
func (r *reader) readFrom(steps []step, pos int) bool {
	if len(steps) == 0 {
		return pos == len(r.msg)
	}
	st := &steps[0]
	if !r.free(st) {
		n := st.scanToken(r.msg[pos:])
		if n >= 0 && strings.HasPrefix(r.msg[pos+n:], st.lit) && r.goOn(steps, pos, pos+n) {
			return true
		}
		if r.level != levelLoose || st.shape != shapeUPID && st.shape != shapeLeader && st.shape != shapeID {
			return false
		}
	}
	if st.last {
		end := len(r.msg) - len(st.lit)
		return end >= pos && r.msg[end:] == st.lit && r.fits(st, r.msg[pos:end]) && r.goOn(steps, pos, end)
	}
	hi := len(r.msg)
	if !r.free(st) {
		hi = min(hi, pos+looseMax+len(st.lit))
	}
	for r.left > 0 {
		n := strings.LastIndex(r.msg[pos:hi], st.lit)
		r.left -= hi - pos - max(n, 0) + 32
		if n < 0 {
			return false
		}
		if r.fits(st, r.msg[pos:pos+n]) && r.goOn(steps, pos, pos+n) {
			return true
		}
		hi = pos + n + len(st.lit) - 1
	}
	return false
}

func (r *reader) goOn(steps []step, from, to int) bool {
	at := r.out.n
	r.out.add(&steps[0], from, to)
	if r.readFrom(steps[1:], to+len(steps[0].lit)) {
		return true
	}
	r.out.n = at
	return false
}

// free tells whether the value may end anywhere.
func (r *reader) free(st *step) bool {
	return st.shape == shapeName || st.shape == shapeText || st.shape == shapeRoles
}

// fits judges a value whose end was chosen.
func (r *reader) fits(st *step, v string) bool {
	switch st.shape {
	case shapeID:
		return v != "" && len(v) <= looseMax && st.lit != "" && strings.IndexByte(v, '\n') < 0
	case shapeUPID, shapeLeader:
		at := strings.LastIndexByte(v, '@')
		return len(v) <= looseMax && at >= 0 && at+1 < len(v) && strings.IndexByte(v, '\n') < 0 && strings.IndexByte(v[at:], ' ') < 0
	case shapeText:
		if r.level == levelKnown && st.field == fieldReason {
			return r.reason.find(v) != nil
		}
	}
	return true
}
