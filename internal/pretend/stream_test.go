package pretend

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// event of a stream, as it came.
type event struct {
	Type string `json:"type"`
	raw  []byte
}

// eventStream is a subscription that is read record by record.
type eventStream struct {
	from *bufio.Reader
	body io.Closer
}

func subscribe(t *testing.T, c *Cluster, i int) *eventStream {
	t.Helper()
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	req, err := http.NewRequestWithContext(t.Context(), "POST", c.MasterURLs()[i]+"/api/v1", strings.NewReader(`{"type":"SUBSCRIBE"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.SetBasicAuth(c.Credential())
	resp, err := tr.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "application/json" || resp.ContentLength >= 0 {
		t.Fatalf("SUBSCRIBE: %v", resp)
	}
	return &eventStream{bufio.NewReader(resp.Body), resp.Body}
}

// read is the next record, or the end.
func (s *eventStream) read() (event, error) {
	length, err := s.from.ReadString('\n')
	if err != nil {
		return event{}, err
	}
	n, err := strconv.Atoi(strings.TrimSpace(length))
	if err != nil {
		return event{}, err
	}
	e := event{raw: make([]byte, n)}
	if _, err := io.ReadFull(s.from, e.raw); err != nil {
		return event{}, err
	}
	return e, json.Unmarshal(e.raw, &e)
}

func (s *eventStream) next(t *testing.T) event {
	t.Helper()
	e, err := s.read()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// ends reads until the stream breaks off, and tells how.
func (s *eventStream) ends(t *testing.T) {
	t.Helper()
	for {
		if _, err := s.read(); err != nil {
			if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Error("the stream ended in good order")
			}
			return
		}
	}
}

func TestSubscribe(t *testing.T) {
	c := started(t, Options{Settled: true})
	stream := subscribe(t, c, 0)
	first := stream.next(t)
	var told struct {
		Subscribed struct {
			State struct {
				Agents struct {
					Agents []struct{ PID string }
				} `json:"get_agents"`
				Frameworks struct {
					Frameworks []struct {
						Info struct{ Name, Principal string } `json:"framework_info"`
					}
				} `json:"get_frameworks"`
				Tasks struct{ Tasks []struct{ State string } } `json:"get_tasks"`
			} `json:"get_state"`
			Heartbeat float64 `json:"heartbeat_interval_seconds"`
		}
	}
	if err := json.Unmarshal(first.raw, &told); err != nil || first.Type != "SUBSCRIBED" {
		t.Fatalf("%v %s", err, first.raw)
	}
	s := told.Subscribed
	if len(s.State.Agents.Agents) != 4 || len(s.State.Frameworks.Frameworks) != 3 || len(s.State.Tasks.Tasks) != 9 || s.Heartbeat != 15 {
		t.Errorf("subscribed with %s", first.raw)
	}
	if beat := stream.next(t); beat.Type != "HEARTBEAT" || string(beat.raw) != `{"type":"HEARTBEAT"}` {
		t.Errorf("then %s", beat.raw)
	}
}

func TestStreamGoesOnAndEnds(t *testing.T) {
	c := started(t, Options{Settled: true, Masters: 2})
	stream := subscribe(t, c, 0)
	stream.next(t)
	stream.next(t)
	if n := c.Streams(0); n != 1 {
		t.Errorf("%d streams", n)
	}
	id := "x-0007"
	if err := c.World().Apply(c.Now(), world.FrameworkAdded{Framework: world.Framework{ID: id, Name: "rogue", User: "root", Roles: []string{"*"}}}); err != nil {
		t.Fatal(err)
	}
	if e := stream.next(t); e.Type != "FRAMEWORK_ADDED" || !strings.Contains(string(e.raw), `"user":"root","name":"rogue","id":{"value":"x-0007"}`) {
		t.Errorf("then %s", e.raw)
	}
	c.BreakStreams(0)
	stream.ends(t)
	await(t, "the stream to be gone", func() bool { return c.Streams(0) == 0 })
	stream = subscribe(t, c, 0) // another, ended by the end of the reign
	stream.next(t)
	if err := c.Elect(1); err != nil {
		t.Fatal(err)
	}
	stream.ends(t)
	if r := newClient(t).get(t, c.MasterURL()+"/redirect"); !strings.Contains(r.Header.Get("Location"), "master2.example.com") {
		t.Errorf("redirect: %v", r.Header)
	}
}

// TestSlowSubscriber: who does not read is cut off, and holds nobody up.
func TestSlowSubscriber(t *testing.T) {
	c := started(t, Options{Settled: true})
	stream := subscribe(t, c, 0)
	stream.next(t)
	f := stateOf(t, newClient(t), c.MasterURL()).Frameworks[0].ID
	for c.Streams(0) > 0 {
		for range 500 {
			if err := c.World().Apply(c.Now(), world.FrameworkReturned{ID: f}); err != nil {
				t.Fatal(err)
			}
		}
	}
	stream.ends(t)
}

func TestPausedStream(t *testing.T) {
	c := started(t, Options{Settled: true, Heartbeat: 2 * time.Millisecond})
	stream := subscribe(t, c, 0)
	stream.next(t)
	c.Pause(0)
	read := make(chan event, 64)
	go func() {
		defer close(read)
		for {
			e, err := stream.read()
			if err != nil {
				return
			}
			read <- e
		}
	}()
	quiet := time.NewTimer(20 * time.Millisecond)
	defer quiet.Stop()
	for silent := false; !silent; { // what was under way comes first
		select {
		case <-read:
			quiet.Reset(20 * time.Millisecond)
		case <-quiet.C:
			silent = true
		}
	}
	c.Resume(0)
	if e := <-read; e.Type != "HEARTBEAT" {
		t.Errorf("then %s", e.raw)
	}
	_ = stream.body.Close()
	for range read {
	}
}
