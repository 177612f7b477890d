package mesoslog

// stamp is the date and time in front of a message as far as the form of the
// line tells: glog prints neither year (before 0.5) nor zone.
type stamp struct {
	year       int // 0: not printed
	month, day int
	second     int   // of the day
	nano       int   // of the second
	abs        int64 // nanoseconds since the epoch where the form is absolute
	hasAbs     bool
	set        bool // false: the line carries no time
}

// dayOf is a number that grows with the date within a year; rough on purpose,
// only differences across a few days are taken.
func (s stamp) dayOf() int { return s.month*31 + s.day }

// near tells whether two stamps are within so many seconds, across midnight and
// New Year.
func (s stamp) near(o stamp, seconds int) bool {
	if s.hasAbs && o.hasAbs && s.month == 0 && o.month == 0 {
		return abs64(s.abs-o.abs) <= int64(seconds)*1e9
	}
	days := s.dayOf() - o.dayOf()
	if days > 31*11 || days < -31*11 { // December and January
		days -= sign(days) * (31*12 + 0)
	}
	if days > 2 || days < -2 {
		// The last day of a short month and the first of the next differ by up
		// to four in dayOf.
		if !monthEdge(s, o) {
			return false
		}
		days = sign(days)
	}
	d := days*86400 + s.second - o.second
	return d <= seconds && -d <= seconds
}

func monthEdge(a, b stamp) bool {
	if a.month > b.month || (a.month == 1 && b.month == 12) {
		a, b = b, a
	}
	return b.day == 1 && a.day >= 28 && (b.month == a.month+1 || (a.month == 12 && b.month == 1))
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

func abs64(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// number reads n decimal digits at s[i:].
func number(s string, i, n int) (int, bool) {
	if i+n > len(s) {
		return 0, false
	}
	v := 0
	for _, c := range []byte(s[i : i+n]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		v = v*10 + int(c-'0')
	}
	return v, true
}

// clockTime reads hh:mm:ss at s[i:] and, behind a '.' or ',', a fraction of up to
// nine digits. It answers the index behind.
func clockTime(s string, i int) (second, nano, next int, ok bool) {
	if i+8 > len(s) || s[i+2] != ':' || s[i+5] != ':' {
		return 0, 0, 0, false
	}
	h, ok1 := number(s, i, 2)
	m, ok2 := number(s, i+3, 2)
	sec, ok3 := number(s, i+6, 2)
	if !ok1 || !ok2 || !ok3 || h > 23 || m > 59 || sec > 60 {
		return 0, 0, 0, false
	}
	next = i + 8
	if next < len(s) && (s[next] == '.' || s[next] == ',') {
		scale, v, j := 1_000_000_000, 0, next+1
		for ; j < len(s) && s[j] >= '0' && s[j] <= '9' && scale > 1; j++ {
			scale /= 10
			v = v*10 + int(s[j]-'0')
		}
		if j == next+1 {
			return 0, 0, 0, false
		}
		nano, next = v*scale, j
	}
	return h*3600 + m*60 + sec, nano, next, true
}

func validDate(month, day int) bool { return month >= 1 && month <= 12 && day >= 1 && day <= 31 }
