package rules

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

const bookPage = "../docs/runbooks.md"

// bookList is the table of docs/runbooks.md: each text of the book, one line.
func bookList(c *Catalog) string {
	var b strings.Builder
	b.WriteString("| runbook | level | what | steps that change |\n|---|---|---|---|\n")
	for _, rb := range c.Runbooks() {
		steps := mesoswatch.Steps(rb.Body)
		changes := 0
		for _, s := range steps {
			if s.Changes {
				changes++
			}
		}
		fmt.Fprintf(&b, "| [`%s`](../rules/runbooks/%s.md) | %s | %s | %d of %d |\n", rb.ID, rb.ID, rb.Level, markdownCell(rb.Title), changes, len(steps))
	}
	return b.String()
}

// The page lists every text as it is; -update rewrites its table.
func TestRunbookPage(t *testing.T) {
	page, err := os.ReadFile(bookPage)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(page), "\n| runbook |")
	if !ok {
		t.Fatalf("%s has no table that begins with | runbook |", bookPage)
	}
	_, tail, _ := strings.Cut(rest, "\n\n")
	want := head + "\n" + bookList(load(t)) + "\n" + tail
	if *update {
		if err := os.WriteFile(bookPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(page) != want {
		t.Errorf("%s does not list the runbooks as they are: run go test ./rules -run TestRunbookPage -update", bookPage)
	}
}

var reference = regexp.MustCompile(`\brunbook ([a-z]+(?:-[a-z]+)*)`)

// What a text sends its reader to is there, and is not the text itself.
func TestRunbooksReferToRunbooks(t *testing.T) {
	c := load(t)
	found := 0
	for _, rb := range c.Runbooks() {
		for _, m := range reference.FindAllStringSubmatch(strings.ReplaceAll(rb.Body, "Runbook ", "runbook "), -1) {
			found++
			if to, ok := c.Runbook(m[1]); !ok || to.ID != m[1] {
				t.Errorf("%s sends to runbook %q, which is not there", rb.ID, m[1])
			} else if m[1] == rb.ID {
				t.Errorf("%s sends to itself", rb.ID)
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d references were found", found)
	}
}

// A step that closes a port to everybody else comes right behind one that shows
// who uses it, and every step with iptables says how to take it back.
func TestPortsAreClosedWithCare(t *testing.T) {
	for _, rb := range load(t).Runbooks() {
		steps := mesoswatch.Steps(rb.Body)
		for i, s := range steps {
			commands := strings.Join(s.Commands, "\n")
			if !strings.Contains(commands, "iptables -I") {
				continue
			}
			if !strings.Contains(s.Text, "`-D`") {
				t.Errorf("%s: no way back: %s", rb.ID, s.Text)
			}
			if strings.Contains(commands, "TRUSTED_NETWORK") && !strings.Contains(strings.Join(steps[i-1].Commands, ""), "ss -tn state established") {
				t.Errorf("%s: nobody looked who uses the port: %s", rb.ID, s.Text)
			}
		}
	}
}

// A call that changes the cluster shows its answer: from a master that does not
// lead it is a redirect, which a silent curl takes for done.
func TestChangesShowTheirAnswer(t *testing.T) {
	for _, rb := range load(t).Runbooks() {
		for _, s := range mesoswatch.Steps(rb.Body) {
			for line := range strings.SplitSeq(strings.Join(s.Commands, "\n"), "\n") {
				if strings.Contains(line, "-X POST") && !strings.HasPrefix(line, "curl -sS -i -X POST") {
					t.Errorf("%s: %s", rb.ID, line)
				}
				if strings.Contains(line, "-X POST") && !s.Changes {
					t.Errorf("%s: a POST in a step that is not marked as a change: %s", rb.ID, line)
				}
			}
		}
	}
}

// A text that writes into ./evidence makes the folder first, so that each step
// works by itself.
func TestEvidenceHasItsFolder(t *testing.T) {
	for _, rb := range load(t).Runbooks() {
		for _, s := range mesoswatch.Steps(rb.Body) {
			for _, command := range s.Commands {
				writes := strings.Contains(command, "./evidence/") && !strings.HasPrefix(command, "sha256sum ./evidence/")
				if writes && !strings.Contains(command, "mkdir -p ./evidence\n") {
					t.Errorf("%s: %s", rb.ID, command)
				}
			}
		}
	}
}

// What an engineer at night looks for has a text of its own.
func TestTheBookHasItsChapters(t *testing.T) {
	var ids []string
	for _, rb := range load(t).Runbooks() {
		ids = append(ids, rb.ID)
	}
	for _, id := range []string{
		"failed-logins", "brute-force", "guessed-credential", "rogue-framework", "framework-takeover", "rogue-agent",
		"open-registration", "authentication-on", "credential-rotation", "compromised-agent", "container-session",
		"open-port", "weak-tls", "tls-trouble", "certificate-expiry", "zookeeper-unreachable", "zookeeper-quorum",
		"zookeeper-open", "leader-flapping", "master-crash-loop", "suspicious-task", "log-silent", "log-trust",
		"teardown-unannounced", "master-state", "leaving-mesos",
	} {
		if !slices.Contains(ids, id) {
			t.Errorf("there is no runbook %q", id)
		}
	}
}
