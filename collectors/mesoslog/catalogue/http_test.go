package catalogue

import "testing"

func TestHTTPLines(t *testing.T) {
	c := Default()
	for _, l := range []struct {
		message, id                  string
		path, query, ip, port, agent string
		forwarded, status            string
		marked                       bool
	}{
		{message: "HTTP GET for /master/state?x=1&y=%27 from 10.0.0.9:51234 with User-Agent='curl/7.38.0' with X-Forwarded-For='1.2.3.4, 5.6.7.8'", id: "http.request", path: "/master/state", query: "x=1&y=%27", ip: "10.0.0.9", port: "51234", agent: "curl/7.38.0", forwarded: "1.2.3.4, 5.6.7.8"},
		{message: "HTTP GET for /master/state from 10.0.0.9:51234: '200 OK' after 2.93ms", id: "http.response", path: "/master/state", ip: "10.0.0.9", port: "51234", status: "200"},
		{message: "HTTP GET for /master/state: '403 Forbidden' after 1e-05ms", id: "http.response", path: "/master/state", status: "403"},
		{message: "HTTP GET for /master/state", id: "http.request", path: "/master/state"},
		{message: "HTTP GET for /x with User-Agent='a'", id: "http.request", path: "/x", agent: "a"},
		{message: "HTTP GET for /x from 10.0.0.9:1 with X-Forwarded-For='9.9.9.9'", id: "http.request", path: "/x", ip: "10.0.0.9", port: "1", forwarded: "9.9.9.9"},
		{message: "HTTP GET for /slave(1)/state from /var/run/mesos/agent.sock with User-Agent='a'", id: "http.request", path: "/slave(1)/state", agent: "a"},
		{message: "HTTP GET for /x from [fe80::1]:443 with User-Agent='a'", id: "http.request", path: "/x", ip: "fe80::1", port: "443", agent: "a"},
		// A client that imitates what stands behind its name.
		{message: "HTTP GET for /x from 10.0.0.9:1 with User-Agent='a': '200 OK' after 2.9ms'", id: "http.request", path: "/x", ip: "10.0.0.9", port: "1", agent: "a': '200 OK' after 2.9ms", marked: true},
		{message: "HTTP GET for /x from 10.0.0.9:1 with User-Agent='a': '200 OK' after 2.9ms", id: "http.request", path: "/x", ip: "10.0.0.9", port: "1", agent: "a': '200 OK' after 2.9ms", marked: true},
		{message: "HTTP GET for /x from 10.0.0.9:1 with User-Agent='a from 6.6.6.6:6 with User-Agent='b'", id: "http.request", path: "/x", ip: "10.0.0.9", port: "1", agent: "a from 6.6.6.6:6 with User-Agent='b", marked: true},
		{message: "HTTP GET for /x from 10.0.0.9:1 with User-Agent='a' with X-Forwarded-For='6.6.6.6'' with X-Forwarded-For='1.2.3.4'", id: "http.request", path: "/x", ip: "10.0.0.9", port: "1", agent: "a' with X-Forwarded-For='6.6.6.6'' with X-Forwarded-For='1.2.3.4", marked: true},
		{message: "HTTP GET for /x from 10.0.0.9:1 with User-Agent='it's me' with X-Forwarded-For='1.2.3.4'", id: "http.request", path: "/x", ip: "10.0.0.9", port: "1", agent: "it's me", forwarded: "1.2.3.4", marked: true},
		{message: "HTTP GET for /x from 10.0.0.9:1 with User-Agent=''", id: "http.request", path: "/x", ip: "10.0.0.9", port: "1"},
		{message: "HTTP request for '/master/state.json'", id: "http.request.014", path: "/master/state.json"},
	} {
		in := Input{Service: "master", Severity: 'I', File: "http.cpp", Message: l.message, Prefixed: true}
		ev := match(t, c, in)
		if ev.Template != l.id || ev.Path != l.path || ev.Query != l.query || ev.RemoteIP != l.ip || ev.RemotePort != l.port ||
			ev.UserAgent != l.agent || ev.ForwardedFor != l.forwarded || ev.Status != l.status {
			t.Errorf("%q: %+v", l.message, ev)
		}
		if got := len(ev.Suspect) > 0; got != l.marked {
			t.Errorf("%q: marked %v", l.message, ev.Suspect)
		}
	}
}
