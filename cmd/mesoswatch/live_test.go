package main

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi"
	"github.com/mesoswatch/mesoswatch/collectors/zookeeper"
	"github.com/mesoswatch/mesoswatch/internal/pretend"
	"github.com/mesoswatch/mesoswatch/internal/zktest"
	"github.com/mesoswatch/mesoswatch/rules"
)

// liveDeadline bounds the wait for one step of a live test: rules wait out a
// failover, and a race detector is slow.
const liveDeadline = 100 * time.Second

// scene is a pipeline on a pretend cluster and a real ensemble.
type scene struct {
	t       *testing.T
	cluster *pretend.Cluster
	servers zktest.Servers

	mu    sync.Mutex
	news  *sync.Cond
	board mesoswatch.Board
	told  []string // "rule status subject", in the order they came
}

// Handle takes a record and wakes who waits.
func (s *scene) Handle(r mesoswatch.Record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.board.Handle(r)
	if f := r.Finding; f != nil {
		s.told = append(s.told, fmt.Sprintf("%s %s %s", f.Rule, f.Status, f.Subject.Name))
	}
	s.news.Broadcast()
	return err
}

// until waits for something to hold; it holds the board still meanwhile.
func (s *scene) until(what string, holds func() bool) {
	s.t.Helper()
	late := false
	timer := time.AfterFunc(liveDeadline, func() {
		s.mu.Lock()
		late = true
		s.news.Broadcast()
		s.mu.Unlock()
	})
	defer timer.Stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for !holds() {
		if late {
			s.t.Fatalf("%s did not come to be; what was told:\n%s\nsources:\n%s", what, strings.Join(s.told, "\n"), s.sources())
		}
		s.news.Wait()
	}
}

func (s *scene) sources() string {
	var b strings.Builder
	for _, h := range s.board.Sources() {
		fmt.Fprintf(&b, "%s ok=%v %s %v\n", h.Source, h.OK, h.Why, h.Lacking)
	}
	for c := range s.board.Subjects(mesoswatch.SubjectCluster).All() {
		fmt.Fprintf(&b, "%+v\n", *c.Cluster)
	}
	return b.String()
}

// open tells whether a finding of the rule about a subject with that text is open.
func (s *scene) open(rule, subject string) bool {
	return slices.ContainsFunc(s.board.Findings(), func(f mesoswatch.Finding) bool {
		return f.Rule == rule && f.Status == mesoswatch.Open && strings.Contains(f.Subject.Name, subject)
	})
}

func (s *scene) leader() string {
	for c := range s.board.Subjects(mesoswatch.SubjectCluster).All() {
		return c.Cluster.Leader
	}
	return ""
}

// candidate is a master's session with its ephemeral znode, as the master's own
// contender keeps it.
func (s *scene) candidate(m pretend.Master) (leave func()) {
	s.t.Helper()
	conn, _, err := zk.Connect(s.servers.Addrs(), 4*time.Second, zk.WithLogInfo(false), zk.WithLogger(noLog{}))
	if err != nil {
		s.t.Fatal(err)
	}
	acl := zk.WorldACL(zk.PermAll)
	if _, err := conn.Create("/mesos", nil, 0, acl); err != nil && err != zk.ErrNodeExists {
		s.t.Fatal(err)
	}
	if _, err := conn.Create(path.Join("/mesos", "json.info_"), m.Info(), zk.FlagEphemeral|zk.FlagSequence, acl); err != nil {
		s.t.Fatal(err)
	}
	var once sync.Once
	leave = func() { once.Do(conn.Close) }
	s.t.Cleanup(leave)
	return leave
}

type noLog struct{}

func (noLog) Printf(string, ...any) {}

// newScene starts a pretend cluster.
func newScene(t *testing.T, o pretend.Options) *scene {
	s := &scene{t: t}
	s.news = sync.NewCond(&s.mu)
	o.Dir, o.Settled = t.TempDir(), true
	cluster, err := pretend.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cluster.Close() })
	s.cluster = cluster
	return s
}

// watch runs the pipeline until the test ends. A pause is ten times the longest
// answer, so a short patience makes quick rounds.
func (s *scene) watch(patience time.Duration) {
	ctx, cancel := context.WithCancel(s.t.Context())
	masters := &mesosapi.Collector{Masters: s.cluster.MasterURLs(), Interval: time.Second, AgentSpread: 3 * time.Second, Access: mesosapi.Access{Version: "test", Timeout: patience}}
	from := []mesoswatch.Collector{masters}
	if len(s.servers) > 0 {
		from = append(from, &zookeeper.Collector{Ensemble: zookeeper.Ensemble{Servers: s.servers.Addrs(), Path: "/mesos"}, Interval: time.Second, Timeout: 3 * time.Second})
	}
	if ca := s.cluster.CA(); len(ca) > 0 {
		masters.Access.CACert = filepath.Join(s.t.TempDir(), "ca.pem")
		if err := os.WriteFile(masters.Access.CACert, ca, 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	catalog, errs := rules.Load(rules.Options{})
	for _, err := range errs {
		s.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		ended <- mesoswatch.Watch(ctx, from, catalog.Engine(), s, masters)
	}()
	s.t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			s.t.Errorf("the pipeline: %v", err)
		}
	})
}

// listed are the kinds of subjects a leader lists.
var listed = []string{mesoswatch.SubjectFramework, mesoswatch.SubjectAgent, mesoswatch.SubjectTask, mesoswatch.SubjectRole}

