package web

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

var day = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func client(t *testing.T, o Options) *Client {
	t.Helper()
	c, err := NewClient(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func example() []notice.Notice {
	a, b := notice.Example("prod", "m1", day), notice.Example("prod", "m1", day.Add(time.Minute))
	a.Seq, b.Seq = 1, 2
	return []notice.Notice{a, b}
}

func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		status    int
		after     string
		ok, never bool
		wait      time.Duration
	}{
		{status: 200, ok: true}, {status: 202, ok: true}, {status: 204, ok: true},
		{status: 302}, {status: 307}, {status: 401}, {status: 403}, {status: 404}, {status: 408},
		{status: 429, after: "7", wait: 7 * time.Second}, {status: 500}, {status: 503, after: "120", wait: 2 * time.Minute}, {status: 503, after: "soon"},
		{status: 400, never: true}, {status: 413, never: true}, {status: 422, never: true},
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://192.0.2.1/elsewhere")
			if c.after != "" {
				w.Header().Set("Retry-After", c.after)
			}
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, "no\x1b[31m\n  thanks password=hunter2")
		}))
		err := (&Webhook{Client: client(t, Options{}), URL: srv.URL + "/hook/s3cr3t"}).Deliver(t.Context(), example())
		srv.Close()
		if (err == nil) != c.ok || mesoswatch.IsPermanent(err) != c.never || notice.After(err) != c.wait {
			t.Errorf("%d: %v, permanent %v, after %s", c.status, err, mesoswatch.IsPermanent(err), notice.After(err))
		}
		if err != nil && strings.ContainsAny(err.Error(), "\x1b\n") || err != nil && strings.Contains(err.Error(), "hunter2") || err != nil && strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("%d: %q", c.status, err)
		}
	}
}

// Whoever is not there is tried again, and the address, which may be a secret, is not told.
func TestNobodyThere(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	srv.Close()
	err := (&Webhook{Client: client(t, Options{}), URLFile: file(t, srv.URL+"/services/T0/B0/s3cr3t\n")}).Deliver(t.Context(), example())
	if err == nil || mesoswatch.IsPermanent(err) || strings.Contains(err.Error(), "s3cr3t") || !strings.Contains(err.Error(), "refused") {
		t.Error(err)
	}
}

func TestWebhookCarries(t *testing.T) {
	var got http.Header
	var body []byte
	srv := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got = r.Header
		body, _ = io.ReadAll(r.Body)
	}))
	defer srv.Close()
	ca := file(t, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw})))
	secret := file(t, "topsecret\n")
	w := &Webhook{
		Client: client(t, Options{UserAgent: "mesoswatch/1", CACert: ca, Headers: map[string]string{"X-Team": "ops"}, HeaderFiles: map[string]string{"X-Key": file(t, "k1\n")}, TokenFile: file(t, "tok")}),
		URL:    srv.URL, SecretFile: secret, Now: func() time.Time { return day },
	}
	if err := w.Deliver(t.Context(), example()); err != nil {
		t.Fatal(err)
	}
	var p Post
	if err := json.Unmarshal(body, &p); err != nil || p.Version != 1 || p.Cluster != "prod" || len(p.Notices) != 2 || p.Notices[1].Finding.Rule != notice.ExampleRule {
		t.Errorf("%v %s", err, body)
	}
	for name, want := range map[string]string{
		"User-Agent": "mesoswatch/1", "X-Team": "ops", "X-Key": "k1", "Authorization": "Bearer tok", "Content-Type": "application/json",
		HeaderTime: "1772359200", HeaderSignature: Signature("topsecret", "1772359200", body),
	} {
		if got.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, got.Get(name), want)
		}
	}
	// as every other implementation of HMAC has it
	if s := Signature("key", "1", []byte("body")); s != "sha256=91b5374b153842ad05b2c4eab9349b8321b14703165bd3fb8b034dfb8be98ae5" {
		t.Error(s)
	}
	first := got.Get("Idempotency-Key")
	if err := w.Deliver(t.Context(), example()); err != nil || got.Get("Idempotency-Key") != first || first == "" {
		t.Errorf("%v: %q and %q for the same", err, first, got.Get("Idempotency-Key"))
	}
	// Without the CA it is not trusted, and that is tried again.
	if err := (&Webhook{Client: client(t, Options{}), URL: srv.URL}).Deliver(t.Context(), example()); err == nil || mesoswatch.IsPermanent(err) || !strings.Contains(err.Error(), "certificate") {
		t.Error(err)
	}
	if err := (&Webhook{Client: client(t, Options{Insecure: true, User: "ops", PasswordFile: file(t, "pw")}), URL: srv.URL}).Deliver(t.Context(), example()); err != nil || got.Get("Authorization") != "Basic b3BzOnB3" {
		t.Error(err, got)
	}
}

