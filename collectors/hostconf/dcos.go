package hostconf

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/mesoswatch/mesoswatch"
)

// dcosConfigs are the files from which DC/OS was installed; the first that has a key
// counts.
var dcosConfigs = []string{"/opt/mesosphere/etc/user.config.yaml", "/opt/mesosphere/etc/config.yaml", "/genconf/config.yaml", "/opt/dcos*/genconf/config.yaml"}

// dcosKeys are the settings of config.yaml that are told of.
var dcosKeys = []string{
	"security", "cluster_name", "platform", "bootstrap_url", "master_discovery", "master_list", "exhibitor_storage_backend", "exhibitor_zk_hosts", "exhibitor_tls_enabled", "exhibitor_tls_required", "exhibitor_address",
	"exhibitor_admin_password_enabled", "superuser_username", "oauth_enabled", "oauth_available", "oauth_auth_host", "oauth_client_id", "auth_cookie_secure_flag", "adminrouter_auth_enabled", "adminrouter_tls_1_0_enabled",
	"adminrouter_tls_1_1_enabled", "adminrouter_tls_1_2_enabled", "adminrouter_tls_cipher_suite", "adminrouter_tls_cipher_override", "adminrouter_external_cipher_string", "adminrouter_x_frame_options",
	"ca_certificate_path", "ca_certificate_key_path", "ca_certificate_chain_path", "bouncer_expiration_auth_token_days", "telemetry_enabled", "check_time", "ssh_user", "ssh_port", "ssh_key_path", "enable_ipv6",
	"rexray_config_preset", "docker_remove_delay", "enable_docker_gc", "process_timeout", "gc_delay", "log_directory", "use_proxy", "http_proxy", "https_proxy", "no_proxy", "mesos_seccomp_enabled", "mesos_seccomp_profile_name",
	"mesos_cni_root_dir_persist", "mesos_http_executors_domain_sockets", "permissive", "public_agent_list", "agent_list", "dns_search", "resolvers", "dcos_audit_logging", "log_offers", "marathon_gpu_scheduling_behavior",
	"marathon_new_group_enforce_role", "calico_network_cidr", "custom_auth", "licensing_enabled", "iam_ldap_sync_interval", "zk_acls_enabled", "mesos_authz_enforced", "mesos_authn_enabled", "ssl_enabled",
	"framework_authentication_enabled", "framework_authentication_required", "agent_authentication_enabled", "agent_authentication_required", "mesos_unauthenticated_frameworks", "http_authentication_required",
}

// dcosSecrets are settings that hold secrets: told is that they stand there.
var dcosSecrets = []string{
	"superuser_password_hash", "superuser_password", "zk_super_credentials", "zk_master_credentials", "zk_agent_credentials", "exhibitor_admin_password", "exhibitor_azure_account_key", "aws_secret_access_key",
	"aws_template_storage_secret_access_key", "aws_template_storage_access_key_id", "customer_key", "license_key_contents", "auth_token", "ssh_key", "rexray_config", "cluster_docker_credentials", "cluster_docker_registry_url_credentials",
}

// seeDCOS tells how DC/OS was installed, and how its command line reaches it.
func (l *look) seeDCOS() {
	for _, file := range append(l.matches(mesoswatch.SubjectSetting, dcosConfigs...), l.matches(people, l.owners.inHomes("genconf/config.yaml")...)...) {
		l.dcosConfig(file)
	}
	for _, file := range l.matches(people, l.owners.inHomes(".dcos/dcos.toml", ".dcos/clusters/*/dcos.toml")...) {
		l.dcosTOML(file)
	}
	l.seeOptions()
}

// dcosConfig reads a config.yaml.
func (l *look) dcosConfig(file string) {
	text, _, ok := l.text(file)
	if !ok {
		return
	}
	kept, _ := l.file(whatEnvironment, file)
	pairs, err := yamlPairs(text)
	if err != nil {
		l.lack(mesoswatch.SubjectSetting, fmt.Sprintf("%s is no YAML that can be read", printable(file)))
		return
	}
	for _, p := range pairs {
		s := mesoswatch.Setting{Of: dcos, Name: p.key, Value: masked(p.key, p.value), From: fromConfig, At: file, Line: p.line}
		switch {
		case slices.Contains(dcosSecrets, p.key):
			s.Value = mesoswatch.Masked
			if p.value != "" && !strings.HasSuffix(p.key, "_hash") {
				s.Trouble = "a secret stands in clear text"
				l.dcosSecret(p, kept, file)
			}
		case !slices.Contains(dcosKeys, p.key):
			continue
		case p.key == "ca_certificate_key_path":
			l.file(whatKey, p.value)
		}
		l.setting(s)
	}
}

