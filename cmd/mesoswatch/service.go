package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog"
	"github.com/mesoswatch/mesoswatch/sinks/metrics"
)

const (
	// readyAfter is when a watch counts as started though a source has not answered.
	readyAfter = 10 * time.Second
	statusRest = 5 * time.Second
)

// service tells systemd how a watch goes, where systemd started it (sd_notify(3)); it
// is a Sink, which sees when the first round is told.
type service struct {
	meter *metrics.Meter
	send  func(state string)
	every time.Duration // of the watchdog; 0: nobody waits for it

	mu      sync.Mutex
	missing map[string]bool // collectors that have not reported
	ready   chan struct{}   // closed once all have
	said    string
}

// newService makes one; from are the collectors of the watch.
func (a *app) newService(m *metrics.Meter, from []mesoswatch.Collector) *service {
	s := &service{meter: m, missing: make(map[string]bool), ready: make(chan struct{})}
	s.send = func(state string) {
		if _, err := daemon.SdNotify(false, state); err != nil {
			a.logger().Error("telling systemd", "err", err)
		}
	}
	every, err := daemon.SdWatchdogEnabled(false)
	if err != nil {
		a.warn(fmt.Errorf("the watchdog of systemd: %w", err))
	}
	s.every = every
	for _, c := range from {
		switch c.(type) {
		case self, *mesoslog.Remote: // one says nothing of itself, the other only once masters are found
		default:
			s.missing[c.Name()] = true
		}
	}
	return s
}

// Handle looks who has reported. What another process wrote says that this one reads.
func (s *service) Handle(r mesoswatch.Record) error {
	if r.Health == nil || r.Origin == mesoswatch.Restored {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.missing == nil {
		return nil
	}
	if delete(s.missing, r.Health.Collector); len(s.missing) == 0 || r.Origin == mesoswatch.Shared {
		s.missing = nil
		close(s.ready)
	}
	return nil
}

// run tells until ctx ends: ready, how it stands, and that it is alive, but only
// while the pipeline moves.
func (s *service) run(ctx context.Context) {
	late := time.NewTimer(readyAfter)
	defer late.Stop()
	status := time.NewTicker(statusRest)
	defer status.Stop()
	beat := time.NewTicker(cmp.Or(s.every/4, time.Hour))
	defer beat.Stop()
	s.beat()
	for ready := s.ready; ; {
		select {
		case <-ctx.Done():
			s.send(daemon.SdNotifyStopping + "\nSTATUS=writing what is not written yet")
			return
		case <-ready:
			s.send(daemon.SdNotifyReady + "\nSTATUS=" + s.status())
			ready = nil
		case <-late.C:
			if ready != nil {
				s.send(daemon.SdNotifyReady + "\nSTATUS=" + s.status())
				ready = nil
			}
		case <-status.C:
			if now := s.status(); now != s.said {
				s.send("STATUS=" + now)
				s.said = now
			}
		case <-beat.C:
			s.beat()
		}
	}
}

func (s *service) beat() {
	if s.every > 0 && s.meter.Stands(s.every/2) == "" {
		s.send(daemon.SdNotifyWatchdog)
	}
}

// reload stands around a reload: systemd waits for its end, whatever comes of it.
func (s *service) reload(do func()) {
	s.send(daemon.SdNotifyReloading + "\n" + daemon.SdNotifyMonotonicUsec())
	do()
	s.send(daemon.SdNotifyReady)
}

// status is one line for systemctl status.
func (s *service) status() string {
	c := s.meter.Condition()
	if !c.OK() {
		return oneStatus("failing: " + strings.Join(c.Reasons, "; "))
	}
	text := "looking at"
	if !c.Looking {
		text = "another process looks, reading"
	}
	text += fmt.Sprintf(" %d sources", c.Sources)
	if c.Blind > 0 {
		text += fmt.Sprintf(" (%d blind)", c.Blind)
	}
	return text + "; " + openWords(s.meter.Open())
}

// openWords are how many findings wait for somebody.
func openWords(open map[mesoswatch.Level]int) string {
	total, parts := 0, []string{}
	levels := mesoswatch.Levels()
	for i := range levels {
		l := levels[len(levels)-1-i]
		if n := open[l]; n > 0 {
			total += n
			parts = append(parts, fmt.Sprintf("%d %s", n, l))
		}
	}
	if total == 0 {
		return "nothing is open"
	}
	return fmt.Sprintf("%d open: %s", total, strings.Join(parts, ", "))
}

// oneStatus is a text that does not end the line it stands in.
func oneStatus(s string) string { return mesoswatch.Printable(strings.ReplaceAll(s, "\n", " ")) }
