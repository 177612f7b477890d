package mesoslog

import "github.com/mesoswatch/mesoswatch/collectors/mesoslog/join"

// joins keeps what is joined apart by process.
type joins struct {
	by    map[string]*joined
	heard int64
}

type joined struct {
	join.Joiner
	heard int64
}

// maxProcesses bounds the number of processes whose lines are joined; the names
// come from tags that anybody can write to syslog.
const maxProcesses = 128

func (j *joins) join(it item) {
	p := j.by[it.process]
	if p == nil {
		p = new(joined)
		it.src.health.Evicted += j.makeRoom()
		j.by[it.process] = p
	}
	j.heard++
	p.heard = j.heard
	before := p.Evicted()
	p.Skip(it.skipped)
	p.Join(it.ev)
	it.src.health.Evicted += p.Evicted() - before
}

// makeRoom forgets the process that was not heard for longest when there are too
// many; it answers how many it forgot.
func (j *joins) makeRoom() int64 {
	if j.by == nil {
		j.by = make(map[string]*joined)
	}
	if len(j.by) < maxProcesses {
		return 0
	}
	oldest := ""
	for name, p := range j.by {
		if oldest == "" || p.heard < j.by[oldest].heard {
			oldest = name
		}
	}
	delete(j.by, oldest)
	return 1
}
