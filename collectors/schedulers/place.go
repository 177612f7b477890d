package schedulers

import (
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// usualPorts are those of the kinds, for http and https.
func usualPorts(kind string) (plain, tls string) {
	switch kind {
	case Marathon:
		return "8080", "8443"
	case Chronos:
		return "4400", "4443"
	case Metronome:
		return "9000", "9443"
	case Spark:
		return "7077", "7077"
	case DCOS:
		return "80", "443"
	}
	return "", ""
}

// visit is what is needed to look at the endpoint, the i-th of n.
func (e Endpoint) visit(i, n int) (*visit, error) {
	bad := func(why string) (*visit, error) {
		return nil, fmt.Errorf("scheduler %d of %d, %q: %s", i+1, n, mesoswatch.Mask(e.Kind), why)
	}
	plain, tls := usualPorts(e.Kind)
	if plain == "" {
		return bad("not a kind of scheduler: marathon, chronos, metronome, spark or dcos")
	}
	address := strings.TrimSpace(e.URL)
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https":
		return bad("not a URL: expected http://host:port")
	case u.User != nil:
		return bad("user and password do not belong into the URL of " + u.Host + ", give a credential file")
	case u.RawQuery != "" || u.Fragment != "":
		return bad("a query or fragment is not accepted in the URL of " + u.Host)
	}
	front, ok := ask.FrontAt(strings.TrimRight(u.Path, "/"))
	if !ok || front != ask.Direct && !fits(front, e.Kind) {
		return bad(fmt.Sprintf("the path %q is not one of DC/OS's for it", mesoswatch.Mask(u.Path)))
	}
	port := u.Port()
	if port == "" {
		port = plain
		if u.Scheme == "https" {
			port = tls
		}
		if front != ask.Direct { // it is the Admin Router's
			port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
		}
	}
	target := ask.Found
	if e.Named {
		target = ask.Named
	}
	t, err := target(u.Scheme + "://" + net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		return bad(err.Error())
	}
	return &visit{kind: e.Kind, target: t, front: front}, nil
}

// fits tells whether a front is one of that kind of scheduler.
func fits(f ask.Front, kind string) bool {
	for _, call := range map[string][]ask.SchedulerCall{
		Marathon: {ask.MarathonInfo}, Chronos: {ask.ChronosJobs}, Metronome: {ask.MetronomeJobs}, Spark: {ask.SparkNoDriver},
	}[kind] {
		if ask.Scheduler(f, call) != (ask.Request{}) {
			return true
		}
	}
	return false
}
