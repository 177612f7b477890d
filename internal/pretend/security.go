package pretend

import (
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
	"github.com/mesoswatch/mesoswatch/internal/pretend/wire"
)

// realm of a route.
type realm int

const (
	open realm = iota // no credentials, whatever is configured
	readonly
	readwrite
	schedulers
)

// flags writes the options that make a master so.
func (s Security) flags(given map[string]string, r wire.Release) {
	set := func(name string, on bool) { given[name] = strconv.FormatBool(on) }
	if !r.Since(1, 0) {
		set("authenticate", s.Frameworks)
		set("authenticate_slaves", s.Agents)
		set("authenticate_http", s.Readwrite)
	} else {
		set("authenticate_frameworks", s.Frameworks)
		set("authenticate_agents", s.Agents)
		set("authenticate_http_readonly", s.Readonly)
		set("authenticate_http_readwrite", s.Readwrite)
		set("authenticate_http_frameworks", s.Schedulers)
	}
	if s.Schedulers {
		given["http_framework_authenticators"] = "basic"
	}
	if s.any() {
		given["credentials"] = "/etc/mesos-master/credentials"
	}
}

// enforced tells whether a process with these flags wants credentials in a realm,
// and the realm's name.
func enforced(flags []masterlog.Flag, in realm, daemon string) (name string, is bool) {
	p := masterlog.Process{Flags: flags}
	switch in {
	case readonly:
		return "mesos-" + daemon + "-readonly", p.Flag("authenticate_http_readonly") == "true"
	case readwrite:
		if p.Flag("authenticate_http") == "true" {
			return "mesos", true // before 1.0
		}
		return "mesos-" + daemon + "-readwrite", p.Flag("authenticate_http_readwrite") == "true"
	case schedulers:
		return "mesos-" + daemon + "-scheduler", p.Flag("authenticate_http_frameworks") == "true"
	}
	return "", false
}

// accepted tells whether the header names somebody who may ask. The scheme is
// compared as libprocess does: "basic" is none.
func (o Options) accepted(authorization string) bool {
	scheme, rest, _ := strings.Cut(authorization, " ")
	for _, token := range o.Tokens {
		if scheme == "Bearer" && rest == token || authorization == "token="+token {
			return true
		}
	}
	decoded, err := base64.StdEncoding.DecodeString(rest)
	if scheme != "Basic" || err != nil {
		return false
	}
	parts := strings.Split(string(decoded), ":") // more than two are none: such a secret cannot log in
	if len(parts) != 2 {
		return false
	}
	secret, known := o.Credentials[parts[0]]
	return known && secret == parts[1]
}

// refused is the answer to who did not say a secret that is known.
func (o Options) refused(realm string, r wire.Release) answer {
	challenge := `Basic realm="` + realm + `"`
	if len(o.Tokens) > 0 {
		challenge += `,Bearer realm="` + realm + `"`
	}
	a := answer{status: 401, header: map[string]string{"WWW-Authenticate": challenge}}
	if r.Since(1, 8) {
		a.kind, a.body = textKind, []byte("401 Unauthorized.")
	}
	return a
}

// forbidden is the answer to who may not.
func forbidden(r wire.Release) answer {
	if r.Since(1, 8) {
		return said(403, "403 Forbidden.")
	}
	return answer{status: 403}
}
