package zookeeper

import (
	"context"
	"reflect"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/pace"
)

// server is one server of the ensemble, asked by words.
type server struct {
	address string
	limit   time.Duration
	emit    mesoswatch.Emit

	last mesoswatch.ZooKeeper // as last emitted; Address is empty before
}

// round asks both words and emits what changed.
func (s *server) round(ctx context.Context) (pace.Round, error) {
	began := time.Now()
	var asked []string
	replies := make(map[word]reply)
	for _, w := range words() {
		asked = append(asked, w.text)
		r := say(ctx, s.address, w, s.limit)
		replies[w] = r
		if r.outcome == Unreachable || r.outcome == TimedOut {
			break // the other would only wait as long
		}
	}
	if ctx.Err() != nil {
		return pace.Round{}, nil
	}
	now := time.Now()
	if z := s.view(replies); !reflect.DeepEqual(z, s.last) {
		snapshot := z
		err := s.emit(mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: now, Source: s.address, ZooKeeper: &snapshot}})
		if err != nil {
			return pace.Round{}, err
		}
		s.last = z
	}
	h := mesoswatch.Health{
		At: now, Source: s.address, Collector: Name, Seconds: now.Sub(began).Seconds(),
		Asked: mesoswatch.Asked(asked...), Why: trouble(replies),
	}
	if h.OK = h.Why == ""; h.OK {
		h.Subjects, h.Complete = 1, []string{"zookeeper"}
	}
	return pace.Round{}, s.emit(mesoswatch.Record{Health: &h})
}

func (s *server) view(replies map[word]reply) mesoswatch.ZooKeeper {
	z := mesoswatch.ZooKeeper{Address: s.address, Words: map[string]string{"ruok": replies[ruok()].outcome, "srvr": replies[srvr()].outcome}}
	if z.Words["srvr"] == "" { // not asked any more, for the same reason
		z.Words["srvr"] = z.Words["ruok"]
	}
	if z.Words["srvr"] == Answered {
		st := parseStatus(replies[srvr()].text)
		z.Version, z.Mode, z.Zxid = st.version, st.mode, st.zxid
		z.Connections, z.Outstanding, z.Nodes = st.connections, st.outstanding, st.nodes
	}
	return z
}

// trouble says why the server cannot be seen; empty when it can. ruok alone being
// refused is the default of 3.5 and later and no trouble: srvr tells more. Any
// other answer to ruok is, even where srvr is answered.
func trouble(replies map[word]reply) string {
	var why []string
	for _, w := range words() {
		if r := replies[w]; r.why != "" {
			why = append(why, r.why)
		}
	}
	if replies[srvr()].outcome == Answered && replies[ruok()].outcome == Refused {
		return ""
	}
	return strings.Join(why, "; ")
}
