package document

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// roots are the recordings beside this test, and those that MESOSWATCH_CORPUS names.
func roots(t *testing.T) []string {
	t.Helper()
	all := []string{"testdata"}
	if root := os.Getenv("MESOSWATCH_CORPUS"); root != "" {
		if _, err := os.ReadDir(root); err != nil {
			t.Fatalf("MESOSWATCH_CORPUS: %v", err)
		}
		all = append(all, root)
	}
	return all
}

// recorded is what a file below root holds, without gzip and, of a whole HTTP
// answer, without its head.
func recorded(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.HasPrefix(text, []byte("HTTP/1.")) {
		if _, body, found := bytes.Cut(text, []byte("\r\n\r\n")); found {
			text = body
		}
	}
	if z, err := gzip.NewReader(bytes.NewReader(text)); err == nil {
		if plain, err := io.ReadAll(io.LimitReader(z, 1<<30)); err == nil {
			return plain
		}
	}
	return text
}

// records are the records of an event stream, framed by their lengths or one a
// line; nil when text is no such stream.
func records(text []byte) [][]byte {
	var all [][]byte
	framed := len(text) > 0 && text[0] >= '0' && text[0] <= '9'
	if json.Valid(text) { // one, and not framed
		return [][]byte{text}
	}
	for len(text) > 0 {
		line, rest, _ := bytes.Cut(text, []byte("\n"))
		record := line
		if framed {
			n, err := strconv.Atoi(string(line))
			if err != nil || n > len(rest) {
				return nil
			}
			record, rest = rest[:n], rest[n:]
		}
		if text = rest; len(bytes.TrimSpace(record)) > 0 {
			all = append(all, record)
		}
	}
	return all
}

// decodes are the decoders for what stands at a key.
var decodes = []struct {
	key    string
	decode func(io.Reader, Take) (Head, error)
}{
	{"get_state", OperatorState}, {"get_frameworks", Frameworks}, {"get_agents", Agents}, {"get_tasks", Tasks}, {"get_roles", Roles}, {"get_flags", Flags},
	{"version", State}, {"frameworks", Frameworks}, {"slaves", Agents}, {"roles", Roles}, {"tasks", Tasks}, {"flags", Flags},
}

// TestCorpus: every recording that is an answer of a master or an agent decodes,
// and lists what encoding/json finds in it.
func TestCorpus(t *testing.T) {
	documents, events := 0, 0
	for _, root := range roots(t) {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			name := strings.TrimPrefix(path, root)
			text := recorded(t, path)
			var doc map[string]any
			if json.Unmarshal(text, &doc) == nil && !isEvent(doc) {
				documents += document(t, name, text, doc)
				return nil
			}
			clear(doc)
			for i, record := range records(text) {
				if json.Unmarshal(record, &doc) == nil && isEvent(doc) {
					event(t, name+" "+strconv.Itoa(i), record)
					events++
				}
				clear(doc)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if documents < 15 || events < 25 {
		t.Errorf("%d documents and %d events only", documents, events)
	}
	t.Logf("%d documents, %d events", documents, events)
}

// isEvent tells records of an event stream from answers to calls.
func isEvent(doc map[string]any) bool {
	kind, _ := doc["type"].(string)
	return kind == "HEARTBEAT" || kind != "" && doc[strings.ToLower(kind)] != nil && !strings.HasPrefix(kind, "GET_") && !strings.HasPrefix(kind, "LIST_")
}

// document decodes one document, if it is one of Mesos, and compares.
func document(t *testing.T, name string, text []byte, doc map[string]any) int {
	t.Helper()
	for _, c := range decodes {
		if _, ok := doc[c.key]; !ok || !ofMesos(doc, c.key) {
			continue
		}
		var got facts
		head, err := c.decode(bytes.NewReader(text), got.take())
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		compare(t, name, got, factsOf(doc), head)
		return 1
	}
	return 0
}

// ofMesos tells answers of Mesos from those of its frameworks in the corpus, which
// use some of the same words.
func ofMesos(doc map[string]any, key string) bool {
	switch key {
	case "version":
		return doc["start_time"] != nil && doc["frameworks"] != nil
	case "tasks":
		tasks := list(doc["tasks"])
		return len(tasks) == 0 && doc["tasks"] != nil || len(tasks) > 0 && object(tasks[0])["framework_id"] != nil
	case "frameworks", "slaves":
		all := list(doc[key])
		return all != nil && (len(all) == 0 || object(all[0])["id"] != nil)
	case "roles":
		return list(doc[key]) != nil
	case "flags":
		return doc["flags"] != nil
	}
	return true
}

// event decodes one record of an event stream, and compares.
func event(t *testing.T, name string, record []byte) {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(record, &doc); err != nil {
		t.Fatal(err)
	}
	var got facts
	e, err := ReadEvent(bytes.NewReader(record), got.take())
	if err != nil || e.Type != doc["type"] {
		t.Errorf("%s: %+v, %v", name, e, err)
	}
	body := object(doc[strings.ToLower(e.Type)])
	switch e.Type {
	case "SUBSCRIBED":
		compare(t, name, got, factsOf(body), e.Head)
	case "AGENT_REMOVED":
		if e.AgentID == "" || e.AgentID != text(body["agent_id"]) {
			t.Errorf("%s: agent %q", name, e.AgentID)
		}
	case "FRAMEWORK_REMOVED":
		if id := text(object(body["framework_info"])["id"]); e.FrameworkID == "" || e.FrameworkID != id {
			t.Errorf("%s: framework %q", name, e.FrameworkID)
		}
	case "TASK_UPDATED":
		status := object(body["status"])
		u := e.Update
		if u == nil || u.TaskID == "" || u.TaskID != text(status["task_id"]) || u.State != body["state"] || u.FrameworkID != text(body["framework_id"]) {
			t.Errorf("%s: update %+v", name, u)
		}
	case "TASK_ADDED", "AGENT_ADDED", "FRAMEWORK_ADDED", "FRAMEWORK_UPDATED":
		if len(got) == 0 {
			t.Errorf("%s: nothing handed on", name)
		}
	}
}
