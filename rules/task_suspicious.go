package rules

import (
	"hash/maphash"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
)

// Bounds of what is remembered of tasks.
const (
	maxTasks  = 250_000 // that are counted apart
	maxApps   = 10_000
	maxImages = 10_000
	// manyApps of one framework are told one by one; more are one finding.
	manyApps = 50
	// emptyLong is how long an application may be without a task: one that is
	// deployed anew has one again by then.
	emptyLong = 5 * time.Minute
)

// taskSuspicious looks at what tasks are allowed on their hosts and what they run.
func taskSuspicious(known *baseline.Baseline) Rule {
	r := Rule{
		Name: "task-suspicious", ID: "4be3c1a7-9d05-4267-8f1b-e6a82d93c750",
		Title: "Suspicious task",
		Description: "A task can become root on its host, or runs what does not belong here. High: it mounts the socket of the container engine, or /, /etc or another place of weight so that it can write there; its image, name or command has a word of mining software or the address of a pool. " +
			"Medium: it runs privileged, can read such a place, or runs an image that is not in the baseline (where that describes images). Low: it runs as root. " +
			"All tasks of one application are one finding: the subject is the framework and the part of the task ids before their UUID; the count is that of tasks. " +
			"Running as root is so common that, alone, it is one finding a framework. From the fiftieth application of a framework on, the rest are one finding. " +
			"The baseline can allow an image what is found of it, and a framework its user root. Values of labels are never looked at. " +
			"Low and medium end when no task is left for five minutes; what is high stays: what it did remains.",
		Level: mesoswatch.High, Status: "stable",
		Tags:           []string{"attack.privilege-escalation", "attack.t1610", "attack.t1611", "attack.t1496"},
		References:     []string{"https://mesos.apache.org/documentation/latest/container-volume/", "https://docs.docker.com/engine/security/"},
		FalsePositives: []string{"Monitoring and log shippers that read the host", "Network and storage plugins that run as tasks", "A program about a currency that is named after it"},
		Runbook:        "suspicious-task",
		Remediation:    "Ask who started it; kill it and look at its hosts when nobody knows, else accept it into the baseline.",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge { return newSuspects(&r, known) })
	return r
}

// suspects remembers frameworks, applications, and which tasks were counted.
type suspects struct {
	rule   *Rule
	known  *baseline.Baseline
	miners *miners
	seed   maphash.Seed

	images table[allowance]
	owners table[owning]
	apps   table[app]
	tasks  map[uint64]counted
	lost   int64 // tasks that there was no room for
	root   standing
}

// counted is a task that is found or may be.
type counted struct {
	owner *owning
	app   *app // nil: there is nothing about it but its user
	user  userOf
}

// userOf is whose user a task runs as.
type userOf uint8

const (
	asOther   userOf = iota // one of its own that is not root
	asRoot                  // root, by itself
	asOwner                 // the framework's
	asAllowed               // whatever it is, it may be root
)

// owning is a framework with what its tasks run as.
type owning struct {
	id, name, user, principal string
	asRoot, asOwner           int // tasks
	example                   *mesoswatch.Snapshot
	apps                      int
	clear                     time.Time // since when none of them runs as root, while that is said
}

func newSuspects(r *Rule, known *baseline.Baseline) *suspects {
	j := &suspects{rule: r, known: known, miners: newMiners(), seed: maphash.MakeSeed(), root: standing{rule: *r}}
	j.images.max, j.owners.max, j.apps.max, j.root.open.max = maxImages, maxFrameworks, maxApps, maxFrameworks
	j.tasks = make(map[uint64]counted)
	return j
}

func (j *suspects) evicted() int64 {
	return j.images.evicted + j.owners.evicted + j.apps.evicted + j.root.open.evicted + j.lost
}

func (j *suspects) check(rec mesoswatch.Record) []mesoswatch.Record {
	s := rec.Snapshot
	switch {
	case rec.Health != nil:
		return append(j.round(rec.Health.At), j.roots(rec.Health.At)...)
	case s == nil:
	case s.Task != nil && s.Task.ID != "" && s.Gone:
		j.ends(s)
	case s.Task != nil && s.Task.ID != "":
		return j.task(s)
	case s.Framework != nil && s.Framework.ID != "" && !s.Gone && !s.Framework.Completed:
		f := s.Framework
		o := j.owner(f.ID)
		o.name, o.user, o.principal = f.Name, or(f.User, o.user), f.Principal
	}
	return nil
}

func (j *suspects) owner(id string) *owning {
	id = cut(id, maxSubjectText)
	o := j.owners.put(id)
	o.id = id
	return o
}

func (j *suspects) key(t *mesoswatch.Task) uint64 {
	var h maphash.Hash
	h.SetSeed(j.seed)
	h.WriteString(t.FrameworkID)
	h.WriteByte(0)
	h.WriteString(t.ID)
	return h.Sum64()
}

// task judges one task. What is new about its application is said at once, that
// there are more of the same with the next round.
func (j *suspects) task(s *mesoswatch.Snapshot) []mesoswatch.Record {
	t := s.Task
	allowed := j.allowance(t.Image)
	found := j.look(t, allowed)
	k := j.key(t)
	was, before := j.tasks[k]
	now := counted{user: userOfTask(t, allowed)}
	if found == nothing && (now.user == asOther || now.user == asAllowed) {
		if before {
			j.drop(was, s.At)
			delete(j.tasks, k)
		}
		return nil
	}
	if before {
		now.owner = was.owner
	} else {
		now.owner = j.owner(t.FrameworkID)
	}
	if found != nothing {
		if now.app = was.app; now.app == nil {
			now.app = j.application(now.owner, t)
		}
	}
	if !before && len(j.tasks) >= maxTasks {
		j.lost++
	} else {
		j.move(was, now, s)
		j.tasks[k] = now
	}
	if now.app == nil {
		return nil
	}
	return j.tell(now, found, s, was.app == nil)
}

// move changes what is counted of a task.
func (j *suspects) move(was, now counted, s *mesoswatch.Snapshot) {
	if was.owner != nil {
		j.drop(was, s.At)
	}
	switch now.user {
	case asRoot:
		now.owner.asRoot++
		now.owner.example = s
	case asOwner:
		if now.owner.asOwner++; now.owner.asRoot == 0 {
			now.owner.example = s
		}
	}
	if now.app != nil {
		now.app.there++
		now.app.empty = time.Time{}
	}
}

func (j *suspects) drop(c counted, at time.Time) {
	switch c.user {
	case asRoot:
		c.owner.asRoot--
	case asOwner:
		c.owner.asOwner--
	}
	if c.app != nil {
		if c.app.there--; c.app.there == 0 {
			c.app.empty = at
		}
	}
}

// ends takes a task out that is not there any more.
func (j *suspects) ends(s *mesoswatch.Snapshot) {
	k := j.key(s.Task)
	if c, known := j.tasks[k]; known {
		j.drop(c, s.At)
		delete(j.tasks, k)
	}
}

func userOfTask(t *mesoswatch.Task, a *allowance) userOf {
	switch {
	case a != nil && a.root:
		return asAllowed
	case t.User == "":
		return asOwner
	case root(t.User):
		return asRoot
	}
	return asOther
}

func root(user string) bool { return user == "root" || user == "0" }
