package zookeeper

import (
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/mesoswatch/mesoswatch"
)

// Ensemble is what a zk:// URL names: servers, a path in their tree, and a login.
// It prints without the password.
type Ensemble struct {
	// Servers are host:port.
	Servers []string
	// Path below which the masters' znodes are, "/mesos"; empty means that the
	// tree is not looked at.
	Path string
	// Login is the digest login; the zero value is none.
	Login Login
}

// Login is a user and password of ZooKeeper's digest scheme. It prints and
// marshals without the password.
type Login struct {
	User     string `json:"user"`
	Password string `json:"-"`
}

// Format keeps the password out of every verb of fmt.
func (l Login) Format(w fmt.State, _ rune) {
	if l == (Login{}) {
		io.WriteString(w, "no login")
		return
	}
	io.WriteString(w, l.User+":"+mesoswatch.Masked)
}

const defaultPort = "2181"

// ParseURL reads zk://user:password@host1:port1,host2:port2/path as Mesos does
// (src/zookeeper/url.hpp): the path begins at the first slash, the servers behind
// the last @ before it. A server without a port gets 2181. Errors never repeat
// what they were given, for it may hold a password.
func ParseURL(s string) (Ensemble, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(s), "zk://")
	if !ok {
		return Ensemble{}, errors.New("ZooKeeper URL: expected zk://host:port,…/path")
	}
	e := Ensemble{Path: "/"}
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		rest, e.Path = rest[:i], rest[i:]
	}
	if i := strings.LastIndexByte(rest, '@'); i >= 0 {
		user, password, ok := strings.Cut(rest[:i], ":")
		if !ok || user == "" {
			return Ensemble{}, errors.New("ZooKeeper URL: expected user:password before the @")
		}
		e.Login = Login{user, password}
		rest = rest[i+1:]
	}
	if strings.ContainsRune(e.Path, '@') {
		return Ensemble{}, errors.New("ZooKeeper URL: an @ behind the first slash (a password cannot hold a slash)")
	}
	if strings.ContainsFunc(e.Path, func(r rune) bool { return r <= ' ' || r == 0x7f || unicode.IsSpace(r) || r == unicode.ReplacementChar }) {
		return Ensemble{}, errors.New("ZooKeeper URL: the path holds characters that no path of znodes has")
	}
	for i, server := range strings.Split(rest, ",") {
		address, err := serverAddress(server)
		if err != nil {
			return Ensemble{}, fmt.Errorf("ZooKeeper URL: server %d: %w", i+1, err)
		}
		if !slices.Contains(e.Servers, address) {
			e.Servers = append(e.Servers, address)
		}
	}
	if e.Path = strings.TrimRight(e.Path, "/"); e.Path == "" {
		e.Path = "/"
	}
	return e, nil
}

// serverAddress is host:port in one form.
func serverAddress(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		host, port = s, defaultPort
		if inner, ok := strings.CutPrefix(s, "["); ok {
			host = strings.TrimSuffix(inner, "]")
		}
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return "", errors.New("not a port")
	}
	if net.ParseIP(host) == nil && !name(host) {
		return "", errors.New("not a host")
	}
	return net.JoinHostPort(host, port), nil
}

// name tells whether s can be the name of a host.
func name(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789.-_") == ""
}

// String is the URL without the login: the name of the tree as a source.
func (e Ensemble) String() string {
	return "zk://" + strings.Join(e.Servers, ",") + e.Path
}
