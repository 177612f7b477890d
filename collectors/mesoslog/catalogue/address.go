package catalogue

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// storeUPID sets UPID and, where it parses, what it claims of its address.
func storeUPID(ev *mesoswatch.Event, v string) {
	if ev.UPID != "" || v == "" {
		return
	}
	ev.UPID = v
	at := strings.LastIndexByte(v, '@')
	if at < 0 {
		return
	}
	if ip, port, ok := splitAddress(v[at+1:]); ok {
		ev.ClaimedIP, ev.ClaimedPort = ip, port
	}
}

func storeRemote(ev *mesoswatch.Event, v string) {
	if ev.RemoteIP != "" {
		return
	}
	if ip, port, ok := splitAddress(v); ok {
		ev.RemoteIP, ev.RemotePort = ip, port
	} else if ip, _, ok := splitAddress(v + ":0"); ok {
		ev.RemoteIP = ip // an address without a port
	}
}

func storeURL(ev *mesoswatch.Event, v string) {
	path, query, _ := strings.Cut(v, "?")
	keep(&ev.Path, path)
	keep(&ev.Query, query)
}

// splitAddress answers what mesoswatch.SplitAddress does, without allocating
// for the form that nearly every line has, a.b.c.d:port.
func splitAddress(s string) (ip, port string, ok bool) {
	colon := plainIPv4(s)
	if colon < 0 || colon+1 >= len(s) || s[colon] != ':' || len(s)-colon > 6 {
		return mesoswatch.SplitAddress(s)
	}
	port = s[colon+1:]
	n := 0
	for i := range len(port) {
		d := port[i] - '0'
		if d > 9 {
			return mesoswatch.SplitAddress(s)
		}
		n = n*10 + int(d)
	}
	if n > 65535 || (port[0] == '0' && len(port) > 1) {
		return mesoswatch.SplitAddress(s)
	}
	return s[:colon], port, true
}

// plainIPv4 answers the length of the four decimal octets that s begins with,
// -1 when it does not.
func plainIPv4(s string) int {
	i := 0
	for octet := range 4 {
		if octet > 0 {
			if i >= len(s) || s[i] != '.' {
				return -1
			}
			i++
		}
		start, n := i, 0
		for i < len(s) && s[i]-'0' <= 9 && i-start < 4 {
			n = n*10 + int(s[i]-'0')
			i++
		}
		if i == start || n > 255 || (s[start] == '0' && i-start > 1) {
			return -1
		}
	}
	return i
}

// bare takes the brackets or braces and the space inside them off a list.
func bare(v string) string {
	if len(v) >= 2 && (v[0] == '{' && v[len(v)-1] == '}' || v[0] == '[' && v[len(v)-1] == ']') {
		v = strings.Trim(v[1:len(v)-1], " ")
	}
	return v
}
