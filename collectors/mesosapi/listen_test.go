package mesosapi

import (
	"net"
	"testing"
)

// listenOn takes a loopback address again that was free a moment ago.
func listenOn(t *testing.T, address string) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return l
}
