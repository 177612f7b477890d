package mesoswatch

// Blindspot is something that no log, endpoint or counter of Mesos tells, whatever
// is configured: it cannot be watched, only closed or watched elsewhere.
type Blindspot struct {
	What    string `json:"what"`
	Why     string `json:"why"`     // source of the fact
	Instead string `json:"instead"` // where else it can be seen, or what closes it
}
