package mesoslog

// stamp is the date and time in front of a message as far as the form of the
// line tells: glog prints neither year (before 0.5) nor zone.
type stamp struct {
	abs        int64 // nanoseconds since the epoch, where hasAbs
	nano       int32 // of the second
	second     int32 // of the day
	year       int16 // 0: not printed
	month, day int8
	hasAbs     bool // the form has a zone, or counts from the epoch
	set        bool // false: the line carries no time
}

// beside tells whether two stamps are at most so many seconds apart on one day;
// it errs to false (midnight, different forms), for it only groups lines.
func (s stamp) beside(o stamp, seconds int32) bool {
	if s.month != o.month || s.day != o.day || s.year != o.year || s.hasAbs || o.hasAbs {
		return false
	}
	d := s.second - o.second
	return d <= seconds && -d <= seconds
}

// number reads n decimal digits at s[i:].
func number(s string, i, n int) (int, bool) {
	if i+n > len(s) {
		return 0, false
	}
	v := 0
	for _, c := range []byte(s[i : i+n]) {
		if !isDigit(c) {
			return 0, false
		}
		v = v*10 + int(c-'0')
	}
	return v, true
}

func isDigit(c byte) bool { return c-'0' <= 9 }

func digits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// clock reads hh:mm:ss at s[i:] and, behind a '.' or ',', a fraction of up to
// nine digits. It answers the index behind.
func (s *stamp) clock(text string, i int) (next int, ok bool) {
	if i+8 > len(text) || text[i+2] != ':' || text[i+5] != ':' {
		return 0, false
	}
	h, ok1 := number(text, i, 2)
	m, ok2 := number(text, i+3, 2)
	sec, ok3 := number(text, i+6, 2)
	if !ok1 || !ok2 || !ok3 || h > 23 || m > 59 || sec > 60 { // 60: a leap second
		return 0, false
	}
	s.second = int32(h*3600 + m*60 + sec)
	next = i + 8
	if next >= len(text) || (text[next] != '.' && text[next] != ',') {
		return next, true
	}
	scale, v, j := int32(1_000_000_000), int32(0), next+1
	for ; j < len(text) && isDigit(text[j]) && scale > 1; j++ {
		scale /= 10
		v = v*10 + int32(text[j]-'0')
	}
	if j == next+1 {
		return 0, false
	}
	s.nano = v * scale
	return j, true
}

// date takes a date if there is such a day (29 February in any year).
func (s *stamp) date(year, month, day int) bool {
	if month < 1 || month > 12 || day < 1 || day > longest(month) || year < 0 || year > 9999 {
		return false
	}
	s.year, s.month, s.day = int16(year), int8(month), int8(day)
	return true
}

// longest is the number of days a month may have.
func longest(month int) int {
	switch month {
	case 2:
		return 29
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// dateTime reads YYYY-MM-DD hh:mm:ss with an optional fraction at s[i:].
func dateTime(s string, i int) (st stamp, next int, ok bool) {
	if i+19 > len(s) || s[i+4] != '-' || s[i+7] != '-' || (s[i+10] != ' ' && s[i+10] != 'T') {
		return st, 0, false
	}
	year, ok1 := number(s, i, 4)
	month, ok2 := number(s, i+5, 2)
	day, ok3 := number(s, i+8, 2)
	if !ok1 || !ok2 || !ok3 || year == 0 || !st.date(year, month, day) {
		return st, 0, false
	}
	next, ok = st.clock(s, i+11)
	st.set = ok
	return st, next, ok
}

// civil is the number of days from 1 January 1970 to a date of the Gregorian
// calendar; days beyond the end of a month count on into the next.
func civil(year, month, day int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	era := year / 400
	if year < 0 {
		era = (year - 399) / 400
	}
	of := year - era*400
	doy := (153*(month-3)+2)/5 + day - 1
	return int64(era)*146097 + int64(of*365+of/4-of/100+doy) - 719468
}

// utc is the stamp read as if it were of Greenwich, in seconds since the epoch.
func (s stamp) utc(year int) int64 {
	return civil(year, int(s.month), int(s.day))*86400 + int64(s.second)
}

func leap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }
