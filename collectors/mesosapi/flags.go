package mesosapi

import (
	"fmt"
	"net/netip"

	"github.com/mesoswatch/mesoswatch"
)

// mostFlags bounds how many flags are taken from one process; the longest list of
// a release is under 120.
const mostFlags = 1000

// keepFlag collects flags, masked.
func keepFlag(into map[string]string) func(name, value string) error {
	return func(name, value string) error {
		if len(into) >= mostFlags {
			return fmt.Errorf("more than the %d flags that are taken", mostFlags)
		}
		into[name] = maskFlag(name, value)
		return nil
	}
}

// pidOf is the UPID that a master has by its flags, where they tell the address:
// what it advertises goes before what it is bound to. Empty when they do not.
func pidOf(flags map[string]string) string {
	ip, port := flags["ip"], flags["port"]
	if flags["advertise_ip"] != "" {
		ip = flags["advertise_ip"]
	}
	if flags["advertise_port"] != "" {
		port = flags["advertise_port"]
	}
	if a, err := netip.ParseAddr(ip); err != nil || a.IsUnspecified() || port == "" {
		return ""
	}
	u, ok := mesoswatch.ParseUPID("master@" + ip + ":" + port)
	if !ok {
		return ""
	}
	return u.String()
}

func is(b *bool) bool { return b != nil && *b }
