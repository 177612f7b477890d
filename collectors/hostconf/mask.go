package hostconf

import (
	"regexp"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/secret"
)

// secretWords in the name of a setting mean that its value is a secret.
var secretWords = []string{"secret", "passw", "pass_phrase", "passphrase", "token", "superdigest", "apikey", "api_key", "access_key", "accesskey", "private_key", "privatekey", "keytab_base64"}

// pathWords at the end of a name mean that the value is where a secret is, or who
// keeps it.
var pathWords = []string{"_file", ".file", "file", "_path", ".path", "path", "_dir", "location", "_resolver", "enabled", "_type"}

// secretName tells whether the value of a setting of that name is a secret.
func secretName(name string) bool {
	name = strings.ToLower(strings.ReplaceAll(name, "-", "_"))
	for _, w := range pathWords {
		if strings.HasSuffix(name, w) {
			return false
		}
	}
	for _, w := range secretWords {
		if strings.Contains(name, w) {
			return true
		}
	}
	return strings.HasSuffix(name, "keystore_pass") || strings.HasSuffix(name, "credentials") && strings.HasPrefix(name, "zk_")
}

// loginName tells whether the value is "user:password".
func loginName(name string) bool {
	switch strings.ToLower(name) {
	case "http_credentials", "mesosphere_http_credentials", "marathon_http_credentials", "chronos_http_credentials":
		return true
	}
	return false
}

// keyMaterial is what looks like a key or a key store that stands in a value.
var keyMaterial = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY|^[A-Za-z0-9+/=\s]{200,}$`)

// masked hides what is secret in the value of a setting.
func masked(name, value string) string {
	switch {
	case value == "":
		return ""
	case len(value) > maxValue: // nothing sensible is, and a cut might part a secret from what hides it
		return mesoswatch.Masked
	case secretName(name), keyMaterial.MatchString(value):
		return mesoswatch.Masked
	case loginName(name) && !strings.HasPrefix(value, "/") && !strings.HasPrefix(value, "file:"):
		user, _, two := strings.Cut(value, ":")
		if !two {
			return mesoswatch.Masked
		}
		return user + ":" + mesoswatch.Masked
	}
	text := secret.Mask(value)
	if text == value && secret.Exposed(name, value) {
		return mesoswatch.Masked
	}
	return text
}

// zooKeeperLogin is the user and password in a zk:// URL; ok is false where there is
// none.
func zooKeeperLogin(value string) (user, password string, ok bool) {
	rest, zk := strings.CutPrefix(strings.TrimSpace(value), "zk://")
	at := strings.LastIndexByte(rest, '@')
	if !zk || at < 0 {
		return "", "", false
	}
	user, password, _ = strings.Cut(rest[:at], ":")
	return user, password, true
}
