package share

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// root is where all subjects begin; it changes when what is sent does.
const root = "mesoswatch.v1."

// The kinds of messages, as they stand in subjects.
const (
	kindFinding = "finding"
	kindAction  = "action"
	kindHealth  = "health"
)

// maxToken is how long a name may be that stands in a subject as it is.
const maxToken = 60

// token is a name as part of a subject: as it is where it has only letters, digits,
// - and _, else what is left of it with a hash. Different names have different
// tokens, and none has a dot, a blank or a wildcard.
func token(name string) string {
	var b strings.Builder
	for _, c := range []byte(name) {
		switch {
		case b.Len() == maxToken:
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
			b.WriteByte(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	if b.String() == name && name != "" {
		return name
	}
	return strings.Trim(b.String(), "-") + "~" + digest(name)
}

// digest is a name as sixteen hexadecimal digits.
func digest(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:8])
}

// StreamName is the stream of a cluster.
func StreamName(cluster string) string { return "MESOSWATCH_" + token(cluster) }

// under are all subjects of a cluster.
func under(cluster string) string { return root + token(cluster) + ".>" }

// address is a subject taken apart: what is told of whom, by which machine.
type address struct{ kind, console, key string }

func (a address) subject(cluster string) string {
	return root + token(cluster) + "." + a.kind + "." + a.console + "." + a.key
}

// readSubject takes a subject of the cluster apart; false: it is none of ours.
func readSubject(cluster, subject string) (a address, ok bool) {
	rest, ok := strings.CutPrefix(subject, root+token(cluster)+".")
	parts := strings.Split(rest, ".")
	if !ok || len(parts) != 3 {
		return a, false
	}
	a = address{parts[0], parts[1], parts[2]}
	for _, p := range parts {
		if p == "" || len(p) > maxToken+17 || strings.Trim(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_~") != "" {
			return a, false
		}
	}
	return a, true
}
