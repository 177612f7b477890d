package join

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// framework follows the life of frameworks on a master.
func (j *Joiner) framework(ev *mesoswatch.Event) {
	switch ev.Template {
	case "fw.recv-subscribe", "fw.recv-register.021":
		j.complete(ev)
		j.requestFor(ev, peer{})
		return
	case "fw.recv-subscribe-http":
		p := j.take(&j.schedulers, ev)
		setPeer(ev, p)
		j.requestFor(ev, p)
		return
	case "fw.subscribing", "fw.subscribing-http":
		j.subscribing(ev)
	case "fw.alloc-added", "fw.updating-info":
		j.admitted(ev)
	case "fw.failedover":
		j.failedOver(ev)
	}
	j.complete(ev)
	j.answered(ev)
	j.cause(ev)
}

// requestFor keeps a request to subscribe until the line that admits it.
func (j *Joiner) requestFor(ev *mesoswatch.Event, p peer) {
	s := subscription{name: ev.FrameworkName, upid: ev.UPID, remote: p}
	j.requested.prune(ev.Time, nearby)
	for _, r := range j.requested.items {
		if r.value == s {
			return // a scheduler repeats itself until it is answered
		}
	}
	j.requested.add(ev.Time, subscription{name: strings.Clone(s.name), upid: strings.Clone(s.upid), remote: p})
}

// subscribing has a name only. Its address is that of the request with the same
// name, if all such requests came from one.
func (j *Joiner) subscribing(ev *mesoswatch.Event) {
	s, ok := j.requestOf(ev)
	if !ok {
		s = subscription{name: strings.Clone(ev.FrameworkName)}
	}
	setUPID(ev, s.upid, claimOf(s.upid))
	setPeer(ev, s.remote)
	if id := j.owners.get(ev.UPID); id != nil && ev.UPID != "" {
		ev.FrameworkID = *id
		return
	}
	j.subscribed.prune(ev.Time, nearby)
	for _, other := range j.subscribed.items {
		if other.value == s {
			return
		}
	}
	j.subscribed.add(ev.Time, s)
}

func (j *Joiner) requestOf(ev *mesoswatch.Event) (subscription, bool) {
	j.requested.prune(ev.Time, nearby)
	found, n := subscription{}, 0
	for _, r := range j.requested.items {
		if r.value.name == ev.FrameworkName && (r.value.upid == "") == (ev.Template == "fw.subscribing-http") {
			found = r.value
			n++
		}
	}
	return found, n == 1 && !j.requested.crowded(ev.Time, nearby)
}

// admitted ties the id of a framework to the name and address that were
// admitted right before, when only one waits for its id.
func (j *Joiner) admitted(ev *mesoswatch.Event) {
	f := j.frameworks.get(ev.FrameworkID)
	if f != nil && f.named {
		return
	}
	s, ok := j.subscribed.only(ev.Time, nearby)
	if !ok {
		return
	}
	j.subscribed.first()
	f = j.frameworks.put(ev.FrameworkID)
	f.name, f.named, f.remote = s.name, true, s.remote
	j.own(f, ev.FrameworkID, s.upid)
	setPeer(ev, s.remote)
}

// answered takes a framework off the lists of those that wait.
func (j *Joiner) answered(ev *mesoswatch.Event) {
	switch ev.Template {
	case "fw.adding", "fw.updating", "fw.already", "fw.same-id", "fw.failedover", "fw.updating-info", "fw.alloc-added":
	default:
		return
	}
	if len(j.subscribed.items) == 0 || ev.FrameworkID == "" {
		return
	}
	f := j.frameworks.get(ev.FrameworkID)
	if f == nil || !f.named {
		return
	}
	for _, s := range j.subscribed.items {
		if s.value.name == f.name && s.value.upid == f.upid {
			if f.remote == (peer{}) {
				f.remote = s.value.remote
			}
			setPeer(ev, s.value.remote)
			gone := s.value
			j.subscribed.drop(func(o subscription) bool { return o == gone })
			return
		}
	}
}

// failedOver prints the old address; the new one is that of the request.
func (j *Joiner) failedOver(ev *mesoswatch.Event) {
	j.requested.prune(ev.Time, nearby)
	found, n := "", 0
	for _, r := range j.requested.items {
		if r.value.name == ev.FrameworkName && r.value.upid != "" {
			found = r.value.upid
			n++
		}
	}
	if n != 1 || j.requested.crowded(ev.Time, nearby) {
		return
	}
	setUPID(ev, found, claimOf(found))
	f := j.frameworks.put(ev.FrameworkID)
	j.own(f, ev.FrameworkID, found)
}

// own makes upid the address of the framework.
func (j *Joiner) own(f *framework, id, upid string) {
	if f.upid == upid {
		return
	}
	if f.upid != "" {
		j.owners.drop(f.upid)
	}
	f.upid = strings.Clone(upid)
	f.claim = claimOf(f.upid)
	if upid != "" {
		*j.owners.put(upid) = strings.Clone(id)
	}
}
