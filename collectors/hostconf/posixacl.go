package hostconf

import (
	"encoding/binary"
	"fmt"
	"path"

	"golang.org/x/sys/unix"
)

// grant lets one user or group in beside owner, group and others. In the mode of a
// file with a POSIX ACL the group's bits are only the most that any grant can give.
type grant struct {
	user  bool
	group bool // the owning group, or a group by number
	id    uint32
	bits  uint16 // rwx as 4 2 1, limited by the mask
}

// Entries of an ACL, linux/posix_acl_xattr.h.
const (
	aclVersion  = 2
	aclUser     = 0x02
	aclGroupObj = 0x04
	aclGroup    = 0x08
	aclMask     = 0x10
)

// grants reads the POSIX ACL of something that walk has found; nil where there is
// none, or where nothing can tell.
func (t *tree) grants(s step) []grant {
	if s.link() {
		return nil
	}
	// A descriptor that can do nothing but name the file needs no right to read it.
	f, err := t.root.OpenFile(path.Join(".", s.path), unix.O_PATH|unix.O_NOFOLLOW, 0)
	if err != nil {
		return nil
	}
	defer f.Close()
	buf := make([]byte, 4096)
	n, err := unix.Getxattr(fmt.Sprintf("/proc/self/fd/%d", f.Fd()), "system.posix_acl_access", buf)
	if err != nil {
		return nil
	}
	_, gid := ids(s.info)
	return parseACL(buf[:n], gid)
}

// parseACL reads the extended attribute: a version, then entries of tag, bits and
// number, little-endian.
func parseACL(b []byte, owner uint32) []grant {
	if len(b) < 4 || binary.LittleEndian.Uint32(b) != aclVersion {
		return nil
	}
	mask := uint16(7)
	var all []grant
	for b = b[4:]; len(b) >= 8; b = b[8:] {
		tag, bits, id := binary.LittleEndian.Uint16(b), binary.LittleEndian.Uint16(b[2:]), binary.LittleEndian.Uint32(b[4:])
		switch tag {
		case aclUser:
			all = append(all, grant{user: true, id: id, bits: bits})
		case aclGroupObj:
			all = append(all, grant{group: true, id: owner, bits: bits})
		case aclGroup:
			all = append(all, grant{group: true, id: id, bits: bits})
		case aclMask:
			mask = bits
		}
	}
	for i := range all {
		all[i].bits &= mask
	}
	return all
}
