package masterlog

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestAppend(t *testing.T) {
	at := time.Date(2026, 12, 9, 3, 4, 5, 60_700, time.FixedZone("", 3600))
	for _, tt := range []struct {
		thread int
		want   string
	}{
		{123456, "W1209 03:04:05.000060 123456 a.cpp:1] t\n"},
		{10000, "W1209 03:04:05.000060 10000 a.cpp:1] t\n"},
		{9999, "W1209 03:04:05.000060  9999 a.cpp:1] t\n"},
		{100, "W1209 03:04:05.000060   100 a.cpp:1] t\n"},
		{99, "W1209 03:04:05.000060    99 a.cpp:1] t\n"},
		{1, "W1209 03:04:05.000060     1 a.cpp:1] t\n"},
		{0, "W1209 03:04:05.000060     0 a.cpp:1] t\n"},
	} {
		l := Line{Warning, "a.cpp:1", "t"}
		if got := string(l.Append(nil, at, tt.thread)); got != tt.want {
			t.Errorf("thread %d: %q, want %q", tt.thread, got, tt.want)
		}
	}
}

func TestHeader(t *testing.T) {
	at := time.Date(2026, 12, 9, 3, 4, 5, 0, time.UTC)
	want := "Log file created at: 2026/12/09 03:04:05\nRunning on machine: m1\nLog line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg\n"
	if got := Header(at, "m1"); got != want {
		t.Errorf("%q", got)
	}
	if got := FileName("m1", "root", "INFO", at, 7); got != "mesos-master.m1.root.log.INFO.20261209-030405.7" {
		t.Errorf("%q", got)
	}
}

func TestIDs(t *testing.T) {
	i := IDs{Master: "m"}
	for range 10_000 {
		i.Framework()
	}
	if a, b, c, d := (&IDs{Master: "m"}).Framework(), i.Framework(), i.Agent(), i.Offer(); a != "m-0000" || b != "m-10000" || c != "m-S0" || d != "m-O0" {
		t.Errorf("%s %s %s %s", a, b, c, d)
	}
}

func TestDice(t *testing.T) {
	a, b := NewDice(1), NewDice(1)
	if u := a.UUID(); len(u) != 36 || u[14] != '4' || u != b.UUID() || u == a.UUID() {
		t.Errorf("uuid %q", u)
	}
}

// TestWording: the exact text of the lines that rules live on.
func TestWording(t *testing.T) {
	f := Framework{ID: "m-0001", Name: "jobs", UPID: "scheduler-u@10.0.0.1:4000", Principal: "ops"}
	a := Agent{ID: "m-S3", UPID: "slave(1)@10.0.0.2:5051", Host: "a3"}
	task := Task{ID: "t", Framework: f, Agent: a}
	for _, tt := range []struct {
		line Line
		want string
	}{
		{LoginRefused(f.UPID, WrongSecret)[5], "Authentication failure: authentication failure"},
		{LoginRefused(f.UPID, WrongSecret)[6], "Authentication of scheduler-u@10.0.0.1:4000 was unsuccessful: Invalid credentials"},
		{Login(f.UPID, "p")[6], "Successfully authenticated principal 'p' at scheduler-u@10.0.0.1:4000"},
		{RefuseUnauthenticated(f), "Refusing subscription of framework 'jobs' at scheduler-u@10.0.0.1:4000: Framework at scheduler-u@10.0.0.1:4000 is not authenticated"},
		{RefusePrincipal(f, "p"), "Refusing subscription of framework 'jobs' at scheduler-u@10.0.0.1:4000: Framework principal 'ops' does not match authenticated principal 'p'"},
		{RefuseAgent(a), "Refusing registration of agent at slave(1)@10.0.0.2:5051 because it is not authenticated"},
		{Subscribe(f)[2], "Adding framework m-0001 (jobs) at scheduler-u@10.0.0.1:4000 with roles {  } suppressed"},
		{task.Failed("no"), "Sending status update TASK_ERROR for task t of framework m-0001 'no'"},
		{Forwarded("GET", "/x", "1.2.3.4:5", "ua", "6.7.8.9"), "HTTP GET for /x from 1.2.3.4:5 with User-Agent='ua' with X-Forwarded-For='6.7.8.9'"},
	} {
		if tt.line.Text != tt.want {
			t.Errorf("%q\nwant %q", tt.line.Text, tt.want)
		}
	}
	if update := task.Update("TASK_RUNNING", NewDice(1))[0].Text; !strings.HasPrefix(update, "Status update TASK_RUNNING (Status UUID: ") ||
		!strings.HasSuffix(update, ") for task t of framework m-0001 from agent m-S3 at slave(1)@10.0.0.2:5051 (a3)") {
		t.Errorf("%q", update)
	}
}

// TestFlags: a master prints them sorted, and a copy does not change the first.
func TestFlags(t *testing.T) {
	flags := SecuredFlags("h", "10.0.0.1", "5050")
	if !slices.IsSortedFunc(flags, func(a, b Flag) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("not sorted by name")
	}
	open := Process{Flags: With(flags, "authenticate_agents", "false")}
	if open.Flag("authenticate_agents") != "false" || (Process{Flags: flags}).Flag("authenticate_agents") != "true" || open.Flag("nothing") != "" {
		t.Error("With")
	}
	var said []string
	for _, l := range open.posture() {
		said = append(said, l.Text)
	}
	if !slices.Contains(said, "Master allowing unauthenticated agents to register") || !slices.Contains(said, "Master only allowing authenticated frameworks to register") {
		t.Errorf("posture: %q", said)
	}
}
