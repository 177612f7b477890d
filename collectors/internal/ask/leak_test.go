package ask

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// logins are the ways to log in, each with what must not be seen anywhere else.
func logins() map[string]Options {
	return map[string]Options{
		"basic":  {Credential: Credential{"ops", "hunter22"}},
		"bearer": {Token: Token{Value: "hunter22"}},
		"DC/OS":  {Token: Token{Value: "hunter22", DCOS: true}},
	}
}

// spy is a server that answers 401 and keeps what it was sent for a login.
type spy struct {
	*httptest.Server
	mu     sync.Mutex
	logins []string
	visits int
}

func newSpy(t *testing.T, conf *tls.Config) *spy {
	s := &spy{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.visits++
		s.logins = append(s.logins, r.Header.Values("Authorization")...)
		s.logins = append(s.logins, r.Header.Values("Cookie")...)
		w.WriteHeader(http.StatusUnauthorized)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	if s.TLS = conf; conf == nil {
		s.Start()
	} else {
		s.StartTLS()
	}
	t.Cleanup(s.Close)
	return s
}

// askAll sends every request there is, in every way.
func askAll(t *testing.T, o Options, to Target) (errs []error) {
	c := open(t, o)
	for _, r := range All() {
		var err error
		switch {
		case r == Subscription():
			_, err = c.Subscribe(t.Context(), to)
		case r.Heavy():
			_, err = c.Stream(t.Context(), to, r, nil)
		default:
			_, err = c.Do(t.Context(), to, r)
		}
		errs = append(errs, err)
	}
	return errs
}

func found(t *testing.T, address string) Target {
	t.Helper()
	to, err := Found(address)
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// A host that stood in a znode, a state or a redirect gets no login, in clear or
// by TLS, unless it proves itself by the CA that the user gave.
func TestForgedHostsGetNoLogin(t *testing.T) {
	ours, theirs := newAuthority(t), newAuthority(t)
	clear := newSpy(t, nil)
	proven := newSpy(t, &tls.Config{Certificates: []tls.Certificate{ours.issue(time.Now().Add(time.Hour))}})
	foreign := newSpy(t, &tls.Config{Certificates: []tls.Certificate{theirs.issue(time.Now().Add(time.Hour))}})
	for name, o := range logins() {
		for _, tc := range []struct {
			where string
			to    *spy
			with  func(*Options)
			told  bool
		}{
			{"in clear", clear, func(*Options) {}, false},
			{"in clear, allowed for named hosts", clear, func(o *Options) { o.AllowPlaintext = true }, false},
			{"in clear, with a CA", clear, func(o *Options) { o.CACert, o.AllowPlaintext = ours.file("ca.pem"), true }, false},
			{"TLS not verified", foreign, func(o *Options) { o.InsecureSkipVerify, o.AllowPlaintext = true, true }, false},
			{"TLS not verified, with a CA", proven, func(o *Options) { o.InsecureSkipVerify, o.CACert = true, ours.file("ca.pem") }, false},
			{"TLS by somebody else", foreign, func(o *Options) { o.CACert, o.AllowPlaintext = ours.file("ca.pem"), true }, false},
			{"TLS by the user's CA", proven, func(o *Options) { o.CACert = ours.file("ca.pem") }, true},
		} {
			t.Run(name+" "+tc.where, func(t *testing.T) {
				tc.to.logins = nil
				o := o
				tc.with(&o)
				for _, err := range askAll(t, o, found(t, tc.to.URL)) {
					if err == nil || strings.Contains(err.Error(), "hunter22") {
						t.Errorf("%v", err)
					}
				}
				if told := len(tc.to.logins) > 0; told != tc.told {
					t.Errorf("logins %d", len(tc.to.logins))
				}
			})
		}
	}
}

// What a named host gets, and that probes, the anonymous and ZooKeeper get nothing.
func TestNamedHostsGetTheLogin(t *testing.T) {
	for name, want := range map[string]string{"basic": "Basic b3BzOmh1bnRlcjIy", "bearer": "Bearer hunter22", "DC/OS": "token=hunter22"} {
		host := newSpy(t, nil)
		askAll(t, logins()[name], target(t, host.URL))
		bare := 5 + len(words())
		if host.visits != len(All()) || len(host.logins) != host.visits-bare || slices.ContainsFunc(host.logins, func(s string) bool { return s != want }) {
			t.Errorf("%s: %d visits, %q", name, host.visits, host.logins)
		}
		host.logins = nil
		c := open(t, logins()[name])
		for _, r := range All() {
			if !r.Heavy() {
				_, err := c.Do(t.Context(), target(t, host.URL), r.Anonymous())
				var e *Error
				if !errors.As(err, &e) || e.Withheld != "" {
					t.Errorf("%v", err)
				}
			} else if r != Subscription() {
				c.Stream(t.Context(), target(t, host.URL), r.Anonymous(), nil)
			}
		}
		if len(host.logins) != 0 {
			t.Errorf("%s: anonymous with %q", name, host.logins)
		}
	}
}

// A redirect, in a circle or elsewhere, is reported, and the host it points at
// sees neither a request nor a login.
func TestRedirectTakesNothingAlong(t *testing.T) {
	evil := newSpy(t, nil)
	for name, o := range logins() {
		asked := 0
		var login string
		master := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked++
			login = r.Header.Get("Authorization")
			to := evil.URL + "/flags"
			if r.URL.Path == "/roles" {
				to = "/roles"
			}
			http.Redirect(w, r, to, http.StatusTemporaryRedirect)
		}))
		c := open(t, o)
		_, err := c.Do(t.Context(), target(t, master.URL), Flags())
		var e *Error
		if !errors.As(err, &e) || e.Kind != Redirected || e.Location != evil.URL+"/flags" {
			t.Errorf("%v", err)
		}
		_, err = c.Do(t.Context(), target(t, master.URL), Roles())
		if !errors.As(err, &e) || e.Kind != Redirected || e.Location != master.URL+"/roles" {
			t.Errorf("in a circle: %v", err)
		}
		if asked != 2 || login == "" {
			t.Errorf("%s: %d requests, login %q", name, asked, login)
		}
		master.Close()
	}
	if evil.visits != 0 {
		t.Error("followed")
	}
}

