package mesoslog

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// envelope is what another program put around a line on its way: syslog,
// journald, a container runtime.
type envelope struct {
	content string
	tag     string // program, unit or container, with its pid where one is given
	host    string
	abs     int64 // nanoseconds since the epoch, where the form has a zone
	hasAbs  bool
	wrapped bool // false: the line has no envelope
}

// unwrap takes the envelope off. It looks at the first characters only, so a
// line without one costs next to nothing; each line is looked at by itself, for
// files hold mixtures.
func unwrap(s string) envelope {
	if len(s) < 4 {
		return envelope{content: s}
	}
	c := s[0]
	switch {
	case c == '{':
		if e, ok := jsonEnvelope(s); ok {
			return e
		}
	case c == '<':
		if i := strings.IndexByte(s[:min(len(s), 6)], '>'); i > 1 {
			if e := unwrapSyslog(s[i+1:]); e.wrapped {
				return e
			}
		}
	case c >= '0' && c <= '9':
		if e, ok := isoSyslog(s); ok {
			return e
		}
	case (c == 'I' || c == 'W' || c == 'E' || c == 'F') && s[1] >= '0' && s[1] <= '9':
		return envelope{content: s}
	case c == ' ' || c == '\t' || c == '"' || c == '}':
		return envelope{content: s}
	}
	return unwrapSyslog(s)
}

// unwrapSyslog tries the forms that begin with a word.
func unwrapSyslog(s string) envelope {
	if e, ok := bsdSyslog(s); ok {
		return e
	}
	if e, ok := isoSyslog(s); ok {
		return e
	}
	if e, ok := weekdayForm(s); ok {
		return e
	}
	if rest, found := strings.CutPrefix(s, "ERROR: logging before flag.Parse: "); found {
		return envelope{content: rest, wrapped: true} // Go's glog, before its flags are read
	}
	if tag, rest, ok := taggedWith(s); ok {
		return envelope{content: rest, tag: tag, wrapped: true}
	}
	if e, ok := composeForm(s); ok {
		return e
	}
	return envelope{content: s}
}

const months = "JanFebMarAprMayJunJulAugSepOctNovDec"

// bsdSyslog is RFC 3164 and journalctl's short form: "Mmm dd hh:mm:ss host tag[pid]: ".
func bsdSyslog(s string) (envelope, bool) {
	if len(s) < 16 || s[3] != ' ' || s[6] != ' ' || s[15] != ' ' {
		return envelope{}, false
	}
	if m := strings.Index(months, s[:3]); m < 0 || m%3 != 0 {
		return envelope{}, false
	}
	if _, _, _, ok := clockTime(s, 7); !ok {
		return envelope{}, false
	}
	return hostAndTag(s[16:], envelope{})
}

// hostAndTag reads "host tag[pid]: content".
func hostAndTag(s string, e envelope) (envelope, bool) {
	host, rest, ok := strings.Cut(s, " ")
	if !ok {
		return e, false
	}
	tag, content, ok := taggedWith(rest)
	if !ok {
		return e, false
	}
	e.host, e.tag, e.content, e.wrapped = host, tag, content, true
	return e, true
}

