package pretend

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/authenticator"
	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
	"github.com/mesoswatch/mesoswatch/internal/pretend/wire"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// Master is what is known of one master at a moment.
type Master struct {
	Index    int
	URL      string // without a slash at its end
	PID      string // master@ip:port
	ID       string // new with each start
	IP       string
	Port     int
	Hostname string // that it advertises
	Release  string
	// Sequence is the number of its candidate in ZooKeeper.
	Sequence int
	Running  bool
	Leads    bool // by its own word
	info     []byte
}

// Info is the MasterInfo that it writes into its znode.
func (m Master) Info() []byte { return m.info }

// Node is the name of its candidate below the Mesos path: json.info_0000000007.
func (m Master) Node() string { return fmt.Sprintf("json.info_%010d", m.Sequence) }

// nobody leads.
const nobody = -1

// master of the cluster. All but the daemon and what does not change is guarded by
// the cluster's lock.
type master struct {
	daemon
	c        *Cluster
	index    int
	release  wire.Release
	security Security

	process  masterlog.Process
	running  bool
	started  time.Time
	elected  time.Time // zero: it does not lead
	believes int       // index of who leads, or nobody
	empty    bool      // it leads and has not read its registry
	sequence int
	log      logFile
	streams  map[*stream]struct{}
	logins   *authenticator.Authenticator
}

// newMaster is one that does not run yet.
func (c *Cluster) newMaster(i int) (*master, error) {
	release, err := wire.ParseRelease(of(c.opt.Releases, i))
	if err != nil {
		return nil, err
	}
	m := &master{c: c, index: i, release: release, security: of(c.opt.Security, i), believes: nobody, streams: make(map[*stream]struct{})}
	m.name, m.journal, m.certificates, m.plain = "master "+strconv.Itoa(i), &c.journal, c.certificates, !c.opt.TLS
	m.serve = m.respond
	m.logins = m.newAuthenticator()
	return m, nil
}

// newProcess is a run of a master that no scenario wrote.
func (m *master) newProcess() masterlog.Process {
	ip, port, _ := strings.Cut(m.door.address(), ":")
	p := masterlog.Process{
		PID: 10_412 + 100*m.index + 7*m.c.starts, ID: m.c.dice.UUID(), Host: "master" + strconv.Itoa(m.index+1) + ".example.com", User: "root",
		IP: ip, Port: port, Build: buildOf(m.release),
	}
	if m.c.opt.AdvertiseIP {
		p.Host = ip
	}
	given := map[string]string{
		"ip": ip, "port": port, "hostname": p.Host, "cluster": "demo", "log_dir": "/var/log/mesos", "quorum": strconv.Itoa(len(m.c.masters)/2 + 1),
		"zk": "zk://" + strings.Join(m.c.ZooKeepers(), ",") + "/mesos",
	}
	m.security.flags(given, m.release)
	p.Flags = m.release.MasterFlags(given)
	return p
}

// buildOf a release: its own for the one of the scenario.
func buildOf(r wire.Release) masterlog.Build {
	b := masterlog.Release111()
	if r.String() != b.Version {
		b = masterlog.Build{Version: r.String(), Date: "2021-03-04 09:12:55", Unix: 1_614_849_175}
	}
	return b
}

// begin starts the process p at a time of the log; the caller holds the lock.
func (m *master) begin(p masterlog.Process, at time.Time) error {
	if err := m.log.begin(p, at); err != nil {
		return err
	}
	m.c.starts++
	m.process, m.running, m.started, m.elected, m.empty = p, true, at, time.Time{}, false
	m.sequence = m.c.nextSequence()
	return m.log.write(p.Opened(), at, p.Thread(0))
}

// tells is the master as it speaks of itself now; the caller holds the lock, to
// read at least.
func (m *master) tells() wire.Master {
	w := wire.Master{Process: m.process, Started: m.started, Elected: m.elected, Cut: m.security.Cut}
	if m.believes != nobody {
		l := m.c.masters[m.believes]
		port, _ := strconv.Atoi(l.process.Port)
		w.Leader = &wire.Leader{ID: l.process.ID, PID: "master@" + l.process.Address(), Hostname: l.process.Host, Port: port}
	}
	return w
}

// public is what is known of it; the caller holds the lock, to read at least.
func (m *master) public() Master {
	port, _ := strconv.Atoi(m.process.Port)
	var info bytes.Buffer
	e := wire.NewEncoder(&info, m.release)
	m.tells().Info(e)
	_ = e.Flush() // into memory
	return Master{
		Index: m.index, URL: m.url(), PID: "master@" + m.process.Address(), ID: m.process.ID, IP: m.process.IP, Port: port, Hostname: m.process.Host,
		Release: m.release.String(), Sequence: m.sequence, Running: m.running, Leads: m.running && !m.elected.IsZero(), info: info.Bytes(),
	}
}

// view is what the master knows of the cluster; it is shown while the world stands
// still, or for good when it is one that does not change.
func (m *master) view(knows bool, tell func(world.View)) {
	switch {
	case !knows:
		tell(world.Nothing{})
	case m.c.opt.State != nil:
		tell(m.c.opt.State)
	default:
		m.c.world.Read(tell)
	}
}
