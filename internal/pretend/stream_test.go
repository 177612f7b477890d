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
