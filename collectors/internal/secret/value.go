package secret

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// Exposed tells whether the value of a variable or label is a secret in the clear:
// by the form of the value whatever its name, or by a name that promises one and a
// value that is not plainly something else: nothing, a switch, a number, a path, an
// address, a reference to where the secret is kept.
func Exposed(name, value string) bool {
	value = strings.TrimSpace(value)
	if value == "" {
		return false
	}
	if In(value) {
		return true
	}
	switch promiseOf(name) {
	case password:
		return !elsewhere(value) && !blank(value)
	case likely:
		return !elsewhere(value) && !blank(value) && !plain(value)
	case perhaps:
		return !elsewhere(value) && !blank(value) && !plain(value) && random(value)
	}
	return false
}

// places are how values begin that say where a secret is kept.
var places = []string{"vault:", "secret:", "secrets:", "secret/", "secretsmanager:", "arn:", "ssm:", "ref+", "file:", "env:", "projects/", "op://", "aws-sm:", "gcp-sm:", "__fill_in", "%("}

// elsewhere tells whether the value only refers to a secret.
func elsewhere(value string) bool {
	lower := strings.ToLower(value)
	for _, p := range places {
		if strings.HasPrefix(lower, p) {
			return true
		}
	}
	return strings.Trim(reference.ReplaceAllString(value, ""), " \"':/,;-_.") == "" || folderPath.MatchString(value) || placeholder.MatchString(value)
}

var (
	folderPath  = regexp.MustCompile(`^\.{0,2}(?:/[\w.@+-]+){2,}/?$|^/[a-z]+$`)
	placeholder = regexp.MustCompile(`(?i)^(?:<[^>]*>|\[[^\]]*\]|[*x.•-]{3,}|redacted|masked|hidden|unset|none|null|nil|undefined|n/a)$`)
	number      = regexp.MustCompile(`^[+-]?\d+(?:[.,]\d+)*\s?(?:%|[a-zA-Z]{1,3})?$`)
	address     = regexp.MustCompile(`^[a-z][a-z0-9+.-]*://|^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d+)?$`)
)

// blank tells whether the value is a switch or an empty document.
func blank(value string) bool {
	return slices.Contains([]string{"true", "false", "yes", "no", "on", "off", "none", "null", "nil", "{}", "[]", "\"\"", "''"}, strings.ToLower(value))
}

// plain tells whether the value is a number, a span of time or an address.
func plain(value string) bool { return number.MatchString(value) || address.MatchString(value) }

const (
	shortestRandom = 16
	leastEntropy   = 3.5 // bits a character; English words have about 3
)

// random tells whether a run of characters in the value looks drawn by lot: long
// enough, letters and digits, hardly any of them repeated.
func random(value string) bool {
	run := ""
	for part := range strings.FieldsFuncSeq(value, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=", r)
	}) {
		if len(part) > len(run) {
			run = part
		}
	}
	if len(run) < shortestRandom || !strings.ContainsAny(run, "0123456789") || strings.Trim(run, "0123456789") == "" {
		return false
	}
	most := leastEntropy
	if strings.Trim(run, "0123456789abcdefABCDEF") == "" {
		most = 3 // hexadecimal digits have four at best
	}
	return entropy(run) >= most
}

// entropy is bits a character, by how often each stands in s.
func entropy(s string) float64 {
	var n [256]int
	for i := range len(s) {
		n[s[i]]++
	}
	bits := 0.0
	for _, c := range n {
		if c > 0 {
			p := float64(c) / float64(len(s))
			bits -= p * math.Log2(p)
		}
	}
	return bits
}
