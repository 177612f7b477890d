package mesoslog

import (
	"strconv"
	"strings"
)

// prefixOf reads the prefix of a line without its envelope. In a file that glog
// wrote only its own forms stand.
func prefixOf(s string, glogFile bool) (prefix, bool) {
	if p, ok := glogPrefix(s); ok {
		return p, true
	}
	if glogFile {
		return headerPrefix(s)
	}
	return otherPrefix(s)
}

// otherPrefix reads the forms that stand beside glog's on stderr and in the logs
// around Mesos. It answers false for a line without any prefix it knows.
func otherPrefix(s string) (prefix, bool) {
	if len(s) < 8 {
		return prefix{}, false
	}
	switch c := s[0]; {
	case isDigit(c):
		if p, ok := zooPrefix(s); ok {
			return p, true
		}
		return logbackPrefix(s)
	case c == '[':
		return logbackPrefix(s)
	case c == '*':
		return abortedPrefix(s)
	case c == 'W':
		return prefix{form: notice}, strings.HasPrefix(s, "WARNING: Logging before InitGoogleLogging() ")
	}
	return headerPrefix(s)
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
	const mark = "):ZOO_"
	n := strings.Index(s[i:min(len(s), i+80)], mark)
	if n < 0 {
		return p, false
	}
	if open := strings.IndexByte(s[i:i+n], '('); open >= 0 && isWordOnly(s[i+open+1:i+n]) {
		p.thread = span{i + open + 1, i + n}
	}
	p.level = i + n + len("):")
	i += n + len(mark)
	at := strings.IndexByte(s[i:], '@')
	end := strings.Index(s[i:min(len(s), i+maxFileName)], ": ")
	if at < 0 || end < at || !isPlace(s[i+at+1:i+end]) {
		return p, false
	}
	p.severity = severityOf(s[i : i+at])
	p.file = span{i + at + 1, i + end}
	p.rest = i + end + 2
	return p, true
}

// isPlace tells whether s is <function>@<line>.
func isPlace(s string) bool {
	function, line, ok := strings.Cut(s, "@")
	return ok && isWordOnly(function) && digits(line)
}

func isWordOnly(s string) bool {
	for i := range len(s) {
		if !isWord(s[i]) {
			return false
		}
	}
	return s != ""
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
		rest = behindBracket(rest)
	}
	word, _, _ := strings.Cut(rest[:min(len(rest), 16)], " ")
	if p.severity = severityOf(strings.Trim(word, "[]")); p.severity == 0 {
		return p, false
	}
	rest = strings.TrimLeft(rest[len(word):], " ")
	if strings.HasPrefix(rest, "[") {
		rest = behindBracket(rest)
	}
	p.rest = len(s) - len(rest)
	return p, true
}

// behindBracket is what follows "[…] - " at the beginning of s.
func behindBracket(s string) string {
	if end := strings.Index(s[:min(len(s), 512)], "] - "); end >= 0 {
		return s[end+4:]
	}
	return s
}

// abortedPrefix reads "*** Aborted at <unix time> (unix time) …" of glog's
// failure signal handler.
func abortedPrefix(s string) (prefix, bool) {
	rest, ok := strings.CutPrefix(s, "*** Aborted at ")
	if !ok {
		return prefix{}, false
	}
	word, _, _ := strings.Cut(rest, " ")
	sec, err := strconv.ParseInt(word, 10, 64)
	if err != nil || sec <= 0 || sec > 1<<33 {
		return prefix{}, false
	}
	return prefix{form: aborted, stamp: stamp{abs: sec * 1e9, hasAbs: true, set: true}}, true
}

const createdLead = "Log file created at: "

// headerPrefix recognises the lines glog writes at the top of a file.
func headerPrefix(s string) (prefix, bool) {
	if len(s) < 8 || (s[0] != 'L' && s[0] != 'R' && s[0] != 'A') {
		return prefix{}, false
	}
	for _, lead := range [...]string{createdLead, "Running on machine: ", "Log line format: ", "Application fingerprint: ", "Running duration (h:mm:ss): "} {
		if strings.HasPrefix(s, lead) {
			return prefix{form: header}, true
		}
	}
	return prefix{}, false
}

// createdAt reads "Log file created at: YYYY/MM/DD HH:MM:SS".
func createdAt(line string) (st stamp, ok bool) {
	text, ok := strings.CutPrefix(line, createdLead)
	if !ok || len(text) < 19 || text[4] != '/' || text[7] != '/' || text[10] != ' ' {
		return st, false
	}
	year, ok1 := number(text, 0, 4)
	month, ok2 := number(text, 5, 2)
	day, ok3 := number(text, 8, 2)
	if !ok1 || !ok2 || !ok3 || year == 0 || !st.date(year, month, day) {
		return st, false
	}
	_, st.set = st.clock(text, 11)
	return st, st.set
}

func severityOf(word string) byte {
	switch word {
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
