package mesoslog

// prefix is what stands in front of a message.
type prefix struct {
	severity byte // I W E F, 0 when the form has none
	stamp    stamp
	thread   string
	file     string // file.cpp:123
	base     string // file.cpp
	rest     int    // where the message begins
	form     form
}

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
)

// glogPrefix reads glog's prefix (glog src/logging.cc, v0.3.3 to v0.6.0):
// severity, mmdd or yyyymmdd, time with microseconds, the thread padded with
// spaces, file and line. A lost severity letter (a line that was copied by hand)
// is tolerated.
func glogPrefix(s string) (prefix, bool) {
	var p prefix
	i := 0
	if len(s) < 18 {
		return p, false
	}
	switch s[0] {
	case 'I', 'W', 'E', 'F':
		p.severity = s[0]
		i = 1
	}
	digits := i
	for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
		digits++
	}
	if digits >= len(s) || s[digits] != ' ' || !p.glogDate(s, i, digits-i) {
		return p, false
	}
	var ok bool
	p.stamp.second, p.stamp.nano, i, ok = clockTime(s, digits+1)
	if !ok || i >= len(s) || s[i] != ' ' {
		return p, false
	}
	p.stamp.set = p.form != rawLine
	return p, p.glogPlace(s, i)
}

func (p *prefix) glogDate(s string, i, n int) bool {
	p.form = glog
	var ok bool
	switch n {
	case 4:
	case 8:
		if p.stamp.year, ok = number(s, i, 4); !ok {
			return false
		}
		i += 4
	default:
		return false
	}
	month, _ := number(s, i, 2)
	day, _ := number(s, i+2, 2)
	p.stamp.month, p.stamp.day = month, day
	if month == 0 && day == 0 {
		p.form = rawLine // glog 0.4.0's signal handler knows no time
		return true
	}
	return validDate(month, day)
}

func (p *prefix) glogPlace(s string, i int) bool {
	for i < len(s) && s[i] == ' ' {
		i++
	}
	t := i
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	if i == t || i >= len(s) || s[i] != ' ' {
		return false
	}
	p.thread = s[t:i]
	f := i + 1
	colon := 0
	for i = f; i < len(s) && s[i] != ']'; i++ {
		switch {
		case s[i] == ':':
			colon = i
		case s[i] == ' ' || i-f > 200:
			return false
		}
	}
	if i >= len(s) || colon <= f || colon == i-1 {
		return false
	}
	for _, c := range []byte(s[colon+1 : i]) {
		if c < '0' || c > '9' {
			return false
		}
	}
	p.file, p.base = s[f:i], s[f:colon]
	p.rest = i + 1
	if p.rest < len(s) && s[p.rest] == ' ' {
		p.rest++
	}
	if len(s)-p.rest > 5 && s[p.rest:p.rest+5] == "RAW: " {
		p.form = rawLine
	}
	return true
}
