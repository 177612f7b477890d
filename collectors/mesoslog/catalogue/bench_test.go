package catalogue

import (
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

func BenchmarkMatch(b *testing.B) {
	const upid = "scheduler-0a1b2c3d-0000-4000-8000-00000000000a@10.9.1.31:53217"
	const fw = "5d0c7a9e-3b1f-4c55-8f0a-6c2f9b7e1d20-0001"
	c := Default()
	for _, m := range []struct {
		name string
		in   Input
	}{
		{"nothing", Input{Service: "master", Severity: 'I', File: "replica.cpp", Message: "Replica received write request for position 4711 from __req_res__(9)@10.9.0.2:5050", Prefixed: true}},
		{"nothing-near", Input{Service: "agent", Severity: 'I', File: "slave.cpp", Message: "Framework " + fw + " seems to have exited. Ignoring shutdown timeout for executor 'x'", Prefixed: true}},
		{"request", Input{Service: "master", Severity: 'I', File: "http.cpp", Message: "HTTP GET for /master/state-summary?i=17 from 10.9.3.3:40001 with User-Agent='python-requests/2.9'", Prefixed: true}},
		{"response", Input{Service: "master", Severity: 'I', File: "http.cpp", Message: "HTTP GET for /master/state-summary?i=17 from 10.9.3.3:40001: '200 OK' after 2.93421ms", Prefixed: true}},
		{"failed", Input{Service: "master", Severity: 'I', File: "master.cpp", Message: "Authentication of " + upid + " was unsuccessful: Invalid credentials", Prefixed: true}},
		{"adding", Input{Service: "master", Severity: 'I', File: "master.cpp", Message: "Adding framework " + fw + " (nightly) at " + upid + " with roles { batch } suppressed", Prefixed: true}},
		{"refused", Input{Service: "master", Severity: 'I', File: "master.cpp", Message: "Refusing subscription of framework 'nightly' at " + upid + ": Framework principal 'a' does not match authenticated principal 'b'", Prefixed: true}},
		{"update", Input{Service: "master", Severity: 'I', File: "master.cpp", Message: "Status update TASK_RUNNING (Status UUID: 0345b17f-59ee-438d-9b35-7d3e985c8174) for task t-1 of framework " + fw + " from agent 5d0c-S1 at slave(1)@10.9.2.2:5051 (h1)", Prefixed: true}},
		{"launch", Input{Service: "master", Severity: 'I', File: "master.cpp", Message: "Launching task t-1 of framework " + fw + " (nightly) at " + upid + ` with resources [{"allocation_info":{"role":"batch"},"name":"cpus","scalar":{"value":0.1},"type":"SCALAR"},{"allocation_info":{"role":"batch"},"name":"mem","scalar":{"value":32.0},"type":"SCALAR"}] on agent 5d0c-S1 at slave(1)@10.9.2.2:5051 (h1) on  new executor`, Prefixed: true}},
	} {
		b.Run(m.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var ev mesoswatch.Event
				c.Match(m.in, &ev)
			}
		})
	}
}
