package rules

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// operations lists what operators do whose request and effect are joined.
func operations() []Rule {
	return []Rule{teardown().rule(), quotaOrWeightChange().rule(), maintenanceChange().rule(), agentMarkedGone().rule()}
}

// operatorTeardown is how Reason begins in the line "Removing framework" when an
// operator's request was the cause; the caller's address may follow.
const operatorTeardown = "operator teardown"

// teardown: the route is /teardown from 0.23 on and /shutdown up to there
// (src/master/http.cpp).
func teardown() operation {
	return operation{
		Rule: Rule{
			Name: "teardown", ID: "bcc232f3-5126-471e-bd6d-1d90382b3c3c",
			Title: "Framework teardown",
			Description: "An operator asked the master to tear a framework down: a request to /teardown (up to 0.23 /shutdown, which is logged from 0.23 on only), or the operator call TEARDOWN. A framework that ends itself is not meant. " +
				unseen + " Nor does it tell which framework is meant: when one is removed right behind it and for no other cause, the finding names it. " +
				"Up to 0.22 there is no request line, and a teardown cannot be told from a framework that was removed for another reason.",
			Level:          mesoswatch.Medium,
			Tags:           []string{"attack.impact", "attack.t1489"},
			References:     []string{"https://mesos.apache.org/documentation/latest/endpoints/master/teardown/"},
			FalsePositives: []string{"An operator who removes a framework on purpose"},
			Remediation:    "Ask the operators; if nobody did it, find out which framework went and who holds a principal that may do this.",
			On:             On{Kinds: []string{"http-request", "operator-call", "framework-removed"}},
			Runbook:        "teardown-unannounced",
		},
		asks: func(e *mesoswatch.Event) bool {
			return posts(e, " POST ", "/teardown", "/shutdown") || calls(e, " TEARDOWN ")
		},
		effect: func(e *mesoswatch.Event) (string, bool) {
			ip, is := strings.CutPrefix(e.Reason, operatorTeardown)
			return strings.TrimPrefix(ip, " from "), is && strings.HasPrefix(e.Template, "fw.removing")
		},
		alone: func(e *mesoswatch.Event) mesoswatch.Subject {
			return caller(e, strings.TrimPrefix(strings.TrimPrefix(e.Reason, operatorTeardown), " from "))
		},
	}
}

func quotaOrWeightChange() operation {
	return operation{
		Rule: Rule{
			Name: "quota-or-weight-change", ID: "41b6c7d3-033e-4803-aa2a-ded12c598feb",
			Title: "Quota or weight changed",
			Description: "A request that shifts what roles are given. A role without its quota starves; a weight can give one role nearly all. " + unseen +
				" The lines behind it tell the role and the amount. A master that starts repeats the quotas it knows, which is no change. Quotas since 0.27, weights over HTTP since 0.28.",
			Level:          mesoswatch.Low,
			Tags:           []string{"attack.impact", "attack.t1496"},
			References:     []string{"https://mesos.apache.org/documentation/latest/quota/"},
			FalsePositives: []string{"An operator who plans capacity"},
			Remediation:    "Compare with what was agreed; set it back if nobody knows of it.",
			On:             On{Kinds: []string{"http-request", "operator-call", "quota-op"}},
			Runbook:        "operator-change",
		},
		asks: func(e *mesoswatch.Event) bool {
			return posts(e, " POST PUT DELETE ", "/quota", "/weights") ||
				e.Kind == "http-request" && e.Method == "DELETE" && strings.Contains(e.Path, "/quota/") ||
				calls(e, " UPDATE_QUOTA SET_QUOTA REMOVE_QUOTA UPDATE_WEIGHTS ")
		},
		effect: func(e *mesoswatch.Event) (string, bool) {
			return "", e.Kind == "quota-op" || e.Template == "run.weights-request"
		},
	}
}

func maintenanceChange() operation {
	return operation{
		Rule: Rule{
			Name: "maintenance-change", ID: "2862a7f5-72b9-44d3-abdb-a224ad34fd80",
			Title:          "Maintenance changed",
			Description:    "A request that changes the maintenance schedule or takes machines down or up. Tasks on the machine can be moved or killed. " + unseen + " The lines behind it name agents of machines that are in the schedule. Since 0.25.",
			Level:          mesoswatch.Low,
			Tags:           []string{"attack.impact", "attack.t1489"},
			References:     []string{"https://mesos.apache.org/documentation/latest/maintenance/"},
			FalsePositives: []string{"Planned maintenance"},
			Remediation:    "Compare with the maintenance that is planned.",
			On:             On{Kinds: []string{"http-request", "operator-call", "maintenance-op"}},
			Runbook:        "teardown-unannounced",
		},
		asks: func(e *mesoswatch.Event) bool {
			return posts(e, " POST ", "/maintenance/schedule", "/machine/down", "/machine/up") ||
				calls(e, " UPDATE_MAINTENANCE_SCHEDULE START_MAINTENANCE STOP_MAINTENANCE ")
		},
		effect: func(e *mesoswatch.Event) (string, bool) { return "", e.Kind == "maintenance-op" },
	}
}

func agentMarkedGone() operation {
	return operation{
		Rule: Rule{
			Name: "agent-marked-gone", ID: "ae1317d6-ef47-4d5e-86ba-35e9ad7b5254",
			Title: "Agent marked gone or drained",
			Description: "Somebody marked an agent as gone (it can never come back under its id, and its tasks are lost for good; since 1.5), drained it or deactivated it (since 1.9). " + unseen +
				" The line behind it names the agent.",
			Level:          mesoswatch.Medium,
			Tags:           []string{"attack.impact", "attack.t1489"},
			References:     []string{"https://mesos.apache.org/documentation/latest/operator-http-api/"},
			FalsePositives: []string{"An operator who takes a host out of service"},
			Remediation:    "Ask the operators; if nobody did it, find the caller's address in the request line, and start the agent anew with an empty work directory.",
			On:             On{Kinds: []string{"operator-call", "agent-marked-gone", "agent-drain"}},
			Runbook:        "teardown-unannounced",
		},
		asks: func(e *mesoswatch.Event) bool { return calls(e, " MARK_AGENT_GONE DRAIN_AGENT DEACTIVATE_AGENT ") },
		effect: func(e *mesoswatch.Event) (string, bool) {
			return "", e.Kind == "agent-marked-gone" || e.Template == "op.drain"
		},
		alone: func(e *mesoswatch.Event) mesoswatch.Subject {
			if e.AgentID == "" {
				return caller(e, "")
			}
			return mesoswatch.Subject{Kind: "agent", Name: e.AgentID}
		},
	}
}
