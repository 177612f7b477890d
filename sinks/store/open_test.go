package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// filled makes a store with something in it and answers its path.
func filled(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "store.db")
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	claim(t, s)
	for n := range 400 {
		handle(t, s, event(n), finding(fmt.Sprintf("10.0.0.%d", n%20), event(n).At()))
	}
	if _, err := s.Act(t.Context(), mesoswatch.Action{Who: "maria", What: mesoswatch.Note, Text: "looks odd"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestModes(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o077))
	base := t.TempDir()
	path := filepath.Join(base, "state", "mesoswatch", "a ?%23&b.db")
	s := open(t, path, Options{})
	claim(t, s)
	wantMode(t, filepath.Dir(path), 0o700)
	wantMode(t, path, 0o600)
	shared := filepath.Join(base, "shared")
	if err := os.Mkdir(shared, 0o770); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(shared, 0o770); err != nil {
		t.Fatal(err)
	}
	s = open(t, filepath.Join(shared, "store.db"), Options{})
	claim(t, s)
	claim(t, open(t, filepath.Join(shared, "clusters", "prod.db"), Options{})) // the program makes a folder in it
	for _, end := range []string{"", "-wal", "-shm"} {
		wantMode(t, filepath.Join(shared, "store.db"+end), 0o660)
		wantMode(t, filepath.Join(shared, "clusters", "prod.db"+end), 0o660)
	}
	if left, err := filepath.Glob(filepath.Join(shared, ".writable*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

func wantMode(t *testing.T, path string, want fs.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != want {
		t.Errorf("%s has mode %v, want %v", path, got, want)
	}
}

// refused wants Open to fail with one of our reasons, in words, and the file to be
// as it was.
func refused(t *testing.T, path string, want error) *OpenError {
	t.Helper()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path, Options{})
	if err == nil {
		_ = s.Close()
		t.Fatalf("%s was opened", path)
	}
	var o *OpenError
	if !errors.As(err, &o) || !errors.Is(err, want) {
		t.Fatalf("%v, want %v", err, want)
	}
	if o.Path != path || o.Reason == "" || o.Hint == "" || !strings.Contains(err.Error(), path) {
		t.Errorf("%+v", o)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was touched (%d bytes, before %d), %v", len(after), len(before), err)
	}
	return o
}

func TestNewer(t *testing.T) {
	path := filled(t, t.TempDir())
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(fmt.Sprintf(`PRAGMA user_version = %d`, len(steps)+3)); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	o := refused(t, path, ErrNewer)
	for _, want := range []string{fmt.Sprintf("schema is %d", len(steps)+3), fmt.Sprintf("up to %d", len(steps))} {
		if !strings.Contains(o.Reason, want) {
			t.Errorf("%q does not say %q", o.Reason, want)
		}
	}
}

func TestNotOurs(t *testing.T) {
	for name, make := range map[string]func(*testing.T, string){
		"text": func(t *testing.T, path string) { write(t, path, []byte("cluster: prod\n")) },
		"another program's": func(t *testing.T, path string) {
			execute(t, path, `CREATE TABLE bookmarks (url TEXT)`)
		},
		"a trigger of somebody's": func(t *testing.T, path string) {
			if err := os.Rename(filled(t, t.TempDir()), path); err != nil {
				t.Fatal(err)
			}
			execute(t, path, `CREATE TRIGGER x AFTER INSERT ON log BEGIN DELETE FROM finding; END`)
		},
		"a table is missing": func(t *testing.T, path string) {
			if err := os.Rename(filled(t, t.TempDir()), path); err != nil {
				t.Fatal(err)
			}
			execute(t, path, `DROP TABLE latest`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.db")
			make(t, path)
			o := refused(t, path, ErrDamaged)
			if !strings.Contains(o.Hint, "mv ") {
				t.Errorf("hint %q", o.Hint)
			}
		})
	}
}

func execute(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDamaged(t *testing.T) {
	good, err := os.ReadFile(filled(t, t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	dice := rand.New(rand.NewPCG(3, 4))
	noise := make([]byte, len(good))
	for i := range noise {
		noise[i] = byte(dice.Uint32())
	}
	flipped := bytes.Clone(good)
	for at := 4096; at < len(flipped); at += 4096 {
		copy(flipped[at:], noise[:64]) // the head of each page but the first
	}
	headless := bytes.Clone(good)
	copy(headless[100:], noise[:4096-100])
	for name, bad := range map[string][]byte{
		"truncated":             good[:len(good)/2/4096*4096],
		"truncated in a page":   good[:len(good)-1000],
		"noise":                 noise,
		"noise behind a head":   append(bytes.Clone(good[:100]), noise[100:]...),
		"a page's head flipped": flipped,
		"first page lost":       headless,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "store.db")
			write(t, path, bad)
			refused(t, path, ErrDamaged)
		})
	}
}

// FuzzOpen opens files with some bytes replaced: each opens or is refused with a
// reason, and what opens can be read and written without a panic.
func FuzzOpen(f *testing.F) {
	dir := f.TempDir()
	s, err := Open(context.Background(), filepath.Join(dir, "seed.db"), Options{})
	if err != nil {
		f.Fatal(err)
	}
	if _, _, err := s.Claim(context.Background()); err != nil {
		f.Fatal(err)
	}
	for n := range 30 {
		_ = s.Handle(event(n))
		_ = s.Handle(finding("10.0.0.1", event(n).At()))
	}
	if err := s.Close(); err != nil {
		f.Fatal(err)
	}
	good, err := os.ReadFile(filepath.Join(dir, "seed.db"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint32(40), []byte{1, 2, 3, 4})
	f.Add(uint32(60), []byte{0xf3}) // a version below nothing
	f.Add(uint32(100), []byte{0})
	f.Add(uint32(4096), []byte{13, 0, 0})
	f.Add(uint32(4096*5+8), bytes.Repeat([]byte{255}, 90))
	f.Fuzz(func(t *testing.T, at uint32, bytesThere []byte) {
		bad := bytes.Clone(good)
		copy(bad[int(at)%len(bad):], bytesThere)
		path := filepath.Join(t.TempDir(), "store.db")
		write(t, path, bad)
		s, err := Open(t.Context(), path, Options{})
		if err != nil {
			var o *OpenError
			if !errors.As(err, &o) || o.Reason == "" {
				t.Fatalf("%v", err)
			}
			return
		}
		for r, err := range s.Restore(t.Context()) {
			if err == nil && r.Validate() != nil {
				t.Errorf("handed out %+v", r)
			}
		}
		_, _ = s.Findings(t.Context())
		_, _, _ = s.Claim(t.Context())
		_ = s.Handle(event(1000))
		_ = s.Close()
	})
}

func TestMigrate(t *testing.T) {
	path := filled(t, t.TempDir())
	s := open(t, path, Options{})
	next := append(steps[:len(steps):len(steps)], step{`ALTER TABLE finding ADD COLUMN owner TEXT NOT NULL DEFAULT ''`, `UPDATE finding SET owner = 'nobody'`})
	broken := append(next[:len(next):len(next)], step{`CREATE TABLE more (x)`, `INSERT INTO nowhere VALUES (1)`})
	if err := migrate(t.Context(), s.write, broken); err == nil || !strings.Contains(err.Error(), "from version 2 to 3") {
		t.Fatalf("a broken step: %v", err)
	}
	var version, tables, owned int
	for q, into := range map[string]*int{`PRAGMA user_version`: &version, `SELECT count(*) FROM sqlite_schema WHERE name = 'more'`: &tables,
		`SELECT count(*) FROM finding WHERE owner = 'nobody'`: &owned} {
		if err := s.read.QueryRow(q).Scan(into); err != nil {
			t.Fatal(err)
		}
	}
	if version != len(steps)+1 || tables != 0 || owned != 20 {
		t.Errorf("version %d, %d tables of the broken step, %d findings of the step before", version, tables, owned)
	}
	if err := migrate(t.Context(), s.write, next); err != nil {
		t.Errorf("again: %v", err)
	}
	if all, err := s.Findings(t.Context()); err != nil || len(all) != 20 || all[0].Count != 20 {
		t.Errorf("%d findings, %v", len(all), err)
	}
}

// TestOpenTwice opens one new file from many sides at once.
func TestOpenTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	errs := make(chan error, 4)
	for range cap(errs) {
		go func() {
			s, err := Open(context.Background(), path, Options{})
			if err == nil {
				_, err = s.Act(context.Background(), mesoswatch.Action{Who: "x", What: mesoswatch.Note})
				err = errors.Join(err, s.Close())
			}
			errs <- err
		}()
	}
	for range cap(errs) {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	all, err := open(t, path, Options{}).Actions(t.Context())
	if err != nil || len(all) != cap(errs) {
		t.Errorf("%d actions, %v", len(all), err)
	}
}

func TestNotWritable(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Fatal("this test gives a file to another user: run it as root, or in a user namespace")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for p := dir; p != "/" && p != os.TempDir(); p = filepath.Dir(p) {
		if err := os.Chmod(p, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	path := filled(t, dir)
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, where := range map[string]string{"a file of root's": path, "a folder of root's": filepath.Join(dir, "new.db"), "no folder": filepath.Join(dir, "x", "new.db")} {
		cmd := child(t, "open", where, uidEnv+"=65534")
		var said bytes.Buffer
		cmd.Stderr = &said
		if err := cmd.Run(); err == nil {
			t.Errorf("%s: opened", name)
		}
		for _, want := range []string{"not writable: true", where, "run as the user that owns"} {
			if !strings.Contains(said.String(), want) {
				t.Errorf("%s: %q does not say %q", name, said.String(), want)
			}
		}
	}
}

// openingChild is another user who opens a store.
func openingChild() error {
	ctx, cancel := context.WithTimeout(context.Background(), patienceOfTests)
	defer cancel()
	uid, err := strconv.Atoi(os.Getenv(uidEnv)) // once it runs: the folder of the test binary is closed to others
	if err := errors.Join(err, syscall.Setgid(uid), syscall.Setuid(uid)); err != nil {
		return err
	}
	s, err := Open(ctx, os.Getenv(pathEnv), Options{})
	if err == nil {
		return s.Close()
	}
	var o *OpenError
	if errors.As(err, &o) {
		return fmt.Errorf("not writable: %v, %w, hint: %s", errors.Is(err, ErrNotWritable), err, o.Hint)
	}
	return err
}

func TestName(t *testing.T) {
	seen := make(map[string]string)
	for _, key := range []string{"", "prod-eu1", "Prod-EU1", "prod_eu1", "prod.eu1", ".", "..", "-rf", "a/b", "a-b", "a b", "zk://10.0.0.1:2181,10.0.0.2:2181/mesos",
		"ä", "\x00", "x~0011223344556677", strings.Repeat("a", 60), strings.Repeat("a", 61), strings.Repeat("a", 300), "lost+found", "../../etc/passwd", "a\n"} {
		n := Name(key)
		if other, twice := seen[strings.ToLower(n)]; twice {
			t.Errorf("%q and %q are both %q", key, other, n)
		}
		seen[strings.ToLower(n)] = key
		if n != filepath.Base(n) || len(n) > 100 || strings.HasPrefix(n, ".") || strings.HasPrefix(n, "-") || strings.ContainsFunc(n, func(r rune) bool {
			return r > 0x7e || r <= 0x20
		}) {
			t.Errorf("%q: %q", key, n)
		}
	}
	if got := Name("prod-eu1"); got != "prod-eu1.db" {
		t.Errorf("%q", got)
	}
}
