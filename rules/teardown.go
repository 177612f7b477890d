package rules

import (
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// operatorTeardown is how Reason begins in the line "Removing framework" when an
// operator's request was the cause; the caller's address may follow.
const operatorTeardown = "operator teardown"

// sameTeardown is how far behind the request its effect is.
const sameTeardown = 10 * time.Second

// teardown joins the request, which names no framework, with its effect, which
// names no caller.
func teardown() Rule {
	r := Rule{
		Name: "teardown", ID: "bcc232f3-5126-471e-bd6d-1d90382b3c3c",
		Title: "Framework teardown",
		Description: "An operator asked the master to tear a framework down: a request to /teardown (up to 0.23 /shutdown, which is logged from 0.23 on only), or the operator call TEARDOWN. A framework that ends itself is not meant. " +
			"The request line does not tell who the caller was (its principal is in no request line), nor whether it was allowed, nor which framework was meant; when a framework is removed right behind it and for no other cause, the finding names it. " +
			"A request without or with a wrong password leaves no line at all. Up to 0.22 there is no request line, and a teardown cannot be told from a framework that was removed for another reason.",
		Level: mesoswatch.Medium, Status: "stable", Service: "master",
		Tags:           []string{"attack.impact", "attack.t1489"},
		References:     []string{"https://mesos.apache.org/documentation/latest/endpoints/master/teardown/"},
		FalsePositives: []string{"An operator who removes a framework on purpose"},
		Runbook:        "operator-change",
		Remediation:    "Ask the operators; if nobody did it, find out which framework went and who holds a principal that may do this.",
		On:             On{Kinds: []string{"http-request", "operator-call", "framework-removed"}},
	}
	r.New = func() Check {
		asked := table[time.Time]{max: maxStories} // by subject: the request whose effect may follow
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			e := rec.Event
			if e == nil || !serves("master", e.Service) {
				return nil
			}
			switch {
			case isTeardown(e):
				s := caller(e, e.RemoteIP)
				*asked.put(key(writer(e), s.Name)) = e.Time
				return one(r.event(s, e, nil))
			case strings.HasPrefix(e.Reason, operatorTeardown) && strings.HasPrefix(e.Template, "fw.removing"):
				ip := strings.TrimPrefix(strings.TrimPrefix(e.Reason, operatorTeardown), " from ")
				s := caller(e, ip)
				f := r.event(s, e, nil)
				if at := asked.get(key(writer(e), s.Name)); at != nil && e.Time.Sub(*at).Abs() <= sameTeardown {
					f.Count = 0 // the request was counted
				}
				return one(f)
			}
			return nil
		}
	}
	return r
}

// isTeardown: the route is /teardown since 0.21 and was /shutdown up to 0.23
// (src/master/http.cpp).
func isTeardown(e *mesoswatch.Event) bool {
	switch e.Kind {
	case "http-request":
		return e.Method == "POST" && (strings.HasSuffix(e.Path, "/teardown") || strings.HasSuffix(e.Path, "/shutdown"))
	case "operator-call":
		return e.Call == "TEARDOWN"
	}
	return false
}

// caller is the address a request came from, or whose log it is.
func caller(e *mesoswatch.Event, ip string) mesoswatch.Subject {
	if ip == "" {
		return mesoswatch.Subject{Kind: "source", Name: owner(e)}
	}
	return mesoswatch.Subject{Kind: "address", Name: ip}
}
