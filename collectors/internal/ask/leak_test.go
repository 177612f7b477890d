package ask

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// A redirect is reported, and the host it points at sees neither a request nor a
// credential.
func TestRedirectTakesNothingAlong(t *testing.T) {
	var visits atomic.Int64
	evil := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visits.Add(1) }))
	defer evil.Close()
	var basic string
	master := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		basic = r.Header.Get("Authorization")
		http.Redirect(w, r, evil.URL+"/flags", http.StatusTemporaryRedirect)
	}))
	defer master.Close()
	c := open(t, Options{Credential: Credential{"ops", "hunter22"}})
	_, err := c.Do(t.Context(), target(t, master.URL), Flags())
	var e *Error
	if !errors.As(err, &e) || e.Kind != Redirected || e.Location != evil.URL+"/flags" {
		t.Errorf("%v", err)
	}
	if visits.Load() != 0 {
		t.Error("followed")
	}
	if !strings.HasPrefix(basic, "Basic ") {
		t.Errorf("the master itself got %q", basic)
	}
}

func TestWithheldIsSaid(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("a host that nobody named got a credential")
		}
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer server.Close()
	found, err := Found(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	_, err = open(t, Options{Credential: Credential{"ops", "hunter22"}}).Do(t.Context(), found, Flags())
	if text := fmt.Sprint(err); !strings.Contains(text, "the credential was not sent: the user did not name this host") || strings.Contains(text, "hunter22") {
		t.Error(text)
	}
}

func TestEnvironmentProxyIsIgnored(t *testing.T) {
	var visits atomic.Int64
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visits.Add(1) }))
	defer proxy.Close()
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("http_proxy", proxy.URL)
	c := open(t, Options{})
	if c.transport.Proxy != nil {
		t.Error("a proxy nobody asked for")
	}
	c.Do(t.Context(), target(t, "no-such-host.invalid:5050"), Version())
	if visits.Load() != 0 {
		t.Error("the proxy of the environment was asked")
	}
}
