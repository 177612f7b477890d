package hostconf

import (
	"encoding/json"
	"fmt"
	"strings"
)

// maxLogins bounds the principals of one file.
const maxLogins = 10_000

// login is a principal and its secret. It prints without the secret.
type login struct {
	principal string
	secret    string
	missing   bool  // JSON without a secret
	line      int64 // of a text file; 0: not told
}

// Format keeps the secret out of every verb of fmt.
func (l login) Format(w fmt.State, _ rune) { fmt.Fprintf(w, "login of %q", l.principal) }

// Formats of credentials.
const (
	formatText = "text"
	formatJSON = "json"
)

// credentials are what a file of credentials says.
type credentials struct {
	format string
	logins []login
	// broken says why no daemon can read it; line is where.
	broken []flaw
	// empty says why JSON that is read without complaint holds no credential.
	empty string
}

// flaw is something wrong at a line.
type flaw struct {
	id   string
	line int64
	text string
}

// parseCredentials reads a file as src/credentials/credentials.hpp does: JSON where
// it is JSON, else lines of text. single is set for an agent's own credential.
func parseCredentials(text string, single bool) credentials {
	trimmed := strings.TrimSpace(text)
	if strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") {
		return parseJSONCredentials(trimmed, single)
	}
	return parseTextCredentials(text)
}

// parseTextCredentials splits at line feeds and blanks only: a tab or a carriage
// return belongs to the word, and there are no comments.
func parseTextCredentials(text string) credentials {
	c := credentials{format: formatText}
	for i, line := range strings.Split(text, "\n") {
		n := int64(i + 1)
		words := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' })
		if len(words) == 0 {
			continue
		}
		if len(words) != 2 {
			c.broken = append(c.broken, brokenLine(n, line, len(words)))
			continue
		}
		if len(c.logins) < maxLogins {
			c.logins = append(c.logins, login{principal: words[0], secret: words[1], line: n})
		}
	}
	return c
}

func brokenLine(n int64, line string, words int) flaw {
	const fatal = "the daemon does not start (Invalid credential format)"
	trimmed := strings.TrimSpace(line)
	switch {
	case trimmed == "":
		return flaw{"tab", n, fmt.Sprintf("line %d holds blanks other than spaces only, which is not an empty line: %s", n, fatal)}
	case strings.HasPrefix(trimmed, "#"):
		return flaw{"comment", n, fmt.Sprintf("line %d is meant as a comment; there are none in this format: %s", n, fatal)}
	case strings.Contains(trimmed, "\t"):
		return flaw{"tab", n, fmt.Sprintf("line %d has a tab, which separates nothing: %s", n, fatal)}
	}
	return flaw{"unreadable", n, fmt.Sprintf("line %d has %d words, not principal and secret: %s", n, words, fatal)}
}

const readWithout = "it is read without complaint and holds no credential: "

// parseJSONCredentials reads {"credentials":[…]}, or one {"principal":…} for an
// agent's own. Unknown keys are ignored, as protobuf does.
func parseJSONCredentials(text string, single bool) credentials {
	c := credentials{format: formatJSON}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &keys); err != nil {
		c.broken = []flaw{{"unreadable", 0, "JSON that does not parse: up to 1.10 it is then read as lines of text, from 1.11 on the daemon does not start"}}
		return c
	}
	if single {
		if l, ok := oneLogin(keys); ok {
			c.logins = []login{l}
			return c
		}
		c.empty = "an agent finds no principal at its top" + keysAre(keys) + ": it does not start"
		return c
	}
	var list []map[string]json.RawMessage
	raw, has := keys["credentials"]
	switch {
	case !has:
		c.empty = readWithout + "it has no key \"credentials\"" + keysAre(keys)
	case json.Unmarshal(raw, &list) != nil:
		c.broken = []flaw{{"unreadable", 0, "\"credentials\" is no list of objects: no daemon reads it"}}
	case len(list) == 0:
		c.empty = readWithout + "its list is empty"
	}
	for i, entry := range list {
		l, ok := oneLogin(entry)
		switch {
		case !ok:
			c.broken = append(c.broken, flaw{"unreadable", 0, fmt.Sprintf("credential %d has no principal: no daemon reads the file", i+1)})
		case len(c.logins) < maxLogins:
			c.logins = append(c.logins, l)
		}
	}
	return c
}

// keysAre names the keys that stand there instead, for it is mostly a misspelling.
func keysAre(keys map[string]json.RawMessage) string {
	for _, k := range []string{"credentials", "principal", "Credentials", "credential", "principals"} {
		if _, has := keys[k]; has {
			return fmt.Sprintf(", but %q", k)
		}
	}
	return ""
}

// oneLogin reads {"principal":…,"secret":…}.
func oneLogin(keys map[string]json.RawMessage) (login, bool) {
	var l login
	if json.Unmarshal(keys["principal"], &l.principal) != nil {
		return login{}, false
	}
	if raw, has := keys["secret"]; !has || json.Unmarshal(raw, &l.secret) != nil {
		l.missing = true
	}
	return l, true
}
