package mesoslog

import (
	"strconv"
	"strings"
	"time"
)

// otherPrefix reads the forms that stand beside glog's on stderr and in the logs
// around Mesos. It answers false for a line without any prefix it knows.
func otherPrefix(s string) (prefix, bool) {
	if len(s) < 8 {
		return prefix{}, false
	}
	switch c := s[0]; {
	case c >= '0' && c <= '9':
		if p, ok := zooPrefix(s); ok {
			return p, true
		}
		return logbackPrefix(s)
	case c == '[':
		return logbackPrefix(s)
	case c == '*':
		return abortedPrefix(s)
	case c == 'L' || c == 'R' || c == 'A':
		return headerPrefix(s)
	}
	return prefix{}, false
}

// dateTime reads YYYY-MM-DD hh:mm:ss,mmm at s[i:].
func dateTime(s string, i int) (st stamp, next int, ok bool) {
	if i+19 > len(s) || s[i+4] != '-' || s[i+7] != '-' || (s[i+10] != ' ' && s[i+10] != 'T') {
		return st, 0, false
	}
	var ok1, ok2, ok3 bool
	st.year, ok1 = number(s, i, 4)
	st.month, ok2 = number(s, i+5, 2)
	st.day, ok3 = number(s, i+8, 2)
	if !ok1 || !ok2 || !ok3 || !validDate(st.month, st.day) {
		return st, 0, false
	}
	st.second, st.nano, next, ok = clockTime(s, i+11)
	st.set = ok
	return st, next, ok
}

// zooPrefix reads YYYY-MM-DD HH:MM:SS,mmm:<pid>(0x<tid>):ZOO_<LEVEL>@<function>@<line>: text
// (ZooKeeper src/c/src/zk_log.c).
func zooPrefix(s string) (prefix, bool) {
	p := prefix{form: zooLine}
	var i int
	var ok bool
	if p.stamp, i, ok = dateTime(s, 0); !ok || i >= len(s) || s[i] != ':' {
		return p, false
	}
	mark := strings.Index(s[i:], "):ZOO_")
	if mark < 0 || mark > 60 {
		return p, false
	}
	if open := strings.IndexByte(s[i:i+mark], '('); open >= 0 {
		p.thread = s[i+open+1 : i+mark]
	}
	i += mark + len("):ZOO_")
	at := strings.IndexByte(s[i:], '@')
	end := strings.Index(s[i:], ": ")
	if at < 0 || end < at {
		return p, false
	}
	p.severity = severityOf(s[i : i+at])
	p.file = strings.Replace(s[i+at+1:i+end], "@", ":", 1)
	p.base = "zookeeper.c"
	p.rest = i + end + 2
	return p, true
}

// logbackPrefix reads the layouts of ZooKeeper's servers, "2026-11-20
// 05:02:40,123 [myid:1] - INFO  [thread:Class@12] - text", and of Marathon,
// "[2016-12-30 09:15:02,131] WARN text".
func logbackPrefix(s string) (prefix, bool) {
	p := prefix{form: logback}
	i := 0
	if s[0] == '[' {
		i = 1
	}
	var ok bool
	if p.stamp, i, ok = dateTime(s, i); !ok {
		return p, false
	}
	rest := strings.TrimLeft(s[i:], "] ")
	if strings.HasPrefix(rest, "[myid:") {
		if end := strings.Index(rest, "] - "); end >= 0 {
			rest = rest[end+4:]
		}
	}
	word, _, _ := strings.Cut(rest, " ")
	if p.severity = severityOf(strings.Trim(word, "[]")); p.severity == 0 {
		return p, false
	}
	rest = strings.TrimLeft(rest[len(word):], " ")
	if strings.HasPrefix(rest, "[") {
		if end := strings.Index(rest, "] - "); end >= 0 {
			rest = rest[end+4:]
		}
	}
	p.rest = len(s) - len(rest)
	return p, true
}

// abortedPrefix reads "*** Aborted at <unix time> (unix time) …" of glog's
// failure signal handler.
func abortedPrefix(s string) (prefix, bool) {
	const lead = "*** Aborted at "
	if !strings.HasPrefix(s, lead) {
		return prefix{}, false
	}
	word, _, _ := strings.Cut(s[len(lead):], " ")
	sec, err := strconv.ParseInt(word, 10, 64)
	if err != nil || sec <= 0 || sec > 1<<33 {
		return prefix{}, false
	}
	return prefix{form: aborted, severity: 'F', stamp: stamp{abs: sec * 1e9, hasAbs: true, set: true}}, true
}

// headerPrefix recognises the lines glog writes at the top of a file.
func headerPrefix(s string) (prefix, bool) {
	for _, lead := range []string{"Log file created at: ", "Running on machine: ", "Log line format: ", "Application fingerprint: ", "Running duration (h:mm:ss): "} {
		if strings.HasPrefix(s, lead) {
			return prefix{form: header}, true
		}
	}
	return prefix{}, false
}

// createdAt reads the time in "Log file created at: YYYY/MM/DD HH:MM:SS[ UTC]".
func createdAt(line string) (time.Time, bool) {
	text := strings.TrimSpace(strings.TrimPrefix(line, "Log file created at: "))
	zone := time.Local
	if cut, found := strings.CutSuffix(text, " UTC"); found {
		text, zone = cut, time.UTC
	}
	t, err := time.ParseInLocation("2006/01/02 15:04:05", text, zone)
	return t, err == nil
}

func severityOf(word string) byte {
	switch strings.ToUpper(word) {
	case "DEBUG", "TRACE", "INFO":
		return 'I'
	case "WARN", "WARNING":
		return 'W'
	case "ERROR", "SEVERE":
		return 'E'
	case "FATAL":
		return 'F'
	}
	return 0
}
