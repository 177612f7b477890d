package posture

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mesoswatch/mesoswatch"
)

// frontEnd is a scheduler with what it says of itself, or its files say of it.
type frontEnd struct {
	subject               mesoswatch.Subject
	kind                  string // marathon, chronos, metronome, spark
	principal, role, user string
	proof                 mesoswatch.Evidence
	login                 mesoswatch.Evidence // of a setting that makes it ask for logins
}

// schedulerKinds have files of their own, and log in to masters.
var schedulerKinds = []string{"marathon", "chronos", "metronome", "spark"}

// Names of settings by what they mean, as the schedulers spell them.
var (
	principalNames = []string{"mesos_authentication_principal", "spark.mesos.principal", "mesos_principal", "principal", "METRONOME_MESOS_AUTHENTICATION_PRINCIPAL", "MARATHON_MESOS_AUTHENTICATION_PRINCIPAL",
		"CHRONOS_MESOS_AUTHENTICATION_PRINCIPAL", "SPARK_MESOS_PRINCIPAL", "service.service_account"}
	roleNames  = []string{"mesos_role", "spark.mesos.role", "default_role", "role", "METRONOME_MESOS_ROLE", "MARATHON_MESOS_ROLE", "CHRONOS_MESOS_ROLE", "service.role"}
	loginNames = []string{"http_credentials", "plugin_dir", "plugin_conf", "MARATHON_HTTP_CREDENTIALS", "MARATHON_PLUGIN_CONF", "CHRONOS_HTTP_CREDENTIALS"}
	userNames  = []string{"mesos_user", "user", "METRONOME_MESOS_USER", "MARATHON_MESOS_USER", "CHRONOS_MESOS_USER", "service.user"}
)

// frontEnds lists the schedulers that were asked, completed by what the masters and
// files of hosts say of them, then those that only files describe.
func (f *Facts) frontEnds() []frontEnd {
	written := f.writtenEnds()
	var out []frontEnd
	asked := make(map[string]bool)
	for _, s := range f.All(mesoswatch.SubjectScheduler) {
		x := s.Scheduler
		if !slices.Contains(schedulerKinds, x.Kind) {
			continue
		}
		asked[x.Kind] = true
		e := frontEnd{
			subject: s.Subject(), kind: x.Kind, principal: x.Principal, role: x.Role, user: x.User,
			proof: Proof(s, "", fmt.Sprintf("%s: principal %q, role %q", x.Kind, x.Principal, x.Role)),
		}
		if fw := f.Get(mesoswatch.SubjectFramework, x.Framework); fw != nil && e.principal == "" {
			e.principal = fw.Framework.Principal
			e.proof = Proof(fw, "$.frameworks", fmt.Sprintf("%s: principal %q", x.Framework, e.principal))
		}
		if w := written[x.Kind]; len(w) == 1 && e.principal == "" {
			e.principal, e.role, e.proof = w[0].principal, cmp.Or(e.role, w[0].role), w[0].proof
		}
		out = append(out, e)
	}
	for _, kind := range schedulerKinds {
		if !asked[kind] {
			out = append(out, written[kind]...)
		}
	}
	return out
}

// writtenEnds are the schedulers that files of hosts describe, by kind.
func (f *Facts) writtenEnds() map[string][]frontEnd {
	out := make(map[string][]frontEnd)
	for _, s := range f.All(mesoswatch.SubjectSetting) {
		x := s.Setting
		if !slices.Contains(schedulerKinds, x.Of) {
			continue
		}
		subject := mesoswatch.Subject{Kind: mesoswatch.SubjectScheduler, Name: x.Of + " on " + x.Host}
		all := out[x.Of] // settings come by host and daemon
		if len(all) == 0 || all[len(all)-1].subject != subject {
			all = append(all, frontEnd{subject: subject, kind: x.Of, proof: settingProof(s)})
			out[x.Of] = all
		}
		last := &all[len(all)-1]
		switch {
		case slices.Contains(principalNames, x.Name):
			last.principal, last.proof = x.Value, settingProof(s)
		case slices.Contains(roleNames, x.Name):
			last.role = x.Value
		case slices.Contains(userNames, x.Name):
			last.user = x.Value
		case slices.Contains(loginNames, x.Name) && x.Value != "":
			last.login = settingProof(s)
		}
	}
	return out
}
