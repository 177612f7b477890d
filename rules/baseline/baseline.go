package baseline

import (
	"net/netip"
	"time"
)

// Format is the version of the file format.
const Format = 1

// Baseline is what is normal on one cluster. A section that is nil is not
// described, and nothing is judged by it; one that is empty says that there is
// none, so whatever comes is unknown. A nil *Baseline is no baseline: its
// methods answer Unjudged.
//
// In an entry, what is not stated is not compared. Several entries may have the
// same name: one of them has to fit.
type Baseline struct {
	Format     int         `yaml:"baseline" json:"baseline"`
	Cluster    string      `yaml:"cluster" json:"cluster,omitempty"`
	Captured   *Captured   `yaml:"captured" json:"captured,omitempty"`
	Frameworks []Framework `yaml:"frameworks" json:"frameworks,omitzero"`
	Agents     []Agent     `yaml:"agents" json:"agents,omitzero"`
	Principals []Principal `yaml:"principals" json:"principals,omitzero"`
	Operators  []Operator  `yaml:"operators" json:"operators,omitzero"`
	Masters    []Master    `yaml:"masters" json:"masters,omitzero"`
	Ports      []Port      `yaml:"ports" json:"ports,omitzero"`
	Versions   []Version   `yaml:"versions" json:"versions,omitzero"`
	Images     []Image     `yaml:"images" json:"images,omitzero"`
}

// Captured tells what a baseline was made from.
type Captured struct {
	From    time.Time `yaml:"from" json:"from,omitzero"` // first record that was looked at
	To      time.Time `yaml:"to" json:"to,omitzero"`     // last one
	Sources []string  `yaml:"sources" json:"sources,omitempty"`
}

// Accepted tells about an entry that somebody wrote: why, who and when.
type Accepted struct {
	Note string    `yaml:"note" json:"note,omitempty"`
	By   string    `yaml:"by" json:"by,omitempty"`
	At   time.Time `yaml:"at" json:"at,omitzero"` // set exactly when By is
}

// Framework is one that belongs here. Name is compared as it stands, and may be
// empty; only NamePattern, in its place, knows the wildcards * and ?.
type Framework struct {
	Name        string         `yaml:"name" json:"name"`
	NamePattern string         `yaml:"name_pattern" json:"name_pattern,omitempty"`
	Principal   string         `yaml:"principal" json:"principal,omitempty"`
	Roles       []string       `yaml:"roles" json:"roles,omitempty"`
	Users       []string       `yaml:"users" json:"users,omitempty"` // of the operating system
	Networks    []netip.Prefix `yaml:"networks" json:"networks,omitempty"`
	Accepted    `yaml:",inline"`
}

// Agent is a host that may join. The host name is what the agent says of itself.
type Agent struct {
	Hostname        string         `yaml:"hostname" json:"hostname,omitempty"`
	HostnamePattern string         `yaml:"hostname_pattern" json:"hostname_pattern,omitempty"`
	Principal       string         `yaml:"principal" json:"principal,omitempty"`
	Networks        []netip.Prefix `yaml:"networks" json:"networks,omitempty"`
	Accepted        `yaml:",inline"`
}

// What a principal is used for.
const (
	UseFramework = "framework"
	UseAgent     = "agent"
	UseOperator  = "operator"
)

// Principal is one that logs in here.
type Principal struct {
	Name     string         `yaml:"name" json:"name"`
	Uses     []string       `yaml:"uses" json:"uses,omitempty"`
	Networks []netip.Prefix `yaml:"networks" json:"networks,omitempty"`
	Accepted `yaml:",inline"`
}

// Operator is a network that HTTP requests of people, dashboards and monitoring
// come from.
type Operator struct {
	Network  netip.Prefix `yaml:"network" json:"network"`
	Accepted `yaml:",inline"`
}

// Master is a host that runs a master. At least one of its fields is set.
type Master struct {
	Hostname string     `yaml:"hostname" json:"hostname,omitempty"`
	Address  netip.Addr `yaml:"address" json:"address,omitzero"`
	Accepted `yaml:",inline"`
}

// Services that ports and versions are told for.
const (
	ServiceMaster    = "master"
	ServiceAgent     = "agent"
	ServiceZooKeeper = "zookeeper"
)

// Port is one that a service listens on.
type Port struct {
	Service  string `yaml:"service" json:"service"`
	Port     int    `yaml:"port" json:"port"`
	Accepted `yaml:",inline"`
}

// Version is a release that a service runs.
type Version struct {
	Service  string `yaml:"service" json:"service"`
	Version  string `yaml:"version" json:"version"`
	Accepted `yaml:",inline"`
}
