package posture

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

func sameHosts(f *Facts) []Answer {
	masters, servers := f.masterHosts(), f.serverHosts()
	if len(masters) == 0 || len(servers) == 0 {
		return []Answer{Undecided(ClusterSubject(), "the hosts of masters and of ZooKeeper are not both known")}
	}
	var both []string
	var proof []mesoswatch.Evidence
	for _, z := range sortedKeys(servers) {
		proof = append(proof, servers[z])
		if slices.ContainsFunc(masters, func(m string) bool { return sameHost(m, z) }) {
			both = append(both, z)
		}
	}
	if len(both) == 0 {
		return []Answer{Passed(ClusterSubject(), fmt.Sprintf("none of %d ZooKeeper servers is on a master's host, by name and address", len(servers)), proof...)}
	}
	return []Answer{Failed(ClusterSubject(), "masters and ZooKeeper share "+strings.Join(both, ", "), proof...)}
}

func (f *Facts) masterHosts() []string {
	var out []string
	for _, d := range f.Daemons(Master) {
		for _, n := range append(slices.Clone(d.names), d.Host) {
			if n != "" && !loopback(n) {
				out = append(out, n)
			}
		}
	}
	return out
}

// serverHosts are the hosts of ZooKeeper servers: those that were asked, and those
// that the masters are told of.
func (f *Facts) serverHosts() map[string]mesoswatch.Evidence {
	out := make(map[string]mesoswatch.Evidence)
	for _, s := range f.All(mesoswatch.SubjectZooKeeper) {
		out[hostOf(s.ZooKeeper.Address)] = Proof(s, "", s.ZooKeeper.Address)
	}
	for _, d := range f.Daemons(Master) {
		if v, ok := d.Flag("zk"); ok {
			for _, server := range serversOf(v.Text) {
				out[hostOf(server)] = v.Evidence
			}
		}
	}
	for host := range out {
		if loopback(host) {
			delete(out, host)
		}
	}
	return out
}

// serversOf lists the host:port parts of a zk:// URL.
func serversOf(u string) []string {
	rest, ok := strings.CutPrefix(u, "zk://")
	if !ok {
		return nil
	}
	rest, _, _ = strings.Cut(rest, "/")
	if i := strings.LastIndexByte(rest, '@'); i >= 0 {
		rest = rest[i+1:]
	}
	return strings.FieldsFunc(rest, func(r rune) bool { return r == ',' || r == ' ' })
}

// ensembleSize takes the servers' own word for it (server.N), else how many the
// masters are told of.
func ensembleSize(f *Facts) []Answer {
	for _, d := range f.Daemons(ZooKeeper) {
		n := 0
		var proof []mesoswatch.Evidence
		for _, name := range sortedKeys(d.values) {
			if strings.HasPrefix(name, "server.") && !strings.Contains(d.values[name].Text, ":observer") {
				n++
				proof = append(proof, d.values[name].Evidence)
			}
		}
		if n > 0 {
			return []Answer{sized(n, proof)}
		}
	}
	for _, d := range f.Daemons(Master) {
		if v, ok := d.Flag("zk"); ok {
			if n := len(serversOf(v.Text)); n > 0 {
				return []Answer{sized(n, []mesoswatch.Evidence{v.Evidence})}
			}
		}
	}
	for _, s := range f.All(mesoswatch.SubjectZooKeeper) {
		if s.ZooKeeper.Mode == "standalone" {
			return []Answer{sized(1, []mesoswatch.Evidence{Proof(s, "$.mode", "Mode: standalone")})}
		}
	}
	return []Answer{Undecided(ClusterSubject(), "how many servers the ensemble has is not told")}
}

func sized(n int, proof []mesoswatch.Evidence) Answer {
	switch {
	case n == 1:
		return Failed(ClusterSubject(), "ZooKeeper has one server", proof...)
	case n%2 == 0:
		return Failed(ClusterSubject(), fmt.Sprintf("ZooKeeper has %d servers, an even number", n), proof...).At(mesoswatch.Low)
	}
	return Passed(ClusterSubject(), fmt.Sprintf("ZooKeeper has %d servers", n), proof...)
}

// countMasters is how many masters there are: candidates in ZooKeeper, or those
// that are asked, whichever are more. False: neither is known to be all.
func (f *Facts) countMasters() (n int, proof mesoswatch.Evidence, known bool) {
	candidates := 0
	for _, s := range f.All(mesoswatch.SubjectZnode) {
		if s.Znode.What == "candidate" {
			candidates++
			proof = Proof(s, "", s.Znode.Path)
		}
	}
	asked := f.All(mesoswatch.SubjectMaster)
	if len(asked) > candidates {
		proof = Proof(asked[0], "", fmt.Sprintf("%d masters are asked", len(asked)))
	}
	complete, _ := f.Known(mesoswatch.SubjectZnode)
	n = max(candidates, len(asked))
	return n, proof, n > 0 && (complete || n > 1)
}

func quorum(f *Facts, d *Daemon) Answer {
	v, set := d.Flag("quorum")
	if !set {
		if known, why := d.Absent("quorum"); !known {
			return Undecided(d.Subject, why)
		}
		return Inapplicable(d.Subject, "it has no quorum: it is a single master, or keeps no replicated log")
	}
	q, err := strconv.Atoi(strings.TrimSpace(v.Text))
	if err != nil {
		return Undecided(d.Subject, fmt.Sprintf("quorum %q is no number", v.Text), v.Evidence)
	}
	n, seen, known := f.countMasters()
	switch {
	case n > 0 && q <= n/2: // masters that are down make it only worse
		return Failed(d.Subject, fmt.Sprintf("quorum is %d of %d masters: not more than half", q, n), v.Evidence, seen)
	case !known:
		return Undecided(d.Subject, fmt.Sprintf("quorum is %d; how many masters there are is not known", q), v.Evidence)
	case q > n:
		return Failed(d.Subject, fmt.Sprintf("quorum is %d, and there are %d masters: none gets to work", q, n), v.Evidence, seen)
	case q > n/2+1:
		return Failed(d.Subject, fmt.Sprintf("quorum is %d of %d masters: more must be up than needed, unless some are down now", q, n), v.Evidence, seen).At(mesoswatch.Low)
	}
	for _, other := range f.Daemons(Master) {
		if o, ok := other.Flag("quorum"); ok && o.Text != v.Text {
			return Failed(d.Subject, fmt.Sprintf("quorum is %s here and %s on %s", v.Text, o.Text, other.Subject.Name), v.Evidence, o.Evidence)
		}
	}
	return Passed(d.Subject, fmt.Sprintf("quorum is %d of %d masters", q, n), v.Evidence, seen)
}

func masterCount(f *Facts) []Answer {
	n, proof, known := f.countMasters()
	switch {
	case !known:
		return []Answer{Undecided(ClusterSubject(), "how many masters there are is not known")}
	case n == 1:
		return []Answer{Failed(ClusterSubject(), "there is one master", proof)}
	case n%2 == 0:
		return []Answer{Failed(ClusterSubject(), fmt.Sprintf("there are %d masters, an even number, unless one is down now", n), proof)}
	}
	return []Answer{Passed(ClusterSubject(), fmt.Sprintf("there are %d masters", n), proof)}
}
