package pretend

import (
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/authenticator"
	"github.com/mesoswatch/mesoswatch/internal/pretend/wire"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// DemoSpeed plays an hour in twenty seconds.
const DemoSpeed = 180

// Options of a cluster. Only Dir is needed.
type Options struct {
	// Dir is the folder of the first master's log; it is created, and not removed.
	Dir string
	// Speed is how many seconds of log time pass in one of wall time. 0 is as
	// fast as it can be written.
	Speed float64
	// Start is the log time of the first line, printed in its own location. Zero:
	// so that a scenario of an hour ends now, in the zone of this process, which
	// is the one that glog would use; of a Settled or Bare cluster an hour ago.
	Start time.Time

	// Masters, Agents and ZooKeepers are how many; 0 is 1, 4 and 1, and -1 Agents are
	// none. Those that no scenario and no Settled registers answer, unregistered.
	Masters, Agents, ZooKeepers int
	// Releases of the masters, the last for the rest: 0.27 and later. Empty:
	// 1.11.0. Agents are of the first master's.
	Releases []string
	// Settled clusters do not wait for a scenario: the first master leads, agents
	// and three frameworks are registered, and tasks run. Bare ones too, with nobody
	// registered: World is for the caller to fill.
	Settled, Bare bool
	// State is told by the masters instead of a world that changes: see Large.
	State world.View
	// Security of the masters, the last for the rest. Empty: Settled and Bare
	// clusters are open, any other wants credentials everywhere, as the scenario's
	// flags do.
	Security []Security
	// AgentSecurity of the agents, in the same way.
	AgentSecurity []Security
	// Credentials by principal; nil: those of Credential.
	Credentials map[string]string
	// Tokens that are accepted besides, as "Bearer …" and as "token=…".
	Tokens []string
	// TLS makes masters and agents speak TLS only, with certificates of CA;
	// ClientCertificates makes them want one of ClientCertificate.
	TLS, ClientCertificates bool
	// Fronts starts web servers with TLS of their own, see Cluster.Fronts.
	Fronts bool
	// AdvertiseIP makes masters advertise their address as host name, so that their
	// redirects can be followed. Otherwise it is a name that nobody resolves.
	AdvertiseIP bool
	// Failover is the time after which another master leads when the leader was
	// killed. 0: only Elect makes one lead. Until then the others point at the dead.
	Failover time.Duration
	// Recovery is how long a master that was elected answers as one that has not read
	// its registry, see Empty. 0: it knows everything at once.
	Recovery time.Duration
	// Heartbeat of event streams; 0: 15 s, as in Mesos.
	Heartbeat time.Duration
	// Logins is how the masters take logins of frameworks and agents.
	Logins authenticator.Manner
	// LogRequests writes the lines that a master writes about the requests it got.
	LogRequests bool
}

// Security is what a master or an agent wants to know before it answers.
type Security struct {
	// Readonly, Readwrite and Schedulers are the HTTP realms that want credentials.
	// Before 1.0 there is one, which Readwrite turns on. Agents have no Schedulers.
	Readonly, Readwrite, Schedulers bool
	// Frameworks and Agents must log in before they register.
	Frameworks, Agents bool
	// Cut is what authorization keeps from everybody.
	Cut wire.Cut
	// Firewall are paths that are disabled, as in --firewall_rules.
	Firewall []string
}

func (o Options) withDefaults() Options {
	o.Masters, o.ZooKeepers = max(o.Masters, 1), max(o.ZooKeepers, 1)
	if o.Agents == 0 {
		o.Agents = 4
	}
	if len(o.Releases) == 0 {
		o.Releases = []string{"1.11.0"}
	}
	if o.Credentials == nil {
		principal, secret := defaultCredential()
		o.Credentials = map[string]string{principal: secret}
	}
	if len(o.Security) == 0 && o.staged() {
		o.Security = []Security{{Readonly: true, Readwrite: true, Schedulers: true, Frameworks: true, Agents: true}}
	}
	if o.Heartbeat == 0 {
		o.Heartbeat = 15 * time.Second
	}
	if o.Start.IsZero() {
		if o.Start = endingNow(o.Speed); !o.staged() {
			o.Start = time.Now().Add(-time.Hour).Truncate(time.Microsecond)
		}
	}
	return o
}

// staged tells whether the cluster waits for a scenario.
func (o Options) staged() bool { return !o.Settled && !o.Bare }

// defaultCredential is the principal and the secret that the pretend masters know.
func defaultCredential() (principal, secret string) { return "watcher", "only-on-loopback" }

// any tells whether the process was given credentials.
func (s Security) any() bool {
	return s.Frameworks || s.Agents || s.Readonly || s.Readwrite || s.Schedulers
}

// of is the i-th, or the last; the zero value of none.
func of[T any](list []T, i int) T {
	var none T
	if len(list) == 0 {
		return none
	}
	return list[min(i, len(list)-1)]
}

// endingNow is when an hour of log time begins that ends, played at this speed,
// at its end of wall time.
func endingNow(speed float64) time.Time {
	start := time.Now().Add(-scenarioLength)
	if speed > 0 {
		start = start.Add(time.Duration(float64(scenarioLength) / speed))
	}
	return start.Truncate(time.Microsecond)
}
