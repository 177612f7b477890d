package catalogue

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// FuzzMatch: whatever the text, Match does not panic, agrees with MatchAll,
// leaves an event alone that it does not recognise, and every value that it
// answers stands in the message.
func FuzzMatch(f *testing.F) {
	for _, l := range readLines(f) {
		f.Add(l.in.Service, l.in.File, l.in.Message, l.in.Severity, l.in.Prefixed)
	}
	for _, name := range hostile {
		f.Add("master", "master.cpp", "Adding framework f-1 ("+name+") at s@10.0.0.1:1 with roles { "+name+" } suppressed", byte('I'), true)
		f.Add("master", "http.cpp", "HTTP GET for /x from 10.0.0.9:1 with User-Agent='"+name+"' with X-Forwarded-For='"+name+"'", byte('I'), true)
		f.Add("master", "master.cpp", "Refusing subscription of framework '"+name+"' at s@10.0.0.1:1: Framework principal '"+name+"' does not match authenticated principal '"+name+"'", byte('I'), true)
	}
	c := Default()
	f.Fuzz(func(t *testing.T, service, file, message string, severity byte, prefixed bool) {
		in := Input{Service: service, File: file, Message: message, Severity: severity, Prefixed: prefixed}
		var ev mesoswatch.Event
		matched := c.Match(in, &ev)
		all := c.MatchAll(in)
		if matched != (len(all) > 0) {
			t.Fatalf("Match %v, MatchAll %v", matched, all)
		}
		if !matched {
			if !reflect.DeepEqual(ev, mesoswatch.Event{}) {
				t.Fatalf("not recognised, and yet %+v", ev)
			}
			return
		}
		if !slices.ContainsFunc(all, func(o Template) bool { return o.ID == ev.Template }) {
			t.Fatalf("%s is not among %v", ev.Template, all)
		}
		if ev.Kind == "" {
			t.Fatalf("%s has no kind", ev.Template)
		}
		for _, v := range stored(&ev) {
			if !strings.Contains(message, v) {
				t.Fatalf("%q does not stand in %q", v, message)
			}
		}
	})
}

// stored answers the values that came out of the message.
func stored(ev *mesoswatch.Event) []string {
	return []string{
		ev.Principal, ev.ClaimedPrincipal, ev.UPID, ev.OldUPID, ev.ClaimedIP, ev.ClaimedPort, ev.RemoteIP, ev.RemotePort,
		ev.ForwardedFor, ev.Method, ev.Path, ev.Query, ev.Status, ev.UserAgent, ev.Call, ev.FrameworkID, ev.FrameworkName,
		ev.Roles, ev.User, ev.AgentID, ev.Hostname, ev.TaskID, ev.ExecutorID, ev.ContainerID, ev.State, ev.Reason, ev.Leader, ev.Version,
	}
}

// FuzzSplitAddress: the quick way answers what the vocabulary's does.
func FuzzSplitAddress(f *testing.F) {
	for _, s := range []string{"10.0.0.1:80", "10.0.0.1:080", "256.0.0.1:1", "1.2.3.4:65536", "[::1]:5", "::1:5", "01.2.3.4:5", "1.2.3.4:", ":1", "1.2.3.4"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ip, port, ok := splitAddress(s)
		wantIP, wantPort, wantOK := mesoswatch.SplitAddress(s)
		if ip != wantIP || port != wantPort || ok != wantOK {
			t.Fatalf("%q: %q %q %v, want %q %q %v", s, ip, port, ok, wantIP, wantPort, wantOK)
		}
	})
}
