package mesosapi

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// maskFlag masks the value of a flag knowing its name: some hold whole documents
// (registry logins, environments, module parameters) in which a secret can have
// any name, so nothing of them is kept.
func maskFlag(name, value string) string {
	if value == "" {
		return ""
	}
	switch name {
	case "docker_config", "executor_environment_variables", "modules":
		return mesoswatch.Masked
	}
	for _, word := range []string{"secret", "password", "token"} {
		if strings.Contains(strings.ToLower(name), word) {
			return mesoswatch.Masked
		}
	}
	return mesoswatch.Mask(maskZooKeeperURL(value))
}

// maskZooKeeperURL takes the password out of zk://user:password@hosts/path. Mesos
// ends the user part at the last @, so a password may hold one, or a colon
// (src/zookeeper/url.hpp); a general pattern would stop at the first. The value is
// one URL to its end, so blanks and quotes in a password are hidden too, where
// secret.ZooKeeper, which finds URLs in text, has to end.
func maskZooKeeperURL(value string) string {
	const scheme = "zk://"
	start := strings.Index(value, scheme)
	if start < 0 {
		return value
	}
	start += len(scheme)
	at := strings.LastIndexByte(value, '@')
	if at < start {
		return value
	}
	user, _, _ := strings.Cut(value[start:at], ":")
	return value[:start] + user + ":" + mesoswatch.Masked + value[at:]
}
