package mesosapi

// unreached keeps account of the agents that the master counts as unreachable:
// some of them vanished from its lists before our eyes, the others we never saw.
type unreached struct {
	told      bool
	total     int64 // by its last word
	strangers int64 // of them, never seen by us
}

// ours is how many of the missing agents that are known can be among the total
// that the master tells now; still is how many of them were unreachable before.
// What the total lost beyond those of ours that are back, it lost of the
// strangers: they came back, or were forgotten, being the older ones.
func (u *unreached) ours(total *int64, missing, still int64) int64 {
	if total == nil || *total < 0 {
		return 0
	}
	if !u.told {
		u.strangers = *total
	} else {
		back := u.total - u.strangers - still
		u.strangers -= min(max(u.total-back-*total, 0), u.strangers)
	}
	u.strangers = min(u.strangers, *total)
	ours := min(missing, *total-u.strangers)
	u.told, u.total, u.strangers = true, *total, *total-ours
	return ours
}
