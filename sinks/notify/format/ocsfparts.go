package format

import (
	"strconv"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// enumerated is a number of OCSF with its caption.
type enumerated struct {
	id      int
	caption string
}

func activityOf(t mesoswatch.Turn) enumerated {
	switch t {
	case notice.Opened:
		return enumerated{1, "Create"}
	case notice.Rose, notice.Reopened, notice.Reminder, mesoswatch.Repeated:
		return enumerated{2, "Update"}
	case notice.Resolved:
		return enumerated{3, "Close"}
	case notice.Test:
		return enumerated{99, "Test"}
	}
	return enumerated{0, "Unknown"}
}

func severityOf(l mesoswatch.Level) (int, string) {
	captions := [...]string{"Informational", "Low", "Medium", "High", "Critical"}
	if l < 0 || int(l) >= len(captions) {
		return 0, "Unknown"
	}
	return int(l) + 1, captions[l]
}

func statusOf(s mesoswatch.Status) (int, string) {
	switch s {
	case mesoswatch.Open:
		return 1, "New"
	case mesoswatch.Acknowledged:
		return 2, "In Progress"
	case mesoswatch.Silenced:
		return 3, "Suppressed"
	case mesoswatch.Resolved:
		return 4, "Resolved"
	}
	return 0, "Unknown"
}

// ocsfEvidence is who did it, as far as that was seen, or one piece of proof.
type ocsfEvidence struct {
	Source *ocsfEndpoint `json:"src_endpoint,omitempty"`
	Actor  *ocsfActor    `json:"actor,omitempty"`
	Data   *ocsfData     `json:"data,omitempty"`
}

type ocsfEndpoint struct {
	IP   string `json:"ip"`
	Port int    `json:"port,omitempty"`
}

type ocsfActor struct {
	User ocsfNamed `json:"user"`
}

type ocsfData struct {
	Source   string   `json:"source"`
	Line     int64    `json:"line,omitempty"`
	Time     int64    `json:"time,omitempty"`
	JSONPath string   `json:"json_path,omitempty"`
	Text     string   `json:"text"`
	Suspect  []string `json:"suspect,omitempty"`
}

func ocsfEvidences(f *mesoswatch.Finding, k *facts) []ocsfEvidence {
	var all []ocsfEvidence
	var who ocsfEvidence
	if k.source.IsValid() {
		who.Source = &ocsfEndpoint{k.source.String(), k.port}
	}
	if k.user != "" {
		who.Actor = &ocsfActor{ocsfNamed{name(k.user)}}
	}
	if who != (ocsfEvidence{}) {
		all = append(all, who)
	}
	for _, e := range f.Evidence[:min(len(f.Evidence), mesoswatch.MaxEvidence)] {
		all = append(all, ocsfEvidence{Data: &ocsfData{
			name(e.Source), e.Line, milli(e.Time), name(e.JSONPath), plain(e.Text, mostText), names(e.Suspect),
		}})
	}
	return all
}

// Types of observables.
const (
	byHost      = 1
	byAddress   = 2
	byUser      = 4
	byResource  = 10
	bySomething = 99
)

func observableType(id int) string {
	switch id {
	case byHost:
		return "Hostname"
	case byAddress:
		return "IP Address"
	case byUser:
		return "User Name"
	case byResource:
		return "Resource UID"
	}
	return "Other"
}

// ocsfObservables gathers what to search by. The name of each is where it stands in the
// event.
func ocsfObservables(f *mesoswatch.Finding, k *facts) []ocsfObservable {
	var all []ocsfObservable
	see := func(where string, t int, value string) {
		if value != "" {
			all = append(all, ocsfObservable{where, t, observableType(t), name(value)})
		}
	}
	if k.source.IsValid() {
		see("evidences.src_endpoint.ip", byAddress, k.source.String())
	}
	see("evidences.actor.user.name", byUser, k.user)
	if k.claimedIP.IsValid() {
		see("unmapped.claimed_ip", byAddress, k.claimedIP.String())
	}
	see("unmapped.claimed_principal", byUser, k.claimedUser)
	see("unmapped.hostname", byHost, k.host)
	for _, id := range []string{"framework_id", "agent_id", "task_id", "executor_id"} {
		see("unmapped."+id, byResource, k.rest[id])
	}
	if f.Subject.Kind != "address" && f.Subject.Kind != "principal" {
		see("resources.name", bySomething, f.Subject.Name)
	}
	return all
}

// unmapped is what the class has no attribute for: the labels of ECS and the request.
func unmapped(n *notice.Notice, k *facts) map[string]string {
	u := labels(n, k)
	for _, s := range []struct{ name, value string }{
		{"cluster", n.Cluster}, {"host", n.Host}, {"hostname", k.host}, {"method", k.method}, {"path", k.path},
		{"user_agent", k.program}, {"container_id", k.container}, {"reason", k.reason},
	} {
		if s.value != "" {
			u[s.name] = name(s.value)
		}
	}
	if k.status != 0 {
		u["http_status"] = strconv.Itoa(k.status)
	}
	return u
}
