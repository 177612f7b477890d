package hostconf

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// owned is a folder whose things belong to users and groups of choice, and to root
// where nothing is said: giving files away takes rights that not everybody has.
type owned struct {
	folder
	to map[string][2]int
}

type ownedInfo struct {
	os.FileInfo
	uid, gid uint32
}

func (i ownedInfo) Sys() any { return &syscall.Stat_t{Uid: i.uid, Gid: i.gid} }

func (o owned) Lstat(name string) (os.FileInfo, error) {
	info, err := o.folder.Lstat(name)
	if err != nil {
		return nil, err
	}
	id := o.to[name]
	return ownedInfo{info, uint32(id[0]), uint32(id[1])}, nil
}

const (
	mesosUser = 997
	admGroup  = 4
)

var populace = map[string]string{
	"etc/passwd": "root:x:0:0::/:/\nmesos:x:997:997::/:/\nbob:x:2001:2001::/:/\n", "etc/group": "root:x:0:\nadm:x:4:\nmesos:x:997:\nbob:x:2001:\n",
}

func TestExposure(t *testing.T) {
	for _, tc := range []struct {
		name  string
		files map[string]string
		owner map[string][2]int
		path  string
		want  string
	}{
		{"closed", map[string]string{"etc/mesos/c 0600": ""}, nil, "/etc/mesos/c", ""},
		{"read by others", map[string]string{"etc/mesos/c 0604": ""}, nil, "/etc/mesos/c", "read by others"},
		{"read by root's own group", map[string]string{"etc/mesos/c 0640": ""}, nil, "/etc/mesos/c", ""},
		{"read by a group", map[string]string{"etc/mesos/c 0640": ""}, map[string][2]int{"etc/mesos/c": {0, admGroup}}, "/etc/mesos/c", "read by group adm"},
		{"written by a group", map[string]string{"etc/mesos/c 0660": ""}, map[string][2]int{"etc/mesos/c": {mesosUser, admGroup}}, "/etc/mesos/c", "read by group adm|written by group adm"},
		{"a closed folder above", map[string]string{"etc/mesos/c 0644": "", "etc/mesos/ 0700": ""}, nil, "/etc/mesos/c", ""},
		{"a folder for a group", map[string]string{"etc/mesos/c 0644": "", "etc/mesos/ 0750": ""}, map[string][2]int{"etc/mesos": {0, admGroup}}, "/etc/mesos/c", "read by group adm"},
		{"written by others", map[string]string{"etc/mesos/c 0602": ""}, nil, "/etc/mesos/c", "written by others"},
		{"an open folder", map[string]string{"etc/mesos/c 0600": "", "etc/mesos/ 0777": ""}, nil, "/etc/mesos/c", "replaced by others through /etc/mesos"},
		{"an open folder, sticky", map[string]string{"etc/mesos/c 0600": "", "etc/mesos/ 1777": ""}, nil, "/etc/mesos/c", ""},
		{"a group's folder", map[string]string{"etc/mesos/c 0600": "", "etc/mesos/ 0775": ""}, map[string][2]int{"etc/mesos": {0, admGroup}}, "/etc/mesos/c", "replaced by group adm through /etc/mesos"},
		{"a folder far above", map[string]string{"srv/a/b/c 0600": "", "srv/ 0777": ""}, nil, "/srv/a/b/c", "replaced by others through /srv"},
		{"a user's folder", map[string]string{"home/bob/c 0600": ""}, map[string][2]int{"home/bob": {2001, 2001}}, "/home/bob/c", "replaced by user bob through /home/bob"},
		{"the owner's own folder", map[string]string{"home/bob/c 0600": ""}, map[string][2]int{"home/bob": {2001, 2001}, "home/bob/c": {2001, 2001}}, "/home/bob/c", ""},
		{"a link's folder", map[string]string{"srv/c 0600": "", "etc/mesos/c -> /srv/c": "", "etc/mesos/ 0777": ""}, nil, "/etc/mesos/c", "replaced by others through /etc/mesos"},
		{"a link's target", map[string]string{"srv/c 0600": "", "etc/mesos/c -> /srv/c": "", "srv/ 0777": ""}, nil, "/etc/mesos/c", "replaced by others through /srv"},
		{"a folder that is a link", map[string]string{"data/c 0644": "", "etc/mesos -> ../data": ""}, nil, "/etc/mesos/c", "read by others"},
		{"a link in a closed folder", map[string]string{"srv/c 0644": "", "etc/mesos/c -> /srv/c": "", "etc/mesos/ 0700": ""}, nil, "/etc/mesos/c", "read by others"},
		{"somebody's link", map[string]string{"srv/c 0600": "", "tmp/c -> /srv/c": "", "tmp/ 1777": ""}, map[string][2]int{"tmp/c": {2001, 2001}}, "/tmp/c", "redirected by user bob through the link /tmp/c"},
		{"missing in an open folder", map[string]string{"tmp/ 1777": ""}, nil, "/tmp/c", "created by others in /tmp"},
		{"missing in a closed folder", map[string]string{"etc/mesos/ 0755": ""}, nil, "/etc/mesos/c", ""},
		{"missing in a user's folder", map[string]string{"home/bob/ 0755": ""}, map[string][2]int{"home/bob": {2001, 2001}}, "/home/bob/c", "created by user bob in /home/bob"},
		{"an odd name", map[string]string{"srv/100%s/c 0600": "", "srv/100%s/ 0777": ""}, nil, "/srv/100%s/c", "replaced by others through /srv/100%s"},
		{"a user without a name", map[string]string{"srv/c 0600": ""}, map[string][2]int{"srv": {4242, 0}}, "/srv/c", "replaced by user 4242 through /srv"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for name, text := range populace {
				tc.files[name] = text
			}
			tr, err := openTree(plant(t, tc.files))
			must(t, err)
			defer tr.close()
			tr.root = owned{tr.root, tc.owner}
			if got := strings.Join(tr.exposed(tr.walk(tc.path)), "|"); got != tc.want {
				t.Errorf("%q, want %q", got, tc.want)
			}
		})
	}
}

