package rules

import (
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// sameRequest is how far behind a request its effects are.
const sameRequest = 10 * time.Second

// operation is something an operator asks a master for over HTTP. The request
// tells the caller and the lines behind it tell what was done, so a rule of it
// joins both: the effect adds to the finding about the caller without being
// counted again.
type operation struct {
	Rule
	// asks tells whether a line is the request.
	asks func(*mesoswatch.Event) bool
	// effect tells whether a line is what follows one; caller is the address
	// where the line tells it.
	effect func(*mesoswatch.Event) (caller string, is bool)
	// alone is what an effect without a request is about; nil or an empty kind:
	// it says nothing, since masters repeat it when they start.
	alone func(*mesoswatch.Event) mesoswatch.Subject
}

// asked is the latest request in a log; several is set while another caller's
// may have the effect as well.
type asked struct {
	by      mesoswatch.Subject
	at      time.Time
	several bool
}

func (a *asked) ask(by mesoswatch.Subject, at time.Time) {
	recent := !a.at.IsZero() && at.Sub(a.at).Abs() <= sameRequest
	*a = asked{by, at, recent && (a.several || a.by != by)}
}

func (o operation) rule() Rule {
	r := o.Rule
	r.Status, r.Service = "stable", "master"
	r.New = func() Check {
		requests := table[asked]{max: maxConfigged}
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			e := rec.Event
			if e == nil || !serves("master", e.Service) {
				return nil
			}
			if o.asks(e) {
				by := caller(e, e.RemoteIP)
				requests.put(key(writer(e))).ask(by, e.Time)
				return one(r.event(by, e, nil))
			}
			ip, is := o.effect(e)
			if !is {
				return nil
			}
			if a := requests.get(key(writer(e))); a != nil && e.Time.Sub(a.at).Abs() <= sameRequest {
				if a.several && ip == "" {
					return one(r.event(caller(e, ""), e, nil))
				}
				by := a.by
				if ip != "" {
					by = caller(e, ip)
				}
				f := r.event(by, e, nil)
				f.Count = 0
				return one(f)
			}
			if o.alone == nil {
				return nil
			}
			return one(r.event(o.alone(e), e, nil))
		}
	}
	return r
}

// caller is the address a request came from, or whose log it is.
func caller(e *mesoswatch.Event, ip string) mesoswatch.Subject {
	if ip == "" {
		return mesoswatch.Subject{Kind: "source", Name: owner(e)}
	}
	return mesoswatch.Subject{Kind: "address", Name: ip}
}

// posts tells whether a line is a request of one of the methods (with blanks
// around them) to a path that ends so.
func posts(e *mesoswatch.Event, methods string, ends ...string) bool {
	if e.Kind != "http-request" || !strings.Contains(methods, " "+e.Method+" ") || e.Method == "" {
		return false
	}
	for _, end := range ends {
		if strings.HasSuffix(e.Path, end) {
			return true
		}
	}
	return false
}

// calls tells whether a line is one of the calls (with blanks around them) of
// the operator API.
func calls(e *mesoswatch.Event, names string) bool {
	return e.Kind == "operator-call" && e.Call != "" && strings.Contains(names, " "+e.Call+" ")
}

const unseen = "The request line does not tell who the caller was (its principal is in no request line), nor whether it was allowed. " +
	"A request without or with a wrong password leaves no line at all."
