package share

import (
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/natstest"
)

// TestTLS: a server is believed by its certificate only.
func TestTLS(t *testing.T) {
	ca, config := natstest.Certificate(t)
	server := natstest.Start(t, config)
	url := "tls://" + server.Addr
	dir := t.TempDir()
	good := start(t, dir, Options{Console: "good", Servers: []string{url}, CACert: ca})
	good.until("that it is well", func(b *mesoswatch.Board) bool { h, _ := b.Source(sourceName); return h.OK })
	bad := start(t, dir, Options{Console: "bad", Servers: []string{url}})
	bad.until("why it is not", func(b *mesoswatch.Board) bool {
		h, ok := b.Source(sourceName)
		return ok && !h.OK && strings.Contains(h.Why, "certificate")
	})
}
