package zookeeper

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
	"github.com/mesoswatch/mesoswatch/internal/zktest"
)

// One real server for all that is told of a tree; each test has a path of its own.
func TestTree(t *testing.T) {
	t.Parallel()
	s := zktest.Start(t, zktest.Options{SuperPassword: "topmost", SASL: true})
	t.Run("side by side", func(t *testing.T) {
		for name, test := range map[string]func(*testing.T, *zktest.Server){
			"candidates": candidates, "next leads": nextLeads, "login": login, "replicas": logReplicas, "closed": closed,
			"SASL ACL": saslACL, "many candidates": manyCandidates, "foreign candidate at once": foreignAtOnce,
			"data rewritten at once": rewrittenAtOnce, "path comes": pathComes, "odd names": oddNames, "reconnect": reconnect,
		} {
			t.Run(name, func(t *testing.T) { t.Parallel(); test(t, s) })
		}
	})
	t.Run("stopped and back", func(t *testing.T) { stoppedAndBack(t, s) })
	t.Run("paused", func(t *testing.T) { paused(t, s) })
}

func TestConformance(t *testing.T) {
	s := zktest.Start(t, zktest.Options{Whitelist: everyWord})
	c := writer(t, s.Addr())
	create(t, c, "/conform", "", 0, open())
	contend(t, c, "/conform", info(1, "1.11.0"), open())
	conformance.Run(t, conformance.Case{
		New:     func() mesoswatch.Collector { return on("/conform", s.Addr()) },
		Sources: []string{s.Addr(), on("/conform", s.Addr()).Ensemble.String()}, Kinds: []string{"zookeeper", "znode"},
	})
}

func candidates(t *testing.T, s *zktest.Server) {
	c := writer(t, s.Addr())
	col := on("/mesos", "hangs.invalid:2181", s.Addr(), "none.invalid:2181") // bad names blind nobody
	col.Timeout = 5 * time.Second
	source := col.Ensemble.String()
	w := conformance.Start(t, col)

	h := w.Health(source, ill)
	if !strings.Contains(h.Why, `no znode "/mesos"`) || !slices.Equal(h.Complete, []string{"znode"}) || h.Lacking != nil || h.Interval < 0.05 || h.Pace == "" {
		t.Errorf("before anything is there: %+v", h)
	}
	create(t, c, "/mesos", "", 0, open())
	if z := znode(w, "/mesos"); z.What != "path" || !slices.Equal(z.ACL, []string{"world:anyone:cdrwa"}) || z.Session != "" || time.Since(z.Created).Abs() > time.Hour {
		t.Errorf("%+v", z)
	}
	w.Health(source, well)

	digest := append(zk.DigestACL(zk.PermAll, "mesos", "hunter22"), zk.WorldACL(zk.PermRead)...)
	first := create(t, c, "/mesos/json.info_", info(1, "1.9.0"), zk.FlagEphemeral|zk.FlagSequence, digest)
	z := znode(w, first)
	want := mesoswatch.Znode{
		Path: first, What: "candidate", Leader: true, ID: "id-1", PID: "master@10.0.7.1:5050", Hostname: "m1.example", Address: "10.0.7.1:5050", Version: "1.9.0",
		Created: z.Created, Session: fmt.Sprintf("0x%x", c.SessionID()), ACL: []string{"digest:mesos:***:cdrwa", "world:anyone:r"},
	}
	if fmt.Sprint(z) != fmt.Sprint(want) || time.Since(z.Created).Abs() > time.Hour {
		t.Errorf("%+v\nwant %+v", z, want)
	}
	second := contend(t, c, "/mesos", info(2, "1.9.0"), open())
	if z = znode(w, second); z.Leader || z.Address != "10.0.7.2:5050" || !slices.Equal(z.ACL, []string{"world:anyone:cdrwa"}) {
		t.Errorf("%+v", z)
	}

	// A candidate of another kind is shown, and what cannot be read of it is said.
	foreign := contend(t, c, "/mesos", "come to me", open())
	if z = znode(w, foreign); z.Leader || z.ID != "" || len(z.ACL) != 1 {
		t.Errorf("%+v", z)
	}
	if h = w.Health(source, ill); !strings.Contains(h.Why, "not a MasterInfo") || h.Subjects != 4 || h.Lacking != nil {
		t.Errorf("%+v", h)
	}
	remove(t, c, foreign)
	gone(w, foreign)
	remove(t, c, first)
	if z := gone(w, first); z.ID != "id-1" {
		t.Errorf("what was last known of it: %+v", z)
	}
	w.Health(source, well)
	old := create(t, c, "/mesos/info_", string(infoProto()), zk.FlagSequence, open())
	if z = znode(w, old); z.Address != "127.0.10.2:5050" || z.Leader {
		t.Errorf("%+v", z)
	}
	h = w.Health(source, well)
	var asked []string
	for _, x := range h.Asked {
		asked = append(asked, x.What+": "+x.Outcome)
	}
	if got := strings.Join(asked, ", "); got != "children of /mesos: answered, session: answered, data and ACL of 2 candidates: answered" {
		t.Error(got)
	}
}

