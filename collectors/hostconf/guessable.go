package hostconf

import "strings"

// minSecret is how many characters a secret should have.
const minSecret = 12

// published are secrets that stand in documentation, templates and demonstrations:
// docs/authentication.md and docs/configuration of Mesos, the installers of DC/OS,
// published playbooks.
var published = []string{
	"kitesurf", "usetheforce", "secret1", "secret2", "secret", "verysecret", "very-secret", "supersecret", "superjwt", "deleteme", "bootstrapuser",
	"zkpassword", "mesos-secret", "marathon-secret", "user-secret", "agent-secret", "foo", "bar", "baz", "letmein", "thisissecret", "insertsecrethere",
}

// common are what everybody tries first.
var common = []string{
	"password", "passw0rd", "p@ssw0rd", "p@ssword", "passwd", "pass", "changeme", "change-me", "changeit", "default", "admin", "administrator", "root", "toor", "test", "testing", "guest", "user", "username",
	"login", "welcome", "qwerty", "qwertz", "asdf", "asdfgh", "abc123", "iloveyou", "monkey", "dragon", "master", "slave", "agent", "framework", "principal", "principal1",
	"mesos", "mesosphere", "mesos-master", "mesos-agent", "mesos-slave", "marathon", "chronos", "metronome", "spark", "aurora", "zookeeper", "zk", "dcos", "dc/os", "docker", "hadoop", "kafka", "cassandra",
	"jenkins", "vagrant", "ansible", "puppet", "operator", "service", "production", "prod", "staging", "develop", "dev", "example", "sample", "demo", "none", "null", "nil", "empty", "todo", "tbd", "xxx", "temp", "temporary",
}

// publishedSecret tells whether a secret stands in documentation.
func publishedSecret(secret string) bool { return within(published, secret) }

// guessable says why a secret is easily guessed, without the secret; empty where no
// reason was found.
func guessable(principal, secret string) string {
	low := strings.ToLower(secret)
	switch {
	case low == strings.ToLower(principal):
		return "is the principal itself"
	case principal != "" && strings.Trim(strings.ReplaceAll(low, strings.ToLower(principal), ""), "0123456789!.-_@#$") == "" && len(low) <= 2*len(principal)+8 && strings.Contains(low, strings.ToLower(principal)):
		return "is made of the principal and little else"
	case oneCharacter(low):
		return "is one character, repeated"
	case strings.Trim(secret, "0123456789") == "":
		return "has nothing but digits"
	case within(common, secret), within(published, secret):
		return "is on every list of common passwords"
	case within(common, strings.TrimRight(secret, "0123456789!.?_-")), within(published, strings.TrimRight(secret, "0123456789!.?_-")):
		return "is a common password with digits or marks behind it"
	case onlyWords(low, principal):
		return "is made of common words"
	}
	return ""
}

// onlyWords tells whether all letters of a secret belong to common words or to the
// principal: mesos-password, admin_2024.
func onlyWords(low, principal string) bool {
	words := strings.FieldsFunc(low, func(r rune) bool { return r < 'a' || r > 'z' })
	for _, w := range words {
		if !within(common, w) && !within(published, w) && !strings.EqualFold(w, principal) {
			return false
		}
	}
	return len(words) > 0 && !strings.ContainsFunc(low, func(r rune) bool { return r > '~' })
}

func within(list []string, secret string) bool {
	for _, w := range list {
		if strings.EqualFold(w, secret) {
			return true
		}
	}
	return false
}

func oneCharacter(s string) bool {
	for _, r := range s {
		return strings.Trim(s, string(r)) == ""
	}
	return false
}
