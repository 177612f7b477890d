package secret

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// ZooKeeper takes the passwords out of zk://user:password@hosts/path. Mesos ends
// the user part at the last @, so a password may hold one, a colon or a slash
// (src/zookeeper/url.hpp); a general pattern would stop at the first.
func ZooKeeper(text string) string {
	const scheme = "zk://"
	var b strings.Builder
	for {
		start := strings.Index(text, scheme)
		if start < 0 {
			break
		}
		start += len(scheme)
		end := start + strings.IndexAny(text[start:]+" ", " \t\r\n\"'")
		b.WriteString(text[:start])
		if at := strings.LastIndexByte(text[start:end], '@'); at >= 0 {
			user, _, _ := strings.Cut(text[start:start+at], ":")
			b.WriteString(user + ":" + mesoswatch.Masked)
			start += at
		}
		b.WriteString(text[start:end])
		text = text[end:]
	}
	b.WriteString(text)
	return b.String()
}

// URI is where something is fetched from, without user, password and the values of
// its query, which sign requests.
func URI(text string) string {
	body, query, has := strings.Cut(text, "?")
	if scheme, rest, ok := strings.Cut(body, "://"); ok {
		host := rest
		if i := strings.IndexAny(rest, `/\#`); i >= 0 {
			host = rest[:i]
		}
		if at := strings.LastIndexByte(host, '@'); at >= 0 {
			body = scheme + "://" + mesoswatch.Masked + rest[at:]
		}
	}
	body = Mask(body)
	if !has {
		return body
	}
	query, _, _ = strings.Cut(query, "#")
	var names []string
	for part := range strings.SplitSeq(query, "&") {
		name, _, valued := strings.Cut(part, "=")
		if !valued {
			names = append(names, mesoswatch.Masked) // may itself be a token
			continue
		}
		names = append(names, Mask(name)+"="+mesoswatch.Masked)
	}
	return body + "?" + strings.Join(names, "&")
}
