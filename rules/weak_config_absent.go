package rules

import (
	"slices"

	"github.com/mesoswatch/mesoswatch"
)

// absence is a weakness that a start tells by what it does not say.
type absence struct {
	Rule
	// lacks answers for a start that was read whole.
	lacks func(*startup) bool
}

const onlyAtStart = " Told from the start of the log, not in between, so a log that begins later does not tell."

// absences lists them. The flags that close them are those of
// docs/configuration of the releases named.
func absences() []Rule {
	var out []Rule
	for _, a := range slices.Concat(masterAbsences(), agentAbsences()) {
		a.Status, a.On = "stable", On{Kinds: startKinds}
		a.References = []string{"https://mesos.apache.org/documentation/latest/configuration/"}
		a.FalsePositives = append(a.FalsePositives, "A cluster that is closed off by other means, such as a network that only trusted hosts reach")
		a.Runbook = "weak-configuration"
		out = append(out, a.rule())
	}
	return out
}

func masterAbsences() []absence {
	return []absence{
		{Rule{
			Name: "weak-config-authorization", ID: "92d4b7f6-1c3e-4a8d-8f05-6b2e9d7c4a18",
			Title: "No authorization",
			Description: "The master started and went to work without a line that authorization is enabled: there are no ACLs and no authorizer, so every principal, and everybody where no login is needed, is allowed everything. " +
				"From 0.19 on: before there is no authorization at all." + onlyAtStart,
			Level: mesoswatch.Medium, Service: "master",
			Tags:        []string{"attack.privilege-escalation", "attack.t1078"},
			Remediation: "Write ACLs (--acls) with permissive set to false, and restart the masters.",
		}, func(s *startup) bool { return s.began.Template == "start.master-id" && !s.authorization }},
		{Rule{
			Name: "weak-config-http-readonly", ID: "0f6a2d83-4b19-4c57-9e30-8d5c1a7b6e42",
			Title: "Open read endpoints",
			Description: "The master set up no HTTP authenticator for the realm mesos-master-readonly: whoever reaches port 5050 reads the state, the flags and, through /files, the logs. " +
				"From 1.0 on, which names the realms." + onlyAtStart,
			Level: mesoswatch.Medium, Service: "master",
			Tags:        []string{"attack.discovery", "attack.t1526"},
			Remediation: "Start the masters with --authenticate_http_readonly and --credentials, after every dashboard and monitor has a password.",
		}, func(s *startup) bool { return s.atLeast(1, 0) && !s.has("mesos-master-readonly") }},
		{Rule{
			Name: "weak-config-http-readwrite", ID: "6e1b9c74-2a05-4f38-b7d6-3c8e0f5a9d21",
			Title: "Open operator endpoints",
			Description: "The master set up no HTTP authenticator for the realm mesos-master-readwrite (0.27 and 0.28: none at all): whoever reaches port 5050 tears frameworks down, marks agents gone and changes quotas, weights and maintenance. " +
				"From 0.27 on; before only some endpoints knew a password." + onlyAtStart,
			Level: mesoswatch.High, Service: "master",
			Tags:        []string{"attack.initial-access", "attack.t1190"},
			Remediation: "Start the masters with --authenticate_http_readwrite (0.27 and 0.28: --authenticate_http) and --credentials.",
		}, func(s *startup) bool {
			if s.atLeast(1, 0) {
				return !s.has("mesos-master-readwrite")
			}
			return s.atLeast(0, 27) && len(s.realms) == 0
		}},
	}
}

