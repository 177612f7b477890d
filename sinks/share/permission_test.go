package share

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/natstest"
)

// documented is the block of docs/sharing.md that is fenced with a name.
func documented(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "sharing.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(b), "```"+name+"\n")
	text, _, end := strings.Cut(rest, "```")
	if !ok || !end {
		t.Fatalf("docs/sharing.md has no block %s", name)
	}
	return text
}

// TestPermissions: with the users of the page each can do what it says, and no more.
func TestPermissions(t *testing.T) {
	server := natstest.Start(t, strings.ReplaceAll(documented(t, "users.conf"), "PASSWORD", "s3cret"))
	dir := t.TempDir()
	secret := filepath.Join(dir, "password")
	if err := os.WriteFile(secret, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	as := func(user string) *console {
		return start(t, dir, Options{Console: user, User: user, PasswordFile: secret, Servers: []string{server.URL()}})
	}
	watch := as("eu1-m1")
	f := found(1, noon, 3)
	watch.tell(f)
	watch.until("that it is well", func(b *mesoswatch.Board) bool { h, _ := b.Source(sourceName); return h.OK })
	ada, wall := as("ada"), as("wall")
	for _, c := range []*console{ada, wall} {
		c.until("the finding", func(b *mesoswatch.Board) bool { return status(b, f) == mesoswatch.Open })
		c.until("that it is well", func(b *mesoswatch.Board) bool { h, _ := b.Source(sourceName); return h.OK })
	}
	wall.tell(did(mesoswatch.Resolve, f, "wall"))
	ada.tell(did(mesoswatch.Acknowledge, f, "ada"))
	for _, c := range []*console{watch, ada} {
		c.until("the acknowledgement", func(b *mesoswatch.Board) bool { return status(b, f) == mesoswatch.Acknowledged })
	}
	wall.until("that it may not", func(b *mesoswatch.Board) bool {
		h, _ := b.Source(sourceName)
		return !h.OK && strings.Contains(h.Why, errDenied.Error())
	})
	if got := len(watch.feed.Board().Actions()); got != 1 {
		t.Errorf("%d actions came, of which one was allowed", got)
	}
	for _, c := range []*console{watch, ada, wall} {
		if h, _ := c.feed.Board().Source(sourceName); strings.Contains(h.Why, "s3cret") {
			t.Errorf("it tells the password: %s", h.Why)
		}
	}
}