func TestWithheldIsSaid(t *testing.T) {
	for _, o := range logins() {
		for _, err := range askAll(t, o, found(t, newSpy(t, nil).URL)) {
			var e *Error
			if !errors.As(err, &e) {
				t.Fatal(err)
			}
			bare := e.Request.bare
			if said := strings.Contains(err.Error(), "the credential was not sent: the user did not name this host"); said == bare {
				t.Errorf("%v", err)
			}
		}
	}
}

func TestLoginsThatCannotWork(t *testing.T) {
	for text, o := range map[string]Options{
		"exclude each other":     {Credential: Credential{"ops", "hunter22"}, Token: Token{Value: "hunter22"}},
		"the token is empty":     {Token: Token{DCOS: true}},
		"the token holds":        {Token: Token{Value: "hunter22\r\nLibprocess-From: x"}},
		"the token holds spaces": {Token: Token{Value: "hunter22 "}},
		"no principal":           {Credential: Credential{"", "hunter22"}},
		`"ops:x": Mesos splits`:  {Credential: Credential{"ops:x", "hunter22"}},
		`"ops": Mesos splits`:    {Credential: Credential{"ops", "hunter22:x"}},
	} {
		_, err := Open(o)
		if err == nil || !strings.Contains(err.Error(), text) || strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), "hunter22") {
			t.Errorf("%v, want %s", err, text)
		}
	}
}

func TestEnvironmentProxyIsIgnored(t *testing.T) {
	proxy := newSpy(t, nil)
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("http_proxy", proxy.URL)
	c := open(t, Options{})
	if c.transport.Proxy != nil {
		t.Error("a proxy nobody asked for")
	}
	c.Do(t.Context(), target(t, "no-such-host.invalid:5050"), Version())
	if proxy.visits != 0 {
		t.Error("the proxy of the environment was asked")
	}
}
