package ask

import "net/http"

// The probes ask with GET where only POST does something, without body and
// never with a credential: authentication and method are looked at before
// anything else, so the answer tells whether a realm is enforced and nothing can
// change whatever the configuration (3rdparty/libprocess/src/process.cpp). From
// 1.0 on: 401 is enforced, 405 open, a redirect or NoLeader open as well, 403
// with "Endpoint '…' is disabled" a firewall rule. All of these come as an *Error,
// whose Status and Kind tell; a good answer is not from Mesos.

func probe(path string) Request {
	return Request{to: endpoint{method: http.MethodGet, path: path, most: maxHeader}, bare: true}
}

// ProbeOperator tells of the read-write realm of a master or agent: 1.0 and
// later; before it is NotFound.
func ProbeOperator() Request { return probe("/api/v1") }

// ProbeScheduler tells of the realm mesos-master-scheduler: 1.0 and later. In
// 0.27 and 0.28 a 403 and from 0.24 to 0.26 a 401 say that frameworks must
// authenticate, and only a leader can tell; before it is NotFound.
func ProbeScheduler() Request { return probe("/api/v1/scheduler") }

// ProbeTeardown tells of the read-write realm of a master, from 0.27 on (there:
// realm mesos); from 0.23 to 0.26 it tells nothing.
func ProbeTeardown() Request { return probe("/teardown") }

// ProbeExecutor tells of the realm mesos-agent-executor of an agent: 1.3 and
// later; from 0.25 to 1.2 there is none.
func ProbeExecutor() Request { return probe("/api/v1/executor") }

// ProbeResourceProvider tells of the realm in front of an agent's resource
// providers: read-write from 1.4 to 1.6, from 1.7 one that nobody can enforce.
func ProbeResourceProvider() Request { return probe("/api/v1/resource_provider") }
