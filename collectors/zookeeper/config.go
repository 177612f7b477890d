package zookeeper

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// maxPeers bounds how many server.N lines of a configuration are kept.
const maxPeers = 32

// ofWeight tells whether a setting of conf, or a property of envi, is worth
// keeping: what does not change by itself and says how the server is set up.
func ofWeight(name string) bool {
	switch name {
	case "clientPort", "secureClientPort", "dataDir", "dataLogDir", "tickTime", "maxClientCnxns", "minSessionTimeout", "maxSessionTimeout",
		"serverId", "initLimit", "syncLimit", "electionPort", "quorumPort", "peerType",
		"java.version", "java.vendor", "os.name", "os.version", "os.arch", "host.name", "user.name":
		return true
	}
	return false
}

// parseSettings reads the name=value lines of conf and envi, 3.3 to 3.9, into all.
func parseSettings(all map[string]string, text string) {
	peers := 0
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if !ok {
			continue
		}
		if strings.HasPrefix(name, "server.") && len(name) <= len("server.")+10 {
			if peers++; peers > maxPeers {
				continue
			}
		} else if !ofWeight(name) {
			continue
		}
		all[name] = settingValue(value)
	}
}

func settingValue(s string) string {
	const most = 256
	if len(s) > most {
		s = s[:most] + "…"
	}
	return mesoswatch.Mask(strings.ToValidUTF8(s, "\uFFFD"))
}

// maxClients bounds how many connections are kept.
const maxClients = 50

// parseClients reads the addresses of cons, one a line:
// " /127.0.0.1:36968[0](queued=0,recved=1,sent=0)".
func parseClients(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		line = strings.TrimPrefix(strings.TrimSpace(line), "/")
		port := strings.LastIndex(line[:max(0, strings.Index(line, "("))], ":")
		if port <= 0 || len(all) == maxClients {
			continue
		}
		end := port + 1
		for end < len(line) && line[end] >= '0' && line[end] <= '9' {
			end++
		}
		all = append(all, clip(line[:end]))
	}
	return all
}

// parseWatches reads "Total watches:12" of wchs.
func parseWatches(text string) *int64 {
	for line := range strings.Lines(text) {
		if n, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(line)), "total watches:"); ok {
			return count(n)
		}
	}
	return nil
}
