package world

import (
	"fmt"
	"slices"
	"time"
)

// Login is an attempt at the CRAM-MD5 login of frameworks and agents, whichever
// way it ended.
type Login struct{}

func (Login) apply(w *World, _ time.Time) error {
	w.count("messages_authenticate", 1)
	return nil
}

// FrameworkAdded is a framework that subscribes for the first time; its time of
// registration is that of the change.
type FrameworkAdded struct{ Framework Framework }

func (c FrameworkAdded) apply(w *World, at time.Time) error {
	if w.framework(c.Framework.ID) != nil {
		return fmt.Errorf("framework %q registers twice", c.Framework.ID)
	}
	f := c.Framework
	f.Registered = at
	w.frameworks = append(w.frameworks, &f)
	w.count("messages_register_framework", 1)
	w.heard(&f, 1)
	w.tellFramework("FRAMEWORK_ADDED", &f)
	return nil
}

// heard counts the messages of a framework under its principal.
func (w *World) heard(f *Framework, n float64) {
	if f.Principal != "" && f.PID != "" {
		w.count("frameworks/"+f.Principal+"/messages_received", n)
		w.count("frameworks/"+f.Principal+"/messages_processed", n)
	}
}

// FrameworkRefused is a framework that is not let in: nothing but a counter tells.
type FrameworkRefused struct{}

func (FrameworkRefused) apply(w *World, _ time.Time) error {
	w.count("messages_register_framework", 1)
	return nil
}

// FrameworkReturned is a framework that subscribes again; an empty PID is the one
// it had.
type FrameworkReturned struct{ ID, PID string }

func (c FrameworkReturned) apply(w *World, at time.Time) error {
	f := w.framework(c.ID)
	if f == nil {
		return fmt.Errorf("framework %q returns and is not known", c.ID)
	}
	changed := *f
	changed.Reregistered, changed.Inactive, changed.Disconnected, changed.Recovered = at, false, false, false
	switch {
	case c.PID != "":
		changed.PID = c.PID
	case f.Recovered:
		changed.PID = f.place
	}
	if changed.Registered.IsZero() {
		changed.Registered, changed.Reregistered = at, time.Time{}
	}
	*f = changed
	w.count("messages_reregister_framework", 1)
	w.heard(f, 1)
	w.tellFramework("FRAMEWORK_UPDATED", f)
	return nil
}

// FrameworkLost is a framework whose scheduler went away; its failover time-out
// runs, and its offers are taken back.
type FrameworkLost struct{ ID string }

func (c FrameworkLost) apply(w *World, _ time.Time) error {
	f := w.framework(c.ID)
	if f == nil {
		return fmt.Errorf("framework %q is lost and is not known", c.ID)
	}
	f.Inactive, f.Disconnected, f.Offers = true, true, nil
	w.tellFramework("FRAMEWORK_UPDATED", f)
	return nil
}

// FrameworkRemoved is a framework that ended, by itself, by an operator or by its
// time-out; its tasks are killed.
type FrameworkRemoved struct{ ID string }

func (c FrameworkRemoved) apply(w *World, at time.Time) error {
	i, f := find(w.frameworks, func(f *Framework) bool { return f.ID == c.ID })
	if f == nil {
		return fmt.Errorf("framework %q ends and is not known", c.ID)
	}
	for _, t := range slices.Clone(w.tasks[c.ID]) {
		killed := TaskUpdated{Framework: c.ID, ID: t.ID, Status: Status{
			State: "TASK_KILLED", Message: "Framework " + c.ID + " removed", Source: "SOURCE_MASTER", Reason: "REASON_FRAMEWORK_REMOVED"}}
		if err := killed.apply(w, at); err != nil {
			return err
		}
	}
	w.frameworks = without(w.frameworks, i)
	ended := *f
	ended.Unregistered, ended.Inactive, ended.Disconnected, ended.Offers = at, true, true, nil
	w.completed = append(w.completed, &ended)
	if len(w.completed) > completedFrameworks {
		delete(w.ended, w.completed[0].ID)
		w.completed = last(w.completed, completedFrameworks)
	}
	delete(w.tasks, c.ID)
	w.count("messages_unregister_framework", 1)
	w.heard(f, 1)
	w.tellFramework("FRAMEWORK_REMOVED", &ended)
	return nil
}

// Offered is an offer that a framework holds from now on.
type Offered struct {
	Framework string
	Offer     Offer
}

func (c Offered) apply(w *World, _ time.Time) error {
	f := w.framework(c.Framework)
	if f == nil {
		return fmt.Errorf("framework %q is made an offer and is not known", c.Framework)
	}
	f.Offers = append(slices.Clone(f.Offers), c.Offer)
	return nil
}

// OfferEnded is an offer that a framework no longer holds: it used or declined it.
type OfferEnded struct {
	Framework, Offer string
	Declined         bool
}

func (c OfferEnded) apply(w *World, _ time.Time) error {
	f := w.framework(c.Framework)
	if f == nil {
		return fmt.Errorf("framework %q answers an offer and is not known", c.Framework)
	}
	f.Offers = slices.DeleteFunc(slices.Clone(f.Offers), func(o Offer) bool { return o.ID == c.Offer })
	if c.Declined {
		w.count("messages_decline_offers", 1)
	}
	w.heard(f, 1)
	return nil
}
