package posture

import (
	"github.com/mesoswatch/mesoswatch"
)

// acls of a master, as /flags tells them.
func acls(version, text string, flags ...string) []mesoswatch.Record {
	return masterWith(version, append(flags, "acls="+text)...)
}

func authzCases() map[string]outcomesOf {
	cases := map[string]outcomesOf{
		"authz-none": {
			pass: does(masterWith("1.4.0")), fail: graded(mesoswatch.Medium, "any credential", masterWith("1.2.3")), unknown: does(masterWith("")),
			more: []outcomeAs{
				failing(graded(mesoswatch.High, "no ACLs", masterWith("0.18.0"))), failing(graded(mesoswatch.Medium, "state, flags and logs", masterWith("0.28.2"))),
				failing(graded(mesoswatch.Low, "maintenance", masterWith("1.3.1"))),
			},
		},
		"authz-authenticated-only": {
			pass: does(acls("1.9.0", someACL, "authenticate_frameworks=true")), fail: says("authenticate_agents on", masterWith("1.9.0", "authenticate_agents=true")), unknown: does(hidden("1.9.0")),
			more: []outcomeAs{moot(does(masterWith("1.9.0"))), moot(says("module", masterWith("1.9.0", "authenticate_agents=true", "authorizers=com_example_A")))},
		},
		"authz-permissive": {
			pass: does(acls("1.9.0", "permissive: false\n")), fail: says("not said", acls("1.9.0", "")), unknown: does(hidden("1.9.0")),
			more: []outcomeAs{
				failing(says("is true", acls("1.9.0", "permissive: true\n"))), moot(does(masterWith("1.9.0"))),
				failing(says("not said", agentWith("1.9.0", "acls=run_tasks {\n}"))),
				undecided(says("version", acls("", someACL))),
				failing(says("is true", recs(on(Master, "acls", "file:///etc/mesos/acls.json"), file(mesoswatch.File{Path: "/etc/mesos/acls.json", What: "acls", ACL: `{"permissive": true}`}), installed("mesos", "1.9.0-2.0.1"), looked()))),
				undecided(says("was not read", recs(on(Master, "acls", "/etc/mesos/acls.json"), installed("mesos", "1.9.0"), looked()))),
				undecided(says("permission denied", recs(on(Master, "acls", "/etc/mesos/acls.json"), file(mesoswatch.File{Path: "/etc/mesos/acls.json", What: "acls", Unreadable: "permission denied"}), installed("mesos", "1.9.0"), looked()))),
			},
		},
	}
	for id, bad := range map[string]string{
		"fatal":         "register_agents {\n  principals {\n    type: ANY\n  }\n  agents {\n    values: \"S1\"\n  }\n}\n",
		"unknown-key":   `{"registerframeworks": []}`,
		"other-version": "receive_offers {\n  principals {\n    type: ANY\n  }\n  roles {\n    type: ANY\n  }\n}\n",
		"other-daemon":  "access_sandboxes {\n  principals {\n    type: ANY\n  }\n  users {\n    type: ANY\n  }\n}\n",
		"never-matches": "mark_agents_gone {\n  principals {\n    values: \"ops\"\n  }\n  agents {\n    values: \"S1\"\n  }\n}\n",
		"shadowed":      entries("run_tasks", "users", `type: ANY|values: "web"`, `values: "a"|values: "web"`),
		"contradicted":  entries("run_tasks", "users", `type: ANY|type: ANY`, `type: ANY|type: NONE`),
	} {
		cases["authz-acl-"+id] = outcomesOf{pass: does(acls("1.9.0", someACL)), fail: does(acls("1.9.0", bad)), unknown: does(hidden("1.9.0")), more: []outcomeAs{moot(does(masterWith("1.9.0")))}}
	}
	cases["authz-acl-superseded"] = outcomesOf{
		pass: does(acls("1.1.0", someACL)), unknown: does(hidden("1.1.0")),
		fail: does(acls("1.1.0", entries("shutdown_frameworks", "framework_principals", "type: ANY|type: NONE")+entries("teardown_frameworks", "framework_principals", "type: ANY|type: ANY"))),
	}
	c := cases["authz-acl-fatal"]
	c.more = append(c.more, failing(says("not JSON", acls("1.9.0", "{nonsense"))),
		failing(says("not there", recs(on(Master, "acls", "/etc/mesos/acls.json"), file(mesoswatch.File{Path: "/etc/mesos/acls.json", What: "acls", Missing: true}), looked(), installed("mesos", "1.9.0")))))
	cases["authz-acl-fatal"] = c
	c = cases["authz-acl-unknown-key"]
	c.more = append(c.more, failing(graded(mesoswatch.Medium, "register_frameworks", acls("1.9.0", `{"permissive": false, "registerframeworks": []}`))),
		failing(graded(mesoswatch.High, "all of that is allowed", acls("1.9.0", `{"registerframeworks": []}`))))
	cases["authz-acl-unknown-key"] = c
	return cases
}

// entries writes ACLs as protobuf text; each entry is "principals|object".
func entries(action, object string, list ...string) string {
	text := ""
	for _, e := range list {
		who, what := e, ""
		for i := range e {
			if e[i] == '|' {
				who, what = e[:i], e[i+1:]
				break
			}
		}
		text += action + " {\n  principals {\n    " + who + "\n  }\n  " + object + " {\n    " + what + "\n  }\n}\n"
	}
	return text
}

