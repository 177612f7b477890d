package hostconf

import (
	"fmt"
	"path"
	"strings"
	"testing"
)

func TestDCOS(t *testing.T) {
	s := see(t, plant(t, map[string]string{
		"genconf/config.yaml": "---\ncluster_name: north\nsecurity: permissive\nsuperuser_username: admin\nsuperuser_password_hash: \"$6$geheim\"\nzk_super_credentials: 'super:geheim'\nmaster_list:\n- 10.0.4.1\n- 10.0.4.2\n" +
			"check_time: false # x\nhttp_proxy: http://u:geheim@p:1\nmy_own_thing: geheim\nnested: {a: geheim}\nca_certificate_key_path: /genconf/ca.key\nexhibitor_admin_password: geheim\n",
		"genconf/ca.key 0600":                           "x",
		"opt/mesosphere/etc/user.config.yaml":           "security: strict\n",
		"opt/mesosphere/etc/dcos-version.json":          `{"version":"1.12.3","dcos-variant":"enterprise"}`,
		"home/bob/.dcos/clusters/1234/dcos.toml 0600":   "[core]\ndcos_url = \"https://m.example.com\"\ndcos_acs_token = \"geheim\"\nssl_verify = \"false\"\n",
		"home/carla/.dcos/clusters/abcd/dcos.toml 0644": "[core]\n# x\ndcos_url = 'http://10.0.4.9' # y\ndcos_acs_token = \"geheim\"\n[cluster]\nname = \"north\"\n",
	}))
	const yaml = "/genconf/config.yaml"
	for _, e := range []expect{
		{"dcos security", "strict", "configuration", "/opt/mesosphere/etc/user.config.yaml", ""}, {"dcos cluster_name", "north", "configuration", yaml, ""}, {"dcos superuser_username", "admin", "configuration", yaml, ""},
		{"dcos superuser_password_hash", "***", "configuration", yaml, ""}, {"dcos zk_super_credentials", "***", "configuration", yaml, "clear text"}, {"dcos master_list", "10.0.4.1,10.0.4.2", "configuration", yaml, ""},
		{"dcos check_time", "false", "configuration", yaml, ""}, {"dcos http_proxy", "http://u:***@p:1", "configuration", yaml, ""}, {"dcos my_own_thing", "-", "", "", ""}, {"dcos nested", "-", "", "", ""},
		{"dcos exhibitor_admin_password", "***", "configuration", yaml, "clear text"},
		{"dcos core.dcos_url", "http://10.0.4.9", "configuration", "/home/carla/.dcos/clusters/abcd/dcos.toml", "without TLS"}, {"dcos core.dcos_acs_token", "***", "configuration", "", ""}, {"dcos core.ssl_verify", "false", "configuration", "", ""},
		{"dcos cluster.name", "north", "configuration", "", ""},
	} {
		e.check(t, s)
	}
	if sh := s.settings["dcos core.dcos_url"].Shadowed; len(sh) != 1 || sh[0].Value != "https://m.example.com" {
		t.Errorf("%+v", sh)
	}
	if sh := s.settings["dcos security"].Shadowed; len(sh) != 1 || sh[0].Value != "permissive" {
		t.Errorf("%+v", sh)
	}
	if p := s.packages["dcos"]; p == nil || p.Version != "1.12.3 enterprise" {
		t.Errorf("%+v", p)
	}
	for file, what := range map[string]string{"/genconf/ca.key": "key", "/home/carla/.dcos/clusters/abcd/dcos.toml": "credential"} {
		if f := s.files[file]; f == nil || f.What != what || f.Size != 0 {
			t.Errorf("%s: %+v", file, f)
		}
	}
	silent(t, s.records)
}

func TestOptions(t *testing.T) {
	store := strings.Repeat("MIIJ", 40)
	s := see(t, plant(t, map[string]string{
		"etc/passwd": "root:x:0:0:root:/root:/bin/sh\n",
		"root/spark-options.json": fmt.Sprintf(`{"service":{"name":"spark","user":"root","service_account":"sa","service_account_secret":"spark/sa-secret"},
			"security":{"mesos":{"ssl":{"enabled":false}},"ssl":{"enabled":true,"keyStoreBase64":%q,"keyPassword":"geheim"},"kerberos":{"enabled":false}},"hdfs":{"config-url":"http://h/"},"other":{"thing":"geheim"},"n":null,"l":[1]}`, store),
		"home/bob/kafka-options.json":  `{"service":{"security":{"transport_encryption":{"enabled":true}},"name":"kafka"}}`,
		"home/bob/broken-options.json": "{",
	}))
	file := path.Join("/root", "spark-options.json")
	for _, e := range []expect{
		{"spark security.mesos.ssl.enabled", "false", "configuration", file, ""}, {"spark security.ssl.keyStoreBase64", "***", "configuration", file, "key store stands inline"}, {"spark security.ssl.keyPassword", "***", "configuration", file, "password stands in clear"},
		{"spark service.user", "root", "configuration", file, ""}, {"spark service.service_account", "sa", "configuration", file, ""}, {"spark service.service_account_secret", "***", "configuration", file, ""}, {"spark other.thing", "-", "", "", ""},
		{"dcos service.security.transport_encryption.enabled", "true", "configuration", "/home/bob/kafka-options.json", ""},
	} {
		e.check(t, s)
	}
	if f := s.files[file]; f == nil || f.What != "credential" || !strings.Contains(weaknesses(f), "short-secret") {
		t.Errorf("%+v", f)
	}
	silent(t, s.records)
	if strings.Contains(jsonText(t, s.records), "MIIJ") {
		t.Error("the key store is told")
	}
}

func TestTOML(t *testing.T) {
	for text, want := range map[string]string{
		"a = 1\n": "a=1", "[s]\nb = \"x # y\" # z\n": "s.b=x # y", "[ s . t ]\n'c' = true": "s . t.c=true", "broken": "", "d = \"open": "d=open", "e =": "e=",
	} {
		var got []string
		for _, p := range parseTOML(text) {
			got = append(got, p.key+"="+p.value)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
