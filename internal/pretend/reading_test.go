package pretend

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

type page struct {
	Data   string
	Offset int64
}

func pageOf(t *testing.T, c *client, url string) page {
	t.Helper()
	r := c.get(t, url)
	var p page
	if err := json.Unmarshal([]byte(r.body), &p); r.StatusCode != 200 || err != nil {
		t.Fatalf("%s: %d %v %.100q", url, r.StatusCode, err, r.body)
	}
	return p
}

// TestFilesRead: both kinds of log, page by page, are the whole of it.
func TestFilesRead(t *testing.T) {
	c := started(t, Options{Settled: true, Masters: 2})
	ask := newClient(t)
	line := masterlog.Request("GET", "/a/b", "10.0.0.1:1", strings.Repeat("\"é\x01", 400))
	for i := range 2 {
		for range 80 {
			if err := c.Log(i, line); err != nil {
				t.Fatal(err)
			}
		}
		base := c.MasterURLs()[i] + "/files/read?path=/master/log"
		end := pageOf(t, ask, base+"&offset=-1")
		if end.Data != "" || end.Offset < 2*readLimit || pageOf(t, ask, base) != end {
			t.Errorf("master %d: the end is %+v", i, end)
		}
		var whole strings.Builder
		for int64(whole.Len()) < end.Offset {
			p := pageOf(t, ask, fmt.Sprintf("%s&offset=%d&length=99999999", base, whole.Len()))
			if len(p.Data) == 0 || p.Offset != int64(whole.Len()) {
				t.Fatalf("master %d: a page at %d has %d bytes of %d", i, p.Offset, len(p.Data), whole.Len())
			}
			// a page may end within a character, of which JSON makes another
			whole.WriteString(strings.Repeat("x", min(readLimit, int(end.Offset)-whole.Len())))
		}
		download := ask.get(t, c.MasterURLs()[i]+"/files/download?path=/master/log").body
		first := pageOf(t, ask, base+"&offset=0&length=300")
		if len(download) != whole.Len() || first.Data != download[:300] {
			t.Errorf("master %d: %d bytes in all, %d by pages", i, len(download), whole.Len())
		}
		if p := pageOf(t, ask, base+"&offset=99999999"); p.Data != "" || p.Offset != 99999999 {
			t.Errorf("beyond the end: %+v", p)
		}
	}
	for query, status := range map[string]int{"": 400, "path=/etc/passwd": 404, "path=/master/log&offset=x": 400, "path=/master/log&offset=-7": 400} {
		if r := ask.get(t, c.MasterURL()+"/files/read?"+query); r.StatusCode != status {
			t.Errorf("%q: %d, want %d", query, r.StatusCode, status)
		}
	}
	if r := ask.get(t, c.MasterURL()+"/files/debug"); !strings.Contains(r.body, `{"/master/log":"`+c.Dir) {
		t.Errorf("debug: %s", r.body)
	}
}

func TestReadFileCall(t *testing.T) {
	c := started(t, Options{Settled: true})
	r, err := newClient(t).do(t, "POST", c.MasterURL()+"/api/v1", `{"type":"READ_FILE","read_file":{"path":"/master/log","offset":4,"length":20}}`, "Content-Type", "application/json")
	var told struct {
		ReadFile struct {
			Size int
			Data string
		} `json:"read_file"`
	}
	if err != nil || json.Unmarshal([]byte(r.body), &told) != nil {
		t.Fatalf("%v %s", err, r.body)
	}
	data, err := base64.StdEncoding.DecodeString(told.ReadFile.Data)
	if err != nil || string(data) != "file created at: 202" || told.ReadFile.Size < 100 {
		t.Errorf("%q %+v %v", data, told, err)
	}
}

// TestRestartBeginsAnotherLog: as /master/log does, for it is that of the process.
func TestRestartBeginsAnotherLog(t *testing.T) {
	c := started(t, Options{Settled: true, Masters: 2})
	ask := newClient(t)
	for i, url := range c.MasterURLs() {
		if err := c.AppendLog(i, bytes.Repeat([]byte("x"), 10_000)); err != nil {
			t.Fatal(err)
		}
		before := pageOf(t, ask, url+"/files/read?path=/master/log&offset=-1")
		if err := c.Kill(i); err != nil {
			t.Fatal(err)
		}
		if err := c.Start(t.Context(), i); err != nil {
			t.Fatal(err)
		}
		if after := pageOf(t, ask, url+"/files/read?path=/master/log&offset=-1"); after.Offset >= before.Offset || after.Offset == 0 {
			t.Errorf("master %d: %d bytes, then %d", i, before.Offset, after.Offset)
		}
	}
}

