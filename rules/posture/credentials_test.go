package posture

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

func credentialCases() map[string]outcomesOf {
	both := []string{"authenticate_agents=true", "authenticate_http_readwrite=true"}
	mine := func(host string, names ...string) mesoswatch.Record {
		return file(mesoswatch.File{Host: host, What: "credentials", Principals: names, Format: "json"})
	}
	agent := file(mesoswatch.File{Host: "a1", What: "credential", Principals: []string{"node"}, Format: "json"})
	marathon := scheduler(mesoswatch.Scheduler{Kind: "marathon", Principal: "marathon", Open: no()})
	secret := file(mesoswatch.File{What: "credential", Path: "/etc/marathon/secret", Principals: []string{"marathon"}})
	names := on("marathon", "mesos_authentication_secret_file", "/etc/marathon/secret")
	locked := file(mesoswatch.File{What: "credentials", Unreadable: "permission denied"})
	join := entries("register_agents", "agents", `values: "node"|type: ANY`, `type: ANY|type: NONE`)
	return map[string]outcomesOf{
		"credentials-shared": {
			pass:    does(acls("1.9.0", "permissive: false\n"+join, both...)),
			fail:    says(`"node" may teardown_frameworks`, acls("1.9.0", join, both...)),
			unknown: does(hidden("1.9.0")),
			more: []outcomeAs{
				failing(says("no ACLs", masterWith("1.9.0", both...))), moot(does(masterWith("1.9.0", both[0]))),
				undecided(says("as whom agents log in", acls("1.9.0", "permissive: false\n", both...))),
				passing(says("1 principals", recs(acls("1.9.0", "permissive: false\n", both...), agent, looked()))),
				undecided(says("version", acls("", "x", both...))),
			},
		},
		"credentials-reused": {
			pass: does(recs(agent, marathon, looked())), fail: says(`logs in as "node"`, recs(agent, scheduler(mesoswatch.Scheduler{Kind: "marathon", Principal: "node"}), looked())), unknown: does(marathon),
			more: []outcomeAs{undecided(says("no agent's credential", recs(secret, names, on("marathon", "mesos_authentication_principal", "marathon"), looked()))), undecided(says("schedulers", recs(agent, looked())))},
		},
		"credentials-scheduler": {
			pass: does(recs(marathon, mine("m1", "marathon", "ops"), looked())), fail: says(`"marathon" is not in m1`, recs(marathon, mine("m1", "ops"), looked())), unknown: does(recs(marathon, locked, looked())),
			more: []outcomeAs{
				failing(says("has no principal", recs(masterWith("1.9.0", "authenticate_frameworks=true"), scheduler(mesoswatch.Scheduler{Kind: "marathon"})))),
				moot(does(scheduler(mesoswatch.Scheduler{Kind: "marathon"}))),
				failing(says("m2", recs(marathon, mine("m1", "marathon"), mine("m2", "ops"), looked()))),
				passing(says("spark", recs(on("spark", "spark.mesos.principal", "spark"), mine("m1", "spark"), looked()))),
				passing(says(`"shop"`, recs(scheduler(mesoswatch.Scheduler{Kind: "marathon", Framework: "F1"}), framework(mesoswatch.Framework{ID: "F1", Principal: "shop"}), mine("m1", "shop"), looked()))),
				passing(says(`"m"`, recs(scheduler(mesoswatch.Scheduler{Kind: "marathon"}), on("marathon", "mesos_authentication_principal", "m"), mine("m1", "m"), looked()))),
			},
		},
		"credentials-agent": {
			pass: does(recs(agent, mine("m1", "node"), looked())), fail: says(`"node" is not in m1`, recs(agent, mine("m1", "ops"), looked())), unknown: does(recs(agent, looked())),
			more: []outcomeAs{moot(does(recs(secret, names, mine("m1", "ops"), looked()))), undecided(says("not told", recs(file(mesoswatch.File{What: "credential"}), mine("m1", "x"), looked())))},
		},
		"credentials-differ": {
			pass: does(recs(mine("m1", "a", "b"), mine("m2", "b", "a"), looked())), fail: says("m2 differ from those on m1", recs(mine("m1", "a"), mine("m2", "a", "b"), looked())), unknown: says("only one", recs(mine("m1", "a"), looked())),
		},
	}
}

