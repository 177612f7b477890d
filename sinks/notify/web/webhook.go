package web

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"text/template"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// Webhook posts notices to an address, several in one request.
type Webhook struct {
	Client *Client
	// URL, or the file that has it where it is a secret.
	URL, URLFile string
	// Template makes the body; nil: Post as JSON.
	Template    *template.Template
	ContentType string // empty: application/json
	// SecretFile holds the key of the signature; empty: there is none.
	SecretFile string
	Now        func() time.Time // nil: time.Now
}

// Post is what a request carries, and what a template is given.
type Post struct {
	Version int             `json:"version"` // 1; grows when a reader would have to change
	Cluster string          `json:"cluster"`
	Host    string          `json:"host,omitempty"`
	Notices []notice.Notice `json:"notices"`
}

// maxTemplate bounds the file of a template.
const maxTemplate = 256 << 10

// ParseTemplate reads a template and tries it with an example; with asJSON the outcome
// has to be JSON.
func ParseTemplate(path string, asJSON bool) (*template.Template, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading template: %w", err)
	}
	if len(b) > maxTemplate {
		return nil, fmt.Errorf("reading template %q: longer than %d KB", path, maxTemplate>>10)
	}
	t, err := template.New("webhook").Option("missingkey=zero").Funcs(functions()).Parse(string(b))
	if err != nil {
		return nil, fmt.Errorf("reading template %q: %w", path, err)
	}
	example := []notice.Notice{notice.Example("example", "host", time.Unix(1_700_000_000, 0).UTC()), notice.Example("example", "host", time.Unix(1_700_000_060, 0).UTC())}
	for n := 1; n <= len(example); n++ {
		body, err := render(t, example[:n])
		if err != nil {
			return nil, fmt.Errorf("trying template %q: %w", path, err)
		}
		if asJSON && !json.Valid(body) {
			return nil, fmt.Errorf("trying template %q: what it makes of %d notices is no JSON (write {{json .X}} where a text stands, or set content_type)", path, n)
		}
	}
	return t, nil
}

// functions are those of templates.
func functions() template.FuncMap {
	return template.FuncMap{
		// json is a value as JSON: quotes are part of it.
		"json": func(v any) (string, error) {
			b, err := mesoswatch.MarshalLine(v)
			return strings.TrimSuffix(string(b), "\n"), err
		},
		"upper": strings.ToUpper, "lower": strings.ToLower, "join": strings.Join, "printable": mesoswatch.Printable,
		"rfc3339": func(t time.Time) string { return t.Format(time.RFC3339) },
		"unix":    func(t time.Time) int64 { return t.Unix() },
	}
}

func render(t *template.Template, notices []notice.Notice) ([]byte, error) {
	var b bytes.Buffer
	err := t.Execute(&b, post(notices))
	return b.Bytes(), err
}

func post(notices []notice.Notice) Post {
	return Post{Version: 1, Cluster: notices[0].Cluster, Host: notices[0].Host, Notices: notices}
}

// Deliver posts them.
func (w *Webhook) Deliver(ctx context.Context, notices []notice.Notice) error {
	if len(notices) == 0 {
		return nil
	}
	var body []byte
	var err error
	if w.Template != nil {
		body, err = render(w.Template, notices)
	} else {
		body, err = mesoswatch.MarshalLine(post(notices))
	}
	if err != nil {
		return mesoswatch.Permanent(fmt.Errorf("making the body: %w", err))
	}
	to := w.URL
	if w.URLFile != "" {
		if to, err = Secret(w.URLFile); err != nil {
			return err
		}
	}
	h := make(http.Header)
	h.Set("Content-Type", or(w.ContentType, "application/json"))
	h.Set("Idempotency-Key", idempotency(notices))
	if err := w.sign(h, body); err != nil {
		return err
	}
	return w.Client.do(ctx, request{method: http.MethodPost, url: to, body: body, header: h})
}

// Names of the headers of a signature.
const (
	HeaderTime      = "X-Mesoswatch-Timestamp"
	HeaderSignature = "X-Mesoswatch-Signature"
)

func (w *Webhook) sign(h http.Header, body []byte) error {
	if w.SecretFile == "" {
		return nil
	}
	secret, err := Secret(w.SecretFile)
	if err != nil {
		return err
	}
	now := time.Now
	if w.Now != nil {
		now = w.Now
	}
	at := strconv.FormatInt(now().Unix(), 10)
	h.Set(HeaderTime, at)
	h.Set(HeaderSignature, Signature(secret, at, body))
	return nil
}

// Signature is "sha256=" and HMAC-SHA256, in hexadecimal digits, of the timestamp, a
// dot and the body: what a receiver computes itself and compares.
func Signature(secret, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// idempotency is the same for the same notices.
func idempotency(notices []notice.Notice) string {
	if len(notices) == 1 {
		return notices[0].Key
	}
	sum := sha256.New()
	for i := range notices {
		sum.Write([]byte(notices[i].Key + "\x00"))
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

func or(s, standard string) string {
	if s == "" {
		return standard
	}
	return s
}
