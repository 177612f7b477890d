package ask

import (
	"fmt"
	"go/ast"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// everythingOfALogin lists what a login attempt sends: with everything, all that can
// leave the program by HTTP. Adding a line is a decision about the promise to be
// read-only.
const everythingOfALogin = `
POST /master/mesos.internal.AuthenticateMessage "\n'crammd5-authenticatee(1)@127.0.0.1:4000"
POST /crammd5-authenticator-session(3)/mesos.internal.AuthenticationStartMessage "\n\bCRAM-MD5"
POST /crammd5-authenticator-session(3)/mesos.internal.AuthenticationStepMessage "\n$tim b913a602c7eda7a495b4e6e7334d3890"
`

var (
	someone  = Credential{"tim", "tanstaaftanstaaf"} // of RFC 2195, as the challenge
	somehere = netip.MustParseAddrPort("127.0.0.1:4000")
)

const someChallenge = "<1896.697170952@postoffice.reston.mci.net>"

func session(t *testing.T, upid string) Session {
	t.Helper()
	s, ok := SessionOf(upid)
	if !ok {
		t.Fatalf("%q is no session", upid)
	}
	return s
}

func TestEverythingOfALogin(t *testing.T) {
	url, heard := listen(t)
	// What else the client could send of it, it does not.
	c := open(t, Options{Credential: Credential{"ops", "hunter22"}})
	l, err := OpenLogin(c, target(t, url), someone, somehere)
	if err != nil {
		t.Fatal(err)
	}
	s := session(t, "crammd5-authenticator-session(3)@10.9.9.9:5050") // its address is not gone to
	for _, err := range []error{l.Authenticate(t.Context()), l.Start(t.Context(), s), l.Answer(t.Context(), s, []byte(someChallenge))} {
		if err != nil {
			t.Error(err)
		}
	}
	got := "\n"
	for _, h := range heard() {
		method, rest, _ := strings.Cut(h.line, " ")
		path, body, _ := strings.Cut(rest, " ")
		got += fmt.Sprintf("%s %s %q\n", method, path, body)
		for name, want := range map[string]string{
			"User-Agent": "libprocess/" + l.UPID(), "Libprocess-From": l.UPID(), "Connection": "Keep-Alive", "Authorization": "", "Content-Type": "",
		} {
			if h.header.Get(name) != want {
				t.Errorf("%s: %s: %q, want %q", h.line, name, h.header.Get(name), want)
			}
		}
	}
	if want := everythingOfALogin; got != want {
		t.Errorf("on the wire:%s\nlisted:%s", got, want)
	}
	for _, r := range All() {
		if r.sender != "" || r.message != "" || r.to.form == delivered {
			t.Errorf("%s is of a login and in All", r)
		}
	}
}

func TestSessions(t *testing.T) {
	for upid, want := range map[string]bool{
		"crammd5-authenticator-session(1)@127.0.0.1:5050":      true,
		"crammd5_authenticator_session(27)@10.0.0.1:5050":      true,
		"authenticator(1)@10.0.0.1:5050":                       true,
		"":                                                     false,
		"crammd5-authenticator-session(1)":                     false,
		"crammd5-authenticator-session(1)@host:5050":           false,
		"master@10.0.0.1:5050":                                 false,
		"slave(1)@10.0.0.1:5051":                               false,
		"../master/teardown(1)@10.0.0.1:5050":                  false,
		"authenticator/../master(1)@10.0.0.1:5050":             false,
		"authenticator%2f(1)@10.0.0.1:5050":                    false,
		"authenticator(1)?x=@10.0.0.1:5050":                    false,
		"authenticator (1)@10.0.0.1:5050":                      false,
		"authenticator(1)\r\nX: y@10.0.0.1:5050":               false,
		"authenticator(x)@10.0.0.1:5050":                       false,
		strings.Repeat("a", 99) + "authenticator(1)@1.1.1.1:1": false,
	} {
		if s, got := SessionOf(upid); got != want || got && s.String() != upid || !got && s != (Session{}) {
			t.Errorf("%q: %v, want %v", upid, got, want)
		}
	}
}

// The answer to a challenge goes where a credential may go.
func TestLoginsThatAreNotMade(t *testing.T) {
	c := open(t, Options{})
	blind := open(t, Options{InsecureSkipVerify: true})
	clear := open(t, Options{AllowPlaintext: true})
	named := func(s string) Target { return target(t, s) }
	found, err := Found("http://127.0.0.1:5050")
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", 5000)
	for _, tc := range []struct {
		name string
		c    *Client
		to   Target
		cr   Credential
		me   string
		want string
	}{
		{"in clear", c, named("http://10.0.0.1:5050"), someone, "10.0.0.9:4000", "would travel in clear"},
		{"in clear, allowed", clear, named("http://10.0.0.1:5050"), someone, "10.0.0.9:4000", ""},
		{"TLS", c, named("https://10.0.0.1:5050"), someone, "10.0.0.9:4000", ""},
		{"TLS that proves nothing", blind, named("https://10.0.0.1:5050"), someone, "10.0.0.9:4000", "not verified"},
		{"loopback", c, named("http://127.0.10.1:5050"), someone, "127.0.0.1:4000", ""},
		{"nobody named it", clear, found, someone, "127.0.0.1:4000", "did not name"},
		{"IPv6", clear, named("http://[::1]:5050"), someone, "[::1]:4000", "IPv4"},
		{"no address", clear, named("http://10.0.0.1:5050"), someone, "0.0.0.0:4000", "call back"},
		{"no port", clear, named("http://10.0.0.1:5050"), someone, "10.0.0.9:0", "call back"},
		{"no principal", clear, named("http://10.0.0.1:5050"), Credential{Secret: "x"}, "10.0.0.9:4000", "needs a principal"},
		{"no secret", clear, named("http://10.0.0.1:5050"), Credential{Principal: "x"}, "10.0.0.9:4000", "needs a principal"},
		{"long principal", clear, named("http://10.0.0.1:5050"), Credential{long, "s"}, "10.0.0.9:4000", "255 bytes"},
		{"long secret", clear, named("http://10.0.0.1:5050"), Credential{"p", long}, "10.0.0.9:4000", "4096 bytes"},
		{"NUL", clear, named("http://10.0.0.1:5050"), Credential{"p\x00", "hunter22"}, "10.0.0.9:4000", "NUL"},
	} {
		l, err := OpenLogin(tc.c, tc.to, tc.cr, netip.MustParseAddrPort(tc.me))
		switch {
		case tc.want == "" && (err != nil || l.UPID() != mesoswatch.LoginActor+"@"+tc.me):
			t.Errorf("%s: %v, %v", tc.name, l, err)
		case tc.want != "" && (kind(err) != Invalid || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "hunter22")):
			t.Errorf("%s: %v, want %q", tc.name, err, tc.want)
		}
	}
}

