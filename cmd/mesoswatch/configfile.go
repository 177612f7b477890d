package main

import (
	"os"

	"github.com/adrg/xdg"
)

// hostConfig is the configuration of the host, which the package brings.
const hostConfig = "/etc/mesoswatch/config.yaml"

// findConfig is the file that is read where none is named: the user's own or one
// for all users in the XDG folders, else that of the host; empty: there is none.
// Only one is read: a key that one leaves out is not looked up in the next.
func findConfig(host string) string {
	if own, err := xdg.SearchConfigFile("mesoswatch/config.yaml"); err == nil {
		return own
	}
	if _, err := os.Stat(host); err == nil {
		return host
	}
	return ""
}
