package mesoswatch

import (
	"regexp"
	"strings"
)

// Masked stands where a secret was.
const Masked = "***"

// Places where Mesos prints secrets (flags of master and agent, ZooKeeper URLs)
// and the forms secrets take in HTTP, JSON and environment dumps. Each keeps
// group 1 and replaces the rest of the match.
var secretForms = []*regexp.Regexp{
	// zk://user:password@host and any other URL with a password.
	regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.\-]*://[^\s:/@"'\\]*:)[^\s/"']*@`),
	// --flag="…": the value runs to a quote that ends the flag. The prefix flags
	// hold whole JSON documents with registry passwords, keys and module parameters.
	regexp.MustCompile(`(?s)(--(?:docker_config|modules|executor_environment_variables|hooks_config|jwt_secret_key|executor_secret_key|[a-z_]*(?:secret|password|token)[a-z_]*)=").*?("(?: --[a-z]|\s*$)|$)`),
	// "secret": "…", 'password': '…' in JSON, also with escaped quotes.
	regexp.MustCompile(`(?i)(\\?["'](?:secret|password|passwd|token|auth|identitytoken|private_key|client_secret|api_?key)\\?["']\s*:\s*\\?["'])[^"'\\]*`),
	// protobuf text format: secret: "…"
	regexp.MustCompile(`(?i)(\b(?:secret|password|passwd|token)\s*:\s*")[^"]*`),
	// name=value in environments, query strings and command lines.
	regexp.MustCompile(`(?i)(\b[a-z0-9_.\-]*(?:password|passwd|secret|token|superdigest|api_?key|access_?key)[a-z0-9_]*=)[^\s&"',;]+`),
	// Authorization headers and bare bearer tokens.
	regexp.MustCompile(`(?i)(\bauthorization\s*[:=]\s*(?:basic|bearer)\s+)[A-Za-z0-9._~+/=\-]+`),
	regexp.MustCompile(`(\bbearer )[A-Za-z0-9._~+/=\-]{16,}`),
	// ZooKeeper digest: user:base64 of SHA-1 (28 characters ending in =).
	regexp.MustCompile(`(\b(?:super|[A-Za-z0-9_\-]+):)[A-Za-z0-9+/]{27}=`),
}

// triggers are what every form above needs, lower case: a text without any of
// them comes back at once.
var triggers = []string{"://", "secret", "passw", "token", "docker_config", "modules=", "executor_environment", "hooks_config", "auth", "private_key", "key", "bearer", "digest"}

// Mask replaces passwords, tokens and keys in s by Masked. It is applied to
// everything that leaves a collector and to every error shown. Text without a
// secret comes back unchanged.
func Mask(s string) string {
	if !mayHoldSecret(s) {
		return s
	}
	for i, re := range secretForms {
		repl := "${1}" + Masked
		switch i {
		case 0:
			repl += "@"
		case 1:
			repl += "${2}"
		}
		s = re.ReplaceAllString(s, repl)
	}
	return s
}

func mayHoldSecret(s string) bool {
	if !strings.ContainsAny(s, ":=") {
		return false
	}
	low := strings.ToLower(s)
	for _, t := range triggers {
		if strings.Contains(low, t) {
			return true
		}
	}
	return digestLike(s)
}

// digestLike looks for a base64 SHA-1, the form of ZooKeeper digests.
func digestLike(s string) bool {
	for i := strings.IndexByte(s, '='); i >= 0; {
		if i >= 28 && strings.IndexByte(s[i-28:i], ':') == 0 {
			return true
		}
		j := strings.IndexByte(s[i+1:], '=')
		if j < 0 {
			return false
		}
		i += j + 1
	}
	return false
}