// Two masters and three ZooKeepers live through the death of the leader, a time
// without one, a failover, and the loss of the quorum: the findings come and go in
// that order, and nothing is called seen while it is not.
func TestALifeOfTheControlPlane(t *testing.T) {
	t.Parallel()
	s := newScene(t, pretend.Options{Masters: 2, Agents: 3})
	s.servers = zktest.Ensemble(t, 3, zktest.Options{Whitelist: "ruok, srvr, mntr, isro"})
	first, second := s.cluster.Master(0), s.cluster.Master(1)
	leave := s.candidate(first)
	s.candidate(second)
	s.watch(3 * time.Second)
	clear := func(kinds ...string) bool {
		return !slices.ContainsFunc(kinds, func(k string) bool { return !s.board.Sight(k).Clear() })
	}
	s.until("all is seen", func() bool {
		return s.leader() == first.URL && clear(listed...) && clear(mesoswatch.SubjectZnode, mesoswatch.SubjectMaster, mesoswatch.SubjectZooKeeper) &&
			s.board.Subjects(mesoswatch.SubjectZnode).Len() >= 2 && s.board.Subjects(mesoswatch.SubjectAgent).Len() == 3
	})

	if err := s.cluster.Kill(0); err != nil {
		t.Fatal(err)
	}
	leave()
	s.until("the leader is missed, and what it told is not called seen any more", func() bool {
		return s.open("source-blind", first.URL) && !slices.ContainsFunc(listed, func(k string) bool { return s.board.Sight(k).Clear() })
	})

	if err := s.cluster.Elect(1); err != nil {
		t.Fatal(err)
	}
	s.until("the failover is followed", func() bool { return s.leader() == second.URL && clear(listed...) })
	if err := s.cluster.Start(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	s.until("the first is back", func() bool { return !s.open("source-blind", first.URL) })
	leave = s.candidate(s.cluster.Master(0))
	defer leave()

	s.cluster.NoLeader()
	s.until("nobody leads", func() bool { return s.open("master-none", "") })
	s.until("what a leader tells is not called seen", func() bool {
		return !slices.ContainsFunc(listed, func(k string) bool { return s.board.Sight(k).Clear() })
	})
	if err := s.cluster.Elect(1); err != nil {
		t.Fatal(err)
	}
	s.until("somebody leads again", func() bool { return !s.open("master-none", "") && s.leader() == second.URL && clear(listed...) })

	s.servers[0].Kill()
	s.servers[1].Kill()
	s.until("the quorum is lost and the znodes are not called seen", func() bool {
		return s.open("zookeeper-no-quorum", "") && !clear(mesoswatch.SubjectZnode)
	})
	s.servers[0].Start()
	s.servers[1].Start()
	s.until("the quorum is back", func() bool {
		return !s.open("zookeeper-no-quorum", "") && !s.open("zookeeper-down", "") && clear(mesoswatch.SubjectZnode)
	})
	s.order("source-blind open "+first.URL, "source-blind resolved "+first.URL, "master-none open", "master-none resolved", "zookeeper-no-quorum open", "zookeeper-no-quorum resolved")
}

// order wants these among what was told, in this order.
func (s *scene) order(want ...string) {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	left := want
	for _, line := range s.told {
		if len(left) > 0 && strings.HasPrefix(line, left[0]) {
			left = left[1:]
		}
	}
	if len(left) > 0 {
		s.t.Errorf("%q did not come in its turn; what was told:\n%s", left[0], strings.Join(s.told, "\n"))
	}
}

// Each trouble of a master shows as itself, and the other master is seen all the
// while.
func TestTroublesOfAMasterShowAsThemselves(t *testing.T) {
	t.Parallel()
	s := newScene(t, pretend.Options{Masters: 2, Agents: -1, TLS: true})
	s.watch(500 * time.Millisecond)
	ill, well := s.cluster.Master(1).URL, s.cluster.Master(0).URL
	said := func(source string) (string, bool) {
		h, known := s.board.Source(source)
		text := h.Why
		for _, why := range h.Lacking {
			text += "; " + why
		}
		return text, known && h.OK
	}
	s.until("both are seen", func() bool { _, a := said(ill); _, b := said(well); return a && b })
	for _, tc := range []struct {
		trouble pretend.Trouble
		says    []string // one of them
	}{
		{pretend.Trouble{Kind: pretend.Down}, []string{"refused"}},
		{pretend.Trouble{Kind: pretend.Status503}, []string{"503"}},
		{pretend.Trouble{Kind: pretend.Garbage}, []string{"garbage"}},
		{pretend.Trouble{Kind: pretend.Hang}, []string{"timeout"}},
		{pretend.Trouble{Kind: pretend.HalfBody}, []string{"cut"}},
		{pretend.Trouble{Kind: pretend.HugeBody}, []string{"too-large"}},
		{pretend.Trouble{Kind: pretend.RedirectCircle}, []string{"redirected"}},
		{pretend.Trouble{Kind: pretend.ExpiredCertificate}, []string{"expired"}},
	} {
		if err := s.cluster.Fail(t.Context(), 1, tc.trouble); err != nil {
			t.Fatal(err)
		}
		s.until(fmt.Sprintf("trouble %v", tc.trouble.Kind), func() bool {
			text, ok := said(ill)
			_, other := said(well)
			return !ok && other && slices.ContainsFunc(tc.says, func(w string) bool { return strings.Contains(text, w) })
		})
		if err := s.cluster.Fail(t.Context(), 1, pretend.Trouble{Kind: pretend.Fine}); err != nil {
			t.Fatal(err)
		}
		s.until("it is well again", func() bool { _, ok := said(ill); return ok })
	}
}
