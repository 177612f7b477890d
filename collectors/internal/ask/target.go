package ask

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// defaultPort of a master.
const defaultPort = "5050"

// Target is a process that is asked. The zero Target is refused.
type Target struct {
	scheme string
	host   string // host:port, brackets around IPv6
	named  bool
}

// Named is a target that the user typed: it may get the user's credential.
// Accepted are URLs with http or https and a bare host or host:port (http).
// Without a port it is 5050. A path, query or user in it is an error: a path in
// front of ours could reach an endpoint that changes something.
func Named(address string) (Target, error) {
	t, err := parseTarget(address)
	t.named = err == nil
	return t, err
}

// Found is a target that came from outside: a znode, a state, a redirect. It
// gets no credential unless TLS proves it by a CA that the user gave.
func Found(address string) (Target, error) { return parseTarget(address) }

func parseTarget(address string) (Target, error) {
	full := strings.TrimSpace(address)
	if !strings.Contains(full, "://") {
		full = "http://" + full
	}
	u, err := url.Parse(full)
	if err != nil {
		return Target{}, errors.New("not a URL of a master: expected http://host:port")
	}
	bad := func(why string) (Target, error) {
		return Target{}, fmt.Errorf("master URL %q: %s", mesoswatch.Mask(u.Redacted()), why)
	}
	switch {
	case u.User != nil:
		return Target{}, fmt.Errorf("master URL for %q: user and password do not belong in it, give a credential file", u.Host)
	case u.Scheme != "http" && u.Scheme != "https":
		return bad("expected http or https")
	case u.Hostname() == "":
		return bad("no host")
	case u.Path != "" && u.Path != "/":
		return bad("a path is not accepted, give only scheme, host and port")
	case u.RawQuery != "" || u.Fragment != "":
		return bad("a query or fragment is not accepted")
	}
	port := u.Port()
	if port == "" {
		port = defaultPort
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return bad("not a port")
	}
	return Target{scheme: u.Scheme, host: net.JoinHostPort(strings.ToLower(u.Hostname()), port)}, nil
}

// String is the URL without a slash at the end, "http://10.0.0.1:5050": the
// name of this source in records.
func (t Target) String() string {
	if t.host == "" {
		return ""
	}
	return t.scheme + "://" + t.host
}

// loopback tells whether what is sent there stays on this host. Names other than
// localhost are not looked up: they could answer otherwise a moment later.
func (t Target) loopback() bool {
	host, _, err := net.SplitHostPort(t.host)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
