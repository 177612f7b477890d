package rules

import (
	"fmt"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
)

// reasons are what is suspicious of a task, as a set.
type reasons uint8

const (
	nothing    reasons = 0
	socket     reasons = 1 << iota >> 1 // mounts the engine's socket
	hostWrite                           // can write to a place of weight
	hostRead                            // can read there
	mining                              // has a word of mining
	privileged                          // runs privileged
	strange                             // has an image that the baseline does not know
	asRootToo                           // runs as root, beside another reason
)

// reasonWords are the words of reasons, by which the baseline allows them.
var reasonWords = []struct {
	reason reasons
	word   string
	level  mesoswatch.Level
}{
	{socket, baseline.AllowDockerSocket, mesoswatch.High},
	{hostWrite, baseline.AllowHostPath, mesoswatch.High},
	{mining, baseline.AllowMiner, mesoswatch.High},
	{hostRead, baseline.AllowHostPath, mesoswatch.Medium},
	{privileged, baseline.AllowPrivileged, mesoswatch.Medium},
	{strange, baseline.NotKnown, mesoswatch.Medium},
	{asRootToo, baseline.AllowRoot, mesoswatch.Low},
}

// level is that of the worst of them.
func (r reasons) level() mesoswatch.Level {
	for _, w := range reasonWords {
		if r&w.reason != 0 {
			return w.level
		}
	}
	return mesoswatch.Informational
}

// words lists them for the baseline.
func (r reasons) words() string {
	var out []string
	for _, w := range reasonWords {
		if r&w.reason != 0 && (len(out) == 0 || out[len(out)-1] != w.word) {
			out = append(out, w.word)
		}
	}
	return strings.Join(unique(out), ",")
}

// allowance is what the baseline says of an image.
type allowance struct {
	strange bool
	may     reasons
	root    bool
}

// allowance looks an image up, once for all its tasks; nil for none.
func (j *suspects) allowance(image string) *allowance {
	if image == "" || j.known == nil || j.known.Images == nil {
		return nil
	}
	name := cut(image, maxSubjectText)
	if a := j.images.get(name); a != nil {
		return a
	}
	a := j.images.put(name)
	a.strange = j.known.Image(image).State == baseline.Unknown
	a.root = j.known.Allows(image, baseline.AllowRoot)
	for _, w := range reasonWords {
		if j.known.Allows(image, w.word) {
			a.may |= w.reason
		}
	}
	return a
}

// look finds what is suspicious of a task and not allowed to its image.
func (j *suspects) look(t *mesoswatch.Task, a *allowance) reasons {
	found := nothing
	if t.Privileged {
		found |= privileged
	}
	for _, v := range t.Volumes {
		level, engine, _ := grade(v)
		switch {
		case level == fine:
		case engine:
			found |= socket
		case level >= high:
			found |= hostWrite
		default:
			found |= hostRead
		}
	}
	if j.minerIn(t) != "" {
		found |= mining
	}
	if a != nil {
		if a.strange {
			found |= strange
		}
		found &^= a.may
	}
	return found
}

// minerIn is what of a task looks like mining; empty for nothing.
func (j *suspects) minerIn(t *mesoswatch.Task) string {
	for _, text := range []string{t.Image, t.Name, t.ID, t.Command} {
		if text == "" {
			continue
		}
		if w := j.miners.find(cut(text, maxEvidenceText)); w != "" {
			return w
		}
	}
	if t.Image != "" && j.miners.images[baseline.Repository(t.Image)] {
		return baseline.Repository(t.Image)
	}
	return ""
}

// why says in words what was found of a task.
func (j *suspects) why(t *mesoswatch.Task, found reasons, user string) string {
	var out []string
	for _, v := range t.Volumes {
		level, _, what := grade(v)
		if level == fine || found&(socket|hostWrite|hostRead) == 0 {
			continue
		}
		mode := map[string]string{"RW": "to read and write", "RO": "to read"}[v.Mode]
		out = append(out, fmt.Sprintf("mounts %q of its host%s: %s", cut(v.Host, maxFieldText), strings.TrimRight(" "+mode, " "), what))
	}
	if found&mining != 0 {
		out = append(out, fmt.Sprintf("has %q in its image, name or command", j.minerIn(t)))
	}
	if found&privileged != 0 {
		out = append(out, "runs privileged")
	}
	if found&strange != 0 {
		out = append(out, fmt.Sprintf("runs image %q, which is not in the baseline", cut(t.Image, maxFieldText)))
	}
	if found&asRootToo != 0 {
		out = append(out, fmt.Sprintf("runs as %q", user))
	}
	return strings.Join(out, "; ")
}
