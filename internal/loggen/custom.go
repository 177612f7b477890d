package loggen

import (
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// custom is something that takes place again and again.
type custom struct {
	every time.Duration // on average over a day
	what  func(*master)
}

// customs make up the mix. Their shares are those of a master of a few hundred
// agents that runs batch work.
var customs = []custom{
	{5 * time.Second, (*master).task},
	{6 * time.Second, (*master).offers},
	{8 * time.Second, (*master).dashboard},
	{8 * time.Second, (*master).schedulerCall},
	{20 * time.Second, (*master).acceptNothing},
	{40 * time.Second, (*master).shortFramework},
	{time.Minute, (*master).httpFramework},
	{90 * time.Second, (*master).operator},
	{2 * time.Minute, (*master).brokenPeer},
	{3 * time.Minute, (*master).suppress},
	{15 * time.Minute, (*master).registryUpdate},
	{10 * time.Minute, (*master).refusedTask},
	{40 * time.Minute, (*master).agentLost},

	{7 * time.Minute, (*master).strayLogin},
	{50 * time.Minute, (*master).refusedFramework},
	{3 * time.Hour, (*master).bruteForce},
	{4 * time.Hour, (*master).refusedAgent},
	{6 * time.Hour, (*master).forgery},
}

var (
	teams = []string{"billing", "search", "ads", "media", "ml", "core", "edge", "growth", "risk", "maps"}
	works = []string{"export", "reindex", "thumbnail", "digest", "report", "compact", "crawl", "score", "sync", "backfill", "warmup", "cleanup"}
	pages = []string{"state-summary", "slaves", "frameworks", "state", "tasks"}
	looks = []string{
		"Go-http-client/1.1", "curl/7.61.1", "python-requests/2.22.0", "Prometheus/2.15.2", "collectd/5.8.1.git",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/86.0.4240.198 Safari/537.36",
		"Mozilla/5.0 (X11; Linux x86_64; rv:78.0) Gecko/20100101 Firefox/78.0",
	}
)

func (m *master) pick(from []string) string { return from[m.IntN(len(from))] }

// jobName is one nobody had before.
func (m *master) jobName() string {
	m.jobs++
	return m.pick(teams) + "-" + m.pick(works) + "-" + strconv.Itoa(m.jobs)
}

// office is an address of those who look at the cluster.
func (m *master) office() string {
	return "10.30." + strconv.Itoa(m.IntN(8)) + "." + strconv.Itoa(2+m.IntN(250)) + ":" + m.Port()
}

func (m *master) dashboard() {
	url, from := "/master/"+m.pick(pages), m.office()
	if m.IntN(5) == 0 {
		url += "?jsonp=cb" + strconv.Itoa(m.IntN(1_000_000))
	}
	request := masterlog.Request("GET", url, from, m.pick(looks))
	if m.IntN(9) == 0 {
		request = masterlog.Forwarded("GET", url, "10.20.0.5:"+m.Port(), m.pick(looks), from)
	}
	m.sayAnd(countRequest, request)
	m.now = m.now.Add(m.Between(3*time.Millisecond, 200*time.Millisecond))
	m.say(masterlog.Answered("GET", url, from, m.Dice))
}

func (m *master) schedulerCall() {
	m.sayAnd(countRequest, masterlog.Request("POST", "/master/api/v1/scheduler", m.office(), ""))
}

func (m *master) operator() {
	calls := []string{"GET_STATE", "GET_AGENTS", "GET_TASKS", "GET_METRICS", "GET_HEALTH", "GET_FRAMEWORKS", "GET_MASTER", "LIST_FILES"}
	m.sayAnd(countRequest, masterlog.Request("POST", "/master/api/v1", m.office(), m.pick(looks)))
	m.say(masterlog.Call(m.pick(calls)))
}

func (m *master) brokenPeer() { m.say(masterlog.PeerGone(strconv.Itoa(14 + m.IntN(900)))) }

func (m *master) suppress() { m.say(masterlog.Suppress(m.service())...) }

func (m *master) registryUpdate() { m.say(m.registry.Update(m.Dice)...) }

func countRequest(t *Truth) { t.HTTPRequests++ }
