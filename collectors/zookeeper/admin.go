package zookeeper

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// defaultAdminPort of 3.5 and later; on a host of a Mesos cluster something else
// may well listen there.
const defaultAdminPort = 8080

// admin is the AdminServer of one server: it tells over HTTP what words tell. It
// is asked only where the server answers on its client port but does not tell.
type admin struct {
	client *ask.Client // nil: it is never asked
	target ask.Target

	until time.Time // it is let rest, for it did not help
}

// newAdmin is the AdminServer on the host of address (host:port).
func newAdmin(client *ask.Client, address string, port int) admin {
	host, _, err := net.SplitHostPort(address)
	if client == nil || err != nil {
		return admin{}
	}
	t, err := ask.Found("http://" + net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return admin{}
	}
	return admin{client, t, time.Time{}}
}

// rests tells whether there is nothing to ask now.
func (a *admin) rests(now time.Time) bool { return a.client == nil || now.Before(a.until) }

// told is what the AdminServer told.
type told struct {
	status   status
	outcome  string
	why      string // it is no answer
	exchange mesoswatch.Exchange
}

// say asks for what one word tells. Without an answer the AdminServer rests for a
// while.
func (a *admin) say(ctx context.Context, what ask.Request, rest time.Duration) told {
	answer, err := a.client.Do(ctx, a.target, what)
	var t told
	if err != nil {
		t.outcome, t.why = adminTrouble(err)
	} else {
		t.status, t.outcome, t.why = decodeAdmin(answer.Body)
	}
	if t.outcome != Answered && t.outcome != NotServing {
		a.until = time.Now().Add(rest)
	}
	if t.why != "" {
		t.why = "AdminServer " + a.target.String() + ": " + t.why
	}
	t.exchange = mesoswatch.Exchange{
		What: what.String(), Of: a.target.String(), Outcome: t.outcome, Seconds: answer.Took.Seconds(), Bytes: answer.Wire,
	}
	return t
}

func adminTrouble(err error) (outcome, why string) {
	outcome, why = WrongProtocol, mesoswatch.Mask(err.Error())
	var e *ask.Error
	if !errors.As(err, &e) {
		return outcome, why
	}
	switch e.Kind {
	case ask.Unreachable, ask.Refused:
		outcome = Unreachable
	case ask.Timeout:
		outcome = TimedOut
	case ask.Unauthorized, ask.Forbidden:
		outcome = Refused
	}
	return outcome, why
}

// decodeAdmin reads the object of srvr or mntr (server/admin/Commands.java): the
// former has a part of its numbers in server_stats. A document that is not the
// AdminServer's is told by the lack of "command".
func decodeAdmin(body []byte) (s status, outcome, why string) {
	var all struct {
		Command *string         `json:"command"`
		Error   json.RawMessage `json:"error"`
		Stats   map[string]any  `json:"server_stats"`
	}
	var top map[string]any
	if unmarshal(body, &all) != nil || unmarshal(body, &top) != nil || all.Command == nil {
		return status{}, WrongProtocol, "something else listens there"
	}
	if said := string(all.Error); said != "" && said != "null" {
		if strings.Contains(said, "not currently serving") {
			return status{}, NotServing, "not serving requests (no quorum, or starting)"
		}
		return status{}, Refused, "answered " + clip(said)
	}
	for _, part := range []map[string]any{top, all.Stats} {
		for name, v := range part {
			s.adminValue(name, v)
		}
	}
	if s.mode == "" {
		return status{}, WrongProtocol, "nothing about the server in its answer"
	}
	return s, Answered, ""
}

func (s *status) adminValue(name string, v any) {
	switch v := v.(type) {
	case string:
		s.metric(name, v)
	case json.Number:
		s.metric(name, v.String())
	case bool:
		if name == "read_only" {
			s.readOnly = &v
		}
	}
}

// unmarshal keeps numbers as they are written: a zxid takes all 64 bits.
func unmarshal(body []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	return d.Decode(v)
}
