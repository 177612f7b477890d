package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules"
	"github.com/mesoswatch/mesoswatch/sinks/report"
	"github.com/mesoswatch/mesoswatch/ui"
)

// screenDoctor tells on the screen what doctor prints, from what the screen has
// already seen: nobody is asked for it.
func (a *app) screenDoctor(catalog *rules.Catalog, board func() *mesoswatch.Board) func(context.Context) []ui.DoctorChapter {
	return func(ctx context.Context) []ui.DoctorChapter {
		d := report.Diagnose(board())
		d.Paths = a.paths()
		for _, r := range catalog.Rules() {
			if r.Inactive != "" {
				d.Quiet = append(d.Quiet, report.QuietRule{Rule: r.Name, Why: r.Inactive})
			}
		}
		found, answers, lacking, more, used := a.foundChapter(ctx), answersChapter(d), a.lackingChapter(d), a.moreChapter(), usedChapter(d)
		if len(d.Sources) == 0 { // a first run: how to begin comes first
			return []ui.DoctorChapter{found, more, lacking, used}
		}
		return []ui.DoctorChapter{answers, lacking, more, found, used}
	}
}

// foundChapter is what this host has of Mesos, or what was named instead.
func (a *app) foundChapter(ctx context.Context) ui.DoctorChapter {
	t := &a.targets
	c := ui.DoctorChapter{Title: "Found on this host", Beside: "its files and listening sockets"}
	here := lookAround(ctx, t.Root)
	add := func(name string, all []string, none string) {
		for _, one := range all {
			c.Rows = append(c.Rows, ui.DoctorRow{Name: name, Text: mesoswatch.Mask(one), State: ui.DoctorGood})
		}
		if len(all) == 0 {
			c.Rows = append(c.Rows, ui.DoctorRow{Name: name, Text: none, State: ui.DoctorMissing})
		}
	}
	some := func(s string) []string {
		if s == "" {
			return nil
		}
		return []string{s}
	}
	add("ZooKeeper", some(here.zk), "none: "+filepath.Join(t.Root, "etc/mesos/zk")+" is not there, or names none")
	add("master", here.masters, fmt.Sprintf("none: nothing listens on port %d", masterPort))
	add("agent", here.agents, fmt.Sprintf("none: nothing listens on port %d", agentPort))
	var logs []string
	for _, p := range localLogs {
		if p = filepath.Join(t.Root, p); readable(p) == "" {
			logs = append(logs, p)
		} else if why := readable(p); why != "not there" {
			c.Rows = append(c.Rows, ui.DoctorRow{Name: "log", Text: p + ": " + why, State: ui.DoctorBad})
		}
	}
	add("log", logs, "none: no readable log of a master or an agent in "+filepath.Join(t.Root, filepath.Dir(localLogs[0])))
	return c
}

// answersChapter is how each source answers.
func answersChapter(d report.Diagnosis) ui.DoctorChapter {
	c := ui.DoctorChapter{Title: "Watched now"}
	blind := 0
	for _, h := range slices.Concat(those(d.Sources, false), those(d.Sources, true)) {
		row := ui.DoctorRow{Name: h.Collector, Text: h.Source, State: ui.DoctorGood}
		switch {
		case !h.OK:
			blind++
			row.Text, row.State = h.Source+": blind: "+h.Why, ui.DoctorBad
		case h.Silent:
			row.Text, row.State = h.Source+": silent", ui.DoctorPlain
		}
		c.Rows = append(c.Rows, row)
	}
	c.Beside = fmt.Sprintf("%d sources, %d blind", len(d.Sources), blind)
	if len(d.Sources) == 0 {
		c.Beside = "nothing"
	}
	return c
}

func those(all []mesoswatch.Health, well bool) (some []mesoswatch.Health) {
	for _, h := range all {
		if h.OK == well {
			some = append(some, h)
		}
	}
	return some
}

// lackingChapter is which rights and files are missing, and what would give them.
func (a *app) lackingChapter(d report.Diagnosis) ui.DoctorChapter {
	c := ui.DoctorChapter{Title: "Missing"}
	for _, l := range d.Lacks {
		c.Rows = append(c.Rows, ui.DoctorRow{Name: "right", Text: l.What + ": " + l.Remedy, State: ui.DoctorBad})
	}
	t := &a.targets
	missing := func(is bool, name, text string) {
		if is {
			c.Rows = append(c.Rows, ui.DoctorRow{Name: name, Text: text, State: ui.DoctorMissing})
		}
	}
	missing(t.ZK == "", "ZooKeeper", "not watched: no election, no ensemble, and masters have to be named one by one")
	missing(len(t.Masters) == 0 && t.ZK == "", "masters", "not asked: no frameworks, agents, flags and roles")
	missing(t.Credential == "" && t.TokenFile == "", "credential", "none is given: what a realm protects is not seen")
	missing(readable(a.baselineFile()) != "", "baseline", "none: rules that compare with what is normal here cannot speak")
	if n := len(d.Quiet); n > 0 {
		names := make([]string, 0, n)
		for _, q := range d.Quiet {
			names = append(names, q.Rule)
		}
		c.Rows = append(c.Rows, ui.DoctorRow{Name: "rules quiet", Text: strings.Join(names, ", "), State: ui.DoctorMissing})
	}
	if len(c.Rows) == 0 {
		c.Beside = "nothing"
	}
	return c
}

