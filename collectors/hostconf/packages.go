package hostconf

import (
	"cmp"
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// weighty are the packages that are told of: the daemons, and what their security
// hangs on.
var weighty = regexp.MustCompile(`^(?:(?:[a-z0-9]+-)?mesos(?:-.*)?|mesosphere.*|marathon|chronos|metronome|(?:lib)?zookeeper.*|exhibitor|spark.*|docker(?:-(?:ce|ee|engine|ce-cli))?|docker\.io|containerd(?:\.io)?|runc|openssl|libssl[0-9.a-z]*|libsasl2-2|libsasl2-modules|libcurl[0-9a-z]*|openjdk-[0-9]+-jre.*|java-.*-openjdk.*|systemd|aurora.*|rsyslog|syslog-ng.*|auditd)$`)

// rpmHashes are rpm's databases in the form it had while Mesos was built: hashes of
// Berkeley DB. rpmDatabases are those of newer systems, whose forms are not read.
var (
	rpmHashes    = []string{"/var/lib/rpm/Packages", "/usr/lib/sysimage/rpm/Packages"}
	rpmDatabases = []string{
		"/var/lib/rpm/rpmdb.sqlite", "/var/lib/rpm/Packages.db",
		"/usr/lib/sysimage/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/Packages.db",
	}
)

// libraries of Mesos have the version in their name, however they were installed.
var libraries = []string{"/usr/lib/libmesos-*.so", "/usr/lib64/libmesos-*.so", "/usr/local/lib/libmesos-*.so", "/usr/local/lib64/libmesos-*.so", "/usr/lib/x86_64-linux-gnu/libmesos-*.so", "/opt/mesosphere/lib/libmesos-*.so"}

// seePackages finds the installed packages of weight, and the version of Mesos.
func (l *look) seePackages() {
	seen := l.seeDpkg("/var/lib/dpkg/status")
	for _, p := range l.matches(mesoswatch.SubjectPackage, "/var/lib/dpkg/status.d/*") {
		seen = l.seeDpkg(p) || seen
	}
	for _, p := range rpmHashes {
		seen = l.seeRPM(p) || seen
	}
	for _, p := range rpmDatabases {
		if f := l.walk(p); !f.missing() {
			l.lack(mesoswatch.SubjectPackage, fmt.Sprintf("rpm's database %s is there and its form is not read: rpm -qa tells", p))
			l.ask(p, "not read")
			seen = true
		}
	}
	l.seeDCOSVersion()
	l.seeLibrary()
	if !seen {
		l.lack(mesoswatch.SubjectPackage, "there is no database of dpkg or rpm below the root folder")
	}
	if p := l.packages.by["mesos"]; p != nil {
		l.release, _ = mesoswatch.ParseRelease(p.Version)
	}
}

// seeDpkg reads one status file; false where it is missing.
func (l *look) seeDpkg(file string) bool {
	f := l.walk(file)
	if f.missing() {
		return false
	}
	text, err := l.open(f)
	if f.err != nil || err != nil {
		if f.err != nil {
			err = f.err
		}
		l.denied(file, err, mesoswatch.SubjectPackage)
		return true
	}
	defer text.Close()
	found, err := parseStatus(text, maxStatus, weighty.MatchString)
	l.denied(file, err, mesoswatch.SubjectPackage)
	l.ask(printable(file), fmt.Sprintf("%d packages of weight", len(found)))
	for _, p := range found {
		l.installed(p.name, p.version, file)
		if strings.HasSuffix(p.name, "-mesos") { // other builders' names for the same daemons
			l.installed("mesos", p.version, file)
		}
	}
	return true
}

// seeRPM reads one database of rpm; false where it is missing.
func (l *look) seeRPM(file string) bool {
	f := l.walk(file)
	if f.missing() {
		return false
	}
	db, err := l.open(f)
	if f.err != nil || err != nil {
		l.denied(file, cmp.Or(f.err, err), mesoswatch.SubjectPackage)
		return true
	}
	defer db.Close()
	st, err := db.Stat()
	if err != nil {
		l.denied(file, err, mesoswatch.SubjectPackage)
		return true
	}
	found, err := parseRPM(db, st.Size(), weighty.MatchString)
	l.denied(file, err, mesoswatch.SubjectPackage)
	l.ask(file, fmt.Sprintf("%d packages of weight", len(found)))
	for _, p := range found {
		l.installed(p.name, p.version, file)
		if strings.HasSuffix(p.name, "-mesos") {
			l.installed("mesos", p.version, file)
		}
	}
	return true
}

func (l *look) installed(name, version, from string) {
	l.packages.put(name, mesoswatch.Package{Host: l.host, Name: printable(name), Version: printable(version), From: printable(from)})
}

// seeDCOSVersion reads the version of DC/OS.
func (l *look) seeDCOSVersion() {
	const file = "/opt/mesosphere/etc/dcos-version.json"
	text, f := l.read(file)
	if f.err != nil {
		l.denied(file, f.err, mesoswatch.SubjectPackage)
		return
	}
	var told struct {
		Version string `json:"version"`
		Variant string `json:"dcos-variant"`
	}
	if json.Unmarshal(text, &told) == nil && told.Version != "" {
		l.installed("dcos", strings.TrimSpace(told.Version+" "+told.Variant), file)
	}
}

// seeLibrary takes the version of Mesos from its library where no package tells.
func (l *look) seeLibrary() {
	for _, p := range l.matches(mesoswatch.SubjectPackage, libraries...) {
		version := strings.TrimSuffix(strings.TrimPrefix(path.Base(p), "libmesos-"), ".so")
		if _, ok := mesoswatch.ParseRelease(version); ok {
			l.installed("mesos", version, p)
		}
	}
}
