package mesoslog

import (
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// identity is what name and first bytes of a file tell about it.
type identity struct {
	service  string // master, agent, scheduler; empty when unknown
	program  string
	host     string
	process  string // whose state its lines describe; joins are kept by it
	glogFile bool   // written by glog itself
	rank     int    // 0 is the richest telling of a process's messages
	log      bool   // something in it looks like a log of Mesos or around it

	year   int    // of the first line, 0 unknown
	yearBy string // where the year came from
	start  int64  // near the first line, in nanoseconds since the epoch; 0 unknown
	limit  int64  // no line is later; 0 unknown
	wrote  int64  // when the file was last written; 0 unknown
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

// rotated is what rotation appends to a name.
var rotated = regexp.MustCompile(`(?:[._-](?:\d[\d._:T-]*|old|bak|orig))?(?:\.gz)?$`)

func identify(info follow.FileInfo, opt Options) identity {
	id := identity{rank: rankCapture}
	dir, name := filepath.Split(info.Path)
	var begun stamp
	if m := glogName.FindStringSubmatch(name); m != nil {
		begun = id.glogNamed(m)
		id.process = dir + m[1] + "." + m[2]
	}
	lines := headLines(info.Head)
	if created := id.header(lines); created.set {
		begun, id.yearBy = created, "file header"
	}
	id.content(lines)
	if len(info.Head) > 0 && strings.Trim(string(info.Head), "\x00") == "" {
		id.log = true // a capture that was truncated while it was written: a hole first
	}
	if s := serviceOf(strings.ToLower(name)); id.service == "" || id.program == "" && s != "" {
		id.service = s
	}
	if id.process == "" {
		id.process = dir + rotated.ReplaceAllString(name, "")
	}
	if id.program == "" && id.glogFile && (id.service == "master" || id.service == "agent") {
		id.program = "mesos-" + id.service
	}
	id.setYear(lines, begun, info, opt)
	return id
}

// headLines are the lines at the beginning of a file; the last may be cut.
func headLines(head []byte) []string {
	lines := strings.Split(string(head), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimLeft(strings.TrimSuffix(l, "\r"), "\x00")
	}
	return lines
}

// glogNamed takes what the name of a glog file tells, the time of its beginning
// among it.
func (id *identity) glogNamed(m []string) stamp {
	id.glogFile = true
	id.program, id.host = m[1], m[2]
	id.service = serviceOf(m[1])
	id.rank = rankInfo
	if m[4] != "INFO" {
		id.rank = rankSeverity
	}
	var st stamp
	t, err := time.Parse("20060102150405", m[5]+m[6])
	if err != nil {
		return st
	}
	st.set = st.date(t.Year(), int(t.Month()), t.Day())
	st.second = int32(t.Hour()*3600 + t.Minute()*60 + t.Second())
	id.yearBy = "file name"
	return st
}

// header reads the lines that glog writes at the top of a file, and nowhere else:
// further down they may be a forgery.
func (id *identity) header(lines []string) (created stamp) {
	for _, line := range lines {
		p, ok := headerPrefix(line)
		if !ok || p.form != header {
			break
		}
		id.log = true
		if st, ok := createdAt(line); ok {
			created, id.glogFile = st, true
			if id.rank == rankCapture {
				id.rank = rankCopy
			}
		}
		if host, found := strings.CutPrefix(line, "Running on machine: "); found && id.host == "" {
			id.host = host
		}
	}
	return created
}

// content reads who wrote the first lines.
func (id *identity) content(lines []string) {
	votes := make(map[string]int)
	for _, line := range lines {
		env := envelope{content: line}
		if !id.glogFile {
			env = unwrap(line)
		}
		p, ok := prefixOf(env.content, id.glogFile)
		if !ok {
			continue
		}
		if env.wrapped {
			id.rank = max(id.rank, rankWrapped)
		}
		id.log = true
		votes[serviceByFile(p.base.of(env.content))]++
		if p.form == logback && strings.Contains(env.content, "[myid:") {
			votes["zookeeper"]++
		}
		if s := serviceOf(env.tag); s != "" {
			votes[s] += 2
		}
	}
	for _, s := range []string{"master", "agent", "zookeeper", "scheduler"} {
		if id.service == "" && votes[s] > 0 {
			id.service = s
		}
	}
}

// serviceByFile tells the service from the C++ file of a message where that is
// telling; sched.cpp and its like are of the scheduler driver (src/sched).
func serviceByFile(base string) string {
	switch base {
	case "master.cpp", "hierarchical.cpp", "registrar.cpp", "authenticator.cpp":
		return "master"
	case "slave.cpp", "status_update_manager.cpp", "task_status_update_manager.cpp", "containerizer.cpp":
		return "agent"
	case "sched.cpp", "scheduler.cpp", "exec.cpp", "scheduler.go":
		return "scheduler"
	}
	return ""
}
