package mesoslog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// kindLog is what a round of a log sees, for Health.Complete and Lacking.
const kindLog = "log"

// maxRemoteNotes bounds what is remembered for the report.
const maxRemoteNotes = 4

// pipelineError is what ends a Run.
type pipelineError struct{ error }

func (e pipelineError) Unwrap() error { return e.error }

func broken(err error) bool {
	var p pipelineError
	return errors.As(err, &p)
}

// visit is one round at a log.
type visit struct {
	began   time.Time
	trouble error         // nil: it was read
	pause   time.Duration // until the next; 0: reading goes on
}

func (l *remoteLog) note(text string) {
	l.notes = append(l.notes, time.Now().In(l.run.zone()).Format(time.DateTime)+": "+text)
	l.notes = l.notes[max(0, len(l.notes)-maxRemoteNotes):]
}

// tell says how it is.
func (l *remoteLog) tell(v visit) error {
	live := l.run.live
	live.mu.Lock()
	defer live.mu.Unlock()
	now := time.Now()
	log := l.account()
	h := mesoswatch.Health{
		At: now, Source: l.name, Collector: RemoteName, Seconds: now.Sub(v.began).Seconds(),
		Asked: slices.Clone(l.reader.asked), Log: &log, Interval: v.pause.Seconds(), Pace: l.why(v),
	}
	switch {
	case v.trouble != nil:
		h.Why = l.reason(v.trouble)
		h.Lacking = map[string]string{kindLog: h.Why}
	case l.left():
		h.Why = "the process no longer notes our requests in the log that it serves: it writes to a newer file, which it serves only after a restart (glog has rolled the log), or to none (disk full); follow the file on its host with --log"
		h.Lacking = map[string]string{kindLog: h.Why}
	default:
		h.OK = true
		if log.Behind == 0 {
			h.Complete = []string{kindLog}
		}
	}
	return live.keep(live.emit(mesoswatch.Record{Health: &h}))
}

// account is what was read since the Run began. live.mu is held.
func (l *remoteLog) account() mesoswatch.LogHealth {
	log := l.base
	log.Notes = nil
	if l.src != nil {
		current := l.run.live.account(l.src)
		add(&log, current)
		log.Notes = current.Notes
		log.Behind = max(0, l.size-l.offset)
	} else if l.run.live.note != "" {
		log.Notes = []string{l.run.live.note}
	}
	log.Notes = append(log.Notes, l.notes...)
	return log
}

// why says what made the pause as long as it is.
func (l *remoteLog) why(v visit) string {
	p := l.pace()
	switch {
	case v.pause == 0:
		return "catching up"
	case l.failures > 0:
		return fmt.Sprintf("backing off, %d rounds in trouble", l.failures)
	case v.pause > p.Interval:
		return fmt.Sprintf("%d times the last answer", p.Factor)
	}
	return ""
}

// reason says what kept the log from being read, and what helps.
func (l *remoteLog) reason(err error) string {
	var e *ask.Error
	if !errors.As(err, &e) {
		return mesoswatch.Mask(err.Error())
	}
	text := e.Reason()
	switch {
	case e.Kind == ask.Unauthorized && e.Withheld == "":
		text += "; reading the log needs a credential that this realm accepts (--credential)"
	case e.Kind == ask.Forbidden && !strings.Contains(e.Said, "is disabled"):
		text += "; the principal needs the right to read the log (ACL access_mesos_logs)"
	case e.Kind == ask.NotFound:
		text += "; it serves no log: it runs without --log_dir and without --external_log_file, then follow its stderr on the host; or this is no " + l.process.service()
	case e.Kind == ask.BadStatus && strings.Contains(e.Said, "Failed to open"):
		text += "; the file was renamed or removed while it is written: it is served again after a restart of the process, until then follow it on the host"
	}
	return text
}

// close gives out what is held when reading ends.
func (l *remoteLog) close() {
	if err := l.leave(); err != nil && l.run.Log != nil && !errors.Is(err, context.Canceled) {
		l.run.Log.Debug("last lines of a log not handed on", "source", l.name, "err", err)
	}
}
