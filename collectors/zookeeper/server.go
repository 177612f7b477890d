package zookeeper

import (
	"context"
	"reflect"
	"sync/atomic"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/internal/pace"
)

// server is one server of the ensemble, asked by words. Its rounds do not overlap.
type server struct {
	address string
	dialing *dialing
	limit   time.Duration
	rhythm  pace.Rhythm
	emit    mesoswatch.Emit

	busy   atomic.Bool // a round is under way
	resume time.Time   // no round before
	memory [wordCount]memory
	admin  admin
	last   mesoswatch.ZooKeeper // as last emitted; Address is empty before
}

// memory is what became of a word when it was asked last.
type memory struct {
	reply
	at time.Time
}

// round is what one round of a server brought.
type round struct {
	began  time.Time
	took   time.Duration
	asked  []mesoswatch.Exchange
	status status
	idle   bool // it says that it does not serve
	via    string
	// dead is the outcome that made asking on useless; empty: it lives.
	dead    string
	trouble []string
	slowest time.Duration // of the words that are asked each round
}

// look asks what is due and emits what changed.
func (s *server) look(ctx context.Context, meeting *roll) error {
	r := &round{began: time.Now()}
	s.ask(ctx, r)
	r.took = time.Since(r.began)
	if ctx.Err() != nil {
		meeting.absent()
		return nil
	}
	z := s.view(r)
	z.Lag = meeting.lag(ctx, z.Zxid)
	if ctx.Err() != nil {
		return nil
	}
	now := time.Now()
	if !reflect.DeepEqual(z, s.last) {
		snapshot := z
		err := s.emit(mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: now, Source: s.address, ZooKeeper: &snapshot}})
		if err != nil {
			return err
		}
		s.last = z
	}
	return s.emit(mesoswatch.Record{Health: s.health(r, now)})
}

// ask goes through the words: those of each round first, and where they do not
// tell, stat and the AdminServer; then what is due of the rest.
func (s *server) ask(ctx context.Context, r *round) {
	for _, w := range []word{ruok, srvr, mntr} {
		if !s.due(w, r.began) {
			continue
		}
		reply := s.say(ctx, r, w)
		switch {
		case !reply.dead():
			r.slowest = max(r.slowest, reply.took)
		case !r.status.known() && !r.idle:
			s.bury(r, w)
			return
		}
	}
	s.fallBack(ctx, r)
	s.askRest(ctx, r)
}

func (s *server) say(ctx context.Context, r *round, w word) reply {
	reply := s.dialing.say(ctx, s.address, w, s.limit)
	s.memory[w] = memory{reply, time.Now()}
	r.asked = append(r.asked, reply.exchange(w))
	switch {
	case reply.outcome == NotServing: // since a moment, where others were answered
		if !r.idle && w != srvr && w != stat {
			r.trouble = append(r.trouble, reply.why)
		}
		r.status, r.idle = status{}, true
	case reply.outcome != Answered || r.idle:
	case w == srvr, w == stat:
		r.status.add(parseStatus(reply.text))
	case w == mntr:
		r.status.add(parseMonitor(reply.text))
	}
	return reply
}

// bury notes that the server does not answer: what was not answered in this round
// would not be now. What it said before is asked again when it comes back.
func (s *server) bury(r *round, w word) {
	m := s.memory[w]
	r.dead, r.trouble = m.outcome, append(r.trouble, m.why)
	for _, other := range []word{ruok, srvr, mntr} {
		if s.memory[other].at.Before(r.began) || other > w {
			s.memory[other] = memory{reply: reply{outcome: m.outcome}}
		}
	}
	for _, changed := range []word{stat, conf, envi, isro} {
		s.memory[changed].at = time.Time{}
	}
}

// fallBack asks others where srvr is refused or not understood, and the
// AdminServer also where it is mntr. One that does not serve does not serve there
// either.
func (s *server) fallBack(ctx context.Context, r *round) {
	if r.idle {
		return
	}
	if !tells(s.memory[srvr]) && s.due(stat, r.began) {
		s.say(ctx, r, stat)
	}
	if s.admin.rests(r.began) {
		return
	}
	switch {
	case !r.status.known():
		r.via = "admin"
		if !s.askAdmin(ctx, r, ask.AdminSrvr, time.Minute) {
			r.via = ""
			return
		}
		s.askAdmin(ctx, r, ask.AdminMntr, time.Minute)
	case !tells(s.memory[mntr]):
		s.askAdmin(ctx, r, ask.AdminMntr, refusedRest)
	}
}

func (s *server) askAdmin(ctx context.Context, r *round, w ask.Word, rest time.Duration) bool {
	t := s.admin.say(ctx, ask.Admin(w), rest)
	r.asked = append(r.asked, t.exchange)
	if t.outcome != Answered {
		r.trouble = append(r.trouble, t.why)
		return false
	}
	r.status.add(t.status)
	return true
}

// askRest asks what is due of the words that are asked rarely; of those that cost
// the server something, one a round.
func (s *server) askRest(ctx context.Context, r *round) {
	if !r.status.known() {
		return
	}
	if r.status.mode != s.last.Mode {
		s.memory[isro].at = time.Time{}
	}
	many := r.status.connections != nil && *r.status.connections > maxSessions
	for _, w := range []word{conf, envi, isro, wchs, cons, dump} {
		if !s.due(w, r.began) || many && (w == cons || w == dump) {
			continue
		}
		reply := s.say(ctx, r, w)
		if r.idle { // what it tells otherwise is asked again
			s.memory[w] = memory{}
		}
		if r.idle || reply.dead() || w >= wchs {
			return
		}
	}
}

// due tells whether a word is to be asked again.
func (s *server) due(w word, now time.Time) bool {
	m := s.memory[w]
	rest := costlyRest
	switch {
	case m.at.IsZero(), w == srvr: // srvr also tells that the server is there
		return true
	case m.outcome == Refused, m.outcome == WrongProtocol:
		rest = refusedRest
	case m.outcome == TimedOut && w != ruok:
		rest = hungRest
	case w <= stat:
		return true
	case w <= isro:
		rest = rareRest
	}
	return now.Sub(m.at) >= rest
}

func tells(m memory) bool { return m.outcome == Answered }
