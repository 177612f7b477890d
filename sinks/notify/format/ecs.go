package format

import (
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// ecsVersion is the release of ECS whose field names are used.
const ecsVersion = "8.11.0"

// ecsDoc is a document in the Elastic Common Schema. What has no field there is in
// labels.
type ecsDoc struct {
	Timestamp time.Time         `json:"@timestamp"`
	Message   string            `json:"message"`
	ECS       ecsName           `json:"ecs"`
	Event     ecsEvent          `json:"event"`
	Log       *ecsLog           `json:"log,omitempty"`
	Rule      ecsRule           `json:"rule"`
	Observer  ecsObserver       `json:"observer"`
	Orchestra ecsOrchestrator   `json:"orchestrator"`
	Host      *ecsHost          `json:"host,omitempty"`
	Container *ecsID            `json:"container,omitempty"`
	Source    *ecsSource        `json:"source,omitempty"`
	User      *ecsUser          `json:"user,omitempty"`
	UserAgent *ecsOriginal      `json:"user_agent,omitempty"`
	HTTP      *ecsHTTP          `json:"http,omitempty"`
	URL       *ecsURL           `json:"url,omitempty"`
	Threat    *ecsThreat        `json:"threat,omitempty"`
	Related   *ecsRelated       `json:"related,omitempty"`
	Tags      []string          `json:"tags,omitempty"`
	Labels    map[string]string `json:"labels"`
}

type ecsName struct {
	Version string `json:"version"`
}

type ecsEvent struct {
	Kind      string     `json:"kind"`
	Category  []string   `json:"category"`
	Type      []string   `json:"type"`
	Action    string     `json:"action"`
	Outcome   string     `json:"outcome"`
	Severity  int        `json:"severity"`
	ID        string     `json:"id,omitempty"`
	Sequence  uint64     `json:"sequence,omitempty"`
	Code      string     `json:"code,omitempty"`
	Module    string     `json:"module"`
	Dataset   string     `json:"dataset"`
	Provider  string     `json:"provider"`
	Start     *time.Time `json:"start,omitempty"`
	End       *time.Time `json:"end,omitempty"`
	Reason    string     `json:"reason,omitempty"`
	Reference string     `json:"reference,omitempty"`
	Original  string     `json:"original,omitempty"`
}

type ecsLog struct {
	Level string   `json:"level"`
	File  *ecsFile `json:"file,omitempty"`
}

type ecsFile struct {
	Path string `json:"path"`
}

type ecsRule struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Reference   string `json:"reference,omitempty"`
	Ruleset     string `json:"ruleset"`
}

type ecsObserver struct {
	Vendor   string `json:"vendor"`
	Product  string `json:"product"`
	Version  string `json:"version"`
	Type     string `json:"type"`
	Hostname string `json:"hostname,omitempty"`
}

type ecsOrchestrator struct {
	Type    string     `json:"type"`
	Cluster ecsCluster `json:"cluster"`
}

type ecsCluster struct {
	Name string `json:"name"`
}

type ecsHost struct {
	Hostname string `json:"hostname"`
}

type ecsID struct {
	ID string `json:"id"`
}

type ecsSource struct {
	Address string `json:"address"`
	IP      string `json:"ip"`
	Port    int    `json:"port,omitempty"`
}

type ecsUser struct {
	Name string `json:"name"`
}

type ecsOriginal struct {
	Original string `json:"original"`
}

type ecsHTTP struct {
	Request  *ecsRequest  `json:"request,omitempty"`
	Response *ecsResponse `json:"response,omitempty"`
}

type ecsRequest struct {
	Method string `json:"method"`
}

type ecsResponse struct {
	StatusCode int `json:"status_code"`
}

type ecsURL struct {
	Path string `json:"path"`
}

type ecsThreat struct {
	Framework string        `json:"framework"`
	Tactic    *ecsNames     `json:"tactic,omitempty"`
	Technique *ecsTechnique `json:"technique,omitempty"`
}

type ecsNames struct {
	Name []string `json:"name"`
}

type ecsTechnique struct {
	ID  []string `json:"id"`
	Sub *ecsIDs  `json:"subtechnique,omitempty"`
}

type ecsIDs struct {
	ID []string `json:"id"`
}

type ecsRelated struct {
	IP    []string `json:"ip,omitempty"`
	User  []string `json:"user,omitempty"`
	Hosts []string `json:"hosts,omitempty"`
}

func ecs(n *notice.Notice, version string) ecsDoc {
	f := &n.Finding
	k := factsOf(f)
	d := ecsDoc{
		Timestamp: n.At.UTC(), Message: plain(text(n), mostText), ECS: ecsName{ecsVersion},
		Event: ecsEventOf(n, &k), Log: &ecsLog{Level: f.Level.String()},
		Rule:      ecsRule{ID: name(f.Rule), Name: name(f.Title), Description: plain(f.Remediation, mostText), Ruleset: Product},
		Observer:  ecsObserver{Product, Product, version, "ids", name(n.Host)},
		Orchestra: ecsOrchestrator{"mesos", ecsCluster{name(n.Cluster)}},
		Tags:      names(f.Tags), Labels: labels(n, &k), Threat: ecsThreatOf(f.Tags), Related: ecsRelatedOf(f, &k),
	}
	if len(f.References) > 0 {
		d.Rule.Reference = name(f.References[0])
	}
	if e := latest(f); e != nil && strings.HasPrefix(e.Source, "/") {
		d.Log.File = &ecsFile{name(e.Source)}
	}
	d.who(&k)
	return d
}

// who fills in what the finding's fields tell of the peer and its request.
func (d *ecsDoc) who(k *facts) {
	if k.source.IsValid() {
		d.Source = &ecsSource{k.source.String(), k.source.String(), k.port}
	}
	if k.user != "" {
		d.User = &ecsUser{name(k.user)}
	}
	if k.host != "" {
		d.Host = &ecsHost{name(k.host)}
	}
	if k.container != "" {
		d.Container = &ecsID{name(k.container)}
	}
	if k.program != "" {
		d.UserAgent = &ecsOriginal{name(k.program)}
	}
	if k.path != "" {
		d.URL = &ecsURL{name(k.path)}
	}
	if k.method != "" || k.status != 0 {
		d.HTTP = new(ecsHTTP)
	}
	if k.method != "" {
		d.HTTP.Request = &ecsRequest{name(k.method)}
	}
	if k.status != 0 {
		d.HTTP.Response = &ecsResponse{k.status}
	}
}
