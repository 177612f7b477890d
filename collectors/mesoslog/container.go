package mesoslog

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// composeForm is docker-compose's "name_1  | content". Only names that speak of
// Mesos or ZooKeeper, or end in a number as compose numbers its containers.
func composeForm(s string) (envelope, bool) {
	bar := strings.Index(s[:min(len(s), 80)], " |")
	if bar < 1 {
		return envelope{}, false
	}
	name := strings.TrimRight(s[:bar], " ")
	if name == "" || strings.ContainsAny(name, " \t:()'\"") {
		return envelope{}, false
	}
	if !isDigit(name[len(name)-1]) && !strings.Contains(name, "mesos") && !strings.Contains(name, "zookeeper") {
		return envelope{}, false
	}
	rest := strings.TrimPrefix(s[bar+2:], "\x1b[0m")
	if rest != "" && rest[0] != ' ' {
		return envelope{}, false
	}
	return envelope{content: strings.TrimPrefix(rest, " "), tag: name, wrapped: true}, true
}

// journalEntry is what journalctl -o json and Docker's json-file driver write.
type journalEntry struct {
	Message    json.RawMessage `json:"MESSAGE"`
	Realtime   journalText     `json:"__REALTIME_TIMESTAMP"`
	Identifier journalText     `json:"SYSLOG_IDENTIFIER"`
	Container  journalText     `json:"CONTAINER_NAME"`
	Unit       journalText     `json:"_SYSTEMD_UNIT"`
	PID        journalText     `json:"_PID"`
	Host       journalText     `json:"_HOSTNAME"`

	Log    *string     `json:"log"`
	Stream string      `json:"stream"`
	Time   journalText `json:"time"`
}

// journalText is a field of the journal: a string, null when it was too long,
// numbers when it is not UTF-8, a list of these when it stands there twice.
type journalText string

// UnmarshalJSON never fails: what has another form is left empty.
func (t *journalText) UnmarshalJSON(b []byte) error {
	*t = ""
	if text, ok := textOf(b); ok {
		*t = journalText(text)
		return nil
	}
	var list []json.RawMessage
	if json.Unmarshal(b, &list) == nil && len(list) > 0 {
		text, _ := textOf(list[0])
		*t = journalText(text)
	}
	return nil
}

// textOf reads a string, or the bytes that journald writes as numbers.
func textOf(b []byte) (string, bool) {
	b = bytes.TrimSpace(b)
	if len(b) == 0 {
		return "", false
	}
	if b[0] == '"' {
		var s string
		err := json.Unmarshal(b, &s)
		return s, err == nil
	}
	if b[0] != '[' {
		return "", false
	}
	var numbers []int16
	if json.Unmarshal(b, &numbers) != nil {
		return "", false
	}
	text := make([]byte, len(numbers))
	for i, n := range numbers {
		if n < 0 || n > 255 {
			return "", false
		}
		text[i] = byte(n)
	}
	return string(text), true
}

func jsonEnvelope(s string) (envelope, bool) {
	if !strings.Contains(s, `"MESSAGE"`) && !strings.Contains(s, `"log"`) {
		return envelope{}, false
	}
	var j journalEntry
	if err := json.Unmarshal([]byte(s), &j); err != nil {
		return envelope{}, false
	}
	if j.Log != nil && j.Stream != "" {
		return dockerEntry(j)
	}
	us, err := strconv.ParseInt(string(j.Realtime), 10, 64)
	if err != nil || us < 0 || us > 1<<53 {
		return envelope{}, false
	}
	text, ok := textOf(j.Message)
	if !ok {
		return envelope{}, false
	}
	e := envelope{content: text, host: string(j.Host), abs: us * 1000, hasAbs: true, wrapped: true, json: true}
	for _, tag := range []journalText{j.Container, j.Identifier, j.Unit} {
		if e.tag == "" {
			e.tag = string(tag)
		}
	}
	if j.PID != "" {
		e.tag += "[" + string(j.PID) + "]"
	}
	return e, true
}

// dockerEntry: a line without a line break at its end goes on in the next entry.
func dockerEntry(j journalEntry) (envelope, bool) {
	e := envelope{wrapped: true, json: true}
	text, whole := strings.CutSuffix(*j.Log, "\n")
	e.content, e.partial = text, !whole
	if t, err := time.Parse(time.RFC3339Nano, string(j.Time)); err == nil {
		e.abs, e.hasAbs = t.UnixNano(), true
	}
	return e, true
}

// maskJSON puts masked text in place of what a line of JSON carries, where the
// forms of secrets are hidden behind escapes or numbers. Of what is no JSON (a
// line that was cut) nothing but that text is kept.
func maskJSON(line, masked string) string {
	var j map[string]json.RawMessage
	text, err := json.Marshal(masked)
	if err != nil || json.Unmarshal([]byte(line), &j) != nil {
		return masked
	}
	for _, key := range []string{"MESSAGE", "log"} {
		if old, ok := j[key]; ok {
			line = strings.ReplaceAll(line, string(old), string(text))
		}
	}
	return mesoswatch.Mask(line)
}
