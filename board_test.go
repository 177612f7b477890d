package mesoswatch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"
)

func handle(t *testing.T, s Sink, rs ...Record) {
	t.Helper()
	for _, r := range rs {
		if err := s.Handle(r); err != nil {
			t.Fatal(err)
		}
	}
}

func found(id string, l Level, sec int) Record {
	return Record{Finding: &Finding{ID: id, Level: l, Status: Open, Count: 1, FirstSeen: at(sec), LastSeen: at(sec)}}
}

func TestBoardFindings(t *testing.T) {
	var b Board
	handle(t, &b, found("low", Low, 1), found("high", High, 2), found("high", High, 9), found("crit", Critical, 3), found("high2", High, 5))
	handle(t, &b, Record{Finding: &Finding{ID: "crit", Level: Critical, Status: Resolved, FirstSeen: at(10), LastSeen: at(10)}})
	var order []string
	for _, f := range b.Findings() {
		order = append(order, f.ID)
	}
	if fmt.Sprint(order) != "[high high2 low crit]" {
		t.Errorf("worst first, the resolved last: %v", order)
	}
	if f, ok := b.Finding("high"); !ok || f.Count != 2 {
		t.Errorf("merged %+v", f)
	}
	if n := b.Levels(); n[High] != 2 || n[Critical] != 0 || n[Low] != 1 {
		t.Errorf("levels %v", n)
	}
	if !b.Now.Equal(at(10)) {
		t.Errorf("now is %v", b.Now)
	}
}

func TestBoardActions(t *testing.T) {
	var b Board
	handle(t, &b, found("f", High, 1), Record{Action: &Action{At: at(2), Who: "op", What: Acknowledge, Finding: "f"}})
	if f, _ := b.Finding("f"); f.Status != Acknowledged {
		t.Errorf("is %v", f.Status)
	}
	handle(t, &b, found("f", High, 3))
	if f, _ := b.Finding("f"); f.Status != Acknowledged || f.Count != 2 {
		t.Errorf("a repeat made it %v", f.Status)
	}
	handle(t, &b, Record{Action: &Action{At: at(4), Who: "op", What: Resolve, Finding: "f"}}, found("f", High, 5))
	if f, _ := b.Finding("f"); f.Status != Open {
		t.Errorf("what happens again is %v", f.Status)
	}
}

func TestBoardIsBounded(t *testing.T) {
	var b Board
	for i := range maxBoardFindings + 5 {
		handle(t, &b, found(fmt.Sprint(i), Low, i))
	}
	if len(b.Findings()) != maxBoardFindings || b.Evicted != 5 {
		t.Errorf("%d findings, %d counted as evicted", len(b.Findings()), b.Evicted)
	}
}

func TestLoginsByMinute(t *testing.T) {
	var b Board
	login := func(sec int, kind, upid string) Record {
		return Record{Event: &Event{Time: at(sec), Kind: kind, UPID: upid}}
	}
	handle(t, &b, login(0, KindAuthOK, "a"), login(1, KindAuthFailed, "a"), login(2, KindAuthFailed, ""), login(180, KindAuthFailed, "b"), login(30, KindAuthFailed, "late"))
	m := b.Logins.Minutes(at(180), 4)
	if m[0] != (LoginMinute{1, 2}) && m[0] != (LoginMinute{1, 1}) || m[3].Failed != 1 {
		t.Errorf("minutes %v", m)
	}
	if b.Logins.OK != 1 || b.Logins.Failed != 3 {
		t.Errorf("a line without a peer is the second line of an attempt: %d failed", b.Logins.Failed)
	}
	handle(t, &b, login(3*24*3600, KindAuthOK, "a"))
	for _, m := range b.Logins.Minutes(at(3*24*3600-60), loginMinutes) {
		if m != (LoginMinute{}) {
			t.Fatal("an old minute came round again")
		}
	}
}

func TestEventLog(t *testing.T) {
	l := EventLog{Max: 1000}
	var copies []EventLog
	for i := range 5000 {
		l.add(&Event{Offset: int64(i)})
		if i%777 == 0 {
			copies = append(copies, l.copy())
		}
	}
	if l.Len() < 1000 || l.Len() > 1000+chunkSize {
		t.Errorf("keeps %d", l.Len())
	}
	for _, c := range append(copies, l) {
		if c.At(c.First()-1) != nil || c.At(c.End()) != nil {
			t.Error("gives what it does not hold")
		}
		for n := c.First(); n < c.End(); n++ {
			if c.At(n).Offset != n {
				t.Fatalf("number %d is event %d", n, c.At(n).Offset)
			}
		}
	}
}

// TestFeed: the reader's copy stays as it is while the writer goes on.
func TestFeed(t *testing.T) {
	f := NewFeed(100)
	handle(t, f, event(1, "auth-ok"), found("f", High, 1))
	b, err := f.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 20_000 {
			_ = f.Handle(event(i, "auth-ok"))
			_ = f.Handle(found("f", High, i))
		}
		f.End()
	}()
	for range 1000 {
		if b.Log.Len() != 1 || len(b.Findings()) != 1 || b.Findings()[0].Count != 1 || b.Kinds["auth-ok"] != 1 {
			t.Fatal("the copy changed")
		}
	}
	last := b
	for {
		n, err := f.Next(t.Context())
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		last = n
	}
	<-done
	if got := last.Findings()[0].Count; got != 20_001 || last.Seq != 40_002 {
		t.Errorf("the last board has count %d, %d records", got, last.Seq)
	}
}

func TestFeedWaits(t *testing.T) {
	f := NewFeed(0)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := f.Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}
