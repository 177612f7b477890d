package rules

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// failover is how long a change of leader may take: the session time-out (10 s by
// default, --zk_session_timeout), the election and a little. Until then answers
// of different moments contradict each other, and that means nothing.
const failover = 20 * time.Second

// plane is what masters say of themselves and the cluster of them, each by its
// last word. What was said once stands until the same source says otherwise.
type plane struct {
	cluster *mesoswatch.Cluster
	masters table[voice] // by URL
	quorum  int          // --quorum of a master that tells; 0: not told
}

// voice is one master.
type voice struct {
	url      string
	at       time.Time          // of told
	told     *mesoswatch.Master // nil: it has said nothing of itself yet
	metrics  map[string]float64 // nil: none
	answered time.Time          // end of the last round in which it said something
}

// news is what a record meant to a plane.
type news int

const (
	newsNone  news = iota
	newsSaid       // something was said
	newsRound      // a round with a master ended
)

func newPlane() plane { return plane{masters: table[voice]{max: maxMasters}} }

// see takes a record in.
func (p *plane) see(rec mesoswatch.Record) news {
	s := rec.Snapshot
	switch {
	case rec.Health != nil:
		return p.round(rec.Health)
	case s == nil:
	case s.Cluster != nil:
		p.cluster = s.Cluster
		for _, u := range s.Cluster.Masters[:min(len(s.Cluster.Masters), maxMasters)] {
			p.master(u)
		}
		return newsSaid
	case s.Master != nil && s.Gone:
		p.masters.remove(key(s.Master.URL))
		return newsSaid
	case s.Master != nil:
		v := p.master(s.Master.URL)
		v.told, v.at = s.Master, s.At
		return newsSaid
	case s.Metrics != nil:
		if v := p.masters.get(key(s.Metrics.Of)); v != nil {
			v.metrics = s.Metrics.Values
			return newsSaid
		}
	case s.Flag != nil && s.Flag.Name == "quorum" && p.known(s.Flag.Of):
		p.quorum, _ = strconv.Atoi(s.Flag.Value)
		return newsSaid
	}
	return newsNone
}

func (p *plane) round(h *mesoswatch.Health) news {
	v := p.masters.get(key(h.Source))
	if v == nil {
		return newsNone
	}
	if spoke(h) {
		v.answered = h.At
	}
	return newsRound
}

func (p *plane) master(u string) *voice {
	v := p.masters.put(key(u))
	v.url = u
	return v
}

func (p *plane) known(u string) bool { return p.masters.peek(key(u)) != nil }

// spoke tells whether the source answered anything in that round.
func spoke(h *mesoswatch.Health) bool {
	return h.OK || len(h.Complete) > 0 || slices.ContainsFunc(h.Asked, answers)
}

// answers tells whether somebody answered, if only to refuse.
func answers(x mesoswatch.Exchange) bool {
	return x.Outcome == "answered" || len(x.Outcome) >= 3 && digit(x.Outcome[0]) && digit(x.Outcome[1]) && digit(x.Outcome[2])
}

// answering lists the masters that gave an answer in their last round, by URL.
func (p *plane) answering() []*voice {
	if p.cluster == nil {
		return nil
	}
	var all []*voice
	for _, u := range p.cluster.Masters {
		if v := p.masters.peek(key(u)); v != nil && !slices.Contains(p.cluster.Silent, u) {
			all = append(all, v)
		}
	}
	slices.SortFunc(all, func(a, b *voice) int { return strings.Compare(a.url, b.url) })
	return slices.Compact(all)
}

// silent tells whether a master gave no answer in its last round.
func (p *plane) silent(u string) bool {
	return p.cluster != nil && slices.Contains(p.cluster.Silent, u)
}

// confirmed tells whether all of them have spoken again when what began at since
// had lasted as long as a failover: nothing of it is a stale answer.
func confirmed(since time.Time, by []*voice) bool {
	for _, v := range by {
		if v.answered.Before(since.Add(failover)) {
			return false
		}
	}
	return len(by) > 0
}

// address is host:port of its URL.
func (v *voice) address() string {
	u, err := url.Parse(v.url)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// pid is ip:port of its UPID, by its own word.
func (v *voice) pid() string {
	if v.told == nil {
		return ""
	}
	return upidAddress(v.told.PID)
}

// named is the host name it advertises, with its port.
func (v *voice) named() string {
	if v.told == nil || v.told.Hostname == "" {
		return ""
	}
	u, ok := mesoswatch.ParseUPID(v.told.PID)
	if !ok {
		return ""
	}
	return strings.ToLower(v.told.Hostname + ":" + u.Port)
}

// is tells whether host:port leads to that master.
func (v *voice) is(address string) bool {
	address = strings.ToLower(address)
	return address != "" && (address == v.address() || address == v.pid() || address == v.named())
}

// upidAddress is ip:port of a UPID; empty when it is none.
func upidAddress(pid string) string {
	u, ok := mesoswatch.ParseUPID(pid)
	if !ok {
		return ""
	}
	return joined(u.IP, u.Port)
}

// joined is host:port as an address is written.
func joined(ip, port string) string {
	if strings.Contains(ip, ":") {
		ip = "[" + ip + "]"
	}
	return ip + ":" + port
}

// word is what the master says of its leading, as proof.
func (v *voice) word() mesoswatch.Evidence {
	e := mesoswatch.Evidence{Source: v.url, Time: v.at, Text: "it does not say whether it leads"}
	m := v.told
	elected, counted := v.metrics["master/elected"]
	switch {
	case m == nil:
		e.Time = v.answered
	case counted && is(m.Elected) == (elected > 0):
		e.Source, e.JSONPath, e.Text = v.url+"/metrics/snapshot", `$["master/elected"]`, `"master/elected": `+amount(elected)
	case is(m.Elected) && !m.ElectedAt.IsZero():
		e.Source, e.JSONPath, e.Text = v.url+"/state", "$.elected_time", "elected at "+m.ElectedAt.UTC().Format(time.RFC3339)
	case is(m.Elected):
		e.Text = "it says that it leads"
	case m.NoLeader:
		e.Source, e.Text = v.url+"/redirect", "it says that no leader is elected"
	case m.PointsAt != "":
		e.Source, e.Text = v.url+"/redirect", "it points at "+cut(m.PointsAt, maxFieldText)
	case isNot(m.Elected):
		e.Text = "it says that it does not lead"
	}
	return e
}
