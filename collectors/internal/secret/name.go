package secret

import (
	"slices"
	"strings"
	"unicode"
)

// promise is what the name of a variable says of its value.
type promise uint8

const (
	nothing  promise = iota
	perhaps          // a key, a salt, a login: secret if it looks random
	likely           // a token, a secret: secret unless it is plainly something else
	password         // secret whatever it looks like
)

// likelyWords and the others are words of names, in small letters.
var (
	passwords    = []string{"password", "passwd", "passphrase", "pwd", "pgpassword", "superdigest"}
	likelyWords  = []string{"secret", "token", "apikey", "accesskey", "secretkey", "privatekey", "apitoken", "authtoken", "credential", "credentials", "keystorepass", "truststorepass"}
	likelyPairs  = [][2]string{{"api", "key"}, {"access", "key"}, {"private", "key"}, {"secret", "key"}, {"signing", "key"}, {"encryption", "key"}, {"master", "key"}, {"auth", "key"}, {"key", "base"}, {"shared", "key"}, {"keystore", "pass"}, {"client", "key"}}
	perhapsWords = []string{"key", "auth", "cred", "creds", "pass", "salt", "signing", "encryption", "session", "cookie", "dsn", "hash", "seed", "license", "pin", "jaas", "cert"}
	// About, and where to find, not the secret itself.
	about = []string{
		"file", "files", "path", "paths", "dir", "directory", "location", "url", "uri", "host", "hosts", "port", "ttl", "name", "names", "id", "ids", "type", "types",
		"length", "len", "size", "bits", "timeout", "timeouts", "expiry", "expires", "expiration", "expire", "enabled", "enable", "disabled", "disable", "algorithm", "alg", "provider",
		"providers", "required", "require", "lifetime", "interval", "policy", "count", "num", "min", "max", "mode", "header", "headers", "field", "version", "class", "ref",
		"store", "manager", "backend", "engine", "role", "issuer", "audience", "username", "user", "users", "prefix", "suffix", "scope", "scopes", "format", "arn",
		"seconds", "minutes", "hours", "days", "ms", "rotation", "rounds", "iterations", "cost", "cache", "validation", "validator", "resolver", "verify", "limit", "rate", "method",
	}
	public = []string{"public", "pub"}
)

// wordsOf splits a name at whatever is no letter or digit, and where small letters
// are followed by a capital one: DB_PASSWORD, db.password, dbPassword.
func wordsOf(name string) []string {
	var words []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			words = append(words, strings.ToLower(string(word)))
			word = word[:0]
		}
	}
	before := ' '
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) || unicode.IsUpper(r) && unicode.IsLower(before) {
			end()
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			word = append(word, r)
		}
		before = r
	}
	end()
	return words
}

// promiseOf judges a name.
func promiseOf(name string) promise {
	words := wordsOf(name)
	for len(words) > 1 && strings.Trim(words[len(words)-1], "0123456789") == "" {
		words = words[:len(words)-1] // TOKEN_2
	}
	if len(words) == 0 {
		return nothing
	}
	last := words[len(words)-1]
	if slices.Contains(about, last) && !(last == "id" && len(words) > 1 && words[len(words)-2] == "secret") { // Vault's secret_id is one
		return nothing
	}
	if last == "pass" { // SMTP_PASS, but not PASS_THROUGH
		return password
	}
	best := nothing
	for i, w := range words {
		pair := [2]string{w, ""}
		if i+1 < len(words) {
			pair[1] = words[i+1]
		}
		best = max(best, promiseOfWord(w), promiseOfPair(pair))
	}
	if best < password && slices.ContainsFunc(words, func(w string) bool { return slices.Contains(public, w) }) {
		return nothing
	}
	return best
}

func promiseOfWord(w string) promise {
	switch {
	case slices.Contains(passwords, w), strings.HasSuffix(w, "password"), strings.HasSuffix(w, "passwd"):
		return password
	case slices.Contains(likelyWords, w), strings.HasSuffix(w, "secret"), strings.HasSuffix(w, "token"):
		return likely
	case slices.Contains(perhapsWords, w):
		return perhaps
	}
	return nothing
}

func promiseOfPair(p [2]string) promise {
	if slices.Contains(likelyPairs, p) {
		return likely
	}
	return nothing
}
