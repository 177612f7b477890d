package rules

import (
	"fmt"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Our own requests raise nothing, and whoever only borrows the User-Agent or sits
// behind the same address is judged like anybody.
func TestOwnRequestsAreNoScan(t *testing.T) {
	const agent = "mesoswatch/1.2"
	self := mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: start, Source: "mesosapi",
		Self: &mesoswatch.Self{UserAgent: agent, Addresses: []string{"10.0.0.7", "127.0.0.1"}}}}
	requests := func(ip, agent string) []mesoswatch.Record {
		records := []mesoswatch.Record{self}
		for i := range 200 {
			records = append(records, mesoswatch.Record{Event: &mesoswatch.Event{
				Time: start.Add(time.Duration(i) * 100 * time.Millisecond), Source: "mesos-master.INFO", Service: "master",
				Line: int64(i + 1), Offset: int64(100 * i), Kind: "http-request", Template: "http.request", Method: "GET",
				Path: fmt.Sprintf("/x%d", i), RemoteIP: ip, RemotePort: "41000", UserAgent: agent,
			}})
		}
		return records
	}
	for _, tc := range []struct {
		name, ip, agent string
		speaks          bool
	}{
		{"our own", "10.0.0.7", agent, false},
		{"our agent from elsewhere", "10.0.9.9", agent, true},
		{"another agent from our host", "10.0.0.7", "curl/8.5", true},
		{"our agent, another version", "10.0.0.7", agent + "x", true},
	} {
		if got := said(load(t).Engine(), "http-scan", requests(tc.ip, tc.agent)...); (len(got) > 0) != tc.speaks {
			t.Errorf("%s: %d findings", tc.name, len(got))
		}
	}
}
