package posture

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// applicationChecks are about what schedulers start.
func applicationChecks() []Check {
	return []Check{
		app("isolation-app-privileged", "An application runs privileged", mesoswatch.High,
			"A privileged container has every device and capability of the host: whoever breaks into it has the host.",
			"Take privileged away; give it the one capability or device that it needs.", bookTask, appPrivileged),
		app("isolation-app-host-paths", "An application mounts the host", mesoswatch.High,
			"With /, /etc, the socket of the container engine or Mesos' own folders a container becomes root on the host; a known attack on Marathon does just that.",
			"Mount the one folder that it needs, read-only where it can be; use persistent volumes for data.", bookTask, appHostPaths),
		app("isolation-app-parameters", "An application changes how it is contained", mesoswatch.High,
			"Docker parameters such as cap-add, pid=host, security-opt or device take walls of the container away.",
			"Take the parameters away, or give the one that is needed with a reason written down.", bookTask, appParameters),
		app("isolation-app-root", "An application runs as root", mesoswatch.Medium,
			"Its user is root: what breaks out of the container, or runs without one, is root on the agent.",
			"Give it a user of its own (\"user\"), and an image that does not need root.", bookTask, appRoot),
		app("isolation-app-image-tag", "An image is taken by a tag that moves", mesoswatch.Low,
			"With latest, or no tag, what runs changes with whoever pushes, and differs from agent to agent.",
			"Name a version, better a digest (image@sha256:…).", bookTask, appLatest),
		app("isolation-app-image-digest", "An image is not taken by its digest", mesoswatch.Informational,
			"A tag can be pushed anew: whoever gets into the registry changes what runs.",
			"Name the digest (image@sha256:…).", bookTask, appDigest),
		app("isolation-app-fetch", "An application fetches over plain HTTP", mesoswatch.Medium,
			"Whoever sits between the agent and the server puts code into the sandbox, which is then run.",
			"Fetch over https, and check what was fetched.", bookTask, appFetch),
		app("secrets-app", "An application has secrets in the clear", mesoswatch.High,
			"Values of environments and labels are shown by the scheduler's API, the masters' state and the host's process list, to whoever can read them.",
			"Use secrets by reference (secret: of Marathon with a secret plugin, a file from a secret manager), and change those that stood there.", bookCredentials, appSecrets),
	}
}

func app(id, title string, level mesoswatch.Level, rationale, remediation, book string, judge func(*mesoswatch.Application) verdict) Check {
	return Check{
		ID: id, Title: title, Level: level, Rationale: rationale, Remediation: remediation, References: []string{docMarathon, docDocker}, Runbook: book,
		Settle: settleApps, Kinds: []string{mesoswatch.SubjectApplication},
		Judge: each(mesoswatch.SubjectApplication, func(_ *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
			v := judge(s.Application)
			proof := mesoswatch.Evidence{Source: s.Source, Time: s.At, JSONPath: v.path, Text: v.why}
			switch v.result {
			case mesoswatch.Fail:
				a := Failed(s.Subject(), v.why, proof)
				if v.level != nil {
					a = a.At(*v.level)
				}
				return a, true
			case mesoswatch.Unknown:
				return Undecided(s.Subject(), v.why), true
			case mesoswatch.Pass:
				return Passed(s.Subject(), v.why, proof), true
			}
			return Answer{}, false
		}),
	}
}

// verdict of one application. No result: the check is not about it.
type verdict struct {
	result    mesoswatch.Result
	why, path string
	level     *mesoswatch.Level
}

func bad(path, format string, args ...any) verdict {
	return verdict{result: mesoswatch.Fail, path: path, why: fmt.Sprintf(format, args...)}
}

func good(path, why string) verdict { return verdict{result: mesoswatch.Pass, path: path, why: why} }

func unsure(why string) verdict { return verdict{result: mesoswatch.Unknown, why: why} }

func (v verdict) at(l mesoswatch.Level) verdict {
	v.level = &l
	return v
}

// known tells whether an application's definition was told with more than its
// name.
func known(a *mesoswatch.Application) bool {
	return a.Container != "" || a.Command != "" || a.Resources != nil || a.Instances != nil || len(a.Images) > 0 || a.Schedule != "" || len(a.Env) > 0
}

const undefined = "its definition was not told"

func appPrivileged(a *mesoswatch.Application) verdict {
	switch {
	case a.Privileged:
		return bad("$.container.docker.privileged", "it runs privileged")
	case !known(a):
		return unsure(undefined)
	}
	return good("$.container", "it does not ask for privileged")
}

// hostPlaces are folders through which a container takes its host, when it may
// write them; those in readable tell secrets to whoever reads them.
var hostPlaces = []string{"/", "/etc", "/root", "/boot", "/bin", "/sbin", "/usr", "/lib", "/proc", "/sys", "/dev", "/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock",
	"/var/run/containerd/containerd.sock", "/var/lib/docker", "/var/lib/mesos", "/var/lib/dcos", "/opt/mesosphere", "/var/run", "/run", "/var/lib/kubelet", "/home", "/var/spool/cron", "/var/log/mesos"}