// posixACL is an ACL as the extended attribute holds it.
func posixACL(entries ...[3]uint32) []byte {
	b := binary.LittleEndian.AppendUint32(nil, aclVersion)
	for _, e := range entries {
		b = binary.LittleEndian.AppendUint16(b, uint16(e[0]))
		b = binary.LittleEndian.AppendUint16(b, uint16(e[1]))
		b = binary.LittleEndian.AppendUint32(b, e[2])
	}
	return b
}

func TestACLs(t *testing.T) {
	none := uint32(0xffffffff)
	acl := posixACL([3]uint32{1, 6, none}, [3]uint32{2, 6, 2001}, [3]uint32{4, 0, none}, [3]uint32{8, 4, admGroup}, [3]uint32{0x10, 4, none}, [3]uint32{0x20, 0, none})
	want := []grant{{user: true, id: 2001, bits: 4}, {group: true, id: 7, bits: 0}, {group: true, id: admGroup, bits: 4}}
	if got := parseACL(acl, 7); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	for _, b := range [][]byte{nil, {1}, {3, 0, 0, 0}, acl[:9], append(slices.Clone(acl), 1, 2)} {
		parseACL(b, 0) // nothing to tell, and no harm
	}
	root := plant(t, map[string]string{"etc/mesos/c 0640": "", "etc/passwd": populace["etc/passwd"], "etc/group": populace["etc/group"]})
	setACL(t, filepath.Join(root, "etc/mesos/c"), acl)
	tr, err := openTree(root)
	must(t, err)
	defer tr.close()
	if got := strings.Join(tr.exposed(tr.walk("/etc/mesos/c")), "|"); got != "read by group adm|read by user bob" {
		t.Errorf("%q", got)
	}
}

func TestLinks(t *testing.T) {
	root := plant(t, map[string]string{
		"etc/a": "inside", "etc/up -> ../../../../../../../../etc/a": "", "etc/abs -> /etc/a": "", "etc/dir -> /srv": "", "srv/x": "x", "etc/loop -> loop2": "", "etc/loop2 -> loop": "",
		"etc/far -> dir/../etc/a": "", "etc/none -> /nowhere/x": "", "etc/file -> a/b": "",
	})
	must(t, os.WriteFile(filepath.Join(filepath.Dir(root), "secret"), []byte("outside"), 0o644))
	must(t, os.Symlink("../../secret", filepath.Join(root, "etc/out")))
	tr, err := openTree(root)
	must(t, err)
	defer tr.close()
	for name, want := range map[string]string{
		"/etc/a": "inside", "/etc/up": "inside", "/etc/abs": "inside", "/etc/dir/x": "x", "/etc/far": "inside", "/etc/../etc/a": "inside", "/etc/dir/../etc/a": "inside",
		"/etc/loop": "!too many symbolic links on the way", "/etc/out": "!missing", "/etc/none": "!missing", "/etc/file": "!missing", "/etc": "!" + errFolder.Error(), "/": "!" + errFolder.Error(), "/nothing": "!missing",
	} {
		text, f := tr.read(name)
		got := string(text)
		if f.err != nil {
			got = "!" + reason(f.err)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestModeText(t *testing.T) {
	for mode, want := range map[os.FileMode]string{
		0o640: "-rw-r-----", os.ModeDir | os.ModeSticky | 0o777: "drwxrwxrwt", os.ModeDir | os.ModeSticky | 0o776: "drwxrwxrwT", os.ModeSetuid | 0o755: "-rwsr-xr-x", os.ModeSetgid | 0o700: "-rwx--S---", os.ModeSymlink | 0o777: "lrwxrwxrwx",
	} {
		if got := modeText(mode); got != want {
			t.Errorf("%v: %s, want %s", mode, got, want)
		}
	}
}