func TestAgents(t *testing.T) {
	c := started(t, Options{Settled: true, Agents: 3, AgentSecurity: []Security{{}, {Readonly: true}}})
	ask := newClient(t)
	s := stateOf(t, ask, c.MasterURL())
	for i, url := range c.AgentURLs() {
		if want := "slave(1)@" + strings.TrimPrefix(url, "http://"); s.Slaves[i].PID != want {
			t.Errorf("agent %d is known at %q, answers at %q", i, s.Slaves[i].PID, want)
		}
		if err := c.AppendAgentLog(i, []byte("a line\n")); err != nil {
			t.Fatal(err)
		}
	}
	r := ask.get(t, c.AgentURLs()[0]+"/slave(1)/state")
	var own told
	if err := json.Unmarshal([]byte(r.body), &own); err != nil || own.ID != s.Slaves[0].ID || len(own.Frameworks) != 3 {
		t.Errorf("the first agent's own state: %v\n%s", err, r.body)
	}
	if r := ask.get(t, c.AgentURLs()[0]+"/metrics/snapshot"); !strings.Contains(r.body, `"slave/registered":1.0`) || !strings.Contains(r.body, `"slave/tasks_running":3.0`) {
		t.Errorf("its metrics: %s", r.body)
	}
	if r := ask.get(t, c.AgentURLs()[0]+"/containers"); strings.Count(r.body, `"executor_id"`) != 3 {
		t.Errorf("its containers: %s", r.body)
	}
	if p := pageOf(t, ask, c.AgentURLs()[0]+"/files/read?path=/slave/log&offset=0"); !strings.HasSuffix(p.Data, "a line\n") {
		t.Errorf("its log: %q", p.Data)
	}
	if r := ask.get(t, c.AgentURLs()[1]+"/flags"); r.StatusCode != 401 || r.Header.Get("WWW-Authenticate") != `Basic realm="mesos-agent-readonly"` {
		t.Errorf("the second agent: %d %v", r.StatusCode, r.Header)
	}
	if err := c.KillAgent(2); err != nil {
		t.Fatal(err)
	}
	if _, err := ask.do(t, "GET", c.AgentURLs()[2]+"/health", ""); err == nil {
		t.Error("a killed agent answers")
	}
	if err := c.FailAgent(t.Context(), 2, Trouble{}); err != nil {
		t.Fatal(err)
	}
	if r := ask.get(t, c.AgentURLs()[2]+"/health"); r.StatusCode != 200 {
		t.Errorf("an agent that came back: %d", r.StatusCode)
	}
}

func TestGzipAndMethods(t *testing.T) {
	c := started(t, Options{Settled: true})
	ask := newClient(t)
	plain := ask.get(t, c.MasterURL()+"/state")
	r, err := ask.do(t, "GET", c.MasterURL()+"/state", "", "Accept-Encoding", "deflate, gzip")
	if err != nil || r.Header.Get("Content-Encoding") != "gzip" || r.ContentLength != int64(len(r.body)) {
		t.Fatalf("%v %v", err, r.Header)
	}
	z, err := gzip.NewReader(strings.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(z); err != nil || string(body) != plain.body {
		t.Errorf("unpacked: %v, %d bytes of %d", err, len(body), len(plain.body))
	}
	small, err := ask.do(t, "GET", c.MasterURL()+"/version", "", "Accept-Encoding", "gzip")
	if err != nil || small.Header.Get("Content-Encoding") != "" {
		t.Errorf("a small answer: %v %v", err, small.Header)
	}
	for _, method := range []string{"PUT", "DELETE", "OPTIONS", "POST"} {
		if r, err := ask.do(t, method, c.MasterURL()+"/state", "x"); err != nil || r.body != plain.body {
			t.Errorf("%s /state: %v, %d bytes", method, err, len(r.body))
		}
	}
	if r, err := ask.do(t, "HEAD", c.MasterURL()+"/state", ""); err != nil || r.ContentLength != int64(len(plain.body)) || r.body != "" {
		t.Errorf("HEAD: %v %v", err, r.Header)
	}
	if r := ask.get(t, c.MasterURL()+"/version?jsonp=cb"); !strings.HasPrefix(r.body, "cb({") || !strings.HasSuffix(r.body, "});") || r.Header.Get("Content-Type") != "text/javascript" {
		t.Errorf("JSONP: %v %s", r.Header, r.body)
	}
}
