package mesoslog

// prefix is what stands in front of a message, as places in the text it was read
// from.
type prefix struct {
	stamp    stamp
	severity byte // I W E F, 0 when the form has none
	form     form
	thread   span
	file     span // file.cpp:123
	base     span // file.cpp
	level    int  // where ZOO_<LEVEL>@… begins, of a line of the ZooKeeper client
	rest     int  // where the message begins
}

// span is a part of a text.
type span struct{ from, to int }

func (p span) of(s string) string { return s[p.from:p.to] }

// form is the kind of line a prefix belongs to.
type form uint8

const (
	bare    form = iota // no prefix known
	glog                // Lmmdd hh:mm:ss.uuuuuu tid file:line]
	rawLine             // a glog signal handler's line with a zero date
	zooLine             // ZooKeeper's C client
	logback             // log4j and logback, as ZooKeeper's servers and Marathon write
	aborted             // *** Aborted at <unix time> …
	header              // the first lines of a glog file
	notice              // glog's own words on stderr
)

// glogPrefix reads glog's prefix (glog src/logging.cc, v0.3.3 to v0.6.0):
// severity, mmdd or yyyymmdd, time with microseconds, the thread padded with
// spaces, file and line. A lost severity letter (a line that was copied by hand)
// is tolerated.
func glogPrefix(s string) (prefix, bool) {
	var p prefix
	if len(s) < 18 {
		return p, false
	}
	i := 0
	if isSeverity(s[0]) {
		p.severity = s[0]
		i = 1
	}
	n := i
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	if n >= len(s) || s[n] != ' ' || !p.glogDate(s, i, n-i) {
		return p, false
	}
	next, ok := p.stamp.clock(s, n+1)
	if !ok || next >= len(s) || s[next] != ' ' {
		return p, false
	}
	p.stamp.set = p.form != rawLine
	return p, p.glogPlace(s, next)
}

func isSeverity(c byte) bool { return c == 'I' || c == 'W' || c == 'E' || c == 'F' }

func (p *prefix) glogDate(s string, i, n int) bool {
	p.form = glog
	year := 0
	switch n {
	case 4:
	case 8:
		year, _ = number(s, i, 4)
		i += 4
	default:
		return false
	}
	month, _ := number(s, i, 2)
	day, _ := number(s, i+2, 2)
	if month == 0 && day == 0 {
		p.form = rawLine // glog 0.4.0's signal handler knows no time
		return true
	}
	return p.stamp.date(year, month, day)
}

// maxFileName is longer than the name of any source file.
const maxFileName = 200

func (p *prefix) glogPlace(s string, i int) bool {
	for i < len(s) && s[i] == ' ' {
		i++
	}
	p.thread.from = i
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	p.thread.to = i
	if i == p.thread.from || i >= len(s) || s[i] != ' ' {
		return false
	}
	i++
	p.file.from, p.base.from = i, i
	colon := 0
	for ; i < len(s) && s[i] != ']'; i++ {
		switch c := s[i]; {
		case c == ':':
			colon = i
		case c <= ' ' || c >= 0x7f || i-p.file.from > maxFileName:
			return false
		}
	}
	if i >= len(s) || colon <= p.file.from || !digits(s[colon+1:i]) {
		return false
	}
	p.file.to, p.base.to = i, colon
	p.rest = i + 1
	if p.rest < len(s) && s[p.rest] == ' ' {
		p.rest++
	}
	if len(s)-p.rest > 5 && s[p.rest:p.rest+5] == "RAW: " {
		p.form = rawLine
	}
	return true
}
