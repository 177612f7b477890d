package hostconf

import (
	"regexp"
	"strings"

	"github.com/mesoswatch/mesoswatch"
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
	case secretName(name), keyMaterial.MatchString(value):
		return mesoswatch.Masked
	case loginName(name) && !strings.HasPrefix(value, "/") && !strings.HasPrefix(value, "file:"):
		user, _, two := strings.Cut(value, ":")
		if !two {
			return mesoswatch.Masked
		}
		return user + ":" + mesoswatch.Masked
	}
	return mesoswatch.Mask(maskZooKeeperURL(value))
}

// maskZooKeeperURL takes the passwords out of zk://user:password@hosts/path. Mesos
// ends the user part at the last @, so that a password may hold one, or a colon
// (src/zookeeper/url.hpp).
func maskZooKeeperURL(value string) string {
	const scheme = "zk://"
	var b strings.Builder
	for {
		start := strings.Index(value, scheme)
		if start < 0 {
			break
		}
		start += len(scheme)
		end := start + strings.IndexAny(value[start:]+" ", " \t\n\"'")
		b.WriteString(value[:start])
		if at := strings.LastIndexByte(value[start:end], '@'); at >= 0 {
			user, _, _ := strings.Cut(value[start:start+at], ":")
			b.WriteString(user + ":" + mesoswatch.Masked)
			start += at
		}
		b.WriteString(value[start:end])
		value = value[end:]
	}
	b.WriteString(value)
	return b.String()
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