func agentAbsences() []absence {
	return []absence{
		{Rule{
			Name: "weak-config-agent-http-readonly", ID: "b3d70e15-9c62-4a84-8f1d-5e2b7a4c0d96",
			Title: "Open agent read endpoints",
			Description: "The agent set up no HTTP authenticator for the realm mesos-agent-readonly: whoever reaches port 5051 reads its state and the sandboxes of tasks, with the secrets in them. From 1.0 on." +
				onlyAtStart,
			Level: mesoswatch.Medium, Service: "agent",
			Tags:        []string{"attack.discovery", "attack.t1526"},
			Remediation: "Start the agents with --authenticate_http_readonly and --http_credentials.",
		}, func(s *startup) bool { return s.atLeast(1, 0) && !s.has("mesos-agent-readonly") }},
		{Rule{
			Name: "weak-config-agent-http-readwrite", ID: "d4c81f26-0e73-4b95-9a2c-6f3d8b5e1c07",
			Title: "Open agent operator endpoints",
			Description: "The agent set up no HTTP authenticator for the realm mesos-agent-readwrite: whoever reaches port 5051 starts a shell beside any running task. From 1.0 on; sessions in containers from 1.2 on." +
				onlyAtStart,
			Level: mesoswatch.High, Service: "agent",
			Tags:        []string{"attack.execution", "attack.t1609"},
			Remediation: "Start the agents with --authenticate_http_readwrite and --http_credentials.",
		}, func(s *startup) bool { return s.atLeast(1, 0) && !s.has("mesos-agent-readwrite") }},
		{Rule{
			Name: "weak-config-agent-http-executors", ID: "e5d92037-1f84-4ca6-8b3d-704e9c6f2d18",
			Title: "Open executor API",
			Description: "The agent set up no HTTP authenticator for the realm mesos-agent-executor: a process that reaches port 5051 can speak for an executor, and so for its tasks, when it knows its ids, which the state tells. " +
				"From 1.3 on, which can require it." + onlyAtStart,
			Level: mesoswatch.Low, Service: "agent",
			Tags:        []string{"attack.defense-evasion", "attack.t1036"},
			Remediation: "Start the agents with --authenticate_http_executors and a key (1.3 and 1.4 --executor_secret_key, from 1.5 --jwt_secret_key).",
		}, func(s *startup) bool { return s.atLeast(1, 3) && !s.has("mesos-agent-executor") }},
		{Rule{
			Name: "weak-config-agent-authorization", ID: "f6ea3148-2095-4db7-9c4e-815fad703e29",
			Title: "No authorization on the agent",
			Description: "The agent started and went to work without an authorizer: whoever its HTTP endpoints let in may read every sandbox and start sessions in every container. From 1.0 on." +
				onlyAtStart,
			Level: mesoswatch.Low, Service: "agent",
			Tags:        []string{"attack.privilege-escalation", "attack.t1078"},
			Remediation: "Give the agents ACLs (--acls) with permissive set to false.",
		}, func(s *startup) bool { return s.whole && s.atLeast(1, 0) && !s.authorizer }},
	}
}

func (s *startup) has(realm string) bool { return slices.Contains(s.realms, realm) }

// rule makes the Rule: it speaks when a start ends that lacks it, and resolves
// what it said when one ends that does not.
func (a absence) rule() Rule {
	r := a.Rule
	kind := "source"
	if r.Service == "master" {
		kind = "master"
	}
	r.New = func() Check {
		starts := table[startup]{max: maxConfigged}
		open := table[bool]{max: maxConfigged}
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			e := rec.Event
			if e == nil || len(e.Suspect) > 0 || !serves(r.Service, e.Service) {
				return nil
			}
			name := key(writer(e))
			s := starts.put(name)
			if !s.see(e) {
				return nil
			}
			judged := *s
			*s = startup{}
			if !judged.of(r.Service) {
				return nil
			}
			about := mesoswatch.Subject{Kind: kind, Name: owner(e)}
			if !a.lacks(&judged) {
				was := open.get(name) != nil
				open.remove(name)
				if was {
					return one(r.resolved(about, e.Time, evidence(e)))
				}
				return nil
			}
			*open.put(name) = true
			f := r.event(about, judged.began, nil)
			f.LastSeen = e.Time
			f.Evidence = append(f.Evidence, evidence(e))
			return one(f)
		}
	}
	return r
}
