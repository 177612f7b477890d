package schedulers

import (
	"regexp"
	"strings"
)

// vip is a virtual address as DC/OS takes it: 10.0.0.1:80, /name:80, name:80, with
// the protocol before it if need be.
var vip = regexp.MustCompile(`^(?:(?:tcp|udp|tcp,udp):)?/?(?:[A-Za-z0-9._/-]{1,200}|\[[0-9a-fA-F:]{2,40}\]):[0-9]{1,5}$`)

// virtualHost is a host name, a pattern of some included.
var virtualHost = regexp.MustCompile(`^(?:\*\.)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$`)

// addresses takes what the labels of load balancers say: VIP_0 of DC/OS, HAPROXY_0_VHOST
// of marathon-lb. A value that has another form is not shown.
func (s *sheet) addresses(key, value string) {
	switch {
	case strings.HasPrefix(key, "VIP_"):
		if value = strings.TrimSpace(value); vip.MatchString(value) {
			s.VIPs = append(s.VIPs, value)
		}
	case strings.HasPrefix(key, "HAPROXY_"):
		s.feature("haproxy", true)
		if !strings.HasSuffix(key, "_VHOST") {
			return
		}
		for host := range strings.SplitSeq(value, ",") {
			if host = strings.TrimSpace(host); virtualHost.MatchString(host) && len(s.VIPs) < mostNames {
				s.VIPs = append(s.VIPs, host)
			}
		}
	}
}
