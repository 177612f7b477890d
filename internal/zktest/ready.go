package zktest

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

const (
	startLimit = 60 * time.Second // a cold Java on a busy machine
	stopLimit  = 20 * time.Second
)

// ready waits until the server says that it serves, and listens on its secure port
// where it has one, which comes later; an error when its process ends before.
func (s *Server) ready() error {
	return wait(s.ended, func() bool { return serves(s.Addr()) && (!s.opt.TLS || listens(s.SecureAddr())) })
}

func listens(address string) bool {
	c, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return false
	}
	c.Close()
	return true
}

// wait waits until done, at most startLimit, and no longer than a process lives.
func wait(ended chan error, done func() bool) error {
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	limit := time.After(startLimit)
	for !done() {
		select {
		case err := <-ended:
			ended <- err // for who ends it
			return fmt.Errorf("it ended by itself: %v", err)
		case <-limit:
			return errors.New("not within " + startLimit.String())
		case <-again.C:
		}
	}
	return nil
}

// serves tells whether srvr, which every whitelist allows, is answered with a
// mode: the server stands alone or has a quorum.
func serves(address string) bool {
	mode := mode(address)
	return mode != "" && mode != "read-only"
}

// mode is what srvr says: leader, follower, standalone, read-only; empty when it
// says nothing.
func mode(address string) string {
	_, behind, _ := strings.Cut(say(address, "srvr"), "\nMode: ")
	mode, _, _ := strings.Cut(behind, "\n")
	return mode
}

// say sends a four-letter word; empty when nothing answers.
func say(address, word string) string {
	c, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return ""
	}
	defer c.Close()
	if c.SetDeadline(time.Now().Add(2*time.Second)) != nil {
		return ""
	}
	if _, err := io.WriteString(c, word); err != nil {
		return ""
	}
	reply, err := io.ReadAll(io.LimitReader(c, 1<<20))
	if err != nil {
		return ""
	}
	return string(reply)
}
