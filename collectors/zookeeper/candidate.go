package zookeeper

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// label is what the name of a candidate's znode begins with; it tells the form of
// what is in it.
type label string

// The labels (src/master/constants.hpp, src/master/contender/zookeeper.cpp).
const (
	labelJSON  label = "json.info" // 0.24 and later: MasterInfo as JSON
	labelProto label = "info"      // 0.17 to 0.23: MasterInfo as protobuf
	labelText  label = ""          // up to 0.16: master@ip:port
)

// candidate is a znode that takes part in the election.
type candidate struct {
	name string
	label
	sequence int32
}

// parseCandidate splits a name as Mesos does (src/zookeeper/group.cpp): what
// stands behind the last underscore has to be a number, what stands before the
// first is the label, whatever it is. So "x_0" takes part too, and leads; it is
// no master's.
func parseCandidate(name string) (candidate, bool) {
	parts := strings.FieldsFunc(name, func(r rune) bool { return r == '_' })
	if len(parts) == 0 {
		return candidate{}, false
	}
	c := candidate{name: name}
	if len(parts) > 1 {
		c.label = label(parts[0])
	}
	last := parts[len(parts)-1]
	base := 10
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		last, base = hex, 16
	}
	n, err := strconv.ParseInt(last, base, 32)
	c.sequence = int32(n)
	return c, err == nil
}

// parseReplica is parseCandidate for the znodes of log replicas, which have no
// label (src/log/network.hpp).
func parseReplica(name string) (candidate, bool) {
	c, ok := parseCandidate(name)
	return c, ok && c.label == ""
}

// maxName bounds the name of a znode that is read, in bytes; those of Mesos take
// 20.
const maxName = 256

// sorted are those of the names that take part, lowest first, and how many have
// names that nobody means well with: too long, or no names at all.
func sorted(names []string, parse func(string) (candidate, bool)) (all []candidate, odd int) {
	for _, name := range names {
		c, ok := parse(name)
		switch {
		case !ok:
		case len(name) > maxName, strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == '/' || r == 0x7f || r == '\uFFFD' }):
			odd++
		default:
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.sequence, b.sequence), strings.Compare(a.name, b.name))
	})
	return all, odd
}