// gravePlace says how bad it is that a container has a path of its host;
// Informational: not at all.
func gravePlace(v mesoswatch.Volume) mesoswatch.Level {
	if v.Host == "" || !strings.HasPrefix(v.Host, "/") {
		return mesoswatch.Informational
	}
	p := v.Host
	if len(p) > 1 {
		p = strings.TrimRight(p, "/")
	}
	if p == "" {
		p = "/"
	}
	socket := strings.HasSuffix(p, "docker.sock") || strings.HasSuffix(p, "containerd.sock")
	grave := socket || slices.ContainsFunc(hostPlaces, func(dir string) bool {
		return p == dir || dir != "/" && dir != "/home" && dir != "/var/run" && dir != "/run" && dir != "/dev" && strings.HasPrefix(p, dir+"/")
	})
	switch {
	case !grave:
		return mesoswatch.Informational
	case socket, !strings.EqualFold(v.Mode, "RO"):
		return mesoswatch.High // through a socket one writes whatever its mode
	}
	return mesoswatch.Medium
}

func appHostPaths(a *mesoswatch.Application) verdict {
	var paths []string
	level := mesoswatch.Informational
	for _, v := range a.Volumes {
		if l := gravePlace(v); l > mesoswatch.Informational {
			paths = append(paths, strings.TrimSpace(v.Host+" "+v.Mode))
			level = max(level, l)
		}
	}
	switch {
	case len(paths) > 0:
		return bad("$.container.volumes", "it mounts %s", someOf(paths, len(paths))).at(level)
	case !known(a):
		return unsure(undefined)
	}
	return good("$.container.volumes", "it mounts nothing of weight of its host")
}

// openParameters are docker parameters that take walls away.
var openParameters = []string{"privileged", "cap-add", "cap_add", "device", "security-opt", "pid", "ipc", "uts", "userns", "cgroup-parent", "net", "network", "volume", "v", "volumes-from", "add-host-device"}

func appParameters(a *mesoswatch.Application) verdict {
	var open []string
	for _, p := range a.Parameters {
		name, value, _ := strings.Cut(p, "=")
		name = strings.TrimLeft(name, "-")
		if !slices.Contains(openParameters, name) {
			continue
		}
		switch name {
		case "net", "network", "pid", "ipc", "uts", "userns":
			if value != "host" {
				continue
			}
		case "privileged":
			if value == "false" {
				continue
			}
		case "security-opt":
			if value == "no-new-privileges" || value == "no-new-privileges=true" {
				continue
			}
		case "volume", "v":
			host, rest, _ := strings.Cut(value, ":")
			_, mode, _ := strings.Cut(rest, ":")
			if gravePlace(mesoswatch.Volume{Host: host, Mode: mode}) == mesoswatch.Informational {
				continue
			}
		}
		open = append(open, p)
	}
	switch {
	case len(open) > 0:
		return bad("$.container.docker.parameters", "docker parameters %s", someOf(open, len(open)))
	case !known(a):
		return unsure(undefined)
	}
	return good("$.container.docker.parameters", "no docker parameter that takes a wall away")
}

func appRoot(a *mesoswatch.Application) verdict {
	switch a.User {
	case "root", "0":
		return bad("$.user", "its user is root")
	case "":
		return unsure("it names no user: the scheduler's, or that of its image, holds")
	}
	return good("$.user", fmt.Sprintf("its user is %q", a.User))
}

// tagOf is the tag of an image; digest tells whether it is named by its digest.
func tagOf(image string) (tag string, digest bool) {
	if strings.Contains(image, "@sha256:") {
		return "", true
	}
	name := image[strings.LastIndexByte(image, '/')+1:]
	_, tag, _ = strings.Cut(name, ":")
	return tag, false
}

func appLatest(a *mesoswatch.Application) verdict {
	if len(a.Images) == 0 {
		if known(a) {
			return verdict{}
		}
		return unsure(undefined)
	}
	for _, image := range a.Images {
		if tag, digest := tagOf(image); !digest && (tag == "" || tag == "latest") {
			return bad("$.container.docker.image", "image %q", image)
		}
	}
	return good("$.container.docker.image", "images have a version: "+strings.Join(a.Images, ", "))
}

func appDigest(a *mesoswatch.Application) verdict {
	if len(a.Images) == 0 {
		if known(a) {
			return verdict{}
		}
		return unsure(undefined)
	}
	for _, image := range a.Images {
		if tag, digest := tagOf(image); !digest {
			if tag == "" || tag == "latest" {
				return verdict{} // told by isolation-app-image-tag
			}
			return bad("$.container.docker.image", "image %q has no digest", image)
		}
	}
	return good("$.container.docker.image", "images are named by digest")
}

func appFetch(a *mesoswatch.Application) verdict {
	var plain []string
	for _, u := range a.Fetch {
		if (strings.HasPrefix(u, "http://") || strings.HasPrefix(u, "ftp://")) && !loopback(u) {
			plain = append(plain, u)
		}
	}
	switch {
	case len(plain) > 0:
		return bad("$.fetch", "it fetches %s", someOf(plain, len(plain)))
	case !known(a) && len(a.Fetch) == 0:
		return unsure(undefined)
	}
	return good("$.fetch", "it fetches nothing over plain HTTP")
}

func appSecrets(a *mesoswatch.Application) verdict {
	switch {
	case len(a.Exposed) > 0:
		return bad("$.env", "values that look like secrets: %s", someOf(slices.Clone(a.Exposed), len(a.Exposed)))
	case !known(a):
		return unsure(undefined)
	}
	return good("$.env", fmt.Sprintf("none of %d variables and labels looks like one", len(a.Env)+len(a.Labels)))
}
