package mesoswatch

import "time"

// Scheduler is a framework's own front end: Marathon, Chronos, Metronome, a Spark
// dispatcher, or DC/OS's access control service.
type Scheduler struct {
	URL     string `json:"url"`
	Kind    string `json:"kind"` // marathon, chronos, metronome, spark, dcos
	Version string `json:"version,omitempty"`
	// Open tells whether it answered without a credential; nil: unknown.
	Open      *bool  `json:"open,omitempty"`
	Framework string `json:"framework_id,omitempty"`
	Principal string `json:"principal,omitempty"`
	Role      string `json:"role,omitempty"`
	User      string `json:"user,omitempty"`
	Master    string `json:"master,omitempty"` // how it finds the masters, masked
	ZK        string `json:"zk,omitempty"`     // masked
	// Settings of weight, secrets masked.
	Settings map[string]string `json:"settings,omitempty"`
}

// Application is what a scheduler keeps running or starts by plan: a Marathon app
// or pod, a Chronos or Metronome job, a Spark driver. Values of environments and
// labels are never in it, only their names.
type Application struct {
	Scheduler string `json:"scheduler"` // URL or file it was read from
	Kind      string `json:"kind"`      // app, pod, job, driver
	ID        string `json:"id"`
	Version   string `json:"version,omitempty"`
	Instances *int64 `json:"instances,omitempty"`
	Suspended bool   `json:"suspended,omitempty"`
	User      string `json:"user,omitempty"`
	Role      string `json:"role,omitempty"`
	Schedule  string `json:"schedule,omitempty"`
	// Container is docker, mesos or empty.
	Container    string     `json:"container,omitempty"`
	Images       []string   `json:"images,omitempty"`
	ForcePull    bool       `json:"force_pull,omitempty"`
	Privileged   bool       `json:"privileged,omitempty"`
	Parameters   []string   `json:"parameters,omitempty"` // docker parameters: key=value, masked
	Networks     []string   `json:"networks,omitempty"`   // host, bridge, container/NAME, user
	Ports        []AppPort  `json:"ports,omitempty"`
	Volumes      []Volume   `json:"volumes,omitempty"`
	Resources    *Resources `json:"resources,omitempty"`     // of one instance
	Constraints  []string   `json:"constraints,omitempty"`   // field:operator:value
	Fetch        []string   `json:"fetch,omitempty"`         // URIs, masked
	HealthChecks []string   `json:"health_checks,omitempty"` // protocol
	Readiness    bool       `json:"readiness,omitempty"`
	Dependencies []string   `json:"dependencies,omitempty"`
	// Secrets are names of secrets by reference; Env and Labels are names of
	// variables and labels, and Exposed those of them whose value looks like a
	// secret in the clear.
	Secrets []string `json:"secrets,omitempty"`
	Env     []string `json:"env,omitempty"`
	Labels  []string `json:"labels,omitempty"`
	Exposed []string `json:"exposed,omitempty"`
	// VIPs and other service addresses.
	VIPs    []string `json:"vips,omitempty"`
	Command string   `json:"command,omitempty"` // masked
	// Features are those of Mesos it relies on: gpu, residency, unreachable-strategy,
	// kill-selection, persistent-volume, external-volume, linux-capabilities, tty …
	Features []string  `json:"features,omitempty"`
	Changed  time.Time `json:"changed,omitzero"`
}

// AppPort is a port an application listens on.
type AppPort struct {
	Name      string `json:"name,omitempty"`
	Container int64  `json:"container,omitempty"`
	Host      int64  `json:"host,omitempty"` // 0: any
	Service   int64  `json:"service,omitempty"`
	Protocol  string `json:"protocol,omitempty"`
}

// Grant is one permission of a user, group or service account of DC/OS.
type Grant struct {
	Scheduler string   `json:"scheduler"` // URL or file
	Who       string   `json:"who"`       // user:NAME, group:NAME, service:NAME
	Resource  string   `json:"resource"`  // dcos:mesos:master:task:user:root
	Actions   []string `json:"actions"`
	// Via are groups that it comes through, group:NAME; empty: it is given directly.
	Via []string `json:"via,omitempty"`
}