func powerCases() map[string]outcomesOf {
	cases := make(map[string]outcomesOf)
	login := []string{"authenticate_frameworks=true", "authenticate_http_frameworks=true", "authenticate_agents=true", "authenticate_http_readwrite=true", "authenticate_http_readonly=true"}
	for id, allow := range map[string]string{
		"authz-root": entries("run_tasks", "users", "type: ANY|type: ANY"), "authz-any-role": entries("register_frameworks", "roles", "type: ANY|type: ANY"),
		"authz-teardown": entries("teardown_frameworks", "framework_principals", "type: ANY|type: ANY"), "authz-agents": entries("register_agents", "agents", "type: ANY|type: ANY"),
		"authz-operate": entries("update_weights", "roles", "type: ANY|type: ANY"), "authz-view": entries("view_flags", "flags", "type: ANY|type: ANY"),
	} {
		cases[id] = outcomesOf{
			pass: does(acls("1.9.0", "permissive: false\n", login...)), fail: says("any other principal may", acls("1.9.0", "permissive: false\n"+allow, login...)), unknown: does(hidden("1.9.0")),
			more: []outcomeAs{
				failing(says("any other principal may", acls("1.9.0", "", login...))), moot(does(masterWith("1.9.0"))), undecided(says("version", acls("", ""))),
				moot(says("authz-none", acls("0.18.0", ""))),
			},
		}
	}
	for id, allow := range map[string]string{
		"authz-agent-execute":   entries("launch_nested_container_sessions_as_user", "users", "type: ANY|type: ANY"),
		"authz-agent-sandboxes": entries("access_sandboxes", "users", "type: ANY|type: ANY"), "authz-agent-operate": entries("prune_images", "images", "type: ANY|type: ANY"),
	} {
		cases[id] = outcomesOf{
			pass: does(agentWith("1.9.0", "acls=permissive: false\n", login[3], login[4])), fail: says("any other principal may", agentWith("1.9.0", "acls=permissive: false\n"+allow)), unknown: does(agentHidden("1.9.0")),
			more: []outcomeAs{moot(does(agentWith("1.9.0"))), moot(says("module", agentWith("1.9.0", "authorizer=com_example_A")))},
		}
	}
	// A caller without a principal counts only where one can come so far.
	nobody := "permissive: true\n" + entries("run_tasks", "users", `values: "marathon"|values: "root"`)
	c := cases["authz-root"]
	c.more = append(c.more, failing(says("a caller without a principal may", acls("1.9.0", nobody))),
		passing(does(acls("1.9.0", "permissive: true\n"+entries("run_tasks", "users", `values: "marathon"|values: "root"`, `type: ANY|type: NONE`), login...))))
	cases["authz-root"] = c
	cases["authz-root-named"] = outcomesOf{
		pass: does(acls("1.9.0", "permissive: false\n"+entries("run_tasks", "users", `values: "marathon"|values: "web"`))),
		fail: says(`"marathon"`, acls("1.9.0", "permissive: false\n"+entries("run_tasks", "users", `values: "marathon"|values: "root"`))), unknown: does(hidden("1.9.0")),
		more: []outcomeAs{failing(says("2 principals", acls("1.9.0", entries("register_frameworks", "roles", `values: "a"|values: "web"`, `values: "b"|values: "web"`))))},
	}
	return cases
}

func schedulerCases() map[string]outcomesOf {
	marathon := scheduler(mesoswatch.Scheduler{Kind: "marathon", Principal: "marathon", Role: "web", Open: no()})
	other := scheduler(mesoswatch.Scheduler{Kind: "marathon", Principal: "marathon", Role: "db", Open: no()})
	grant := func(who, resource string, actions ...string) []mesoswatch.Record {
		return recs(snap(mesoswatch.Snapshot{Grant: &mesoswatch.Grant{Scheduler: "https://dcos.example", Who: who, Resource: resource, Actions: actions}}), seen(mesoswatch.SubjectGrant))
	}
	return map[string]outcomesOf{
		"authz-scheduler-role": {
			pass: does(recs(acls("1.9.0", someACL), marathon)), fail: says("is refused", recs(acls("1.9.0", someACL), other)), unknown: does(recs(hidden("1.9.0"), marathon)),
			more: []outcomeAs{
				moot(says("nothing denies it", recs(acls("1.9.0", ""), marathon))), moot(does(recs(masterWith("1.9.0"), marathon))),
				failing(says("is refused", recs(acls("1.9.0", someACL), on("chronos", "mesos_authentication_principal", "chronos"), on("chronos", "mesos_role", "web"), looked()))),
			},
		},
		"authz-dcos-root": {
			pass: does(grant("service:kafka", "dcos:mesos:master:task:user:nobody", "create")), fail: says("service:kafka", grant("service:kafka", "dcos:mesos:master:task:user:root", "create")),
			unknown: does(grant("service:kafka", "dcos:mesos:master:task:user:root")), more: []outcomeAs{failing(does(grant("group:ops", "dcos:mesos:agent:task:user", "create"))), moot(does(grant("user:ann", "dcos:adminrouter:package", "full")))},
		},
		"authz-dcos-superuser": {
			pass: does(grant("service:kafka", "dcos:mesos:master:task:user:nobody", "create")), fail: graded(mesoswatch.High, "kafka", grant("service:kafka", "dcos:superuser", "full")),
			unknown: does(grant("user:ann", "dcos:superuser")),
			more:    []outcomeAs{failing(graded(mesoswatch.Medium, "ops", grant("group:ops", "dcos:superuser", "full"))), failing(says("emergencies", grant("user:ann", "dcos:superuser", "full")))},
		},
	}
}
