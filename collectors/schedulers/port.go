package schedulers

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// portMapping is a port of a container; service is what load balancers use.
type portMapping struct {
	Name          text                       `json:"name"`
	ContainerPort number                     `json:"containerPort"`
	HostPort      number                     `json:"hostPort"`
	ServicePort   number                     `json:"servicePort"`
	Protocol      text                       `json:"protocol"`
	Labels        map[string]json.RawMessage `json:"labels"`
}

// portDefinition is a port of the host.
type portDefinition struct {
	Name     text                       `json:"name"`
	Port     number                     `json:"port"`
	Protocol text                       `json:"protocol"`
	Labels   map[string]json.RawMessage `json:"labels"`
}

func (s *sheet) port(p mesoswatch.AppPort) {
	if len(s.Ports) < mostNames {
		protocols := strings.Split(strings.ToLower(name(p.Protocol)), ",")
		slices.Sort(protocols)
		p.Name, p.Protocol = name(p.Name), strings.Join(protocols, ",")
		s.Ports = append(s.Ports, p)
	}
}

func (s *sheet) mapped(all []portMapping) {
	for _, p := range all {
		s.port(mesoswatch.AppPort{
			Name: string(p.Name), Container: p.ContainerPort.port(), Host: p.HostPort.port(), Service: p.ServicePort.port(), Protocol: string(p.Protocol),
		})
		s.portLabels(p.Labels)
	}
}

// defined takes ports of the host. Only where they are required is the number one
// of the host; otherwise any host port will do, and it is the service's
// (PortDefinition in docs/docs/rest-api of Marathon).
func (s *sheet) defined(all []portDefinition, required bool) {
	for _, p := range all {
		port := mesoswatch.AppPort{Name: string(p.Name), Service: p.Port.port(), Protocol: string(p.Protocol)}
		if required {
			port.Host = port.Service
		}
		s.port(port)
		s.portLabels(p.Labels)
	}
}

// numbered takes the ports of the host of Marathon up to 0.14, which later ones
// repeat beside the definitions.
func (s *sheet) numbered(all []number, required bool) {
	for _, n := range all {
		port := mesoswatch.AppPort{Service: n.port(), Protocol: "tcp"}
		if required {
			port.Host = port.Service
		}
		s.port(port)
	}
}

func (s *sheet) discovered(all []discoveryPort) {
	for _, p := range all {
		s.port(mesoswatch.AppPort{Name: string(p.Name), Container: p.Number.port(), Protocol: string(p.Protocol)})
		s.portLabels(p.Labels)
	}
}

// endpoint is a port of a container in a pod.
type endpoint struct {
	Name          text                       `json:"name"`
	ContainerPort number                     `json:"containerPort"`
	HostPort      number                     `json:"hostPort"`
	Protocol      texts                      `json:"protocol"`
	Labels        map[string]json.RawMessage `json:"labels"`
}

func (s *sheet) endpoints(all []endpoint) {
	for _, e := range all {
		s.port(mesoswatch.AppPort{Name: string(e.Name), Container: e.ContainerPort.port(), Host: e.HostPort.port(), Protocol: strings.Join(e.Protocol, ",")})
		s.portLabels(e.Labels)
	}
}
