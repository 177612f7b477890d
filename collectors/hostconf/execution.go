package hostconf

import (
	"path"
	"slices"
	"strings"
)

// execution is what ExecStart= of a unit starts.
type execution struct {
	of      string // the daemon; empty: not recognised
	wrapper string // master or slave: the packages' wrapper is started with it
	script  string // the program that is started
	args    []word // behind the daemon's name
	// inside is set for a container: its variables are those given to the engine, and
	// the files that its flags name are its own.
	inside bool
	env    []word // NAME=value given to the engine
	from   []string
}

// execution reads ExecStart=. Variables are put in where they are known; env holds
// those of the unit.
func (u *unit) execution() execution {
	if len(u.execs) == 0 {
		return execution{}
	}
	return readExecution(u.execs[len(u.execs)-1].text, u.variables())
}

// executes is execution with all variables. What runs in a container whose image says
// nothing is what the unit's name says.
func (u *unit) executes(env environment) execution {
	if len(u.execs) == 0 {
		return execution{}
	}
	e := readExecution(u.execs[len(u.execs)-1].text, env.values())
	if e.of == "" && e.inside {
		e.of = u.of
	}
	return e
}

// variables are what the unit itself sets, without its environment files.
func (u *unit) variables() map[string]string {
	vars := make(map[string]string)
	for _, s := range u.env {
		if name, value, ok := strings.Cut(s.text, "="); ok {
			vars[name] = value
		}
	}
	return vars
}

func readExecution(line string, vars map[string]string) execution {
	words := execWords(line, vars)
	if len(words) == 0 {
		return execution{}
	}
	prefix := len(words[0].value) - len(strings.TrimLeft(words[0].value, "@-:+!|"))
	if strings.Contains(words[0].value[:prefix], "@") && len(words) > 1 {
		words = slices.Delete(words, 1, 2) // what the program sees as its own name
	}
	words[0].value = words[0].value[prefix:]
	return executionOf(words, vars)
}

func executionOf(words []word, vars map[string]string) execution {
	e := execution{script: words[0].value}
	switch base := path.Base(words[0].value); {
	case base == "mesos-init-wrapper" && len(words) > 1:
		e.wrapper = words[1].value
		e.of = wrapped(e.wrapper)
	case slices.Contains([]string{"sh", "bash", "dash", "ksh"}, base) && len(words) > 2:
		return shellExecution(words, vars)
	case base == "docker" || base == "podman" || base == "rkt":
		e.container(words[1:])
	default:
		for i, w := range words {
			if of := daemonOf(w.value); of != "" {
				e.of, e.args = of, words[i+1:]
				break
			}
		}
	}
	return e
}

// wrapped is the daemon that the packages' wrapper starts for its argument.
func wrapped(arg string) string {
	switch arg {
	case "master":
		return master
	case "slave", "agent":
		return agent
	}
	return ""
}

// daemonOf tells which daemon a word of a command line names.
func daemonOf(w string) string {
	switch base := path.Base(w); base {
	case "mesos-master":
		return master
	case "mesos-slave", "mesos-agent":
		return agent
	case "marathon", "chronos", "metronome":
		return base
	case "zkServer.sh", "zookeeper-server", "start_exhibitor.py":
		return zooKeeper
	case "start-mesos-dispatcher.sh", "mesos-dispatcher":
		return spark
	}
	if of := mains[w]; of != "" && of != exhibitor {
		return of
	}
	if m := jar.FindStringSubmatch(w); m != nil && m[1] != exhibitor {
		return m[1]
	}
	return ""
}

