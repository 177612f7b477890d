package login

import (
	"context"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/pretend"
	"github.com/mesoswatch/mesoswatch/internal/pretend/authenticator"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// secrets of the pretend masters.
var secrets = map[string]string{"marathon": "mara-secret", "ops:team": "with:colons and spaces"}

// started is a cluster whose masters advertise their addresses.
func started(t *testing.T, o pretend.Options) *pretend.Cluster {
	t.Helper()
	o.AdvertiseIP = true
	return named(t, o)
}

// named is one whose masters advertise names that nobody resolves.
func named(t *testing.T, o pretend.Options) *pretend.Cluster {
	t.Helper()
	o.Dir, o.Settled, o.Agents = t.TempDir(), true, -1
	if o.Credentials == nil {
		o.Credentials = secrets
	}
	c, err := pretend.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// secured wants everything but HTTP logins.
var secured = []pretend.Security{{Frameworks: true, Agents: true}}

func logOf(t *testing.T, c *pretend.Cluster) string {
	t.Helper()
	b, err := os.ReadFile(c.LogPath())
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// certificates of a cluster as files.
func certificates(t *testing.T, c *pretend.Cluster) (ca, cert, key string) {
	t.Helper()
	dir := t.TempDir()
	ca, cert, key = filepath.Join(dir, "ca.pem"), filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	certificate, secret, err := c.ClientCertificate()
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string][]byte{ca: c.CA(), cert: certificate, key: secret} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return ca, cert, key
}

func TestOutcomes(t *testing.T) {
	for _, tc := range []struct {
		name              string
		security          []pretend.Security
		principal, secret string
		want              Outcome
		log, unproven     string
	}{
		{"right", secured, "marathon", "mara-secret", Accepted, "Successfully authenticated principal 'marathon' at", "Which rights"},
		{"colons and spaces", secured, "ops:team", "with:colons and spaces", Accepted, "Successfully authenticated principal 'ops:team' at", "Which rights"},
		{"wrong", secured, "marathon", "old-secret", Refused, "Authentication failure: authentication failure", "Whether the secret is wrong"},
		{"unknown", secured, "mallory", "mara-secret", Refused, "Authentication failure: user not found", "Whether the secret is wrong"},
		{"no credentials", []pretend.Security{{}}, "marathon", "mara-secret", Refused, "Authentication failure: user not found", "without --credentials"},
		{"not required", []pretend.Security{{Agents: true}}, "marathon", "mara-secret", Accepted, "Successfully authenticated", "anybody may register without one"},
		{"flags closed", []pretend.Security{{Frameworks: true, Readonly: true}}, "marathon", "mara-secret", Accepted, "Successfully authenticated", `could not be read (401, realm "mesos-master-readonly")`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := started(t, pretend.Options{Security: tc.security})
			c.Logins(0).LogIn("scheduler-1@10.0.0.1:4000", "marathon")
			var plan Plan
			r, err := Attempt(t.Context(), Options{
				Masters: []string{c.MasterURL()}, Credential: Credential{Principal: tc.principal, Secret: tc.secret},
				Before: func(_ context.Context, p Plan) error { plan = p; return nil },
			})
			if err != nil {
				t.Fatal(err)
			}
			if r.Outcome != tc.want || r.Why != "" || len(r.Seen) != 0 || r.UPID != plan.UPID || !strings.HasPrefix(r.UPID, "crammd5-authenticatee(1)@127.0.0.1:") ||
				!strings.HasPrefix(r.Authenticator, "crammd5-authenticator-session(1)@127.0.0.11:") || r.Certificate != "" || !r.Ended.After(r.Began) {
				t.Errorf("%+v", r)
			}
			if _, is := c.Logins(0).LoggedIn("scheduler-1@10.0.0.1:4000"); !is {
				t.Error("a framework was logged out")
			}
			if log := logOf(t, c); strings.Count(log, "] Authenticating "+r.UPID+"\n") != 1 || !strings.Contains(log, tc.log) || strings.Contains(log, "subscri") {
				t.Errorf("the master's log:\n%s", log)
			}
			for _, line := range r.Log[:1] {
				if !strings.Contains(logOf(t, c), line) {
					t.Errorf("%q is announced and not in the log", line)
				}
			}
			if !strings.Contains(strings.Join(r.Unproven, "\n"), tc.unproven) {
				t.Errorf("unproven: %q", r.Unproven)
			}
		})
	}
}

func TestManners(t *testing.T) {
	for _, tc := range []struct {
		name   string
		manner authenticator.Manner
		want   Outcome
		why    string
	}{
		{"as libprocess answers: not at all", authenticator.Manner{Unanswered: true}, Accepted, ""},
		{"0.17: HTTP/1.0, chunks, no Libprocess-From", authenticator.Manner{Old: true, Unanswered: true}, Accepted, ""},
		{"brackets encoded", authenticator.Manner{Escaped: true}, Accepted, ""},
		{"lengths instead of chunks", authenticator.Manner{Counted: true}, Accepted, ""},
		{"slow", authenticator.Manner{Delay: 50 * time.Millisecond}, Accepted, ""},
		{"next message before the HTTP answer", authenticator.Manner{Behind: 100 * time.Millisecond}, Accepted, ""},
		{"among other mechanisms", authenticator.Manner{Mechanisms: []string{"GSSAPI", "CRAM-MD5"}}, Accepted, ""},
		{"other mechanisms only", authenticator.Manner{Mechanisms: []string{"GSSAPI", "\x1b[2J"}}, Errored, `offers "GSSAPI", "\x1b[2J"`},
		{"no mechanism", authenticator.Manner{Mechanisms: []string{}}, Errored, "offers nothing"},
		{"an error", authenticator.Manner{Broken: "SASL(-1): generic failure"}, Errored, `"SASL(-1): generic failure"`},
		{"the address matches", authenticator.Manner{MatchAddress: true}, Accepted, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := started(t, pretend.Options{Security: secured, Logins: tc.manner})
			r, err := Attempt(t.Context(), Options{Masters: []string{c.MasterURL()}, Credential: Credential{Principal: "marathon", Secret: "mara-secret"}})
			if err != nil || r.Outcome != tc.want || !strings.Contains(r.Why, tc.why) || len(r.Log) == 0 || len(r.Unproven) == 0 {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
}

func TestSilence(t *testing.T) {
	for _, tc := range []struct {
		name   string
		manner authenticator.Manner
		why    string
		reason string
	}{
		{"from the beginning", authenticator.Manner{Silent: true, Unanswered: true}, "came within 300ms", "cannot reach 127.0.0.1:"},
		{"behind the answer", authenticator.Manner{Mute: true}, "its challenge was answered, and then nothing", "lost the lead"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := started(t, pretend.Options{Security: secured, Logins: tc.manner})
			r, err := Attempt(t.Context(), Options{
				Masters: []string{c.MasterURL()}, Credential: Credential{Principal: "marathon", Secret: "mara-secret"}, Deadline: 300 * time.Millisecond,
			})
			if err != nil || r.Outcome != NoAnswer || !strings.Contains(r.Why, tc.why) || !strings.Contains(strings.Join(r.Reasons, "\n"), tc.reason) ||
				!slices.Equal(r.Unproven, []string{"Anything about the credential."}) {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
}

// Over TLS both call over TLS; the port shows a certificate of its own or a given one.
func TestTLS(t *testing.T) {
	for _, tc := range []struct {
		name          string
		clients       bool // the master wants certificates of its CA
		given, verify bool
		want          Outcome
		certificate   string
	}{
		{"self-signed", false, false, true, Accepted, "self-signed"},
		{"given", true, true, true, Accepted, "given"},
		{"not verified", false, false, false, Accepted, "self-signed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := started(t, pretend.Options{Security: secured, TLS: true, ClientCertificates: tc.clients})
			ca, cert, key := certificates(t, c)
			access := Access{CACert: ca}
			if tc.given {
				access.Cert, access.Key = cert, key
			}
			if !tc.verify {
				access = Access{InsecureSkipVerify: true, AllowPlaintext: true}
			}
			for secret, want := range map[string]Outcome{"mara-secret": tc.want, "old-secret": Refused} {
				r, err := Attempt(t.Context(), Options{Masters: []string{c.MasterURL()}, Credential: Credential{Principal: "marathon", Secret: secret}, Access: access})
				if err != nil || r.Outcome != want || r.Certificate != tc.certificate {
					t.Errorf("%+v, %v", r, err)
				}
			}
		})
	}
	t.Run("not trusted", func(t *testing.T) {
		c := started(t, pretend.Options{Security: secured, TLS: true})
		ca, _, _ := certificates(t, c)
		other := started(t, pretend.Options{Security: secured, TLS: true, ClientCertificates: true})
		c.Logins(0).Secure = other.Logins(0).Secure // it wants a certificate of another CA
		r, err := Attempt(t.Context(), Options{
			Masters: []string{c.MasterURL()}, Credential: Credential{Principal: "marathon", Secret: "mara-secret"}, Access: Access{CACert: ca}, Deadline: 500 * time.Millisecond,
		})
		if err != nil || r.Outcome != NoAnswer || !strings.Contains(r.Reasons[0], "does not accept the certificate of our port (self-signed)") {
			t.Errorf("%+v, %v", r, err)
		}
	})
	t.Run("calls in clear", func(t *testing.T) {
		c := started(t, pretend.Options{Security: secured, TLS: true})
		ca, _, _ := certificates(t, c)
		c.Logins(0).Secure = nil
		r, err := Attempt(t.Context(), Options{
			Masters: []string{c.MasterURL()}, Credential: Credential{Principal: "marathon", Secret: "mara-secret"}, Access: Access{CACert: ca}, Deadline: 500 * time.Millisecond,
		})
		if err != nil || r.Outcome != NoAnswer || len(r.Seen) != 1 || !strings.Contains(r.Seen[0], "in clear was not believed") {
			t.Errorf("%+v, %v", r, err)
		}
	})
	t.Run("asked in clear, calls over TLS", func(t *testing.T) {
		c := started(t, pretend.Options{Security: secured})
		other := started(t, pretend.Options{TLS: true})
		c.Logins(0).Secure = other.Logins(0).Secure
		r, err := Attempt(t.Context(), Options{Masters: []string{c.MasterURL()}, Credential: Credential{Principal: "marathon", Secret: "mara-secret"}})
		if err != nil || r.Outcome != Accepted {
			t.Errorf("%+v, %v", r, err)
		}
	})
	t.Run("a TLS port asked in clear", func(t *testing.T) {
		c := started(t, pretend.Options{Security: secured, TLS: true})
		_, err := Attempt(t.Context(), Options{Masters: []string{strings.Replace(c.MasterURL(), "https:", "http:", 1)}, Credential: Credential{Principal: "marathon", Secret: "mara-secret"}})
		if err == nil {
			t.Error("tried")
		}
	})
}

// Only the leader takes messages up, and only who was named is asked.
func TestLeader(t *testing.T) {
	c := started(t, pretend.Options{Security: secured, Masters: 3})
	urls := c.MasterURLs()
	o := Options{Masters: urls[1:], Credential: Credential{Principal: "marathon", Secret: "mara-secret"}}
	_, err := Attempt(t.Context(), o)
	var none *NotLeading
	if !errors.As(err, &none) || "http://"+none.Leader != urls[0] || !strings.Contains(err.Error(), "none of "+urls[1]+", "+urls[2]+" leads") {
		t.Fatalf("%v", err)
	}
	o.Masters = []string{urls[2], urls[0]}
	r, err := Attempt(t.Context(), o)
	if err != nil || r.Outcome != Accepted || r.Master != urls[0] {
		t.Errorf("%+v, %v", r, err)
	}
	if err := c.Elect(2); err != nil {
		t.Fatal(err)
	}
	r, err = Attempt(t.Context(), o)
	if err != nil || r.Outcome != Accepted || r.Master != urls[2] {
		t.Errorf("%+v, %v", r, err)
	}
	for _, asked := range c.Journal().Of("master 1") {
		if asked.Method != "GET" {
			t.Errorf("the one that never led was sent %+v", asked)
		}
	}
}

// A leader under a name that nobody here knows is tried all the same, when it is the
// only one; what does not lead then says nothing.
func TestLeaderByAnUnknownName(t *testing.T) {
	c := named(t, pretend.Options{Security: secured, Masters: 2})
	nobody := func(context.Context, string) ([]netip.Addr, error) { return nil, errors.New("no such host") }
	o := Options{Masters: c.MasterURLs()[:1], Credential: Credential{Principal: "marathon", Secret: "mara-secret"}, Deadline: 300 * time.Millisecond, lookup: nobody}
	if r, err := Attempt(t.Context(), o); err != nil || r.Outcome != Accepted {
		t.Errorf("%+v, %v", r, err)
	}
	o.Masters = c.MasterURLs()[1:]
	r, err := Attempt(t.Context(), o)
	if err != nil || r.Outcome != NoAnswer || !strings.Contains(r.Reasons[0], "It calls the leader master1.example.com:") {
		t.Errorf("%+v, %v", r, err)
	}
	o.Masters = c.MasterURLs()
	if _, err := Attempt(t.Context(), o); err == nil || !strings.Contains(err.Error(), "cannot be told") {
		t.Errorf("%v", err)
	}
}

func TestNothingIsTried(t *testing.T) {
	c := started(t, pretend.Options{Security: secured})
	good := Credential{Principal: "marathon", Secret: "hunter22"}
	stop := errors.New("stopped by the operator")
	for _, tc := range []struct {
		name string
		o    Options
		want string
	}{
		{"nobody named", Options{Credential: good}, "no master"},
		{"no URL", Options{Masters: []string{"ftp://x"}, Credential: good}, "expected http or https"},
		{"in clear", Options{Masters: []string{"http://192.0.2.1:5050"}, Credential: good}, "would travel in clear"},
		{"nobody there", Options{Masters: []string{"http://127.0.0.1:1"}, Credential: good}, "asking http://127.0.0.1:1 who leads"},
		{"no secret", Options{Masters: []string{c.MasterURL()}, Credential: Credential{Principal: "x"}}, "needs a principal and a secret"},
		{"bad listener", Options{Masters: []string{c.MasterURL()}, Credential: good, Listen: "here"}, "expected ip:port"},
		{"not our address", Options{Masters: []string{c.MasterURL()}, Credential: good, Listen: "192.0.2.1:0"}, "listening for the master's answers"},
		{"bad advertised", Options{Masters: []string{c.MasterURL()}, Credential: good, Advertise: "::1"}, "IPv4"},
		{"no ip advertised", Options{Masters: []string{c.MasterURL()}, Credential: good, Advertise: "host"}, "expected ip or ip:port"},
		{"bad caller", Options{Masters: []string{c.MasterURL()}, Credential: good, Callers: []string{"host"}}, "expected an ip"},
		{"no CA", Options{Masters: []string{c.MasterURL()}, Credential: good, Access: Access{CACert: "/no/such.pem"}}, "/no/such.pem"},
		{"stopped", Options{Masters: []string{c.MasterURL()}, Credential: good, Before: func(context.Context, Plan) error { return stop }}, stop.Error()},
	} {
		_, err := Attempt(t.Context(), tc.o)
		if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "hunter22") {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.want)
		}
	}
	if strings.Contains(logOf(t, c), "Authenticating") {
		t.Error("something was tried")
	}
}

// What is advertised is what the master is told.
func TestPlaces(t *testing.T) {
	c := started(t, pretend.Options{Security: secured, Logins: authenticator.Manner{MatchAddress: true}})
	o := Options{Masters: []string{c.MasterURL()}, Credential: Credential{Principal: "marathon", Secret: "mara-secret"}, Listen: "0.0.0.0:0", Deadline: time.Second}
	if r, err := Attempt(t.Context(), o); err != nil || r.Outcome != Accepted || !strings.Contains(r.UPID, "@127.0.0.1:") {
		t.Errorf("%+v, %v", r, err)
	}
	o.Advertise = "127.0.0.7" // a loopback address, but not the one that the master sees
	r, err := Attempt(t.Context(), o)
	if err != nil || r.Outcome != Errored || !strings.Contains(r.Why, "LIBPROCESS_REQUIRE_PEER_ADDRESS_IP_MATCH") || !strings.Contains(r.UPID, "@127.0.0.7:") {
		t.Errorf("%+v, %v", r, err)
	}
	c.Logins(0).Behave(authenticator.Manner{})
	if r, err := Attempt(t.Context(), o); err != nil || r.Outcome != Accepted {
		t.Errorf("%+v, %v", r, err)
	}
}

// The secret is nowhere, the UPID everywhere, and a second attempt has another one.
func TestEachAttemptHasItsOwnUPID(t *testing.T) {
	c := started(t, pretend.Options{Security: secured})
	seen := make(map[string]bool)
	for range 3 {
		r, err := Attempt(t.Context(), Options{Masters: []string{c.MasterURL()}, Credential: Credential{Principal: "marathon", Secret: "mara-secret"}})
		if err != nil || seen[r.UPID] {
			t.Errorf("%+v, %v", r, err)
		}
		if _, ok := mesoswatch.ParseUPID(r.UPID); !ok {
			t.Errorf("%q is no UPID", r.UPID)
		}
		seen[r.UPID] = true
	}
}

func TestCancelled(t *testing.T) {
	c := started(t, pretend.Options{Security: secured, Logins: authenticator.Manner{Silent: true}})
	ctx, cancel := context.WithCancel(t.Context())
	r, err := Attempt(ctx, Options{
		Masters: []string{c.MasterURL()}, Credential: Credential{Principal: "marathon", Secret: "mara-secret"},
		Before: func(context.Context, Plan) error { time.AfterFunc(50*time.Millisecond, cancel); return nil },
	})
	cancel()
	if err != nil || r.Outcome != NoAnswer || r.Why != "it was broken off" {
		t.Errorf("%+v, %v", r, err)
	}
}
