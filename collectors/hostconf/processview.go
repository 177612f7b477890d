package hostconf

import (
	"fmt"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Bounds of what is told of one process.
const (
	maxArguments = 300
	maxArgument  = 4096
)

// tell tells of a process, its secrets masked.
func (l *look) tell(p *process) {
	out := mesoswatch.Process{
		Host: l.host, Of: p.of, PID: p.pid, User: l.owners.user(p.uid), Started: p.started,
		Arguments: shown(p), Environment: allowed(p.of, p.env),
	}
	var hidden []string
	if n := len(p.args) - len(out.Arguments); n > 0 {
		hidden = append(hidden, fmt.Sprintf("%d arguments of an application are not shown", n))
	}
	if p.envErr != nil {
		hidden = append(hidden, "environment: "+reason(p.envErr))
		l.denied(p.proc("environ"), p.envErr)
	}
	if p.inside {
		hidden = append(hidden, "it runs in a container: the files it names are not this host's")
	}
	out.Hidden = strings.Join(hidden, "; ")
	l.processes.put(fmt.Sprint(p.of, " ", p.pid), out)
}

// shown are the arguments of a process, masked. What an application of Spark is given
// may be a secret of any form, so it is not shown.
func shown(p *process) []string {
	args := p.args
	if p.of == spark {
		args = args[:applicationAt(args, p.main)]
	}
	known := knownFlags(p.of)
	var out []string
	for i, a := range args[:min(len(args), maxArguments)] {
		if i > 0 && separateSecret(args[i-1], a) {
			a = mesoswatch.Masked
			if loginName(strings.TrimLeft(args[i-1], "-")) {
				a = masked("http_credentials", args[i])
			}
		}
		a, cut := bounded(maskArgument(a, known), maxArgument)
		if cut {
			a += "…"
		}
		out = append(out, a)
	}
	return out
}

// separateSecret tells whether an argument is the value of the one before it, and a
// secret.
func separateSecret(before, arg string) bool {
	name := strings.TrimLeft(before, "-")
	return strings.HasPrefix(before, "-") && !strings.Contains(before, "=") && !strings.HasPrefix(arg, "--") && (secretName(name) || loginName(name))
}

// maskArgument masks one argument: --flag=value, -Dname=value, name=value.
func maskArgument(a string, known flags) string {
	name, value, has := strings.Cut(a, "=")
	if !has {
		return masked("", a)
	}
	word := strings.TrimLeft(name, "-")
	if f := known[strings.ToLower(word)]; f != nil {
		return name + "=" + maskFlag(f, word, value)
	}
	return name + "=" + masked(strings.TrimPrefix(word, "D"), value)
}

// maskFlag masks the value of a known flag.
func maskFlag(f *flag, name, value string) string {
	switch {
	case value == "":
		return ""
	case f == nil:
		return masked(name, value)
	case f.holds == document:
		if strings.HasPrefix(value, "/") || strings.HasPrefix(value, "file://") {
			return masked("", value)
		}
		return mesoswatch.Masked
	case f.holds == hidden:
		return mesoswatch.Masked
	case f.holds == pair:
		return masked("http_credentials", value)
	case f.holds == whatCredentials, f.holds == whatCredential, f.holds == whatHTTP, f.holds == whatJWT:
		if strings.ContainsAny(value, "{\n\" ") {
			return mesoswatch.Masked // a document in the place of a path
		}
		return value
	}
	return masked("", value)
}

// applicationAt is the index of the first argument that belongs to an application
// rather than to Spark itself.
func applicationAt(args []string, main int) int {
	for i := main + 1; i < len(args); i++ {
		if strings.HasPrefix(args[i], "-") {
			if !strings.Contains(args[i], "=") && i+1 < len(args) && !strings.HasPrefix(args[i+1], "-") {
				i++ // its value
			}
			continue
		}
		return min(i+1, len(args)) // the application itself is named
	}
	return len(args)
}

// allowed are the variables of an environment that may be shown: those of libprocess
// and of Mesos, secrets masked. Variables with the prefix of Mesos that it does not
// know may hold anything, so their values are not shown.
func allowed(of string, env []string) map[string]string {
	out := make(map[string]string)
	for _, kv := range env {
		name, value, ok := strings.Cut(kv, "=")
		if ok && allowedName(name) && len(out) < maxArguments {
			value, _ = bounded(maskVariable(of, name, value), maxArgument)
			out[printable(name)] = value
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func allowedName(name string) bool {
	for _, prefix := range []string{"LIBPROCESS_", "SSL_", "MESOS_"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

func maskVariable(of, name, value string) string {
	rest, mesos := strings.CutPrefix(name, "MESOS_")
	if !mesos || value == "" {
		return masked(name, value)
	}
	low := strings.ToLower(rest)
	for _, d := range []string{of, master, agent} {
		if f := knownFlags(d)[low]; f != nil {
			return maskFlag(f, low, value)
		}
	}
	if harmlessVariable(name) {
		return masked(name, value)
	}
	return mesoswatch.Masked
}

// harmlessVariable tells of variables of Mesos that are no flags of a daemon.
func harmlessVariable(name string) bool {
	switch name {
	case "MESOS_NATIVE_JAVA_LIBRARY", "MESOS_NATIVE_LIBRARY", "MESOS_HOME", "MESOS_BUILD_DIR", "MESOS_SOURCE_DIR", "MESOS_HELPER_DIR", "MESOS_VERBOSE", "MESOS_CLI_PLUGINS",
		"MESOS_DIRECTORY", "MESOS_SANDBOX", "MESOS_FRAMEWORK_ID", "MESOS_EXECUTOR_ID", "MESOS_SLAVE_ID", "MESOS_AGENT_ID", "MESOS_SLAVE_PID", "MESOS_AGENT_ENDPOINT", "MESOS_CHECKPOINT", "MESOS_HTTP_COMMAND_EXECUTOR":
		return true
	}
	return false
}