// dcosSecret keeps a secret for comparison: "user:password", or a password alone.
func (l *look) dcosSecret(p property, file *mesoswatch.File, at string) {
	in := login{secret: p.value, line: p.line}
	if strings.HasPrefix(p.key, "zk_") {
		if user, password, ok := strings.Cut(p.value, ":"); ok {
			in.principal, in.secret = user, password
		}
	}
	if file != nil {
		judgeSecret(file, in)
	}
	l.vault.keep(keeping{login: in, file: file, at: printable(at)})
}

// yamlPairs reads the top level of a YAML document: scalars as they are, lists joined
// by commas. Deeper values are left out.
func yamlPairs(text string) ([]property, error) {
	var doc yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	if err := dec.Decode(&doc); err != nil {
		return nil, err
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, errNoFile
	}
	var all []property
	entries := doc.Content[0].Content
	for i := 0; i+1 < len(entries) && len(all) < maxProperties; i += 2 {
		p := property{key: entries[i].Value, line: int64(entries[i].Line)}
		switch v := entries[i+1]; v.Kind {
		case yaml.ScalarNode:
			p.value = v.Value
		case yaml.SequenceNode:
			var items []string
			for _, item := range v.Content {
				if item.Kind == yaml.ScalarNode && len(items) < 1000 {
					items = append(items, item.Value)
				}
			}
			p.value = strings.Join(items, ",")
		default:
			continue
		}
		all = append(all, p)
	}
	return all, nil
}

// dcosTOML reads the configuration of DC/OS' command line: the cluster's URL, whether
// its certificate is verified, and that a token stands there.
func (l *look) dcosTOML(file string) {
	text, _, ok := l.text(file)
	if !ok {
		return
	}
	for _, p := range parseTOML(text) {
		s := mesoswatch.Setting{Of: dcos, Name: p.key, Value: masked(p.key, p.value), From: fromConfig, At: file, Line: p.line}
		switch p.key {
		case "core.dcos_url":
			if strings.HasPrefix(strings.ToLower(p.value), "http://") {
				s.Trouble = "without TLS: the token travels in clear text"
				l.preferClear(s)
			}
		case "core.ssl_verify", "core.timeout", "core.reporting", "cluster.name":
		case "core.dcos_acs_token":
			s.Value = mesoswatch.Masked
			l.file(whatCredential, file)
		default:
			continue
		}
		l.setting(s)
	}
}

// preferClear makes a URL without TLS the one that is told where several users have
// one: the others stand behind it.
func (l *look) preferClear(s mesoswatch.Setting) {
	old := l.settings.by[s.Of+" "+s.Name]
	if old == nil || old.Trouble != "" {
		return
	}
	was := *old
	s.Host = l.host
	s.Shadowed = append(was.Shadowed, mesoswatch.Shadow{Value: was.Value, From: was.From, At: was.At, Line: was.Line})
	*old = s
}

// parseTOML reads the flat part of TOML that the command line writes: [section] and
// key = "value" or a bare word.
func parseTOML(text string) []property {
	var all []property
	section := ""
	n := int64(0)
	for line := range strings.SplitSeq(text, "\n") {
		n++
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#' || len(all) >= maxProperties:
			continue
		case line[0] == '[':
			section = strings.Trim(line, "[] \t")
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok {
			continue
		}
		key = strings.Trim(strings.TrimSpace(key), `"'`)
		if section != "" {
			key = section + "." + key
		}
		all = append(all, property{key: key, value: tomlValue(strings.TrimSpace(value)), line: n})
	}
	return all
}

func tomlValue(v string) string {
	if v == "" {
		return ""
	}
	if quote := v[0]; quote == '"' || quote == '\'' {
		if end := strings.IndexByte(v[1:], quote); end >= 0 {
			return v[1 : end+1]
		}
		return v[1:]
	}
	v, _, _ = strings.Cut(v, "#")
	return strings.TrimSpace(v)
}
