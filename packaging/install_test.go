package packaging

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// control looks at what dpkg knows of the package.
func (r release) control(t *testing.T) {
	deb := filepath.Join(r.dir, r.deb)
	for field, want := range map[string]string{
		"Package": "mesoswatch", "Version": "1.2.3~rc1", "Architecture": runtime.GOARCH, "Section": "admin", "Priority": "optional",
	} {
		if got := strings.TrimSpace(run(t, ".", "dpkg-deb -f "+deb+" "+field)); got != want {
			t.Errorf("%s: %q, want %q", field, got, want)
		}
	}
	if r.deb != "mesoswatch_1.2.3~rc1_"+runtime.GOARCH+".deb" {
		t.Errorf("the package is called %s", r.deb)
	}
	listed := run(t, ".", "dpkg-deb -c "+deb)
	for line := range strings.Lines(listed) {
		if mode, rest, _ := strings.Cut(line, " "); !strings.HasPrefix(rest, "root/root ") || strings.ContainsAny(mode, "sSt") || mode[8] == 'w' {
			t.Errorf("owner or mode: %s", line)
		}
	}
}

// lintian: no errors; a warning is one that nobody has looked at.
func (r release) lintian(t *testing.T) {
	out := run(t, ".", "lintian --allow-root --fail-on=none --no-tag-display-limit "+filepath.Join(r.dir, r.deb))
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, "E:") || strings.HasPrefix(line, "W:") {
			t.Error(line)
		}
	}
}

// root is a system with nothing in it but dpkg's own book.
type root struct{ dir string }

func newRoot(t *testing.T) root {
	t.Helper()
	r := root{t.TempDir()}
	run(t, r.dir, "mkdir -p var/lib/dpkg/info var/lib/dpkg/updates var/lib/mesoswatch/clusters var/log etc tmp; touch var/lib/dpkg/status; echo found > var/lib/mesoswatch/clusters/prod.db")
	return r
}

// dpkg works below the root. The scripts of the package run from outside, as dpkg
// lets those do that heed DPKG_ROOT.
func (r root) dpkg(t *testing.T, args string) string {
	t.Helper()
	return run(t, r.dir, r.privileged("dpkg --root="+r.dir+" --log="+r.dir+"/var/log/dpkg.log --force-script-chrootless --force-confold "+args))
}

// inside runs a program of the root with nothing else in sight.
func (r root) inside(t *testing.T, command string) string {
	t.Helper()
	return run(t, r.dir, r.privileged("env -i HOME=/tmp PATH=/usr/bin $(command -v chroot) "+r.dir+" "+command))
}

// privileged: dpkg and chroot want to be root; whoever is not is so in a namespace.
func (r root) privileged(command string) string {
	command = "PATH=$PATH:/usr/sbin:/sbin; " + command
	if os.Geteuid() == 0 {
		return command
	}
	return "unshare --map-root-user sh -euc '" + command + "'"
}

