package found

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

func TestPlaces(t *testing.T) {
	for in, want := range map[string]string{
		"http://10.1.2.3:5050": "10.1.2.3:5050 false", "https://M1.Example.:5050/x?y": "m1.example:5050 true", "https://m1.example": "m1.example:443 true",
		"http://m1_a.example/": "m1_a.example:80 false", "https://[2001:DB8::5]:8443": "[2001:db8::5]:8443 true", "http://[::ffff:10.1.2.3]:1": "10.1.2.3:1 false",
	} {
		if p, ok := FromURL(in); !ok || fmt.Sprint(p, " ", p.TLS) != want {
			t.Errorf("%q: %v %v", in, p, ok)
		}
	}
	for _, bad := range []string{
		"", "m1:5050", "zk://m1:2181", "http://", "http://0.0.0.0:1", "http://[ff02::1]:1", "http://255.255.255.255:1", "http://m1:0", "http://m1:65536", "http://10.1:80",
		"http://0x7f000001:80", "http://2130706433:80", "http://[fe80::1%25eth0]:80", "http://-m1:80", "http://m 1:80", "http://m1\x00:80", "http://ü.example:80", "http://m1;x:80",
	} {
		if p, ok := FromURL(bad); ok {
			t.Errorf("%q: %v", bad, p)
		}
	}
	for in, want := range map[string]string{"slave(1)@10.1.2.11:5051": "10.1.2.11:5051", "x@[2001:db8::1]:5": "[2001:db8::1]:5"} {
		if p, ok := FromPID(in); !ok || p.String() != want {
			t.Errorf("%q: %v %v", in, p, ok)
		}
	}
	for _, bad := range []string{"", "slave(1)@m1.example:5051", "slave(1)@0.0.0.0:5051", "slave(1)@10.1.2.11:0", "10.1.2.11:5051"} {
		if p, ok := FromPID(bad); ok {
			t.Errorf("%q: %v", bad, p)
		}
	}
	if p, ok := FromAddress("zk1.example:2181"); !ok || p.String() != "zk1.example:2181" {
		t.Errorf("%v %v", p, ok)
	}
	if _, ok := FromAddress("zk1.example"); ok {
		t.Error("an address without a port")
	}
}

func of(name string) mesoswatch.Subject { return mesoswatch.Subject{Kind: "x", Name: name} }

func TestInbox(t *testing.T) {
	b := &Inbox[string]{Most: 2}
	rang := func() bool {
		select {
		case <-b.Bell():
			return true
		default:
			return false
		}
	}
	b.Put(of("a"), "1")
	b.Put(of("b"), "2")
	if !rang() || rang() {
		t.Error("the bell rings once for what came together")
	}
	b.Put(of("a"), "1")
	b.Drop(of("z"))
	if rang() {
		t.Error("the bell rings for nothing")
	}
	b.Put(of("c"), "3")
	b.Put(of("c"), "3")
	all, over := b.List()
	slices.Sort(all)
	if !slices.Equal(all, []string{"1", "2"}) || over != 1 || rang() {
		t.Errorf("%q, %d over", all, over)
	}
	b.Drop(of("a"))
	b.Put(of("c"), "3")
	b.Put(of("b"), "4")
	all, over = b.List()
	slices.Sort(all)
	if !slices.Equal(all, []string{"3", "4"}) || over != 0 || !rang() {
		t.Errorf("%q, %d over", all, over)
	}
}

func TestLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 150*time.Minute)
		defer cancel()
		bell := make(chan struct{}, 1)
		time.AfterFunc(90*time.Minute, func() { bell <- struct{}{} })
		began := time.Now()
		var got []string
		err := Looks{Interval: time.Hour, Bell: bell}.Run(ctx, func(_ context.Context, all bool) error {
			got = append(got, fmt.Sprintf("%v %v", time.Since(began).Truncate(30*time.Minute), all))
			return nil
		})
		if want := []string{"0s true", "1h0m0s true", "1h30m0s false", "2h0m0s true"}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%q, %v", got, err)
		}
	})
	over := errors.New("over")
	if err := (Looks{Interval: time.Hour}).Run(t.Context(), func(context.Context, bool) error { return over }); !errors.Is(err, over) {
		t.Errorf("%v", err)
	}
	bell := make(chan struct{}, 1)
	bell <- struct{}{}
	n := 0
	if err := (Looks{Bell: bell}).Run(t.Context(), func(context.Context, bool) error { n++; return nil }); err != nil || n != 2 {
		t.Errorf("one look and what has come meanwhile: %d, %v", n, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := (Looks{}).Run(ctx, func(context.Context, bool) error { cancel(); return over }); err != nil {
		t.Errorf("cancelled: %v", err)
	}
}

func TestTold(t *testing.T) {
	var said []mesoswatch.Snapshot
	emit := func(r mesoswatch.Record) error { said = append(said, *r.Snapshot); return nil }
	port := func(n int, state string) mesoswatch.Snapshot {
		return mesoswatch.Snapshot{At: time.Now(), Source: "x", Port: &mesoswatch.Port{Host: "h", Port: n, State: state}}
	}
	var told Told
	for _, s := range []mesoswatch.Snapshot{port(2, "open"), port(1, "open"), port(2, "open"), port(2, "closed"), port(3, "open")} {
		if err := told.Tell(emit, s); err != nil {
			t.Fatal(err)
		}
	}
	if len(said) != 4 || !told.Knows(said[0].Subject()) {
		t.Errorf("%+v", said)
	}
	said = nil
	at := time.Now().Add(time.Hour)
	if err := told.Gone(emit, at, func(s mesoswatch.Subject) bool { return s.Name == "h 3" }); err != nil {
		t.Fatal(err)
	}
	if len(said) != 2 || !said[0].Gone || said[0].Port.Port != 1 || said[1].Port.State != "closed" || !said[1].At.Equal(at) || told.Knows(said[0].Subject()) {
		t.Errorf("%+v", said)
	}
	over := errors.New("over")
	bad := func(mesoswatch.Record) error { return over }
	if err := told.Tell(bad, port(9, "open")); !errors.Is(err, over) || told.Knows(mesoswatch.Subject{Kind: "port", Name: "h 9"}) {
		t.Errorf("%v", err)
	}
	if err := told.Gone(bad, at, func(mesoswatch.Subject) bool { return false }); !errors.Is(err, over) || !told.Knows(mesoswatch.Subject{Kind: "port", Name: "h 3"}) {
		t.Errorf("%v", err)
	}
}
