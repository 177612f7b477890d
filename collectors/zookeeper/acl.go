package zookeeper

import (
	"fmt"
	"strings"

	"github.com/go-zookeeper/zk"

	"github.com/mesoswatch/mesoswatch"
)

// maxACL bounds how many entries of a znode's ACL are shown.
const maxACL = 32

// showACL writes entries as scheme:id:perms, "world:anyone:cdrwa", perms in the
// order of ZooKeeper's own tools. The hash of a digest is masked: it can be
// guessed against.
func showACL(acl []zk.ACL) []string {
	var all []string
	for i, a := range acl {
		if i == maxACL {
			return append(all, fmt.Sprintf("… and %d more", len(acl)-maxACL))
		}
		id := valid(a.ID)
		if a.Scheme == "digest" || a.Scheme == "super" {
			user, _, _ := strings.Cut(id, ":")
			id = user + ":" + mesoswatch.Masked
		}
		all = append(all, valid(a.Scheme)+":"+mesoswatch.Mask(id)+":"+perms(a.Perms))
	}
	return all
}

func perms(p int32) string {
	var b strings.Builder
	for _, one := range []struct {
		bit  int32
		name byte
	}{{zk.PermCreate, 'c'}, {zk.PermDelete, 'd'}, {zk.PermRead, 'r'}, {zk.PermWrite, 'w'}, {zk.PermAdmin, 'a'}} {
		if p&one.bit != 0 {
			b.WriteByte(one.name)
		}
	}
	return b.String()
}