// The leader's znode goes, and the next in line is said to lead.
func nextLeads(t *testing.T, s *zktest.Server) {
	c := writer(t, s.Addr())
	create(t, c, "/next", "", 0, open())
	first, second := contend(t, c, "/next", info(1, "1.9.0"), open()), contend(t, c, "/next", info(2, "1.9.0"), open())
	w := conformance.Start(t, on("/next", s.Addr()))
	if z := znode(w, first); !z.Leader {
		t.Errorf("%+v", z)
	}
	if z := znode(w, second); z.Leader {
		t.Errorf("%+v", z)
	}
	remove(t, c, first)
	if z := znode(w, second); !z.Leader {
		t.Errorf("%+v", z)
	}
	gone(w, first)
}

// What only the login may read is read with it, and without it said to be closed.
func login(t *testing.T, s *zktest.Server) {
	c := writer(t, s.Addr())
	if err := c.AddAuth("digest", []byte("mesos:hunter22")); err != nil {
		t.Fatal(err)
	}
	create(t, c, "/login", "", 0, open())
	secret := contend(t, c, "/login", info(1, "1.9.0"), zk.DigestACL(zk.PermAll, "mesos", "hunter22"))

	without := on("/login", s.Addr())
	w := conformance.Start(t, without)
	if z := znode(w, secret); !z.Leader || z.ID != "" || z.ACL != nil || !z.Created.IsZero() {
		t.Errorf("%+v", z)
	}
	h := w.Health(without.Ensemble.String(), ill)
	if !strings.Contains(h.Why, "data of "+secret+": not permitted by its ACL") || h.Lacking["znode"] != h.Why || len(h.Complete) != 0 {
		t.Errorf("%+v", h)
	}
	w.Stop()

	with := on("/login", s.Addr())
	for _, l := range []Login{{"mesos", "hunter22"}, {"super", "topmost"}} {
		with.Ensemble.Login = l
		w = conformance.Start(t, with)
		all := w.Until("health of the tree", func(r mesoswatch.Record) bool { return r.Health != nil && r.Health.Source == with.Ensemble.String() })
		if h := all[len(all)-1].Health; !h.OK {
			t.Errorf("%+v", h)
		}
		if text := conformance.Text(all...); strings.Contains(text, l.Password) || !strings.Contains(text, "digest:mesos:***:cdrwa") {
			t.Errorf("%s", text)
		}
		w.Stop()
	}
}

// A login does not travel in clear to another host, and that is said where it
// would have helped.
func TestLoginWithheld(t *testing.T) {
	tree := &tree{ensemble: Ensemble{Login: Login{"mesos", "hunter22"}}, dialing: &dialing{}}
	far := []host{{"127.0.0.1:2181", ""}, {"192.0.2.7:2181", "zk.example"}}
	if tree.mayLogIn(far) {
		t.Error("the login would travel in clear")
	}
	if !tree.mayLogIn(far[:1]) {
		t.Error("loopback may get it")
	}
	conf, err := (&TLS{}).config()
	if err != nil {
		t.Fatal(err)
	}
	tree.dialing.tls = conf
	if !tree.mayLogIn(far) {
		t.Error("who is proved by TLS may get it")
	}
	conf.InsecureSkipVerify = true
	if tree.mayLogIn(far) {
		t.Error("anybody may answer")
	}
	tree.allowPlaintext = true
	if !tree.mayLogIn(far) {
		t.Error("the user allowed it")
	}
	v := &view{}
	tree.withheld = true
	if err := tree.refusal(v, "data of /x", zk.ErrNoAuth); err != nil || !strings.Contains(v.trouble[0], "the login was not sent") {
		t.Errorf("%v, %q", err, v.trouble)
	}
}

func logReplicas(t *testing.T, s *zktest.Server) {
	c := writer(t, s.Addr())
	create(t, c, "/logs", "", 0, open())
	w := conformance.Start(t, rarely("/logs", s.Addr()))
	znode(w, "/logs")
	create(t, c, "/logs/log_replicas", "", 0, zk.WorldACL(zk.PermRead|zk.PermCreate|zk.PermDelete))
	if z := znode(w, "/logs/log_replicas"); z.What != "replicas" || !slices.Equal(z.ACL, []string{"world:anyone:cdr"}) {
		t.Errorf("%+v", z)
	}
	replica := create(t, c, "/logs/log_replicas/", "log-replica(1)@10.0.7.1:5050", zk.FlagSequence, open())
	z := znode(w, replica)
	if z.What != "replica" || z.Leader || z.PID != "log-replica(1)@10.0.7.1:5050" || z.Address != "10.0.7.1:5050" || z.Session != "" || len(z.ACL) != 1 {
		t.Errorf("%+v", z)
	}
	odd := create(t, c, "/logs/log_replicas/", "\x1b[2J", zk.FlagSequence, open())
	if z = znode(w, odd); z.Address != "" || z.What != "replica" {
		t.Errorf("%+v", z)
	}
	if h := w.Health("zk://"+s.Addr()+"/logs", ill); !strings.Contains(h.Why, "data of "+odd+": not name@ip:port") || h.Subjects != 4 {
		t.Errorf("%+v", h)
	}
	remove(t, c, replica)
	gone(w, replica)
}
