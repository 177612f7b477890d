package hostconf

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Bounds of what is read of one process.
const (
	maxCommand = 256 << 10
	maxPIDs    = 100_000
	ticks      = 100 // of a second, sysconf(_SC_CLK_TCK) on every Linux of note
)

// process is a running daemon. Its arguments and environment are raw.
type process struct {
	of      string
	pid     int
	uid     uint32
	args    []string
	env     []string
	envErr  error // why the environment could not be read
	started time.Time
	// inside is set when it runs in a container: the files it names are that one's.
	inside bool
	main   int // index of the argument that is the daemon: its flags stand behind it
}

func (p *process) proc(file string) string { return fmt.Sprintf("/proc/%d/%s", p.pid, file) }

// seeProcesses finds the daemons that run here.
func (l *look) seeProcesses() {
	pids, err := l.pids()
	if err != nil {
		why := reason(err)
		if isMissing(err) {
			why = "there is no /proc below the root folder: what runs is not known"
		}
		l.lack(mesoswatch.SubjectProcess, why)
		l.denied("/proc", err)
		return
	}
	l.ask("/proc", fmt.Sprintf("%d processes", len(pids)))
	boot, bootErr := l.bootTime()
	for _, pid := range pids {
		p := l.process(pid)
		if p == nil || len(l.running) >= maxProcesses {
			continue
		}
		if bootErr == nil {
			p.started = l.started(pid, boot)
		}
		l.running = append(l.running, p)
		l.tell(p)
	}
	if !slices.Contains(pids, 1) && l.live {
		l.lack(mesoswatch.SubjectProcess, "processes of other users are hidden (/proc is mounted with hidepid)")
		l.lack(mesoswatch.SubjectSetting, "processes of other users are hidden: what is in force is not known")
	}
}

