package mesosapi

import (
	"reflect"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// overlay is old with everything that now tells: what it does not tell is kept.
// Endpoints and versions tell different fields of the same subject (/state-summary
// no user and principal, the operator API no pid).
func overlay[T any](old, now *T) *T {
	v := *old
	to, from := reflect.ValueOf(&v).Elem(), reflect.ValueOf(now).Elem()
	for i := range from.NumField() {
		if f := from.Field(i); !f.IsZero() {
			to.Field(i).Set(f)
		}
	}
	return steady(old, &v)
}

// precision is what is left of a time in the floating-point seconds of the old
// endpoints; the operator API tells nanoseconds.
const precision = time.Millisecond

// steady keeps the old time where the new one is the same told otherwise.
func steady[T any](old, now *T) *T {
	was, is := reflect.ValueOf(old).Elem(), reflect.ValueOf(now).Elem()
	for i := range is.NumField() {
		before, ok := was.Field(i).Interface().(time.Time)
		if ok && is.Field(i).Interface().(time.Time).Sub(before).Abs() < precision {
			is.Field(i).Set(was.Field(i))
		}
	}
	return now
}

// again is when something registered again, if it did: the operator API tells the
// time of the first registration once more where it did not.
func again(first, second time.Time) time.Time {
	if second.Sub(first).Abs() < precision {
		return time.Time{}
	}
	return second
}

// wholeFramework takes the word of an endpoint that tells all there is, save for
// counts that only some tell.
func wholeFramework(old, now *mesoswatch.Framework) *mesoswatch.Framework {
	v := *now
	if v.Tasks == nil {
		v.Tasks = old.Tasks
	}
	if v.Offers == nil {
		v.Offers = old.Offers
	}
	if v.Connected == nil && is(v.Active) == is(old.Active) { // before 1.2 only the operator API tells
		v.Connected = old.Connected
	}
	return steady(old, &v)
}

// wholeAgent does the same: which frameworks run there and how many tasks only
// the summary tells.
func wholeAgent(old, now *mesoswatch.Agent) *mesoswatch.Agent {
	if now.State == recovered { // only its entry in the registry: no pid, no times
		v := overlay(old, now)
		v.Active = now.Active
		return v
	}
	v := *now
	if v.Tasks == nil {
		v.Tasks = old.Tasks
	}
	if v.Frameworks == nil {
		v.Frameworks = old.Frameworks
	}
	return steady(old, &v)
}