// files are those below the root that came from the package, or that it would
// leave behind: all but dpkg's book and the accounts.
func (r root) files(t *testing.T) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(r.dir, func(path string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(r.dir, path)
		switch {
		case err != nil:
			return err
		case rel == "var/lib/dpkg" || rel == "var/log":
			return fs.SkipDir
		case !d.IsDir() && !slices.Contains([]string{"passwd", "passwd-", "group", "group-", "shadow", "shadow-", "gshadow", "gshadow-", ".pwd.lock"}, d.Name()):
			all = append(all, rel)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// install follows the package from its installation to the purge.
func (r release) install(t *testing.T) {
	to := newRoot(t)
	before := to.files(t)
	to.dpkg(t, "--install "+filepath.Join(r.dir, r.deb))
	if out := to.dpkg(t, "--verify mesoswatch"); out != "" {
		t.Errorf("what is installed differs from its sums:\n%s", out)
	}
	to.accounts(t)
	to.works(t)
	to.pages(t)

	own := "# ours\n"
	config := filepath.Join(to.dir, "etc/mesoswatch/config.yaml")
	if err := os.WriteFile(config, []byte(own), 0o644); err != nil {
		t.Fatal(err)
	}
	to.dpkg(t, "--install "+filepath.Join(r.dir, r.deb))
	if got := string(read(t, config)); got != own {
		t.Errorf("installing again changed the configuration: %q", got)
	}
	to.dpkg(t, "--remove mesoswatch")
	if got, want := to.files(t), append([]string{"etc/mesoswatch/config.yaml"}, before...); !slices.Equal(got, want) {
		t.Errorf("left after removing: %q, want %q", got, want)
	}
	to.dpkg(t, "--purge mesoswatch")
	if got := to.files(t); !slices.Equal(got, before) {
		t.Errorf("left after the purge: %q, want %q", got, before)
	}
	if _, err := os.Stat(filepath.Dir(config)); err == nil {
		t.Error("the folder of the configuration is left")
	}
}

// accounts: the user of the service exists and may read the logs of group adm.
func (r root) accounts(t *testing.T) {
	if got := string(read(t, filepath.Join(r.dir, "etc/passwd"))); !strings.Contains(got, "\nmesoswatch:") && !strings.HasPrefix(got, "mesoswatch:") {
		t.Errorf("passwd has no mesoswatch:\n%s", got)
	}
	var member bool
	for line := range strings.Lines(string(read(t, filepath.Join(r.dir, "etc/group")))) {
		member = member || strings.HasPrefix(line, "adm:") && strings.HasSuffix(strings.TrimSpace(line), ":mesoswatch")
	}
	if !member {
		t.Error("mesoswatch is not in group adm")
	}
}

// works runs the installed program where there is nothing but the package.
func (r root) works(t *testing.T) {
	if got := r.inside(t, "/usr/bin/mesoswatch version"); !strings.HasPrefix(got, "mesoswatch v1.2.3-rc1 go") {
		t.Errorf("version: %q", got)
	}
	if got := r.inside(t, "/usr/bin/mesoswatch watch --help"); !strings.Contains(got, "mesoswatch watch") {
		t.Errorf("watch --help: %q", got)
	}
	config := filepath.Join(r.dir, "etc/mesoswatch/config.yaml")
	shipped := read(t, config)
	if err := os.WriteFile(config, []byte("nonsense: 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := r.inside(t, "/usr/bin/mesoswatch rules list 2>&1 || true"); !strings.Contains(got, `configuration "/etc/mesoswatch/config.yaml"`) {
		t.Errorf("the configuration of the host is not read: %q", got)
	}
	if err := os.WriteFile(config, shipped, 0o644); err != nil {
		t.Fatal(err)
	}
	units, _ := filepath.Glob(filepath.Join(r.dir, "usr/lib/systemd/system/*.service"))
	for _, unit := range units {
		if !strings.Contains(string(read(t, unit)), "\nExecStart=/usr/bin/mesoswatch watch") {
			t.Errorf("%s does not start the program of the package", filepath.Base(unit))
		}
	}
	if len(units) == 0 {
		t.Error("no service")
	}
}

// pages renders every manual page without a warning.
func (r root) pages(t *testing.T) {
	pages, _ := filepath.Glob(filepath.Join(r.dir, "usr/share/man/man1/mesoswatch*.1.gz"))
	if len(pages) < 30 {
		t.Errorf("only %d manual pages", len(pages))
	}
	for _, page := range pages {
		if out := run(t, r.dir, "gzip -dc "+page+" | groff -Kutf8 -man -Tutf8 -ww -z 2>&1"); out != "" {
			t.Errorf("%s: %s", filepath.Base(page), out)
		}
	}
	if got := run(t, r.dir, "MANWIDTH=80 LC_ALL=C.UTF-8 man --warnings -l usr/share/man/man1/mesoswatch.1.gz 2>&1"); !strings.Contains(got, "SYNOPSIS") || strings.Contains(got, "warning:") {
		t.Errorf("man: %s", got)
	}
}
