package hostconf

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"github.com/mesoswatch/mesoswatch"
)

// secretsOfTrees are all secrets that stand in testdata.
var secretsOfTrees = []string{
	"Rq8.wLpT2xVz7b", "Wm4-zXo9KcTe1u", "pL7.vAy3HnSq6r", "Fd2-bJw8UgRi5k", "zkpassword", "Gh5.kWz8TqNb3x", "kitesurf", "Xv3-rTn8LpQw2z", "operator1", "dXNlcjpzMy1iVm44",
	"Zt1.hBx7MvKd4s", "Nq6-yUe4RtWp9o", "changeit", "Lc5.tZq2WbXn8e", "rounds=656000", "eyJhbGci", "TGM1LnRacTJX",
}

// TestTrees looks at whole hosts and compares all that is told. -update writes what
// is told now.
func TestTrees(t *testing.T) {
	for _, name := range []string{"open-master", "secured-master", "halfway-master", "agent", "marathon", "dcos"} {
		t.Run(name, func(t *testing.T) {
			s := see(t, archive(t, name))
			golden.RequireEqual(t, []byte(wording(s)))
			told := jsonText(t, s.records)
			for _, secret := range secretsOfTrees {
				if strings.Contains(told, secret) {
					t.Errorf("%q is told", secret)
				}
			}
		})
	}
}

// wording writes what a look told, a line each.
func wording(s seen) string {
	var b strings.Builder
	for _, r := range s.records {
		if r.Snapshot != nil {
			b.WriteString(wordingOf(r.Snapshot))
		}
	}
	fmt.Fprintf(&b, "health %v %s\ncomplete %s\n", s.health.OK, s.health.Why, strings.Join(s.health.Complete, " "))
	for _, k := range kinds {
		if why := s.health.Lacking[k]; why != "" {
			fmt.Fprintf(&b, "lacking %s: %s\n", k, why)
		}
	}
	for _, a := range s.health.Asked {
		fmt.Fprintf(&b, "asked %s: %s\n", a.What, a.Outcome)
	}
	return b.String()
}

func wordingOf(snap *mesoswatch.Snapshot) string {
	switch {
	case snap.Package != nil:
		return fmt.Sprintf("package %s %s from %s\n", snap.Package.Name, snap.Package.Version, snap.Package.From)
	case snap.Process != nil:
		p := snap.Process
		return fmt.Sprintf("process %s %d %s since %s: %s\n  %v %s\n", p.Of, p.PID, p.User, p.Started.UTC().Format(time.RFC3339), strings.Join(p.Arguments, " "), p.Environment, p.Hidden)
	case snap.File != nil:
		return wordingOfFile(snap.File)
	}
	x := snap.Setting
	text := fmt.Sprintf("setting %s %s = %q from %s %s", x.Of, x.Name, x.Value, x.From, x.At)
	if x.Line > 0 {
		text += fmt.Sprintf(":%d", x.Line)
	}
	if x.Pending {
		text += " PENDING"
	}
	if x.Trouble != "" {
		text += "\n  trouble: " + x.Trouble
	}
	for _, sh := range x.Shadowed {
		text += fmt.Sprintf("\n  hides %q from %s %s:%d", sh.Value, sh.From, sh.At, sh.Line)
	}
	return text + "\n"
}

func wordingOfFile(f *mesoswatch.File) string {
	text := fmt.Sprintf("file %s %s %s %s:%s", f.What, f.Path, f.Mode, f.Owner, f.Group)
	if f.Missing {
		text += " MISSING"
	}
	if f.Unreadable != "" {
		text += " unreadable: " + f.Unreadable
	}
	if f.Format != "" {
		text += fmt.Sprintf(" %s %q", f.Format, f.Principals)
	}
	for _, e := range f.Exposed {
		text += "\n  " + e
	}
	for _, w := range f.Weak {
		text += fmt.Sprintf("\n  weak %s: %s", w.ID, w.Text)
	}
	if f.ACL != "" {
		text += fmt.Sprintf("\n  %d bytes of ACLs", len(f.ACL))
	}
	return text + "\n"
}

// TestOrder wants the same tree to give the same records, whatever the order in which
// maps are walked.
func TestOrder(t *testing.T) {
	root := archive(t, "halfway-master")
	first := wording(see(t, root))
	for range 5 {
		if again := wording(see(t, root)); again != first {
			t.Fatalf("%s\n%s", first, again)
		}
	}
	if !slices.Contains(strings.Split(first, "\n"), "complete package process file setting") {
		t.Errorf("%s", first)
	}
}