// moreChapter are the commands that lead on from here.
func (a *app) moreChapter() ui.DoctorChapter {
	t := &a.targets
	c := ui.DoctorChapter{Title: "To see more"}
	add := func(when bool, command, what string) {
		if when {
			c.Rows = append(c.Rows, ui.DoctorRow{Name: command, Text: what, State: ui.DoctorCommand})
		}
	}
	add(t.ZK == "", "mesoswatch --zk zk://HOST:2181/mesos", "masters are found in ZooKeeper, agents through them")
	add(len(t.Masters) == 0 && t.ZK == "", "mesoswatch --master http://HOST:5050", "one master; again for each")
	add(len(t.Logs) == 0, "mesoswatch --log /PATH/mesos-master.INFO", "a log that lies elsewhere; a folder, a glob, - for a pipe")
	add(t.Credential == "" && t.TokenFile == "", "mesoswatch --credential FILE", "principal and secret that the masters accept")
	add(readable(a.baselineFile()) != "", "mesoswatch baseline capture LOG", "what is normal here")
	add(true, "mesoswatch doctor", "asks everybody once and tells all of it, with what Mesos never tells")
	add(len(t.Masters) == 0 && t.ZK == "" && len(t.Logs) == 0, "mesoswatch demo", "a pretend cluster, to see what there is to see")
	add(true, "mesoswatch config schema", "what a configuration file may name for good")
	return c
}

// usedChapter is what the program uses of this host.
func usedChapter(d report.Diagnosis) ui.DoctorChapter {
	c := ui.DoctorChapter{Title: "Files of its own"}
	for _, u := range d.Paths {
		if u.What == "usual log" {
			continue // found, or not
		}
		row := ui.DoctorRow{Name: u.What, Text: u.Path}
		switch u.State {
		case "":
		case "not there", "not there yet":
			row.Text, row.State = u.Path+": "+u.State, ui.DoctorMissing
		default:
			row.Text, row.State = u.Path+": "+u.State, ui.DoctorBad
		}
		c.Rows = append(c.Rows, row)
	}
	return c
}

// foundHere tells at a first start what was found on this host: nothing was named,
// and no configuration is there.
func (a *app) foundHere() string {
	t := &a.targets
	var all []string
	if t.ZK != "" {
		all = append(all, "ZooKeeper")
	}
	for _, of := range []struct {
		n    int
		what string
	}{{len(t.Masters), "master"}, {len(t.Agents), "agent"}, {len(a.localLogs()), "log"}} {
		if of.n > 0 {
			all = append(all, fmt.Sprintf("%d %s", of.n, of.what))
		}
	}
	return "found on this host: " + strings.Join(all, ", ") + "; :doctor tells what is missing"
}

// named tells whether the command line or the configuration names what to watch.
func (t *targets) named() bool {
	return len(t.Logs) > 0 || len(t.Masters) > 0 || len(t.Agents) > 0 || t.ZK != ""
}

// lookAgain is how often a host that has nothing of Mesos is looked at again.
const lookAgain = 5 * time.Second

// nothing is the screen on a host that has nothing of Mesos, and nothing was named:
// it tells what was looked for, until something turns up, which answers true.
func (a *app) nothing(ctx context.Context, catalog *rules.Catalog) (something bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	turnedUp := make(chan struct{})
	go func() {
		t := time.NewTicker(lookAgain)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
			}
			if here := lookAround(ctx, a.targets.Root); len(a.localLogs())+len(here.masters)+len(here.agents)+len(here.zk) > 0 {
				close(turnedUp)
				cancel()
				return
			}
		}
	}()
	host, _ := os.Hostname()
	why := "Nothing of Mesos was found on this host, and nothing was named."
	if host != "" {
		why = "Nothing of Mesos was found on " + host + ", and nothing was named."
	}
	err = a.show(ctx, show{catalog: catalog, live: true, cluster: a.clusterName(), nothing: why + " It is looked for again every few seconds."})
	select {
	case <-turnedUp:
		return true, err
	default:
		return false, err
	}
}
