package web

import (
	"context"
	"net/http"
	"time"
)

// Ping asks an address: whoever is behind it wakes somebody when it is not asked any
// more.
type Ping struct {
	Client       *Client
	Method       string // GET or POST
	URL, URLFile string
}

// Beat asks it.
func (p *Ping) Beat(ctx context.Context, _ time.Duration) error {
	to := p.URL
	if p.URLFile != "" {
		var err error
		if to, err = Secret(p.URLFile); err != nil {
			return err
		}
	}
	return p.Client.do(ctx, request{method: or(p.Method, http.MethodGet), url: to})
}
