package masterlog

import "strconv"

// IDs gives out the ids of one master process: they carry the master's own, and
// count from nought.
type IDs struct {
	Master string

	frameworks, agents, offers int
}

// Framework is "<master id>-0000" and on.
func (i *IDs) Framework() string {
	digits := strconv.Itoa(i.frameworks)
	i.frameworks++
	return i.Master + "-" + "0000"[min(4, len(digits)):] + digits
}

// Agent is "<master id>-S0" and on.
func (i *IDs) Agent() string {
	i.agents++
	return i.Master + "-S" + strconv.Itoa(i.agents-1)
}

// Offer is "<master id>-O0" and on.
func (i *IDs) Offer() string {
	i.offers++
	return i.Master + "-O" + strconv.Itoa(i.offers-1)
}
