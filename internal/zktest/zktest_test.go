package zktest

import (
	"os"
	"syscall"
	"testing"
)

func TestStartStopStart(t *testing.T) {
	s := Start(t, Options{Whitelist: "ruok"})
	first := s.PID()
	if !serves(s.Addr()) {
		t.Error("does not serve")
	}
	s.Stop()
	s.Stop()
	if serves(s.Addr()) {
		t.Error("serves although stopped")
	}
	if p, _ := os.FindProcess(first); p.Signal(syscall.Signal(0)) == nil {
		t.Errorf("process %d is still there", first)
	}
	s.Start()
	if !serves(s.Addr()) || s.PID() == first {
		t.Error("not started again")
	}
}
