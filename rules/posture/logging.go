package posture

import (
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// loggingChecks are about whether what happens is written, and kept elsewhere.
func loggingChecks() []Check {
	return []Check{
		{
			ID: "logging-blind", Title: "Nothing at all is logged", Level: mesoswatch.High,
			Rationale:   "With --quiet and no --log_dir nothing but the line of a crash is written: an attack leaves nothing, and no monitor sees anything.",
			Remediation: "Remove --quiet and set --log_dir=/var/log/mesos.",
			References:  []string{docMaster, docAgent}, Runbook: bookLog, Settle: settleDaemons, Kinds: append(kindsOf(Master), mesoswatch.SubjectAgentCheck), Judge: anyDaemon(blind),
		},
		{
			ID: "logging-forwarding", Title: "Logs are not shipped elsewhere", Level: mesoswatch.Medium,
			Rationale:   "Who takes a host takes its logs: what is not on another host by then is not evidence.",
			Remediation: "Ship --log_dir and the journal to a host that the cluster cannot write to (rsyslog, filebeat, fluent-bit, journal-upload).",
			References:  []string{docMaster}, Runbook: bookLog, Settle: "look at the shipper's configuration on the host, and for a line of today in the store",
			Kinds: append(kindsOf(Master), mesoswatch.SubjectAgentCheck), Judge: forwarding,
		},
	}
}

func blind(_ *Facts, d *Daemon) Answer {
	quiet, knownQuiet, q := d.On(false, "quiet")
	dir, knownDir, l := d.Text("", "log_dir")
	proof := append(proofOf(q), proofOf(l)...)
	switch {
	case knownQuiet && !quiet, knownDir && dir != "":
		return Passed(d.Subject, "something is written: a log_dir, or stderr", proof...)
	case !knownQuiet || !knownDir:
		return Undecided(d.Subject, "quiet and log_dir are not both told")
	}
	return Failed(d.Subject, "quiet is on and there is no log_dir", proof...)
}

// shippers are programs that take logs elsewhere, as packages are called.
var shippers = []string{"rsyslog", "rsyslogd", "syslog-ng", "filebeat", "journalbeat", "fluentd", "td-agent", "fluent-bit", "td-agent-bit", "logstash", "nxlog", "vector", "promtail", "splunkforwarder",
	"splunkd", "systemd-journal-remote", "systemd-journal-upload", "google-fluentd", "awslogs", "amazon-cloudwatch-agent"}

// forwarding answers for each host that was looked at. Collectors tell of some
// shippers only, so that none is seen does not tell that there is none; but what is
// written nowhere cannot be shipped.
func forwarding(f *Facts) []Answer {
	type host struct{ told, there, off []mesoswatch.Evidence }
	hosts := make(map[string]*host)
	at := func(name string) *host {
		if hosts[name] == nil {
			hosts[name] = &host{}
		}
		return hosts[name]
	}
	for _, s := range f.All(mesoswatch.SubjectPackage) {
		if h := at(s.Package.Host); slices.Contains(shippers, s.Package.Name) {
			h.there = append(h.there, mesoswatch.Evidence{Source: s.Package.From, Time: s.At, Text: s.Package.Name + " " + s.Package.Version})
		}
	}
	for _, s := range f.All(mesoswatch.SubjectSetting) {
		if h := at(s.Setting.Host); slices.Contains(shippers, s.Setting.Of) && strings.Contains(s.Setting.Name+s.Setting.Value, "mesos") {
			h.told = append(h.told, settingProof(s))
		}
	}
	for _, d := range slices.Concat(f.Daemons(Master), f.Daemons(Agent)) {
		logger, _, v := d.On(true, "logger")
		if dir, known, _ := d.Text("", "log_dir"); d.Host != "" && known && dir == "" && !logger {
			at(d.Host).off = append(at(d.Host).off, v.Evidence)
		}
	}
	var out []Answer
	for _, name := range sortedKeys(hosts) {
		subject := mesoswatch.Subject{Kind: "host", Name: name}
		switch h := hosts[name]; {
		case len(h.told) > 0:
			out = append(out, Passed(subject, "a shipper is told of Mesos' logs", h.told...))
		case len(h.off) > 0:
			out = append(out, Failed(subject, "neither log files are written (log_dir) nor is anything sent to syslog (?no-logger)", h.off...))
		case len(h.there) > 0:
			out = append(out, Undecided(subject, "a shipper is installed; whether it takes Mesos' logs is not seen", h.there...))
		default:
			out = append(out, Undecided(subject, "no program that ships logs was seen; there may be one that is not known here"))
		}
	}
	if len(out) == 0 {
		return []Answer{Undecided(ClusterSubject(), "no host was looked at")}
	}
	return few("host", out)
}
