package format

import (
	"maps"
	"net/netip"
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// facts are what the fields of a finding say in terms that all schemas know. What
// only a peer says of itself is apart: it never stands where a receiver expects what
// was seen.
type facts struct {
	// source is the TCP peer; the zero Addr when it is not known.
	source netip.Addr
	port   int
	// user is the principal that the cluster verified, or the user of the system.
	user string
	// claims are addresses and principals that a peer says of itself.
	claimedIP   netip.Addr
	claimedUser string
	host        string
	method      string
	path        string
	program     string // user agent
	status      int    // of HTTP, 0: none
	container   string
	reason      string
	// rest are the fields that went nowhere above, by their names.
	rest fields
}

func factsOf(f *mesoswatch.Finding) facts {
	rest := fields(maps.Clone(f.Fields))
	k := facts{
		source: rest.address("remote_ip"), port: rest.number("remote_port", 65535), status: rest.number("status", 999),
		claimedIP: rest.address("claimed_ip"), claimedUser: rest.take("claimed_principal"),
		user: rest.take("principal"), host: rest.take("hostname"), container: rest.take("container_id"),
		method: rest.take("method"), path: rest.take("path"), reason: rest.take("reason"), program: rest.take("user_agent"),
	}
	if k.user == "" {
		k.user = rest.take("user")
	}
	if f.Subject.Kind == "address" && !k.claimedIP.IsValid() && !k.source.IsValid() {
		k.claimedIP = parse(f.Subject.Name) // an address that was seen is in remote_ip
	}
	k.rest = rest
	return k
}

// fields are those of a finding that have no place yet.
type fields map[string]string

func (f fields) take(field string) string {
	v := f[field]
	delete(f, field)
	return v
}

// address takes a field that is one; what is none stays where it is.
func (f fields) address(field string) netip.Addr {
	a := parse(f[field])
	if a.IsValid() {
		delete(f, field)
	}
	return a
}

// number takes a field that is one, from 1 to most; what is none stays where it is.
func (f fields) number(field string, most int) int {
	n, err := strconv.Atoi(f[field])
	if err != nil || n < 1 || n > most {
		return 0
	}
	delete(f, field)
	return n
}

// parse reads an address without a zone: a zone means nothing elsewhere and may be
// any text.
func parse(s string) netip.Addr {
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}

// outcome is what became of the request that the finding is about, by its HTTP
// status.
func (k *facts) outcome() string {
	switch {
	case k.status >= 200 && k.status < 400:
		return "success"
	case k.status >= 400:
		return "failure"
	}
	return "unknown"
}

// severity is a level from 0 to 10, as CEF counts: to 3 low, to 6 medium, to 8 high,
// above very high.
func severity(l mesoswatch.Level) int {
	scale := [...]int{1, 3, 5, 8, 10}
	if l < 0 || int(l) >= len(scale) {
		return 0
	}
	return scale[l]
}

// attacks are the tactics and techniques of MITRE ATT&CK that the tags name, as their
// matrix writes them: "Credential Access", "T1110", "T1110.003".
func attacks(tags []string) (tactics, techniques, sub []string) {
	for _, tag := range tags[:min(len(tags), 64)] {
		word, ok := strings.CutPrefix(strings.ToLower(cut(tag, 96)), "attack.")
		switch {
		case !ok:
		case technique(word):
			parent, _, below := strings.Cut(word, ".")
			techniques = add(techniques, strings.ToUpper(parent))
			if below {
				sub = add(sub, strings.ToUpper(word))
			}
		case letters(word):
			tactics = add(tactics, title(word))
		}
	}
	return tactics, techniques, sub
}

// technique tells whether s is one: t1110, t1110.003.
func technique(s string) bool {
	main, below, has := strings.Cut(s, ".")
	return len(main) == 5 && main[0] == 't' && digits(main[1:]) && (!has || len(below) == 3 && digits(below))
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

func letters(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz-_") == ""
}

// title writes "credential-access" as "Credential Access".
func title(s string) string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '_' })
	for i, p := range parts {
		if p != "and" {
			parts[i] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, " ")
}

func add(list []string, s string) []string {
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}