func TestTemplate(t *testing.T) {
	slack := file(t, `{"text": {{json (printf "%s %s" .Cluster (index .Notices 0).Finding.Title)}}, "n": [{{range $i, $n := .Notices}}{{if $i}},{{end}}{{json $n.Turn}}{{end}}]}`)
	tmpl, err := ParseTemplate(slack, true)
	if err != nil {
		t.Fatal(err)
	}
	ns := example()
	ns[0].Finding.Title = "a \"quoted\"\n\u202etitle"
	body, err := render(tmpl, ns)
	if err != nil || !json.Valid(body) || !strings.Contains(string(body), `\u202e`) || !strings.Contains(string(body), `["test","test"]`) {
		t.Errorf("%v %s", err, body)
	}
	for name, c := range map[string]struct{ text, want string }{
		"syntax":       {`{{range}}`, "missing value"},
		"no such name": {`{{.Nothing}}`, "Nothing"},
		"no function":  {`{{exec "ls"}}`, "exec"},
		"no JSON":      {`{"text": "{{(index .Notices 0).Finding.Evidence}}`, "is no JSON"},
		"JSON of one":  {`[{{range .Notices}}{{json .Key}}{{end}}]`, "of 2 notices is no JSON"},
	} {
		if _, err := ParseTemplate(file(t, c.text), true); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSecretFiles(t *testing.T) {
	for text, want := range map[string]string{"s3cret\n": "s3cret", "s3cret": "s3cret", "": "", "two\nlines": "", strings.Repeat("x", maxSecret+1): ""} {
		got, err := Secret(file(t, text))
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%.20q: %q, %v", text, got, err)
		}
		if err != nil && text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("the secret is in %v", err)
		}
	}
	if _, err := NewClient(Options{TokenFile: "/nowhere"}); err == nil {
		t.Error("a file that is not there is no error")
	}
}

func TestAlerts(t *testing.T) {
	var got []alert
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got = nil
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil || r.URL.Path != "/api/v2/alerts" {
			t.Error(err, r.URL)
		}
	}))
	defer srv.Close()
	now := day.Add(time.Hour)
	a := &Alertmanager{Client: client(t, Options{}), URL: srv.URL + "/", Cluster: "prod", Now: func() time.Time { return now }}
	n := example()[0]
	n.Finding.Subject.Name, n.Finding.Evidence[0].Text = "10.0.0.1\x1b[2J\nx\xff", strings.Repeat("é", 5000)
	n.Turn, n.Finding.Level = notice.Rose, mesoswatch.High
	low := mesoswatch.Low
	n.Was = &low
	if err := a.Deliver(context.Background(), []notice.Notice{n}); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Labels["severity"] != "low" || !got[0].EndsAt.Equal(now) || got[1].Labels["severity"] != "high" || !got[1].EndsAt.After(now) || !got[1].StartsAt.Equal(day) {
		t.Errorf("%+v", got)
	}
	for k, v := range got[1].Labels {
		if v == "" || strings.ContainsAny(v, "\x1b\n") {
			t.Errorf("label %s is %q", k, v)
		}
	}
	n.Turn, n.Was, n.Finding.FirstSeen = notice.Resolved, nil, now.Add(time.Hour) // of a clock that runs ahead
	if err := a.Deliver(context.Background(), []notice.Notice{n}); err != nil || len(got) != 1 || !got[0].EndsAt.Equal(now) || !got[0].StartsAt.Before(now) {
		t.Errorf("%v %+v", err, got)
	}
	if err := a.Beat(context.Background(), time.Minute); err != nil || got[0].Labels["alertname"] != "mesoswatch-heartbeat" || !got[0].EndsAt.Equal(now.Add(3*time.Minute)) {
		t.Errorf("%v %+v", err, got)
	}
}
