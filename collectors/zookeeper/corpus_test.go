package zookeeper

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestCorpus reads replies that servers gave: files named after the word, below
// the folder named by MESOSWATCH_CORPUS.
func TestCorpus(t *testing.T) {
	root := os.Getenv("MESOSWATCH_CORPUS")
	if root == "" {
		return // the replies of every form are in TestParseStatus and beside it
	}
	words := make(map[string]word)
	for w := range wordCount {
		words[w.String()] = w
	}
	named := regexp.MustCompile(`^([a-z]{4})(-[^/]*)?\.txt$`)
	read := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		m := named.FindStringSubmatch(d.Name())
		if err != nil || m == nil || d.IsDir() {
			return err
		}
		w, known := words[m[1]]
		text, err := os.ReadFile(path)
		if err != nil || !known || !whatItSays(w, string(text)) {
			return err
		}
		read++
		r := classify(w, text)
		if r.outcome != Answered && r.outcome != Refused && r.outcome != NotServing {
			t.Errorf("%s: %s", path, r.why)
		}
		s := parseStatus(r.text)
		s.add(parseMonitor(r.text))
		if r.outcome == Answered && (w == srvr || w == stat || w == mntr) && (s.mode == "" || s.version == "" || s.nodes == nil) {
			t.Errorf("%s: %v", path, s)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d replies", read)
}

// whatItSays tells whether a file of that name holds a reply to the word at all,
// as far as that can be told without the parser.
func whatItSays(w word, text string) bool {
	if strings.Contains(text, " is not executed because") {
		return true
	}
	mark := map[word]string{
		ruok: "imok", srvr: "\nMode: ", stat: "\nMode: ", mntr: "zk_server_state", conf: "clientPort=", envi: "Environment:", isro: "r", wchs: "watching", cons: "recved=", dump: "dump",
	}[w]
	return strings.Contains(text, mark)
}
