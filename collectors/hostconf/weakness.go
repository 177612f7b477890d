package hostconf

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mesoswatch/mesoswatch"
)

// judgeLogins says what is wrong with the logins of a file, whatever its format.
func judgeLogins(file *mesoswatch.File, logins []login) {
	first := make(map[string]login)
	for _, l := range logins {
		if old, twice := first[l.principal]; twice {
			text := fmt.Sprintf("%s stands there twice: the last one counts", naming(l))
			if l.line > 0 {
				text = fmt.Sprintf("%s stands there on line %d and on line %d: the last one counts", naming(l), old.line, l.line)
			}
			weak(file, mesoswatch.Weakness{ID: "duplicate", Principal: l.principal, Line: l.line, Text: text})
		}
		first[l.principal] = l
		if p := l.principal; p != "" && len(file.Principals) < maxPrincipals && !slices.Contains(file.Principals, p) {
			file.Principals = append(file.Principals, p)
		}
		judgeSecret(file, l)
		judgeCharacters(file, l)
	}
}

// maxPrincipals bounds the names listed of one file.
const maxPrincipals = 1000

// naming is the principal of a login in a sentence.
func naming(l login) string {
	if l.principal == "" {
		return "the secret"
	}
	return fmt.Sprintf("%q", printable(l.principal))
}

func secretOf(l login) string {
	if l.principal == "" {
		return "the secret"
	}
	return "the secret of " + naming(l)
}

// judgeSecret says how easily a secret is guessed.
func judgeSecret(file *mesoswatch.File, l login) {
	say := func(id, text string) {
		weak(file, mesoswatch.Weakness{ID: id, Principal: l.principal, Line: l.line, Text: text})
	}
	of := secretOf(l)
	bare := strings.Trim(l.secret, " \t\r\n")
	switch {
	case l.missing:
		say("empty-secret", naming(l)+" has no secret: it can never log in")
		return
	case bare == "":
		say("empty-secret", of+" is empty")
		return
	}
	if publishedSecret(bare) {
		say("default-secret", of+" stands in public documentation or templates")
	}
	if why := guessable(l.principal, bare); why != "" {
		say("guessable-secret", of+" "+why)
	}
	if utf8.RuneCountInString(bare) < minSecret {
		say("short-secret", fmt.Sprintf("%s is shorter than %d characters", of, minSecret))
	}
}

// judgeCharacters says which characters of a login do not mean what they seem to.
func judgeCharacters(file *mesoswatch.File, l login) {
	say := func(id, text string) {
		weak(file, mesoswatch.Weakness{ID: id, Principal: l.principal, Line: l.line, Text: text})
	}
	both := l.principal + l.secret
	if strings.HasPrefix(l.principal, "#") && l.line > 0 {
		say("comment", fmt.Sprintf("line %d is meant as a comment and is read as a principal with a secret: there are no comments in this format", l.line))
	}
	if strings.HasSuffix(strings.TrimRight(l.secret, "\r"), "\n") || strings.HasSuffix(l.principal, "\n") {
		say("trailing-newline", naming(l)+" has a line feed at its end, which is part of the login")
	}
	if strings.Contains(both, "\r") {
		say("carriage-return", naming(l)+" has a carriage return in principal or secret, which is part of the login: the file came from Windows")
	}
	if strings.Contains(both, "\t") {
		say("tab", naming(l)+" has a tab in principal or secret, which is part of the login")
	}
	if strings.Contains(both, ":") {
		say("colon", naming(l)+" has a colon in principal or secret: it cannot log in over HTTP from 0.27 on")
	}
}

// judgeFormat says which versions read a file of credentials, and what one that is
// read holds against expectation.
func judgeFormat(file *mesoswatch.File, c credentials, single bool, v mesoswatch.Release) {
	say := func(id, text string) { weak(file, mesoswatch.Weakness{ID: id, Text: text}) }
	for _, b := range c.broken {
		weak(file, mesoswatch.Weakness{ID: b.id, Line: b.line, Text: b.text})
	}
	if c.empty != "" {
		say("no-credential", c.empty)
	}
	if c.format == formatText && len(c.logins) == 0 && len(c.broken) == 0 {
		say("no-credential", "it is empty: the daemon does not start from 0.19 on")
	}
	if single && c.format == formatText && len(c.logins)+len(c.broken) > 1 {
		say("two-credentials", "an agent's own credential must be one, and there are more: the agent does not start")
	}
	if c.format == formatText && (!v.Known() || v.AtLeast(1, 11)) {
		text := "lines of text are refused from 1.11 on"
		if v.Known() {
			text += fmt.Sprintf(": mesos %v does not start with it", v)
		} else {
			text += "; which version reads it is not known"
		}
		say("text-format", text)
	}
	if c.format == formatJSON && wantsBase64(v) {
		for _, l := range c.logins {
			judgeBase64(file, l, v)
		}
	}
}

// wantsBase64 tells whether a release takes the secrets of JSON for base64, as three
// of them do.
func wantsBase64(v mesoswatch.Release) bool {
	if !v.Known() || v.Major != 0 {
		return false
	}
	return v.Minor == 24 && v.Patch <= 1 || v.Minor == 25 && v.Patch == 0
}

func judgeBase64(file *mesoswatch.File, l login, v mesoswatch.Release) {
	text := fmt.Sprintf("mesos %v takes the secret of %s for base64, as only 0.24.0, 0.24.1 and 0.25.0 do: an upgrade changes it", v, naming(l))
	if _, err := base64.StdEncoding.DecodeString(l.secret); err != nil {
		text = fmt.Sprintf("mesos %v takes the secret of %s for base64, and it is none", v, naming(l))
	}
	weak(file, mesoswatch.Weakness{ID: "base64", Principal: l.principal, Text: text})
}