// pids lists the processes.
func (l *look) pids() ([]int, error) {
	d, err := l.root.Open("proc")
	if err != nil {
		return nil, bare(err)
	}
	defer d.Close()
	var pids []int
	for len(pids) < maxPIDs {
		names, err := d.Readdirnames(1024)
		for _, n := range names {
			if pid, err := strconv.Atoi(n); err == nil && pid > 0 {
				pids = append(pids, pid)
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, bare(err)
		}
	}
	slices.Sort(pids)
	return pids, nil
}

// small reads a file of /proc, whose size is not told. os.Root keeps it inside.
func (l *look) small(name string) ([]byte, error) {
	f, err := l.root.OpenFile(strings.TrimPrefix(name, "/"), os.O_RDONLY, 0)
	if err != nil {
		return nil, bare(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errNoFile
	}
	b, err := io.ReadAll(io.LimitReader(f, maxCommand))
	if err != nil {
		return nil, bare(err)
	}
	return b, nil
}

// process looks at one process; nil where it is none of the daemons.
func (l *look) process(pid int) *process {
	p := &process{pid: pid}
	command, err := l.small(p.proc("cmdline"))
	if err != nil || len(command) == 0 {
		return nil // gone, or a thread of the kernel
	}
	p.args = strings.Split(strings.TrimSuffix(string(command), "\x00"), "\x00")
	if p.of, p.main = recognise(p.args); p.of == "" {
		return nil
	}
	status, err := l.small(p.proc("status"))
	if err == nil {
		p.uid = uidOf(string(status))
	}
	groups, err := l.small(p.proc("cgroup"))
	p.inside = err == nil && contained.Match(groups)
	env, err := l.small(p.proc("environ"))
	if err != nil {
		p.envErr = err
	} else if len(env) > 0 {
		p.env = strings.Split(strings.TrimSuffix(string(env), "\x00"), "\x00")
	}
	return p
}

// contained are the control groups in which container engines put processes.
var contained = regexp.MustCompile(`(?m)/(?:docker|lxc|libpod)[/\-]|/kubepods|/machine\.slice/|docker-[0-9a-f]{12,}|cri-containerd-|/mesos/[0-9a-f]{8}-`)

// mains are the main classes of daemons in Java.
var mains = map[string]string{
	"mesosphere.marathon.Main":                                  marathon,
	"org.apache.mesos.chronos.scheduler.Main":                   chronos,
	"com.airbnb.scheduler.Main":                                 chronos,
	"dcos.metronome.Main":                                       metronome,
	"org.apache.zookeeper.server.quorum.QuorumPeerMain":         zooKeeper,
	"org.apache.zookeeper.server.ZooKeeperServerMain":           zooKeeper,
	"com.netflix.exhibitor.application.ExhibitorMain":           exhibitor,
	"org.apache.spark.deploy.mesos.MesosClusterDispatcher":      spark,
	"org.apache.spark.deploy.mesos.MesosExternalShuffleService": spark,
	"org.apache.spark.deploy.SparkSubmit":                       spark,
	"org.apache.spark.deploy.master.Master":                     spark,
	"org.apache.spark.deploy.worker.Worker":                     spark,
	"org.apache.spark.deploy.history.HistoryServer":             spark,
	"org.apache.spark.executor.CoarseGrainedExecutorBackend":    spark,
	"org.apache.spark.executor.MesosExecutorBackend":            spark,
}

// jar recognises daemons that are started from an archive.
var jar = regexp.MustCompile(`(?:^|/)(marathon|chronos|metronome|exhibitor)[^/]*\.jar$`)

// recognise tells which daemon a command line is, and which argument says so.
func recognise(args []string) (of string, at int) {
	switch base := strings.TrimPrefix(path.Base(args[0]), "lt-"); {
	case base == "mesos-master":
		return master, 0
	case base == "mesos-slave", base == "mesos-agent":
		return agent, 0
	case base != "java" && !strings.HasPrefix(base, "java") && base != "jsvc":
		return "", 0
	}
	for i, a := range args[1:] {
		if of := mains[a]; of != "" {
			return of, i + 1
		}
		if m := jar.FindStringSubmatch(a); m != nil && i > 0 && args[i] == "-jar" {
			return m[1], i + 1
		}
		if strings.HasPrefix(a, "-Dmetronome.") {
			return metronome, len(args) - 1
		}
	}
	return "", 0
}

// uidOf is the effective user of /proc/PID/status.
func uidOf(status string) uint32 {
	for line := range strings.Lines(status) {
		if rest, ok := strings.CutPrefix(line, "Uid:"); ok {
			if f := strings.Fields(rest); len(f) > 1 {
				n, _ := strconv.ParseUint(f[1], 10, 32)
				return uint32(n)
			}
		}
	}
	return 0
}

// bootTime is when the host started, by /proc/stat.
func (l *look) bootTime() (time.Time, error) {
	stat, err := l.small("/proc/stat")
	if err != nil {
		return time.Time{}, err
	}
	for line := range strings.Lines(string(stat)) {
		if rest, ok := strings.CutPrefix(line, "btime "); ok {
			n, err := strconv.ParseInt(strings.TrimSpace(rest), 10, 64)
			return time.Unix(n, 0), err
		}
	}
	return time.Time{}, errNoFile
}

// started is when a process began; zero where that is not told.
func (l *look) started(pid int, boot time.Time) time.Time {
	stat, err := l.small(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return time.Time{}
	}
	// The name in brackets may hold anything, brackets and blanks included.
	_, rest, ok := strings.Cut(string(stat[max(0, strings.LastIndexByte(string(stat), ')')):]), ") ")
	fields := strings.Fields(rest)
	if !ok || len(fields) < 20 {
		return time.Time{}
	}
	n, err := strconv.ParseInt(fields[19], 10, 64)
	if err != nil || n < 0 {
		return time.Time{}
	}
	return boot.Add(time.Duration(n) * time.Second / ticks)
}
