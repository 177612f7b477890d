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
	// Seconds the round took.
	Seconds float64 `json:"seconds"`
	// Asked lists what was asked for: paths, words, files.
	Asked []string `json:"asked,omitempty"`
	OK    bool     `json:"ok"`
	// Silent is set with OK when the source answers but has nothing new to say
	// although it should.
	Silent bool `json:"silent,omitempty"`
	// Why it is not OK, in words for the user, secrets masked.
	Why string `json:"why,omitempty"`
	// Subjects is how many subjects were seen.
	Subjects int `json:"subjects,omitempty"`
	// Complete lists the kinds of subjects that were seen completely.
	Complete []string `json:"complete,omitempty"`
	// Log is set by collectors of logs.
	Log *LogHealth `json:"log,omitempty"`
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