// shellExecution looks for the daemon in what a shell is told to run.
func shellExecution(words []word, vars map[string]string) execution {
	for i, w := range words[:len(words)-1] {
		if !strings.HasPrefix(w.value, "-") || !strings.HasSuffix(w.value, "c") {
			continue
		}
		sh := &shell{vars: vars}
		sh.scan = scanner{text: words[i+1].value, line: 1, expand: sh.expand}
		for {
			command, _, ok := sh.scan.command()
			if !ok {
				return execution{script: words[0].value}
			}
			for len(command) > 0 && (command[0].assigns() || command[0].raw == "exec") {
				command = command[1:]
			}
			if len(command) == 0 {
				continue
			}
			if e := executionOf(command, vars); e.of != "" {
				return e
			}
		}
	}
	return execution{script: words[0].value}
}

// execWords are the words of ExecStart=, with variables as systemd puts them in:
// ${NAME} anywhere, $NAME as a word of its own, which is then split.
func execWords(line string, vars map[string]string) []word {
	var out []word
	for _, text := range unitWords(line) {
		if name, lone := strings.CutPrefix(text, "$"); lone && isName(name) {
			if value, known := vars[name]; known {
				for _, w := range strings.Fields(value) {
					out = append(out, word{raw: w, value: w})
				}
				continue
			}
			out = append(out, word{raw: text, value: text, unread: true, trouble: notEvaluated(text)})
			continue
		}
		w := word{raw: text}
		rest := text
		for {
			before, after, ok := strings.Cut(rest, "${")
			name, behind, closed := strings.Cut(after, "}")
			if !ok || !closed {
				w.value += rest
				break
			}
			value, known := vars[name]
			if !known {
				value = "${" + name + "}"
				w.unread, w.trouble = true, notEvaluated(value)
			}
			w.value += before + value
			rest = behind
		}
		w.value = strings.ReplaceAll(strings.ReplaceAll(w.value, "$$", "$"), "%%", "%")
		out = append(out, w)
	}
	return out
}

// engineFlags are options of container engines that have a value behind them.
var engineFlags = strings.Fields(`-e --env --env-file -v --volume --mount -p --publish --name --net --network --restart -m --memory -h --hostname -u --user --entrypoint --link -l --label
	--log-driver --log-opt --pid --ipc --uts --cap-add --cap-drop --device --add-host -w --workdir --cpus --cpu-shares -c --cpuset-cpus --ulimit --volumes-from --cidfile --expose --dns --dns-search
	--security-opt --tmpfs --stop-timeout --stop-signal --platform --ip --mac-address --memory-swap --shm-size --sysctl --cgroup-parent --group-add --health-cmd --runtime --userns --volume-driver`)

// container reads "run [options] image [command]".
func (e *execution) container(words []word) {
	e.inside = true
	i := slices.IndexFunc(words, func(w word) bool { return w.value == "run" || w.value == "create" })
	if i < 0 {
		return
	}
	for i++; i < len(words) && strings.HasPrefix(words[i].value, "-"); i++ {
		option, value := words[i], word{}
		name, inline, has := strings.Cut(option.value, "=")
		switch {
		case has:
			value = option
			value.value = inline
		case slices.Contains(engineFlags, name) && i+1 < len(words):
			i++
			value = words[i]
		}
		switch name {
		case "-e", "--env":
			e.env = append(e.env, value)
		case "--env-file":
			e.from = append(e.from, value.value)
		}
	}
	for n, w := range words[min(i, len(words)):] {
		name, _, _ := strings.Cut(path.Base(w.value), ":")
		if of := imageOf(name, n == 0); of != "" && e.of == "" {
			e.of = of
		}
	}
	e.args = words[min(i+1, len(words)):]
}

// imageOf tells which daemon the name of an image, or a word of its command, means.
func imageOf(name string, image bool) string {
	if of := daemonOf(name); of != "" || !image {
		return of
	}
	for _, known := range []struct{ part, of string }{{"mesos-master", master}, {"mesos-slave", agent}, {"mesos-agent", agent}, {"marathon", marathon}, {"chronos", chronos}, {"zookeeper", zooKeeper}} {
		if strings.Contains(name, known.part) && !strings.Contains(name, "exporter") && !strings.Contains(name, "-lb") {
			return known.of
		}
	}
	return ""
}
