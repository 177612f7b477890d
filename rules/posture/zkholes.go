package posture

import (
	"fmt"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// zookeeperHoles does not change. Ranges are those of ZooKeeper's security page.
var zookeeperHoles = []hole{
	{
		id: "CVE-2016-5017", title: "overflow in the sample C shells", level: mesoswatch.Informational,
		affected:  [][2]string{{"3.4.0", "3.4.9"}, {"3.5.0-alpha", "3.5.3-alpha"}},
		rationale: "Only the shells cli_st and cli_mt in batch mode are hit, not the server.", remediation: "Upgrade to 3.4.9, 3.5.3 or later, or do not use these shells.",
	},
	{
		id: "CVE-2017-5637", title: "wchp and wchc load the server", level: mesoswatch.Medium,
		affected:  [][2]string{{"3.4.0", "3.4.10"}, {"3.5.0-alpha", "3.5.3-alpha"}},
		rationale: "The words wchp and wchc, which these releases answer to anyone, cost so much that the server stops serving.", remediation: "Upgrade to 3.4.10, 3.5.3 or later, which have a whitelist; until then let only the cluster reach 2181.",
	},
	{
		id: "CVE-2018-8012", title: "any server joins the ensemble", level: mesoswatch.High,
		affected:  [][2]string{{"0.0.0", "3.4.10"}, {"3.5.0-alpha", "3.5.4-alpha"}},
		rationale: "Whoever reaches 2888 and 3888 becomes a member and changes what is stored. Fixed releases ask for nothing either until quorum SASL is set up.", remediation: "Upgrade to 3.4.10, 3.5.4 or later and set quorum.auth.enableSasl; let only the servers reach one another's quorum ports.",
		needs: inEnsemble, proven: quorumGuarded,
	},
	{
		id: "CVE-2019-0201", title: "getACL shows the hashes of digests", level: mesoswatch.Medium,
		affected:  [][2]string{{"0.0.0", "3.4.14"}, {"3.5.0-alpha", "3.5.5"}},
		rationale: "Whoever reaches ZooKeeper reads the hash of the masters' password and tries passwords against it at home.", remediation: "Upgrade to 3.4.14, 3.5.5 or later, and change the password.",
		needs: digestsUsed,
	},
	{
		id: "CVE-2023-44981", title: "quorum SASL can be skipped", level: mesoswatch.High,
		affected:  [][2]string{{"0.0.0", "3.7.2"}, {"3.8.0", "3.8.3"}, {"3.9.0", "3.9.1"}},
		rationale: "A server that leaves out part of its name joins the ensemble although quorum SASL is on.", remediation: "Upgrade to 3.7.2, 3.8.3, 3.9.1 or later; let only the servers reach one another's quorum ports.",
		needs: quorumSASL,
	},
	{
		id: "CVE-2024-23944", title: "watchers see paths without rights", level: mesoswatch.Low,
		affected:  [][2]string{{"3.6.0", "3.8.0"}, {"3.8.0", "3.8.4"}, {"3.9.0", "3.9.2"}},
		rationale: "A persistent watch on a parent tells the paths of children that the watcher may not read.", remediation: "Upgrade to 3.8.4, 3.9.2 or later.",
	},
	{
		id: "CVE-2024-51504", title: "the AdminServer takes an address on trust", level: mesoswatch.Medium,
		affected:  [][2]string{{"3.9.0", "3.9.3"}},
		rationale: "Its check of addresses believes the header X-Forwarded-For, so snapshot and restore are open.", remediation: "Upgrade to 3.9.3 or later, or set admin.enableServer=false.",
		needs: adminServer,
	},
	{
		id: "CVE-2025-58457", title: "snapshot and restore without the right", level: mesoswatch.Medium,
		affected:  [][2]string{{"3.9.0", "3.9.4"}},
		rationale: "The AdminServer lets callers without the right take and restore snapshots.", remediation: "Upgrade to 3.9.4 or later, or set admin.enableServer=false.",
		needs: adminServer,
	},
	{
		id: "CVE-2026-24281", title: "host names are checked by reverse DNS", level: mesoswatch.Medium,
		affected:  [][2]string{{"3.8.0", "3.8.6"}, {"3.9.0", "3.9.5"}},
		rationale: "With TLS on, whoever answers reverse DNS passes for another server or client.", remediation: "Upgrade to 3.8.6, 3.9.5 or later.",
		needs: zookeeperTLS,
	},
	{
		id: "CVE-2026-24308", title: "secrets stand in the client's log", level: mesoswatch.Low,
		affected:  [][2]string{{"3.8.0", "3.8.6"}, {"3.9.0", "3.9.5"}},
		rationale: "Clients of these releases write what their configuration holds, passwords too, to their log.", remediation: "Upgrade clients to 3.8.6, 3.9.5 or later; change passwords that stood in logs.",
	},
}

func proofOf(v Value) []mesoswatch.Evidence {
	if v.Evidence.Source == "" {
		return nil
	}
	return []mesoswatch.Evidence{v.Evidence}
}

func inEnsemble(f *Facts, d *Daemon) condition {
	s := f.Get(mesoswatch.SubjectZooKeeper, d.Subject.Name)
	if s != nil && s.ZooKeeper.Mode == "standalone" {
		return condition{known: true, why: "it runs alone"}
	}
	return condition{holds: true, known: true, why: "whoever reaches its quorum ports joins"}
}

func quorumSASL(_ *Facts, d *Daemon) condition {
	on, known, v := d.On(false, "quorum.auth.enableSasl")
	return condition{on, known, "quorum.auth.enableSasl " + isSet(on, known), proofOf(v)}
}

func quorumGuarded(f *Facts, d *Daemon) condition {
	if c := inEnsemble(f, d); !c.holds {
		return c
	}
	c := quorumSASL(f, d)
	if c.known && c.holds {
		return c
	}
	return condition{why: "it works only with quorum SASL, and " + c.why, proof: c.proof}
}

func digestsUsed(f *Facts, _ *Daemon) condition {
	told := false
	for _, s := range f.All(mesoswatch.SubjectZnode) {
		told = told || s.Znode.ACL != nil
		for _, entry := range s.Znode.ACL {
			if strings.HasPrefix(entry, "digest:") {
				return condition{true, true, "the masters' nodes have digests", []mesoswatch.Evidence{Proof(s, "", fmt.Sprintf("%s: %s", s.Znode.Path, entry))}}
			}
		}
	}
	if !told {
		return condition{why: "whether digests are used is not known: the ACLs of the masters' nodes were not read"}
	}
	return condition{known: true, why: "the masters' nodes have no digests"}
}

func adminServer(f *Facts, d *Daemon) condition {
	if s := f.Get(mesoswatch.SubjectZooKeeper, d.Subject.Name); s != nil && s.ZooKeeper.Via == "admin" {
		return condition{true, true, "its AdminServer answers", []mesoswatch.Evidence{Proof(s, "", "answered over the AdminServer")}}
	}
	on, known, v := d.On(true, "admin.enableServer")
	return condition{on, known, "admin.enableServer " + isSet(on, known), proofOf(v)}
}

func zookeeperTLS(f *Facts, d *Daemon) condition {
	if s := f.Get(mesoswatch.SubjectZooKeeper, d.Subject.Name); s != nil && s.ZooKeeper.Via == "tls" {
		return condition{true, true, "it speaks TLS", []mesoswatch.Evidence{Proof(s, "", "answered over TLS")}}
	}
	port, known, v := d.Text("-1", "secureClientPort")
	c := condition{port != "-1" && port != "0", known, "it has no TLS port", proofOf(v)}
	switch {
	case !known:
		c.why = "whether it has a TLS port is not told"
	case c.holds:
		c.why = "its TLS port is " + port
	}
	return c
}