// taggedWith reads "tag[pid]: content" or "tag: content" where the tag is one word that
// can be the name of a program.
func taggedWith(s string) (tag, content string, ok bool) {
	i := 0
	for i < len(s) && i < 64 && (isWord(s[i]) || s[i] == '-' || s[i] == '.' || s[i] == '/' || s[i] == '@') {
		i++
	}
	if i == 0 || i >= len(s) {
		return "", "", false
	}
	end := i
	if s[i] == '[' {
		j := i + 1
		for j < len(s) && s[j] >= '0' && s[j] <= '9' {
			j++
		}
		if j == i+1 || j >= len(s) || s[j] != ']' {
			return "", "", false
		}
		i, end = j+1, j+1
	} else if !strings.Contains(s[:i], "mesos") && !strings.Contains(s[:i], "zookeeper") {
		return "", "", false // "word: text" alone is too common to be a tag
	}
	if i >= len(s) || s[i] != ':' {
		return "", "", false
	}
	i++
	if i < len(s) && s[i] == ' ' {
		i++
	}
	return s[:end], s[i:], true
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// isoSyslog is rsyslog's and journalctl's ISO form, RFC 5424 behind its version,
// and the container runtime interface: an RFC 3339 time, then host and tag.
func isoSyslog(s string) (envelope, bool) {
	if len(s) > 2 && s[0] >= '1' && s[0] <= '9' && s[1] == ' ' {
		s = s[2:]
		e, ok := isoSyslog(s)
		if ok {
			return e, true
		}
		return rfc5424(s)
	}
	if len(s) < 20 || s[4] != '-' || s[10] != 'T' {
		return envelope{}, false
	}
	word, rest, ok := strings.Cut(s, " ")
	if !ok {
		return envelope{}, false
	}
	t, err := time.Parse(time.RFC3339Nano, word)
	if err != nil {
		if t, err = time.Parse("2006-01-02T15:04:05-0700", word); err != nil {
			return envelope{}, false
		}
	}
	e := envelope{abs: t.UnixNano(), hasAbs: true}
	for _, stream := range []string{"stdout", "stderr"} {
		for _, mark := range []string{" F ", " P "} {
			if c, found := strings.CutPrefix(rest, stream+mark); found {
				e.content, e.wrapped = c, true
				return e, true
			}
		}
	}
	return hostAndTag(rest, e)
}

// rfc5424 reads "TIME HOST APP PID MSGID SD MSG" behind the version.
func rfc5424(s string) (envelope, bool) {
	f := strings.SplitN(s, " ", 6)
	if len(f) < 6 {
		return envelope{}, false
	}
	t, err := time.Parse(time.RFC3339Nano, f[0])
	if err != nil {
		return envelope{}, false
	}
	rest := f[5]
	if strings.HasPrefix(rest, "[") {
		if i := strings.Index(rest, "] "); i >= 0 {
			rest = rest[i+2:]
		}
	} else {
		rest = strings.TrimPrefix(rest, "- ")
	}
	return envelope{content: strings.TrimPrefix(rest, "\ufeff"), tag: f[2] + "[" + f[3] + "]", host: f[1], abs: t.UnixNano(), hasAbs: true, wrapped: true}, true
}

// weekdayForm is "Thu Jan 12 02:16:38 2017 host … [pid] content".
func weekdayForm(s string) (envelope, bool) {
	const weekdays = "MonTueWedThuFriSatSun"
	if len(s) < 30 || s[3] != ' ' || s[24] != ' ' || strings.Index(weekdays, s[:3])%3 != 0 {
		return envelope{}, false
	}
	if _, err := time.Parse(time.ANSIC, s[:24]); err != nil {
		return envelope{}, false
	}
	host, rest, _ := strings.Cut(s[25:], " ")
	end := strings.Index(rest, "] ")
	open := strings.LastIndexByte(rest[:max(end, 0)], '[')
	if end < 0 || open < 0 {
		return envelope{}, false
	}
	return envelope{content: rest[end+2:], tag: rest[open : end+1], host: host, wrapped: true}, true
}

// composeForm is docker-compose's "name_1  | content". Only names that speak of
// Mesos or ZooKeeper, or end in a number as compose numbers its containers.
func composeForm(s string) (envelope, bool) {
	bar := strings.Index(s[:min(len(s), 80)], " | ")
	next := 3
	if bar < 0 {
		if !strings.HasSuffix(s, " |") {
			return envelope{}, false
		}
		bar, next = len(s)-2, 2
	}
	name := strings.TrimRight(s[:bar], " ")
	if name == "" || strings.ContainsAny(name, " \t:()'\"") {
		return envelope{}, false
	}
	last := name[len(name)-1]
	if !(last >= '0' && last <= '9') && !strings.Contains(name, "mesos") && !strings.Contains(name, "zookeeper") {
		return envelope{}, false
	}
	return envelope{content: s[bar+next:], tag: name, wrapped: true}, true
}

// journalEntry is what journalctl -o json and Docker's json-file driver write.
type journalEntry struct {
	Message    json.RawMessage `json:"MESSAGE"`
	Realtime   string          `json:"__REALTIME_TIMESTAMP"`
	Source     string          `json:"_SOURCE_REALTIME_TIMESTAMP"`
	Identifier string          `json:"SYSLOG_IDENTIFIER"`
	Unit       string          `json:"_SYSTEMD_UNIT"`
	PID        string          `json:"_PID"`
	Host       string          `json:"_HOSTNAME"`

	Log    *string   `json:"log"`
	Stream string    `json:"stream"`
	Time   time.Time `json:"time"`
}

func jsonEnvelope(s string) (envelope, bool) {
	var j journalEntry
	if err := json.Unmarshal([]byte(s), &j); err != nil {
		return envelope{}, false
	}
	if j.Log != nil && j.Stream != "" {
		return envelope{content: strings.TrimRight(*j.Log, "\n"), abs: j.Time.UnixNano(), hasAbs: !j.Time.IsZero(), wrapped: true}, true
	}
	if len(j.Message) == 0 || j.Realtime == "" {
		return envelope{}, false
	}
	e := envelope{host: j.Host, tag: j.Identifier, wrapped: true}
	if e.tag == "" {
		e.tag = j.Unit
	}
	if j.PID != "" {
		e.tag += "[" + j.PID + "]"
	}
	if us, err := strconv.ParseInt(j.Realtime, 10, 64); err == nil {
		e.abs, e.hasAbs = us*1000, true
	}
	var text string
	if json.Unmarshal(j.Message, &text) != nil {
		var numbers []uint8 // journald writes what is not UTF-8 as an array of numbers
		var wide []int
		if json.Unmarshal(j.Message, &wide) != nil {
			return envelope{}, false
		}
		for _, n := range wide {
			numbers = append(numbers, byte(n))
		}
		text = string(numbers)
	}
	e.content = text
	return e, true
}
