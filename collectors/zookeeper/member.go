package zookeeper

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/mesoswatch/mesoswatch"
)

// members are the candidates or replicas of one folder.
type members struct {
	path  string
	names []string
	what  string
}

// members reads data and ACL of each.
func (t *tree) members(ctx context.Context, v *view, m members) error {
	parse := parseCandidate
	if m.what == whatReplica {
		parse = parseReplica
	}
	all, odd := sorted(m.names, parse)
	if odd > 0 {
		v.miss(fmt.Sprintf("%d %ss below %s have names that no master gives; they were not read", odd, m.what, m.path))
	}
	if len(all) > maxCandidates {
		v.miss(fmt.Sprintf("%d %ss, only the first %d were read", len(all), m.what, maxCandidates))
		all = all[:maxCandidates]
	}
	if len(all) == 0 {
		return nil
	}
	began := time.Now()
	var err error
	for _, c := range all {
		if err = t.member(ctx, v, m, c); err != nil {
			break
		}
	}
	v.did(fmt.Sprintf("data and ACL of %d %ss", len(all), m.what), began, err)
	return err
}

// member adds one. One that has gone in between is none.
func (t *tree) member(ctx context.Context, v *view, m members, c candidate) error {
	z := mesoswatch.Znode{Path: below(m.path, c.name), What: m.what}
	data, at, err := t.session.data(ctx, z.Path)
	switch {
	case errors.Is(err, zk.ErrNoNode):
		return nil
	case err != nil:
		if err := t.refusal(v, "data of "+z.Path, err); err != nil {
			return err
		}
	default:
		z.Created, z.Session = created(at), owner(at)
		info, err := decodeMember(m.what, c.label, data)
		if err != nil {
			v.trouble = append(v.trouble, fmt.Sprintf("data of %s: %v", z.Path, err))
		}
		z.ID, z.PID, z.Hostname, z.Address, z.Version = info.id, info.pid, info.hostname, info.address, info.version
	}
	there, err := t.own(ctx, v, &z)
	if err != nil || !there {
		return err
	}
	if m.what == whatCandidate && !v.leads {
		z.Leader, v.leads = true, true // they come in the order of their numbers
	}
	v.nodes = append(v.nodes, z)
	return nil
}

func decodeMember(what string, l label, data []byte) (masterInfo, error) {
	if what == whatReplica {
		return decodePID(data)
	}
	return decodeInfo(l, data)
}

// own adds the ACL, and what its answer tells beside; false when the znode has
// gone.
func (t *tree) own(ctx context.Context, v *view, z *mesoswatch.Znode) (there bool, err error) {
	acl, at, err := t.session.acl(ctx, z.Path)
	switch {
	case errors.Is(err, zk.ErrNoNode):
		return false, nil
	case err != nil:
		return true, t.refusal(v, "ACL of "+z.Path, err)
	}
	z.ACL = showACL(acl)
	z.Created, z.Session = created(at), owner(at)
	for _, a := range acl {
		v.sasl = v.sasl || a.Scheme == "sasl"
	}
	return true, nil
}

// created is when the znode came to be by the servers' clock; zero where they say
// what no calendar has.
func created(at *zk.Stat) time.Time {
	const latest = 253402300799000 // the end of the year 9999, in ms
	if at == nil || at.Ctime <= 0 || at.Ctime > latest {
		return time.Time{}
	}
	return time.UnixMilli(at.Ctime).UTC()
}

// owner is the session that an ephemeral znode lives as long as. Containers and
// znodes with a time to live have marks in its place (server/EphemeralType.java).
func owner(at *zk.Stat) string {
	if at == nil || at.EphemeralOwner == 0 || uint64(at.EphemeralOwner) == 1<<63 || uint64(at.EphemeralOwner)>>56 == 0xff {
		return ""
	}
	return fmt.Sprintf("0x%x", uint64(at.EphemeralOwner))
}