func TestWhatAMessageIsAnswered(t *testing.T) {
	for _, tc := range []struct {
		name   string
		answer http.HandlerFunc
		kind   Kind
	}{
		{"accepted", reply(202, "", ""), ""},
		{"another good one", reply(200, "", "x"), ""},
		{"not there", reply(404, "", ""), NotFound},
		{"another address wanted", reply(400, "text/plain", "UPID IP address validation failed: Message from x was sent from IP y"), BadStatus},
		{"redirect", reply(307, "", "", "Location", "//10.9.9.9:5050/"), Redirected},
		{"huge refusal", reply(500, "", strings.Repeat("x", 2*maxHeader)), TooLarge},
		{"hangs up", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, Cut},
	} {
		server := httptest.NewServer(tc.answer)
		l, err := OpenLogin(open(t, Options{}), target(t, server.URL), someone, somehere)
		if err != nil {
			t.Fatal(err)
		}
		err = l.Authenticate(t.Context())
		if kind(err) != tc.kind {
			t.Errorf("%s: %v", tc.name, err)
		}
		if err := l.Start(t.Context(), Session{}); kind(err) != Invalid {
			t.Errorf("%s: nobody was told %v", tc.name, err)
		}
		server.Close()
	}
}

// Nobody but collectors/login can name what makes a login, and nobody but the command
// of that name can name collectors/login.
func TestOnlyTheLoginLogsIn(t *testing.T) {
	for i, v := 0, reflect.TypeFor[Login](); i < v.NumField(); i++ {
		if v.Field(i).IsExported() {
			t.Errorf("Login.%s can be set from outside", v.Field(i).Name)
		}
	}
	shut(t, reflect.ValueOf(&Session{}).Elem(), "Session")
	root := filepath.Join("..", "..", "..")
	makers, importers, callers := 0, 0, 0
	for path, f := range sources(t, root) {
		rel, _ := filepath.Rel(root, path)
		rel = filepath.ToSlash(rel)
		for _, i := range f.Imports {
			name := strings.Trim(i.Path.Value, `"`)
			if strings.HasSuffix(name, "/collectors/login") {
				importers++
				if !strings.HasPrefix(rel, "cmd/mesoswatch/login") {
					t.Errorf("%s imports %s", rel, name)
				}
			}
			if strings.HasSuffix(name, "/collectors/internal/crammd5") && !strings.HasPrefix(rel, "collectors/login/") && rel != "collectors/internal/ask/login.go" {
				t.Errorf("%s imports %s", rel, name)
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, _ := sel.X.(*ast.Ident)
			switch name := sel.Sel.Name; {
			case pkg != nil && pkg.Name == "ask" && (name == "OpenLogin" || name == "Login" || name == "Session" || name == "SessionOf"):
				makers++
				if !strings.HasPrefix(rel, "collectors/login/") {
					t.Errorf("%s uses ask.%s", rel, name)
				}
			case name == "loginCommand":
				callers++
				if rel != "cmd/mesoswatch/app.go" {
					t.Errorf("%s uses loginCommand", rel)
				}
			}
			return true
		})
	}
	if makers == 0 || importers == 0 || callers != 1 {
		t.Errorf("%d uses, %d imports, %d commands: has it moved?", makers, importers, callers)
	}
}
