package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// How often what fires is told again, and how long an Alertmanager believes it then:
// it may miss three in a row.
const (
	renewEvery = time.Minute
	lasts      = 4 * renewEvery
)

// maxAlerts bounds the alerts of one request.
const maxAlerts = 200

// Alertmanager tells one Alertmanager over its API v2. Several that are a cluster are
// told each by itself, as Prometheus does.
type Alertmanager struct {
	Client  *Client
	URL     string // without /api/v2/alerts
	Cluster string
	Now     func() time.Time // nil: time.Now
}

// alert is one of POST /api/v2/alerts (api/v2/openapi.yaml, postableAlert).
type alert struct {
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	StartsAt     time.Time         `json:"startsAt"`
	EndsAt       time.Time         `json:"endsAt"`
	GeneratorURL string            `json:"generatorURL,omitempty"`
}

func (a *Alertmanager) now() time.Time {
	if a.Now != nil {
		return a.Now()
	}
	return time.Now()
}

// Deliver posts an alert for each notice, and for one that rose the end of the alert
// at the level before: the level is among the labels, which are an alert's identity.
func (a *Alertmanager) Deliver(ctx context.Context, notices []notice.Notice) error {
	now := a.now()
	var all []alert
	for i := range notices {
		n := &notices[i]
		if n.Was != nil && *n.Was != n.Finding.Level {
			before := n.Finding
			before.Level = *n.Was
			all = append(all, a.alert(n.Cluster, &before, now, now))
		}
		until := now.Add(lasts)
		if n.Over() {
			until = now
		}
		all = append(all, a.alert(n.Cluster, &n.Finding, now, until))
	}
	return a.post(ctx, all)
}

// Every is how often Renew is called.
func (a *Alertmanager) Every() time.Duration { return renewEvery }

// Renew posts what fires, so that it does not expire.
func (a *Alertmanager) Renew(ctx context.Context, firing []mesoswatch.Finding) error {
	now := a.now()
	for some := range slices.Chunk(firing, maxAlerts) {
		all := make([]alert, 0, len(some))
		for i := range some {
			all = append(all, a.alert(a.Cluster, &some[i], now, now.Add(lasts)))
		}
		if err := a.post(ctx, all); err != nil {
			return err
		}
	}
	return nil
}

// Beat posts an alert that always fires and expires when it is not posted any more.
func (a *Alertmanager) Beat(ctx context.Context, every time.Duration) error {
	now := a.now()
	return a.post(ctx, []alert{{
		Labels: map[string]string{"alertname": "mesoswatch-heartbeat", "severity": "none", "cluster": a.Cluster},
		Annotations: map[string]string{"summary": "mesoswatch watches " + a.Cluster,
			"description": "This alert always fires. When it is over, mesoswatch does not watch any more: route it to whatever wakes somebody when alerts stop."},
		StartsAt: now, EndsAt: now.Add(3 * every),
	}})
}

func (a *Alertmanager) post(ctx context.Context, all []alert) error {
	if len(all) == 0 {
		return nil
	}
	body, err := json.Marshal(all)
	if err != nil {
		return mesoswatch.Permanent(fmt.Errorf("making alerts: %w", err))
	}
	return a.Client.do(ctx, request{method: http.MethodPost, url: strings.TrimRight(a.URL, "/") + "/api/v2/alerts", body: body,
		header: http.Header{"Content-Type": {"application/json"}}})
}

// alert is a finding as one. Its labels are the same as long as its level is.
func (a *Alertmanager) alert(cluster string, f *mesoswatch.Finding, now, until time.Time) alert {
	labels := map[string]string{
		"alertname": f.Rule, "severity": f.Level.String(), "cluster": cluster, "finding": f.ID,
		"subject_kind": f.Subject.Kind, "subject": line(f.Subject.Name),
	}
	said := map[string]string{
		"summary":     line(f.Title + ": " + f.Subject.String()),
		"description": description(f),
		"remediation": line(f.Remediation), "status": string(f.Status),
	}
	if f.Runbook != "" {
		said["runbook"] = "mesoswatch runbook " + f.Runbook
	}
	if h := f.Handled; h != nil {
		said["handled"] = line(h.What + " by " + h.Who + ": " + h.Note)
	}
	for label, field := range map[string]string{"principal": "principal", "user": "user", "remote_ip": "remote_ip", "framework": "framework_name", "host": "hostname"} {
		if v := f.Fields[field]; v != "" {
			said[label] = line(v)
		}
	}
	for k, v := range said {
		if v == "" {
			delete(said, k)
		}
	}
	starts := started(f)
	if starts.IsZero() || starts.After(now) { // a clock that runs ahead
		starts = now
	}
	if !until.After(starts) {
		starts = until.Add(-time.Second)
	}
	return alert{Labels: labels, Annotations: said, StartsAt: starts, EndsAt: until}
}

// started is when what is told of began: behind the last time it was over.
func started(f *mesoswatch.Finding) time.Time {
	at := f.FirstSeen
	for _, t := range []time.Time{f.Life.Over, f.Life.Reopened} {
		if t.After(at) && !t.After(f.LastSeen) {
			at = t
		}
	}
	return at
}

// description is a finding in a few lines: how often, since when, and its last lines.
func description(f *mesoswatch.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d× from %s to %s", f.Count, f.FirstSeen.Format(time.RFC3339), f.LastSeen.Format(time.RFC3339))
	for _, e := range f.Evidence[max(len(f.Evidence)-3, 0):] {
		b.WriteString("\n" + line(e.Source))
		if e.Line > 0 {
			fmt.Fprintf(&b, ":%d", e.Line)
		}
		b.WriteString(": " + line(e.Text))
	}
	return b.String()
}

// line is foreign text on one line, harmless and not too long.
func line(s string) string {
	const most = 500
	s = strings.Join(strings.Fields(mesoswatch.Printable(strings.ToValidUTF8(s, "\uFFFD"))), " ")
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + " …"
	}
	return s
}
