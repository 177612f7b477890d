package share

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/mesoswatch/mesoswatch"
)

// errDenied: the servers do not let us publish that.
var errDenied = errors.New("the servers do not let this machine publish")

// deniedRest is how long it is waited before it is tried again.
const deniedRest = 30 * time.Second

// state is how it goes, for Health.
type state struct {
	mu       sync.Mutex
	up       bool
	server   string
	cutWhy   string
	cutSince time.Time
	pubErr   error
	readErr  error
	closed   map[string]bool
	twin     bool
	behind   uint64
	refused  map[string]int64
	back     chan struct{} // closed when a connection is back
}

func (s *state) connected(server string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.up, s.server, s.cutWhy, s.closed = true, server, "", nil
	if s.back != nil {
		close(s.back)
		s.back = nil
	}
}

// again is closed when the connection is back.
func (s *state) again() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.back == nil {
		s.back = make(chan struct{})
	}
	return s.back
}

func (s *state) cut(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.up || s.cutSince.IsZero() {
		s.cutSince = time.Now()
	}
	s.up = false
	if err != nil {
		s.cutWhy = mesoswatch.Mask(err.Error())
	}
}

// complaint takes what the servers say outside of answers: what is not allowed.
func (s *state) complaint(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.up {
		s.cutWhy = mesoswatch.Mask(err.Error())
	}
	if errors.Is(err, nats.ErrPermissionViolation) && len(s.closed) < maxRefused {
		if s.closed == nil {
			s.closed = make(map[string]bool)
		}
		s.closed[strings.ToLower(err.Error())] = true
	}
}

// denied tells whether the servers refused to let us publish under a subject.
func (s *state) denied(subject string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for said := range s.closed {
		if strings.Contains(said, "publish") && strings.Contains(said, `"`+strings.ToLower(subject)+`"`) {
			return true
		}
	}
	return false
}

func (s *state) ready() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.up }

func (s *state) published(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pubErr = err; err == nil {
		s.closed = nil
	}
}

func (s *state) read(err error) { s.mu.Lock(); defer s.mu.Unlock(); s.readErr = err }
func (s *state) pending(n uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behind = n
}
func (s *state) namesake(is bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.twin = s.twin || is
}

// maxRefused bounds the machines whose messages are counted as refused.
const maxRefused = 64

// refuse counts what a machine told that cannot be believed.
func (s *state) refuse(console string, why error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refused == nil {
		s.refused = make(map[string]int64)
	}
	of := console + " (" + why.Error() + ")"
	if _, known := s.refused[of]; !known && len(s.refused) >= maxRefused {
		of = "others"
	}
	s.refused[of]++
}

// cutOff says why nothing can be heard; empty: it can.
func (s *state) cutOff() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.up {
		return ""
	}
	return or(s.cutWhy, "no server was reached yet")
}

// health is how it goes: what waits in the outbox and what was dropped of it ever.
func (s *state) health(waits, dropped int64, boxErr error) mesoswatch.Health {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := mesoswatch.Health{At: time.Now(), Source: sourceName, Collector: sourceName}
	var why []string
	if !s.up {
		since := ""
		if !s.cutSince.IsZero() {
			since = " since " + s.cutSince.UTC().Format("15:04:05 MST")
		}
		why = append(why, "no connection"+since+": "+or(s.cutWhy, "no server answers"))
	}
	for _, err := range []error{boxErr, s.readErr, s.pubErr} {
		if err != nil && (s.up || err == boxErr) {
			why = append(why, err.Error())
		}
	}
	if s.twin {
		why = append(why, "another machine shares under the same name: give each its own (share: console)")
	}
	if waits > 0 && len(why) > 0 {
		why = append(why, fmt.Sprintf("%d actions wait to be told", waits))
	}
	h.OK = len(why) == 0
	h.Why = mesoswatch.Mask(strings.Join(why, "; "))
	outcome := "not connected"
	if s.up {
		outcome = "connected"
	}
	h.Asked = []mesoswatch.Exchange{
		{What: "server", Of: s.server, Outcome: outcome},
		{What: "stream", Outcome: "behind by " + strconv.FormatUint(s.behind, 10)},
		{What: "outbox", Outcome: fmt.Sprintf("%d wait, %d dropped", waits, dropped)},
	}
	for who, n := range s.refused {
		h.Asked = append(h.Asked, mesoswatch.Exchange{What: "from " + who, Outcome: fmt.Sprintf("%d refused", n)})
	}
	return h
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
