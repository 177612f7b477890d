package mesosapi

// unreached keeps account of the agents that the master counts as unreachable:
// some of them vanished from its lists before our eyes, the others we never saw.
type unreached struct {
	told      bool
	total     int64 // by its last word
	strangers int64 // of them, never seen by us
}

// ours is how many of the missing agents that are known can be among the total
// that the master tells now; arrived agents were not known before, so they may be
// strangers that came back.
func (u *unreached) ours(total *int64, arrived, missing int64) int64 {
	if total == nil || *total < 0 {
		return 0
	}
	if !u.told {
		u.strangers = *total
	}
	if back := u.total - *total; u.told && back > 0 {
		u.strangers -= min(back, arrived, u.strangers)
	}
	u.strangers = min(u.strangers, *total)
	ours := min(missing, *total-u.strangers)
	u.told, u.total, u.strangers = true, *total, *total-ours
	return ours
}
