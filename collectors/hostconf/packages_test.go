package hostconf

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestDpkg(t *testing.T) {
	text := "Package: mesos\nStatus: install ok installed\nDescription: x\n Version: not this\n .\nVersion: 1.9.0-2.0.1.debian9\n\n" +
		"Package: marathon\nStatus: deinstall ok config-files\nVersion: 1.4\n\npackage: openssl\nstatus: hold ok installed\nversion: 1.1.1n\n\n\nPackage: vim\nStatus: install ok installed\nVersion: 9\n\n" +
		"Package: zookeeperd\nVersion: 3.4.13-6\n\nPackage: nothing\n\nPackage: chronos\nStatus: install ok half-configured\nVersion: 2.5"
	got, err := parseStatus(strings.NewReader(text), maxStatus, weighty.MatchString)
	must(t, err)
	var all []string
	for _, p := range got {
		all = append(all, p.name+" "+p.version)
	}
	if strings.Join(all, "|") != "mesos 1.9.0-2.0.1.debian9|openssl 1.1.1n|zookeeperd 3.4.13-6|chronos 2.5" {
		t.Errorf("%q", all)
	}
}

// endless is a file without end.
type endless struct {
	text string
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.text[e.at:])
	e.at = (e.at + n) % len(e.text)
	return n, nil
}

func TestDpkgBounds(t *testing.T) {
	got, err := parseStatus(&endless{text: strings.Repeat("Package: mesos\nVersion: 1\n\n", 1000)}, 1<<20, weighty.MatchString)
	if !errors.Is(err, errTooLarge) || len(got) != maxPackages {
		t.Errorf("%d, %v", len(got), err)
	}
	long, err := limitedLine(bufio.NewReader(io.MultiReader(strings.NewReader(strings.Repeat("x", 3*maxStatusLine)), strings.NewReader("\nnext\n"))))
	if err != nil || len(long) > 2*maxStatusLine {
		t.Errorf("%d, %v", len(long), err)
	}
}

func TestPackages(t *testing.T) {
	for _, tc := range []struct {
		name, version, from, lacking string
		files                        map[string]string
	}{
		{"dpkg", "1.9.0-2", "/var/lib/dpkg/status", "", map[string]string{"var/lib/dpkg/status": dpkgMesos("1.9.0-2")}},
		{"another builder", "1.11.0-0.6.0", "/var/lib/dpkg/status", "", map[string]string{"var/lib/dpkg/status": "Package: aventer-mesos\nStatus: install ok installed\nVersion: 1.11.0-0.6.0\n"}},
		{"image without dpkg", "1.8.1", "/var/lib/dpkg/status.d/mesos", "", map[string]string{"var/lib/dpkg/status.d/mesos": "Package: mesos\nVersion: 1.8.1\n"}},
		{"rpm", "1.7.2", "/usr/lib/libmesos-1.7.2.so", "/var/lib/rpm/Packages: not a hash of Berkeley DB", map[string]string{"var/lib/rpm/Packages": "\x00", "usr/lib/libmesos-1.7.2.so": "", "usr/lib/libmesos-x.so": ""}},
		{"rpm in sqlite", "", "", "rpmdb.sqlite", map[string]string{"usr/lib/sysimage/rpm/rpmdb.sqlite": "SQLite format 3"}},
		{"nothing", "", "", "no database of dpkg or rpm", map[string]string{"etc/x": ""}},
	} {
		s := see(t, plant(t, tc.files))
		p := s.packages["mesos"]
		if (p == nil) != (tc.version == "") || p != nil && (p.Version != tc.version || p.From != tc.from) {
			t.Errorf("%s: %+v", tc.name, p)
		}
		if why := s.health.Lacking["package"]; (why == "") != (tc.lacking == "") || !strings.Contains(why, tc.lacking) {
			t.Errorf("%s: lacking %q", tc.name, why)
		}
	}
}

func TestBackups(t *testing.T) {
	for name, want := range map[string]string{
		"credentials~": "credentials", "credentials.bak": "credentials", "credentials.old": "credentials", "credentials.save": "credentials", "#credentials#": "credentials", ".credentials.swp": "credentials", "credentials.20240101": "credentials",
		"credentials-2024-01-01": "credentials", "credentials.1": "credentials", "credentials.dpkg-dist": "credentials", "credentials.rpmnew": "credentials", "credentials.bak.1": "credentials", "credentials_backup": "credentials", "acls.json.orig": "acls.json",
		"credentials": "", "acls.json": "", "quorum": "", "zk": "", "~": "", "##": "", "ip6": "", "seccomp_profile_name": "",
	} {
		if got := backupOf(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	s := see(t, plant(t, map[string]string{
		"etc/mesos-master/credentials": "/etc/mesos/credentials", "etc/mesos/credentials 0600": "ops " + good, "etc/mesos/credentials.bak 0644": "ops geheim", "etc/mesos/zk": "zk://u:geheim@h/m", "etc/mesos/zk~ 0640": "zk://u:geheim@h/m",
		"etc/mesos/other.bak": "x", "etc/mesos/acls.json 0644": "{}", "etc/mesos/acls.json.old 0644": "{}", "etc/mesos-master/acls": "/etc/mesos/acls.json",
	}))
	for file, mode := range map[string]string{"/etc/mesos/credentials.bak": "-rw-r--r--", "/etc/mesos/zk~": "-rw-r-----", "/etc/mesos/acls.json.old": "-rw-r--r--"} {
		if f := s.files[file]; f == nil || f.What != "backup" || f.Mode != mode || f.Size != 0 {
			t.Errorf("%s: %+v", file, f)
		}
	}
	if s.files["/etc/mesos/other.bak"] != nil {
		t.Error("a copy of nothing is told")
	}
	if f := s.files["/etc/mesos/zk"]; f == nil || f.What != "zk-url" || strings.Join(f.Principals, "") != "u" || f.Size != 0 {
		t.Errorf("%+v", f)
	}
	if f := s.files["/etc/mesos/acls.json"]; f == nil || f.What != "acls" || f.ACL != "{}" || f.Size != 2 {
		t.Errorf("%+v", f)
	}
	silent(t, s.records)
}
