package mesoswatch

import (
	"regexp"
	"strings"
)

// Masked stands where a secret was.
const Masked = "***"

// hint is a kind of text that a form of secret needs; a text without it is spared
// the form's expression.
type hint uint8

const (
	hasURL    hint = 1 << iota // ://
	hasWord                    // secret, password, token, a key's name …
	hasFlag                    // a flag whose whole value is hidden
	hasAuth                    // authorization
	hasBearer                  // bearer
	hasDigest                  // the base64 of a SHA-1 behind a colon
)

// secretForm is one way secrets stand in what Mesos and its surroundings print.
type secretForm struct {
	needs hint
	find  *regexp.Regexp
	with  string
}

// secretForms: flags of master and agent (src/master/flags.cpp, src/slave/flags.cpp),
// ZooKeeper URLs, and the forms secrets take in HTTP, JSON and environments.
var secretForms = []secretForm{
	// zk://user:password@host and any other URL with a password.
	{hasURL, regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.\-]*://[^\s:/@"'\\]*:)[^\s/"']*@`), "${1}" + Masked + "@"},
	// "secret": "…", 'password': '…' in JSON, also with escaped quotes.
	{hasWord | hasFlag, regexp.MustCompile(`(?i)(\\?["'](?:secret|password|passwd|token|auth|identitytoken|private_key|client_secret|api_?key)\\?["']\s*:\s*\\?["'])[^"'\\]*`), "${1}" + Masked},
	// secret: "…" in protobuf's text format.
	{hasWord, regexp.MustCompile(`(?i)(\b(?:secret|password|passwd|token)\s*:\s*")[^"]*`), "${1}" + Masked},
	// name=value in environments, query strings and command lines.
	{hasWord, regexp.MustCompile(`(?i)(\b[a-z0-9_.\-]*(?:password|passwd|secret|token|superdigest|api_?key|access_?key)[a-z0-9_]*=)[^\s&"',;]+`), "${1}" + Masked},
	{hasAuth, regexp.MustCompile(`(\b(?:[Aa]uthorization|AUTHORIZATION)\s*[:=]\s*(?i:basic|bearer)\s+)[A-Za-z0-9._~+/=\-]+`), "${1}" + Masked},
	{hasBearer, regexp.MustCompile(`(\b(?:[Bb]earer|BEARER) )[A-Za-z0-9._~+/=\-]{16,}`), "${1}" + Masked},
	// user:digest of ZooKeeper, base64 of SHA-1: 28 characters that end in =.
	{hasDigest, regexp.MustCompile(`(\b(?:super|[A-Za-z0-9_\-]+):)[A-Za-z0-9+/]{27}=`), "${1}" + Masked},
}

// Mask replaces passwords, tokens and keys in s by Masked. It is applied to
// everything that leaves a collector and to every error shown. Text without a
// secret comes back unchanged, without allocating.
func Mask(s string) string {
	if plain(s) {
		return s
	}
	hints := hintsOf(s)
	if hints == 0 {
		return s
	}
	if hints&(hasFlag|hasWord) != 0 {
		s = maskFlags(s)
	}
	for _, f := range secretForms {
		if f.needs&hints != 0 {
			s = f.find.ReplaceAllString(s, f.with)
		}
	}
	return s
}

// secretFlag is the beginning of a flag whose whole value is hidden: it may be a
// JSON document with registry passwords, keys or parameters of modules.
var secretFlag = regexp.MustCompile(`--(?:docker_config|modules|executor_environment_variables|hooks_config|jwt_secret_key|executor_secret_key|[a-z_]*(?:secret|password|token)[a-z_]*)="`)

// flagEnd is what stands behind the value of a flag: values are not escaped, so
// only a quote before another flag, or at the end, is the closing one.
var flagEnd = regexp.MustCompile(`"(?: --[a-z]|\s*$)`)

// maskFlags hides the values of secret flags as Mesos prints them at its start,
// --name="value" with blanks between (src/master/master.cpp, Flags at startup).
func maskFlags(s string) string {
	var b strings.Builder
	for {
		at := secretFlag.FindStringIndex(s)
		if at == nil {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:at[1]])
		b.WriteString(Masked)
		s = s[at[1]:]
		end := flagEnd.FindStringIndex(s)
		if end == nil {
			return b.String() // cut off within the value
		}
		s = s[end[0]:]
	}
}

// plain tells of most lines, at the speed of a search for single bytes, that no
// form can fit: each needs one of these.
func plain(s string) bool {
	if strings.IndexByte(s, '=') >= 0 || strings.IndexByte(s, '"') >= 0 {
		return false
	}
	for rest := s; ; { // :// and a quoted key
		i := strings.IndexByte(rest, ':')
		if i < 0 {
			break
		}
		if strings.HasPrefix(rest[i+1:], "//") || strings.HasSuffix(strings.TrimRight(rest[:i], " \t\n\v\f\r"), "'") {
			return false
		}
		rest = rest[i+1:]
	}
	if strings.Contains(s, "earer ") || strings.Contains(s, "EARER ") {
		return false
	}
	return strings.IndexByte(s, 'z') < 0 && strings.IndexByte(s, 'Z') < 0 || // authorization
		!strings.Contains(s, "uthorization") && !strings.Contains(s, "UTHORIZATION")
}

// hintWords are what hintsOf looks for, lower case, by their first byte.
var hintWords = func() (by [256][]hintWord) {
	for _, w := range []hintWord{
		{"://", hasURL}, {"secret", hasWord}, {"passw", hasWord}, {"token", hasWord}, {"superdigest", hasWord},
		{"api_key", hasWord}, {"apikey", hasWord}, {"access_key", hasWord}, {"accesskey", hasWord}, {"private_key", hasWord},
		{`"auth`, hasWord}, {`'auth`, hasWord}, {"docker_config=", hasFlag}, {"modules=", hasFlag}, {"executor_environment_v", hasFlag},
		{"hooks_config=", hasFlag}, {"authorization:", hasAuth}, {"authorization=", hasAuth}, {"authorization ", hasAuth}, {"bearer ", hasBearer},
	} {
		by[w.text[0]] = append(by[w.text[0]], w)
		if c := w.text[0]; c >= 'a' && c <= 'z' {
			by[c-'a'+'A'] = append(by[c-'a'+'A'], w)
		}
	}
	return by
}()

type hintWord struct {
	text string
	hint hint
}

// hintsOf tells in one pass what kinds of secrets s may hold. Nearly every line
// holds none, so this is what Mask costs.
func hintsOf(s string) hint {
	var found hint
	for i := 0; i < len(s); i++ {
		words := hintWords[s[i]]
		if len(words) == 0 {
			if s[i] == '=' && i >= 28 && s[i-28] == ':' {
				found |= hasDigest
			}
			continue
		}
		for _, w := range words {
			if len(s)-i >= len(w.text) && foldedPrefix(s[i:], w.text) {
				found |= w.hint
			}
		}
	}
	return found
}

// foldedPrefix tells whether s begins with the lower-case ASCII text, in any case.
func foldedPrefix(s, text string) bool {
	for i := 1; i < len(text); i++ {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != text[i] {
			return false
		}
	}
	return true
}
