package mesoslog

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// identity is what name and first bytes of a file tell about it.
type identity struct {
	service  string // master, agent, scheduler; empty when unknown
	host     string
	process  string // whose state its lines describe; joins are kept by it
	glogFile bool   // written by glog itself
	rank     int    // 0 is the richest telling of a process's messages
	year     int    // of the first line, 0 unknown
	yearBy   string // where the year came from
	log      bool   // something in it looks like a log of Mesos or around it
}

// Ranks of sources that may tell the same messages: glog's INFO file has all of
// them once; the files of higher severities repeat some; captures repeat them
// with less (RAW and EXIT lines apart, which only they have).
const (
	rankInfo = iota
	rankCopy // a glog file by another name: renamed, copied, downloaded
	rankSeverity
	rankCapture
	rankWrapped
)

// glogName is <program>.<hostname>.<user>.log.<SEVERITY>.<YYYYMMDD>-<HHMMSS>.<pid>
// (glog src/logging.cc). A hostname may hold dots.
var glogName = regexp.MustCompile(`^(.+?)\.(.+)\.([^.]+)\.log\.(INFO|WARNING|ERROR|FATAL)\.(\d{8})-(\d{6})\.(\d+)(?:\.gz)?$`)

// driverOnly are texts of the scheduler driver (src/sched/sched.cpp).
var driverOnly = []string{"sched.cpp:", "scheduler.cpp:", "exec.cpp:", "scheduler.go:"}

func identify(info follow.FileInfo, opt Options) identity {
	var id identity
	dir, name := filepath.Split(info.Path)
	head := string(info.Head)
	id.rank = rankCapture
	if m := glogName.FindStringSubmatch(name); m != nil {
		id.glogFile = true
		id.service = serviceOf(m[1])
		id.host = m[2]
		id.process = dir + m[1] + "." + m[2]
		if m[4] != "INFO" {
			id.rank = rankSeverity
		} else {
			id.rank = rankInfo
		}
		if t, err := time.Parse("20060102", m[5]); err == nil {
			id.year, id.yearBy = t.Year(), "file name"
		}
	}
	id.fromHead(head)
	if id.service == "" {
		id.service = serviceOf(strings.ToLower(name))
	}
	if id.process == "" {
		id.process = info.Path
	}
	id.setYear(info, opt)
	return id
}

// fromHead reads what the first lines say.
func (id *identity) fromHead(head string) {
	if head != "" && strings.Trim(head, "\x00") == "" {
		id.log = true // a capture that was truncated while it was written: a hole first
	}
	content := make(map[string]int)
	for line := range strings.Lines(head) {
		line = strings.TrimLeft(strings.TrimRight(line, "\r\n"), "\x00")
		env := unwrap(line)
		if env.wrapped {
			id.rank = max(id.rank, rankWrapped)
		}
		if env.host != "" && id.host == "" {
			id.host = env.host
		}
		p, ok := glogPrefix(env.content)
		if !ok {
			p, ok = otherPrefix(env.content)
		}
		if !ok {
			continue
		}
		id.log = true
		if p.form == header {
			id.header(line)
		}
		content[serviceByFile(p.base)]++
		if p.form == logback && strings.Contains(env.content, "[myid:") {
			content["zookeeper"]++
		}
		if s := serviceOf(env.tag); s != "" {
			content[s] += 2
		}
	}
	if id.service == "" {
		for _, s := range []string{"master", "agent", "zookeeper", "scheduler"} {
			if content[s] > 0 {
				id.service = s
				break
			}
		}
	}
}

func (id *identity) header(line string) {
	if t, ok := createdAt(line); ok && strings.HasPrefix(line, "Log file created at: ") {
		id.glogFile, id.year, id.yearBy = true, t.Year(), "file header"
		if id.rank == rankCapture {
			id.rank = rankCopy
		}
	}
	if host, found := strings.CutPrefix(line, "Running on machine: "); found && id.host == "" {
		id.host = host
	}
}

// serviceByFile tells the service from the C++ file of a message where that is
// telling.
func serviceByFile(base string) string {
	switch base {
	case "master.cpp", "hierarchical.cpp", "registrar.cpp", "authenticator.cpp":
		return "master"
	case "slave.cpp", "status_update_manager.cpp", "task_status_update_manager.cpp", "containerizer.cpp":
		return "agent"
	}
	for _, f := range driverOnly {
		if base+":" == f {
			return "scheduler"
		}
	}
	return ""
}

func (id *identity) setYear(info follow.FileInfo, opt Options) {
	if opt.Year != 0 {
		id.year, id.yearBy = opt.Year, "--year"
		return
	}
	if id.year != 0 {
		return
	}
	limit := info.ModTime
	id.yearBy = "modification time"
	if limit.IsZero() {
		limit, id.yearBy = opt.now(), "today's date"
	}
	id.year = limit.In(opt.zone()).Year()
	for line := range strings.Lines(string(info.Head)) {
		content := unwrap(strings.TrimRight(strings.TrimLeft(line, "\x00"), "\r\n")).content
		if p, ok := glogPrefix(content); ok && p.stamp.set {
			if p.stamp.year != 0 {
				id.year, id.yearBy = p.stamp.year, "the lines"
				return
			}
			id.year = yearBefore(p.stamp, limit, opt.zone())
			return
		}
		if p, ok := otherPrefix(content); ok && p.stamp.year != 0 {
			id.year, id.yearBy = p.stamp.year, "the lines"
			return
		}
	}
}

// note says which year and zone a source was read with.
func (id identity) note(opt Options) string {
	return "year " + strconv.Itoa(id.year) + " from " + id.yearBy + ", zone " + opt.zoneName()
}
