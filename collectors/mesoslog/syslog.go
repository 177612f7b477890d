package mesoslog

import (
	"strings"
)

// monthOf reads an English abbreviation.
func monthOf(s string) int {
	i := strings.Index("JanFebMarAprMayJunJulAugSepOctNovDec", s)
	if i < 0 || i%3 != 0 {
		return 0
	}
	return i/3 + 1
}

// isWeekday tells whether s is an English abbreviation of a day.
func isWeekday(s string) bool {
	i := strings.Index("MonTueWedThuFriSatSun", s)
	return i >= 0 && i%3 == 0
}

// shortDate reads "Mmm dd hh:mm:ss", the day padded with a space, at s[i:].
func shortDate(s string, i, year int) (st stamp, next int, ok bool) {
	if i+15 > len(s) || s[i+3] != ' ' || s[i+6] != ' ' {
		return st, 0, false
	}
	day, ok := number(s, i+4, 2)
	if !ok && s[i+4] == ' ' {
		day, ok = number(s, i+5, 1)
	}
	if !ok || !st.date(year, monthOf(s[i:i+3]), day) {
		return st, 0, false
	}
	next, st.set = st.clock(s, i+7)
	return st, next, st.set
}

// bsdSyslog is RFC 3164 and journalctl's short forms:
// "Mmm dd hh:mm:ss[.uuuuuu] host tag[pid]: ".
func bsdSyslog(s string) (envelope, bool) {
	st, next, ok := shortDate(s, 0, 0)
	if !ok || next >= len(s) || s[next] != ' ' {
		return envelope{}, false
	}
	return hostAndTag(s[next+1:], envelope{stamp: st})
}

// weekdayForm is "Thu Jan 12 02:16:38 2017 host … [pid] content", as merged
// outputs of tasks have it, and journalctl's "Fri 2026-11-20 05:04:05 UTC host tag[pid]: ".
func weekdayForm(s string) (envelope, bool) {
	if len(s) < 26 || s[3] != ' ' || !isWeekday(s[:3]) {
		return envelope{}, false
	}
	if isDigit(s[4]) {
		st, next, ok := dateTime(s, 4)
		if !ok || next >= len(s) || s[next] != ' ' {
			return envelope{}, false
		}
		zone, rest, ok := strings.Cut(s[next+1:], " ")
		e := envelope{stamp: st}
		if zone == "UTC" {
			e.abs, e.hasAbs = st.utc(int(st.year))*1e9+int64(st.nano), true
		}
		if !ok {
			return envelope{}, false
		}
		return hostAndTag(rest, e)
	}
	year, ok := number(s, 20, 4)
	st, next, ok2 := shortDate(s, 4, year)
	if !ok || !ok2 || next != 19 || s[24] != ' ' {
		return envelope{}, false
	}
	host, rest, _ := strings.Cut(s[25:], " ")
	end := strings.Index(rest, "] ")
	open := strings.LastIndexByte(rest[:max(end, 0)], '[')
	if end < 0 || open < 0 {
		return envelope{}, false
	}
	return envelope{content: rest[end+2:], tag: rest[open : end+1], host: host, stamp: st, wrapped: true}, true
}

// isoTime reads an RFC 3339 time (the zone also without its colon) at the
// beginning of s.
func isoTime(s string) (abs int64, next int, ok bool) {
	st, i, ok := dateTime(s, 0)
	if !ok || s[10] != 'T' || i >= len(s) {
		return 0, 0, false
	}
	offset := 0
	switch c := s[i]; c {
	case 'Z':
		i++
	case '+', '-':
		h, ok1 := number(s, i+1, 2)
		i += 3
		if i < len(s) && s[i] == ':' {
			i++
		}
		m, ok2 := number(s, i, 2)
		if !ok1 || !ok2 || h > 23 || m > 59 {
			return 0, 0, false
		}
		offset = h*3600 + m*60
		if c == '-' {
			offset = -offset
		}
		i += 2
	default:
		return 0, 0, false
	}
	return (st.utc(int(st.year))-int64(offset))*1e9 + int64(st.nano), i, true
}

// isoForm is an RFC 3339 time and behind it what rsyslog and journalctl write
// (host and tag), what a container runtime writes (CRI: stream and whether the
// line is whole), or the line itself (docker logs -t).
func isoForm(s string) (envelope, bool) {
	abs, i, ok := isoTime(s)
	if !ok || i >= len(s) || s[i] != ' ' {
		return envelope{}, false
	}
	rest := s[i+1:]
	e := envelope{abs: abs, hasAbs: true, wrapped: true}
	if len(rest) >= 9 && (rest[:7] == "stdout " || rest[:7] == "stderr ") && (rest[7] == 'F' || rest[7] == 'P') && rest[8] == ' ' {
		e.content, e.partial = rest[9:], rest[7] == 'P'
		return e, true
	}
	if tagged, ok := hostAndTag(rest, e); ok {
		return tagged, true
	}
	e.content = rest
	return e, true
}

// unixForm is journalctl's "1795150805.123456 host tag[pid]: ".
func unixForm(s string) (envelope, bool) {
	dot := strings.IndexByte(s[:min(len(s), 12)], '.')
	if dot < 9 {
		return envelope{}, false
	}
	sec, ok1 := number(s, 0, dot)
	us, ok2 := number(s, dot+1, 6)
	if !ok1 || !ok2 || dot+7 >= len(s) || s[dot+7] != ' ' {
		return envelope{}, false
	}
	return hostAndTag(s[dot+8:], envelope{abs: int64(sec)*1e9 + int64(us)*1000, hasAbs: true})
}

// rfc5424 reads "VERSION TIME HOST APP PID MSGID SD MSG".
func rfc5424(s string) (envelope, bool) {
	if len(s) < 30 || !isDigit(s[0]) || s[1] != ' ' {
		return envelope{}, false
	}
	abs, i, ok := isoTime(s[2:])
	if !ok {
		return envelope{}, false
	}
	f := strings.SplitN(s[2+i:], " ", 6) // the first is empty
	if len(f) < 6 || f[0] != "" {
		return envelope{}, false
	}
	e := envelope{host: f[1], tag: f[2], abs: abs, hasAbs: true, wrapped: true}
	if f[3] != "-" {
		e.tag += "[" + f[3] + "]"
	}
	e.content = strings.TrimPrefix(behindData(f[5]), "\ufeff")
	return e, true
}

// behindData is what follows structured data, "-" or [id name="value" …] once
// or more; a bracket inside a value is escaped.
func behindData(s string) string {
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		return strings.TrimPrefix(rest, " ")
	}
	i := 0
	for i < len(s) && s[i] == '[' {
		for i < len(s) && (s[i] != ']' || s[i-1] == '\\') {
			i++
		}
		i = min(i+1, len(s))
	}
	return strings.TrimPrefix(s[i:], " ")
}
