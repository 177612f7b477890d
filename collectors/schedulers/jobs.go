package schedulers

import (
	"context"
	"io"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// chronos asks a Chronos for its jobs; it has no other word about itself. One that
// does not lead sends us to the one that does, where nobody goes by itself.
func (v *visit) chronos(ctx context.Context) {
	r := v.reader()
	e := v.probe(ctx, v.ask(ask.ChronosJobs), r.chronos)
	if e != nil && e.Kind == ask.NotFound {
		e = v.probe(ctx, v.ask(ask.ChronosJobsOld), r.chronos)
	}
	v.listed(r, e)
	if e != nil {
		v.missed(e, mesoswatch.SubjectScheduler)
	}
	v.got(mesoswatch.SubjectScheduler)
	v.got(mesoswatch.SubjectApplication)
}

// metronome asks a Metronome.
func (v *visit) metronome(ctx context.Context) {
	var info metronomeInfo
	e := v.get(ctx, v.ask(ask.MetronomeInfo), into(&info))
	switch {
	case e == nil:
		v.self.Version = name(info.Version)
	case !e.Answered():
		v.missed(e, v.kinds()...)
		return
	case e.Kind != ask.NotFound: // early ones have none
		v.missed(e, mesoswatch.SubjectScheduler)
	}
	r := v.reader()
	e = v.probe(ctx, v.ask(ask.MetronomeJobs), r.metronome)
	v.listed(r, e)
	v.got(mesoswatch.SubjectScheduler)
	v.got(mesoswatch.SubjectApplication)
}

// metronomeInfo is /info.
type metronomeInfo struct {
	Version text `json:"version"`
	Library text `json:"libVersion"`
}

// sparkStatus is what a dispatcher says of a driver.
type sparkStatus struct {
	Action  text  `json:"action"`
	Version text  `json:"serverSparkVersion"`
	Driver  text  `json:"submissionId"`
	State   text  `json:"driverState"`
	Success *flag `json:"success"`
}

// spark asks a dispatcher for a driver that there is not.
func (v *visit) spark(ctx context.Context) {
	e := v.probe(ctx, v.ask(ask.SparkNoDriver), func(from io.Reader) error {
		var s sparkStatus
		err := into(&s, func() bool { return s.Version != "" || s.Success != nil })(from)
		v.self.Version = name(s.Version)
		return err
	})
	if e != nil {
		v.missed(e, mesoswatch.SubjectScheduler)
	}
	v.got(mesoswatch.SubjectScheduler)
	v.lacking[mesoswatch.SubjectApplication] = "a Spark dispatcher has no request that lists its drivers"
}
