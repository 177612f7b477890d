package ui

// following is what a list says that keeps to the newest row: in a replay nothing
// more comes, and where one is says more.
func (s scene) following() string {
	switch {
	case s.live, s.now.IsZero():
		return "following"
	case s.end:
		return "at the end"
	}
	return "at " + s.in(s.now).Format("15:04:05")
}
