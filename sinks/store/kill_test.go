package store

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// The test binary is also the process that is killed: see TestMain.
const (
	childEnv = "MESOSWATCH_STORE_TEST_CHILD"
	pathEnv  = "MESOSWATCH_STORE_TEST_PATH"
	uidEnv   = "MESOSWATCH_STORE_TEST_UID"
	fromEnv  = "MESOSWATCH_STORE_TEST_FROM"
)

func TestMain(m *testing.M) {
	switch os.Getenv(childEnv) {
	case "":
		os.Exit(m.Run())
	case "watch":
		os.Exit(exitOf(watchingChild()))
	case "act":
		os.Exit(exitOf(actingChild()))
	case "nothing":
	case "open":
		os.Exit(exitOf(openingChild()))
	}
}

func exitOf(err error) int {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func child(t *testing.T, what, path string, env ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(append(os.Environ(), childEnv+"="+what, pathEnv+"="+path, "GORACE=atexit_sleep_ms=0"), env...)
	cmd.Stderr = os.Stderr
	return cmd
}

const (
	killSubjects = 7
	burst        = 10 // lines between two words of the log's collector
)

// logFile is a log of which every line counts: it is read from the saved position.
type logFile struct {
	s    *Store
	from int
}

func (l logFile) Name() string { return "log" }

func (l logFile) Run(ctx context.Context, emit mesoswatch.Emit) error {
	for n := l.from; ; {
		for range burst {
			if emit(event(n)) != nil {
				return nil
			}
			n++
		}
		at := noon.Add(time.Duration(n) * time.Second)
		if emit(words("log", at)) != nil {
			return nil
		}
		for l.s.Through("log").Before(at) {
			select {
			case <-time.After(time.Millisecond):
			case <-ctx.Done():
				return nil
			}
		}
		fmt.Println("position", n)
	}
}

// judge finds something in each line.
type judge struct{}

func (judge) Evaluate(r mesoswatch.Record) []mesoswatch.Record {
	if r.Event == nil {
		return nil
	}
	return []mesoswatch.Record{finding(killSubject(r.Event), r.At())}
}

func killSubject(e *mesoswatch.Event) string { return fmt.Sprintf("10.0.0.%d", e.Line%killSubjects) }

func watchingChild() error {
	ctx := context.Background()
	fmt.Println("begins")
	s, err := Open(ctx, os.Getenv(pathEnv), Options{})
	if err != nil {
		return err
	}
	s.every = 5 * time.Millisecond
	fmt.Println("opened")
	if held, ok, err := s.Claim(ctx); err != nil || !ok {
		return fmt.Errorf("claim: %+v %v", held, err)
	}
	fmt.Println("claimed")
	from, err := strconv.Atoi(os.Getenv(fromEnv))
	if err != nil {
		return err
	}
	go func() {
		for {
			a, err := s.Act(ctx, mesoswatch.Action{Who: "maria", What: mesoswatch.Note, Text: "looked at it",
				Finding: finding("10.0.0.1", noon).Finding.ID})
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			fmt.Println("action", a.ID)
		}
	}()
	return mesoswatch.Watch(ctx, []mesoswatch.Collector{s, s.Once(logFile{s: s, from: from})}, judge{}, s)
}

// killed is what the parent knows of all rounds.
type killed struct {
	path     string
	position int
	actions  map[string]bool // told to be stored
	// unchecked of them are those of this round.
	unchecked []string
	whole     bool  // the file is looked at page by page, index by index
	seq       int64 // looked at up to here
	events    map[int64]bool
	of        map[string]int // events by subject
}

func TestKill(t *testing.T) {
	const files, rounds = 4, 50
	dice := rand.New(rand.NewPCG(1, 2))
	for range files {
		k := &killed{path: filepath.Join(t.TempDir(), "store.db"), actions: make(map[string]bool), events: make(map[int64]bool), of: make(map[string]int)}
		early := 0
		for n := range rounds {
			if told := k.round(t, dice.IntN(3), dice.IntN(6)); told < 3 {
				early++
			}
			k.whole = n == rounds-1
			if k.check(t); t.Failed() {
				return
			}
		}
		t.Logf("%d events, %d actions, %d of %d killed before the first", len(k.events), len(k.actions), early, rounds)
		if len(k.events) < 5*rounds || len(k.actions) < 2*rounds || early == 0 {
			t.Error("that is no load")
		}
	}
}

// round lets a process get so far in its log, say so many lines more, and kills it.
func (k *killed) round(t *testing.T, positions, lines int) int {
	t.Helper()
	cmd := child(t, "watch", k.path, fromEnv+"="+strconv.Itoa(k.position))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	sc := bufio.NewScanner(out)
	n := 0
	for ; (positions > 0 || lines > 0) && sc.Scan(); n++ {
		if k.told(sc.Text()); positions == 0 {
			lines--
		} else if strings.HasPrefix(sc.Text(), "position") {
			positions--
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatalf("after %d lines: %v", n, err)
	}
	for sc.Scan() { // what it said before it died holds too
		k.told(sc.Text())
	}
	if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("it ended by itself: %v", err)
	}
	return n
}

func (k *killed) told(line string) {
	switch what, arg, _ := strings.Cut(line, " "); what {
	case "action":
		k.actions[arg] = true
		k.unchecked = append(k.unchecked, arg)
	case "position":
		k.position, _ = strconv.Atoi(arg)
	}
}

// check opens what the killed process left.
func (k *killed) check(t *testing.T) {
	t.Helper()
	s, err := Open(t.Context(), k.path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	// Open has looked at each page; indexes are looked at in the end.
	var said string
	if k.whole {
		if err := s.read.QueryRow(`PRAGMA integrity_check`).Scan(&said); err != nil || said != "ok" {
			t.Fatalf("%q, %v", said, err)
		}
	}
	k.readEvents(t, s)
	if !k.whole {
		k.checkActions(t, s, k.unchecked)
	} else {
		k.checkActions(t, s, slices.Collect(maps.Keys(k.actions)))
	}
	k.unchecked = nil
	findings, err := s.Findings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(findings) != len(k.of) {
		t.Errorf("%d findings of %d subjects", len(findings), len(k.of))
	}
	for _, f := range findings {
		if f.Count != k.of[f.Subject.Name] {
			t.Errorf("finding about %s counts %d, stored are %d events", f.Subject.Name, f.Count, k.of[f.Subject.Name])
		}
	}
}

// checkActions wants each of them once.
func (k *killed) checkActions(t *testing.T, s *Store, ids []string) {
	t.Helper()
	for _, id := range ids {
		var n int
		if err := s.read.QueryRow(`SELECT count(*) FROM log WHERE kind = 4 AND json_extract(CAST(body AS TEXT), '$.id') = ? AND name = ?`, id, []byte(id)).Scan(&n); err != nil || n != 1 {
			t.Errorf("action %s was told to be stored and is %d times: %v", id, n, err)
		}
	}
}

// readEvents reads what is new: each line once, none left out.
func (k *killed) readEvents(t *testing.T, s *Store) {
	t.Helper()
	for more := true; more; {
		p, err := s.page(t.Context(), span{from: k.seq})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range p.log {
			if r.Event == nil {
				continue
			}
			if k.events[r.Event.Line] {
				t.Errorf("line %d is stored twice", r.Event.Line)
			}
			k.events[r.Event.Line] = true
			k.of[killSubject(r.Event)]++
		}
		k.seq, more = p.to, p.more
	}
	for n := range len(k.events) {
		if !k.events[int64(n)] {
			t.Fatalf("line %d is missing, %d are stored", n, len(k.events))
		}
	}
	if k.position > len(k.events) {
		t.Errorf("the position is %d, %d lines are stored", k.position, len(k.events))
	}
}
