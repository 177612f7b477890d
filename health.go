package mesoswatch

import "time"

// Health is what a collector says of itself at the end of a round: what it
// asked, whether it got it, how much it saw. It moves time on when nothing
// happens, and tells which kinds of subjects were seen completely, so that what
// is missing from them is gone.
type Health struct {
	At time.Time `json:"at"`
	// Source as in the records of the collector: a path, a URL, host:port.
	Source string `json:"source"`
	// Collector is the name of the collector: mesoslog, mesosapi, zookeeper …
	Collector string `json:"collector,omitempty"`
	// Via is the machine that tells it of its own sources; empty: this one.
	Via string `json:"via,omitempty"`
	// Seconds the round took.
	Seconds float64 `json:"seconds"`
	// Asked lists what was asked for, paths, words, files, and what came of it.
	Asked []Exchange `json:"asked,omitempty"`
	OK    bool       `json:"ok"`
	// Silent is set with OK when the source answers but has nothing new to say
	// although it should.
	Silent bool `json:"silent,omitempty"`
	// Why it is not OK, in words for the user, secrets masked.
	Why string `json:"why,omitempty"`
	// Subjects is how many subjects were seen.
	Subjects int `json:"subjects,omitempty"`
	// Complete lists the kinds of subjects that were seen completely.
	Complete []string `json:"complete,omitempty"`
	// Lacking says for each kind of subject that was asked for and not got, why:
	// "401, realm mesos-master-readonly". What is known of it is from before.
	Lacking map[string]string `json:"lacking,omitempty"`
	// Interval is how long this source rests until its next round, in seconds, and
	// Pace says what made it that long; none where the source tells by itself.
	Interval float64 `json:"interval,omitempty"`
	Pace     string  `json:"pace,omitempty"`
	// Log is set by collectors of logs.
	Log *LogHealth `json:"log,omitempty"`
	// Queue is set by what sends to others.
	Queue *QueueHealth `json:"queue,omitempty"`
}

// QueueHealth counts what goes to one receiver. Sent and Dropped are totals since its
// queue was made, over restarts.
type QueueHealth struct {
	Pending int64 `json:"pending"`
	Sent    int64 `json:"sent"`
	// Dropped is what it will never get: there was no room, or it refused it for good.
	Dropped int64 `json:"dropped,omitempty"`
	// Last is when it last confirmed something.
	Last time.Time `json:"last,omitzero"`
}

// LogHealth counts what a log source gave. All counts are totals since the
// collector started.
type LogHealth struct {
	Lines        int64 `json:"lines"`
	Bytes        int64 `json:"bytes"`
	Recognised   int64 `json:"recognised"`
	Unrecognised int64 `json:"unrecognised"`
	// Behind is how many bytes are written but not yet read.
	Behind int64 `json:"behind,omitempty"`
	// LostBytes is what copytruncate is known to have taken away unread.
	LostBytes int64 `json:"lost_bytes,omitempty"`
	// SetAside counts lines not judged because another source has them too.
	SetAside int64 `json:"set_aside,omitempty"`
	// Resumed is how many bytes behind a restart began.
	Resumed int64 `json:"resumed,omitempty"`
	// Evicted counts entries that bounded tables had to forget.
	Evicted int64 `json:"evicted,omitempty"`
	// Notes are facts for the report: year and zone used, what was set aside.
	Notes []string `json:"notes,omitempty"`
	// LastLine is the time of the newest line.
	LastLine time.Time `json:"last_line,omitzero"`
}

// Exchange is one thing that was asked and what came of it.
type Exchange struct {
	// What was asked for: "GET /flags", "srvr", a path.
	What string `json:"what"`
	// Of whom, where that is not the source itself.
	Of string `json:"of,omitempty"`
	// Outcome is short: an HTTP status, "answered", "timeout", "refused".
	Outcome string  `json:"outcome,omitempty"`
	Seconds float64 `json:"seconds,omitempty"`
	Bytes   int64   `json:"bytes,omitempty"` // of the answer, as they travelled
}

// Asked makes a list of what was asked for where there is no more to say of it.
func Asked(what ...string) []Exchange {
	all := make([]Exchange, 0, len(what))
	for _, w := range what {
		all = append(all, Exchange{What: w})
	}
	return all
}
