package hostconf

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// vault holds the secrets of one look, to find those that are used twice. It lives as
// long as the look.
type vault struct {
	entries []keeping
}

// maxKept bounds the secrets that are compared.
const maxKept = 20_000

// keeping is one secret at one place.
type keeping struct {
	login
	file *mesoswatch.File // nil: it stands in a setting
	at   string           // for sentences
	list bool             // a list of those who may log in; else somebody's own login
}

func (v *vault) keep(k keeping) {
	if k.secret != "" && len(v.entries) < maxKept {
		v.entries = append(v.entries, k)
	}
}

// reuse says of each file which of its secrets stand elsewhere too. A principal's own
// login and its entry in the master's list belong together and are no reuse; the same
// principal in two lists is.
func (v *vault) reuse() {
	bySecret := make(map[string][]keeping)
	for _, k := range v.entries {
		bySecret[strings.TrimRight(k.secret, "\r\n")] = append(bySecret[strings.TrimRight(k.secret, "\r\n")], k)
	}
	for _, k := range v.entries {
		if k.file == nil {
			continue
		}
		var with []string
		for _, o := range bySecret[strings.TrimRight(k.secret, "\r\n")] {
			if words := k.sharing(o); words != "" && !slices.Contains(with, words) {
				with = append(with, words)
			}
		}
		if len(with) > 0 {
			more := ""
			if len(with) > 5 {
				with, more = with[:5], " and others"
			}
			weak(k.file, mesoswatch.Weakness{ID: "same-secret", Principal: k.principal, Line: k.line,
				Text: fmt.Sprintf("%s is also %s%s", secretOf(k.login), strings.Join(with, ", "), more)})
		}
	}
}

// sharing says what another place has to do with this one, where both having the
// same secret is a weakness.
func (k keeping) sharing(o keeping) string {
	same := k.file == o.file && k.at == o.at
	switch {
	case same && k.principal == o.principal:
		return ""
	case same:
		return "that of " + naming(o.login)
	case k.principal == o.principal && !(k.list && o.list):
		return ""
	case k.principal == "" || o.principal == "":
		return "a secret in " + o.at
	}
	return "that of " + naming(o.login) + " in " + o.at
}
