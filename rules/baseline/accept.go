package baseline

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// suspiciousTask is the rule that asks for images and what they are allowed.
const suspiciousTask = "task-suspicious"

// NotKnown is the word, among the reasons of a suspicious task, for an image that
// is not in the baseline. The other words are those of Image.Allows.
const NotKnown = "image"

// Answers tells whether a rule asks what the baseline answers, so that accepting
// its finding as known makes sense. A brute force is not made normal by writing
// its address down.
func Answers(rule string) bool {
	switch rule {
	case "framework-registered", "framework-rogue", "agent-registered", "agent-rogue", "http-unexpected-source", suspiciousTask:
		return true
	}
	return false
}

// ErrNotAcceptable is in the error of Accept when a finding cannot become an
// entry; the rest of the error says why and what to do instead.
var ErrNotAcceptable = errors.New("cannot be accepted as known")

// Accept writes the entry that makes the thing of a finding known: the
// framework, the agent, the address, or the image with what was suspicious of it,
// exactly as it was seen, with who accepted it and when. What is known already stays as it is. It refuses, without a
// change, findings of rules that do not ask the baseline, those that do not tell
// the name, those of lines that may be forged, and an allowance for a section that
// the baseline does not have.
func (b *Baseline) Accept(f mesoswatch.Finding, who string, when time.Time) error {
	one, err := entryOf(f, who, when)
	if err != nil {
		return err
	}
	if f.Rule == suspiciousTask && (len(one.Images) > 0 && b.Images == nil || len(one.Frameworks) > 0 && b.Frameworks == nil) {
		return refuse(f, "the baseline does not describe that section: with this entry alone all else would be unknown; capture it first")
	}
	if b.Format == 0 {
		b.Format = Format
	}
	switch {
	case len(one.Frameworks) > 0:
		if e := one.Frameworks[0]; b.frameworkKnown(f) != Known || f.Rule == suspiciousTask && !b.RunsAs(e.Name, f.Fields["user"]) {
			b.Frameworks = append(b.Frameworks, e)
		}
	case len(one.Agents) > 0:
		if e := one.Agents[0]; b.Agent(e.Hostname, ipOf(f)).State != Known {
			b.Agents = append(b.Agents, e)
		}
	case len(one.Images) > 0:
		if e := one.Images[0]; b.Image(e.Image).State != Known || slices.ContainsFunc(e.Allows, func(s string) bool { return !b.Allows(e.Image, s) }) {
			b.Images = append(b.Images, e)
		}
	case len(one.Operators) > 0:
		if e := one.Operators[0]; b.Operator(f.Subject.Name).State != Known {
			b.Operators = append(b.Operators, e)
		}
	}
	return nil
}

func (b *Baseline) frameworkKnown(f mesoswatch.Finding) State {
	return b.Registered(Registration{
		Name: f.Fields["framework_name"], Principal: f.Fields["principal"], IP: ipOf(f), Roles: f.Fields["roles"], User: f.Fields["user"],
	}).State
}

// entryOf is a Baseline with the one entry that a finding stands for.
func entryOf(f mesoswatch.Finding, who string, when time.Time) (*Baseline, error) {
	who = strings.TrimSpace(valid(who))
	switch {
	case who == "" || when.IsZero() || len(who) > MaxText:
		return nil, refuse(f, "it needs who accepts it and when")
	case !Answers(f.Rule):
		return nil, refuse(f, "its rule does not ask the baseline; acknowledge or silence it instead")
	case f.Fields["suspect"] != "":
		return nil, refuse(f, "its line may be forged; if it is right, add the entry to the file by hand")
	}
	by := Accepted{Note: "accepted from finding " + valid(cut(f.ID, 100)), By: who, At: when.UTC().Truncate(time.Second)}
	switch f.Subject.Kind {
	case "framework":
		return frameworkOf(f, by)
	case "agent":
		return agentOf(f, by)
	case "task":
		return imageOf(f, by)
	case "address":
		a, ok := address(f.Subject.Name)
		if !ok {
			return nil, refuse(f, aside(f.Subject.Name)+" is no address")
		}
		return &Baseline{Operators: []Operator{{Network: single(a), Accepted: by}}}, nil
	}
	return nil, refuse(f, "it is about a "+mild(f.Subject.Kind)+", which the baseline does not hold")
}

func frameworkOf(f mesoswatch.Finding, by Accepted) (*Baseline, error) {
	for _, key := range []string{"framework_name", "principal", "user"} {
		if len(f.Fields[key]) > MaxText {
			return nil, refuse(f, fmt.Sprintf("its %s is longer than %d bytes", key, MaxText))
		}
	}
	name, told := f.Fields["framework_name"]
	if !told {
		return nil, refuse(f, "it does not tell the framework's name")
	}
	e := Framework{Name: valid(name), Principal: valid(f.Fields["principal"]), Accepted: by}
	for _, r := range splitRoles(valid(f.Fields["roles"])) {
		add(&e.Roles, r)
	}
	add(&e.Users, valid(f.Fields["user"]))
	e.Networks = networkOf(f)
	return &Baseline{Frameworks: []Framework{e}}, nil
}

func agentOf(f mesoswatch.Finding, by Accepted) (*Baseline, error) {
	name := valid(f.Fields["hostname"])
	if name == "" || len(name) > MaxText {
		return nil, refuse(f, "it does not tell the agent's host name")
	}
	return &Baseline{Agents: []Agent{{Hostname: name, Networks: networkOf(f), Accepted: by}}}, nil
}

// imageOf allows an image what was found of the tasks that run it.
func imageOf(f mesoswatch.Finding, by Accepted) (*Baseline, error) {
	e := Image{Image: valid(f.Fields["image"]), Accepted: by}
	if e.Image == "" || len(e.Image) > MaxText {
		return nil, refuse(f, "it has no image that an entry could name; acknowledge or silence it instead")
	}
	for _, r := range strings.Split(f.Fields["reasons"], ",") {
		if slices.Contains(allowed, r) {
			e.Allows = append(e.Allows, r)
		}
	}
	return &Baseline{Images: []Image{e}}, nil
}

func refuse(f mesoswatch.Finding, why string) error {
	return fmt.Errorf("finding %s (%s) %w: %s", mild(f.ID), mild(f.Rule), ErrNotAcceptable, why)
}

func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// ipOf is the address that a finding's peer claims or, without a claim, has.
func ipOf(f mesoswatch.Finding) string {
	if ip := f.Fields["claimed_ip"]; ip != "" {
		return ip
	}
	return f.Fields["remote_ip"]
}

func networkOf(f mesoswatch.Finding) []netip.Prefix {
	if a, ok := address(ipOf(f)); ok {
		return []netip.Prefix{single(a)}
	}
	return nil
}