func fileCases() map[string]outcomesOf {
	cases := make(map[string]outcomesOf)
	for _, g := range guardedFiles {
		what := g.what[0]
		fail := graded(g.replaced, "replaced by others", recs(file(mesoswatch.File{What: what, Mode: "-rw-rw-rw-", Exposed: []string{"replaced by others through /etc/mesos"}}), looked()))
		more := []outcomeAs{
			failing(graded(g.replaced-1, "group adm", recs(file(mesoswatch.File{What: what, Mode: "-rw-rw----", Exposed: []string{"written by group adm"}}), looked()))),
			undecided(says("rights were not told", recs(snap(mesoswatch.Snapshot{Source: hostName, File: &mesoswatch.File{Host: hostName, Path: "/x", What: what}}), looked()))),
		}
		if g.read > mesoswatch.Informational {
			more = append(more, failing(graded(g.read, "read by others", recs(file(mesoswatch.File{What: what, Mode: "-rw-r--r--", Exposed: []string{"read by others"}}), looked()))))
		} else {
			more = append(more, passing(does(recs(file(mesoswatch.File{What: what, Mode: "-rw-r--r--", Exposed: []string{"read by others"}}), looked()))))
		}
		cases[g.id] = outcomesOf{
			pass: does(recs(file(mesoswatch.File{What: what}), looked())), fail: fail,
			unknown: says("denied", recs(file(mesoswatch.File{What: what, Unreadable: "permission denied"}), looked())), more: more,
		}
	}
	key := cases["secrets-key-exposed"]
	key.more = append(key.more,
		passing(says("no password", recs(file(mesoswatch.File{What: "zk-url", Mode: "-rw-r--r--", Exposed: []string{"read by others"}}), looked()))),
		failing(does(recs(file(mesoswatch.File{What: "zk-url", Mode: "-rw-r--r--", Principals: []string{"mesos"}, Exposed: []string{"read by others"}}), looked()))))
	cases["secrets-key-exposed"] = key
	cases["host-missing-file"] = outcomesOf{
		pass: does(recs(file(mesoswatch.File{What: "acls"}), looked())), fail: graded(mesoswatch.Medium, "is not there", recs(file(mesoswatch.File{What: "acls", Missing: true}), looked())),
		unknown: does(recs(file(mesoswatch.File{What: "acls", Unreadable: "permission denied"}), unlooked(mesoswatch.SubjectFile))),
		more:    []outcomeAs{failing(graded(mesoswatch.High, "created by others", recs(file(mesoswatch.File{What: "acls", Missing: true, Exposed: []string{"created by others in /tmp"}}), looked())))},
	}
	backup := func(age time.Duration) []mesoswatch.Record {
		return recs(file(mesoswatch.File{What: "backup", Path: "/etc/mesos/acls.bak", Modified: start.Add(-age)}), looked())
	}
	const day = 24 * time.Hour
	cases["backup-age"] = outcomesOf{
		pass: does(backup(day)), fail: says("acls.bak", backup(90*day)), unknown: says("kept elsewhere", recs(looked())),
		more: []outcomeAs{undecided(says("how old", recs(file(mesoswatch.File{What: "backup"}), looked())))},
	}
	return cases
}

func weaknessCases() map[string]outcomesOf {
	cases := make(map[string]outcomesOf)
	for _, w := range weaknesses {
		bad := mesoswatch.File{What: "credentials", Format: "json", Principals: []string{"ops"}, Weak: []mesoswatch.Weakness{{ID: w.id, Principal: "ops", Line: 3, Text: "something about ops"}}}
		env := bad
		env.What = "environment"
		cases["credentials-"+w.id] = outcomesOf{
			pass: does(recs(file(mesoswatch.File{What: "credentials", Format: "json", Principals: []string{"ops"}}), looked())), fail: graded(w.level, "something about ops", recs(file(bad), looked())),
			unknown: says("permission denied", recs(file(mesoswatch.File{What: "http-credentials", Unreadable: "permission denied", Weak: []mesoswatch.Weakness{{ID: "unreadable", Text: "x"}}}), looked())),
			more:    []outcomeAs{failing(does(recs(file(env), looked()))), moot(does(recs(file(mesoswatch.File{What: "credentials", Missing: true}), looked()))), moot(does(recs(file(mesoswatch.File{What: "unit"}), looked())))},
		}
	}
	text := cases["credentials-text-format"]
	text.more = append(text.more, failing(graded(mesoswatch.High, "1.11.0 does not read it", recs(installed("mesos", "1.11.0-1"), looked(),
		file(mesoswatch.File{What: "credentials", Weak: []mesoswatch.Weakness{{ID: "text-format", Text: "lines of text"}}})))))
	cases["credentials-text-format"] = text
	return cases
}
