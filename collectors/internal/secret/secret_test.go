package secret

import (
	"strings"
	"testing"
)

// made are secrets put together here so that no scanner takes them for real ones.
var made = struct{ aws, jwt, pem, github, slack, google, stripe string }{
	aws:    "AKIA" + "Q3EGRZ7T5WXMBN2P",
	jwt:    "eyJ" + "hbGciOiJIUzI1NiJ9." + "eyJ1aWQiOiJib290In0." + "c2lnbmF0dXJlLW1hZGUtdXA",
	pem:    "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7x\n-----END RSA " + "PRIVATE KEY-----",
	github: "gh" + "p_" + strings.Repeat("a1B2", 9), slack: "xox" + "b-123456789012-abcdefghij",
	google: "AIza" + strings.Repeat("x9Y", 12)[:35], stripe: "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc",
}

func TestExposed(t *testing.T) {
	for _, tc := range []struct {
		name, value string
		want        bool
	}{
		// By the form of the value.
		{"X", made.aws, true},
		{"AWS_ACCESS_KEY_ID", made.aws, true},
		{"SETTINGS", `{"a":"` + made.jwt + `"}`, true},
		{"CERT", made.pem, true},
		{"REMOTE", made.github, true},
		{"HOOK", made.slack, true},
		{"HOOK", "https://hooks.slack.com/services/T00/B00/abc", true},
		{"MAPS", made.google, true},
		{"PAY", made.stripe, true},
		{"DATABASE_URL", "postgres://shop:hunter22@db:5432/shop", true},
		{"ZK", "zk://ops:s3cr/t@z1:2181/mesos", true},
		{"AUTH_HEADER", "Basic b3BzOmh1bnRlcjIy", true},
		{"OPTS", "-Dpassword=hunter22 -Xmx1g", true},
		{"CONFIG", `{"db":{"password":"hunter22"}}`, true},
		{"DOCKER_CONFIG", `{"auths":{"r":{"auth":"b3BzOmh1bnRlcjIy"}}}`, true},
		{"STORAGE", "DefaultEndpointsProtocol=https;AccountKey=" + strings.Repeat("aB3/", 8) + "==", true},
		// By the name.
		{"DB_PASSWORD", "hunter22", true},
		{"dbPassword", "x", true},
		{"MYSQL_PWD", "12345", true},
		{"SMTP_PASS", "hunter22", true},
		{"PASS_THROUGH", "hunter22", false},
		{"BYPASS", "hunter22", false},
		{"ARCHIVE", "https://s3.example/a?Expires=1&Signature=abc", true},
		{"PGPASSWORD", "shop", true},
		{"spring.datasource.password", "shop", true},
		{"AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY", true},
		{"API_KEY", "abcdef", true},
		{"apiKey", "abcdef", true},
		{"GITHUB_TOKEN", "letmein", true},
		{"TOKEN_2", "letmein", true},
		{"SECRET_KEY_BASE", "not very long", true},
		{"VAULT_SECRET_ID", "0c1d2e3f-aaaa-bbbb-cccc-1234567890ab", true},
		{"SERVICE_CREDENTIALS", "ops:hunter22", true},
		// By both.
		{"SESSION_SALT", "f3Zk9Qp2Lm7Xc4Vb", true},
		{"LICENSE", "A7F3-Q9Z2K4M8P1R5T6W3X0Y2", true},
		{"HASH_SEED", "9f86d081884c7d659a2feaa0c55ad015", true},
		{"SESSION_NAME", "f3Zk9Qp2Lm7Xc4Vb", false},
		{"COLOUR", "f3Zk9Qp2Lm7Xc4Vb", false},
		{"CACHE_KEY", "user-profile-v2-default", false},
		{"CERT", "/etc/ssl/shop.pem", false},
		{"SSH_PUBLIC_KEY", "AAAAB3NzaC1yc2EAAAABIwAAAQEAklOUpkDHrfHY17", false},
		// About secrets, or where they are.
		{"DB_PASSWORD_FILE", "/run/secrets/db", false},
		{"DB_PASSWORD", "/run/secrets/db", false},
		{"DB_PASSWORD", "${VAULT_DB_PASSWORD}", false},
		{"DB_PASSWORD", "$DB_PASS", false},
		{"DB_PASSWORD", "{{ db_password }}", false},
		{"DB_PASSWORD", "vault:secret/data/db#password", false},
		{"DB_PASSWORD", "secret/shop/db", false},
		{"DB_PASSWORD", "***", false},
		{"DB_PASSWORD", "<changed by ops>", false},
		{"DB_PASSWORD", "", false},
		{"DB_PASSWORD", "  ", false},
		{"USE_PASSWORD", "true", false},
		{"TOKEN_TTL", "3600", false},
		{"MAX_TOKENS", "100", false},
		{"CASSANDRA_NUM_TOKENS", "256", false},
		{"AUTH_TOKEN", "30s", false},
		{"TOKEN_URL", "https://auth.example.com/token", false},
		{"SECRET_NAME", "shop-db", false},
		{"TOKENIZER", "whitespace", false},
		{"AUTHENTICATION", "none", false},
		{"DCOS_STRICT_SECURITY_ENABLED", "false", false},
		{"KEY_CACHE_SAVE_PERIOD", "14400", false},
		{"DATABASE_URL", "postgres://shop@db:5432/shop", false},
		{"DATABASE_URL", "postgres://shop:${DB_PASSWORD}@db:5432/shop", false},
		{"DATABASE_URL", "postgres://shop:$DB_PASSWORD@db/shop", false},
		{"OPTS", "--password=$DB_PASSWORD", false},
		{"JVM_OPTS", "-Xms256m -Xmx2g", false},
		{"PATH", "/usr/bin:/bin", false},
	} {
		if got := Exposed(tc.name, tc.value); got != tc.want {
			t.Errorf("%s=%q: %v, want %v", tc.name, tc.value, got, tc.want)
		}
	}
}

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		"run --password hunter22 --verbose":                 "run --password *** --verbose",
		"run --db-password 'hunter22'":                      "run --db-password '***'",
		"run --password=hunter22":                           "run --password=***",
		"run --token-file /run/t":                           "run --token-file /run/t",
		"run --password $PW":                                "run --password $PW",
		"run --secret --verbose":                            "run --secret --verbose",
		"curl -u ops:hunter22 http://h/":                    "curl -u ops:*** http://h/",
		"docker run -u 1000:1000 x":                         "docker run -u 1000:1000 x",
		"curl -H 'Authorization: Basic b3BzOmh1bnRlcjIy' h": "curl -H 'Authorization: Basic ***' h",
		"mysql://shop:hunter22@db/x":                        "mysql://shop:***@db/x",
		"run --zk zk://ops:a/b@c:d@z1:2181,z2:2181/m --ha":  "run --zk zk://ops:***@z1:2181,z2:2181/m --ha",
		"zk://ops:a@z1/m and zk://x:b/c@z2/n":               "zk://ops:***@z1/m and zk://x:***@z2/n",
		"zk://z1:2181,z2:2181/mesos":                        "zk://z1:2181,z2:2181/mesos",
		"AWS " + made.aws:                                   "AWS ***",
		"key " + made.pem + " end":                          "key *** end",
		"PGPASSWORD=hunter22 psql":                          "PGPASSWORD=*** psql",
		"python -m http.server $PORT0":                      "python -m http.server $PORT0",
	} {
		if got := Mask(in); got != want {
			t.Errorf("%q:\n got %q\nwant %q", in, got, want)
		}
	}
}

func TestURI(t *testing.T) {
	for in, want := range map[string]string{
		"https://x.example/a/b.tgz":                             "https://x.example/a/b.tgz",
		"https://ops:hunter22@x.example/a.tgz":                  "https://***@x.example/a.tgz",
		"https://tokentokentoken@x.example/a.tgz":               "https://***@x.example/a.tgz",
		"https://x/a.tgz?AWSAccessKeyId=A&Signature=hunter22#f": "https://x/a.tgz?AWSAccessKeyId=***&Signature=***",
		"https://x/a.tgz?hunter22":                              "https://x/a.tgz?***",
		"https://x/a@b.tgz":                                     "https://x/a@b.tgz",
		"hdfs://nn:8020/a":                                      "hdfs://nn:8020/a",
		"/etc/docker.tar.gz":                                    "/etc/docker.tar.gz",
		"file:///root/.dockercfg":                               "file:///root/.dockercfg",
		"s3n://id:hunter22@bucket/key":                          "s3n://***@bucket/key",
		"https://hooks.slack.com/services/T/B/hunter22":         "https://hooks.slack.com/services/***",
		"?": "?***",
		"":  "",
	} {
		if got := URI(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// Whatever stands around it, a password behind the options that take one is gone.
func FuzzMask(f *testing.F) {
	for _, s := range []string{"run", "zk://a:b/c@d/e", "-u a:b c", made.pem, made.jwt, "https://a:b@c/?d=e&f", "password=x\npassword=y", "'", "$"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, before, behind string) {
		for _, option := range []string{" --db-password hunter22 ", " PGPASSWORD=hunter22 ", " mysql://shop:hunter22@db/x "} {
			if got := Mask(before + option + behind); strings.Count(got, "hunter22") > strings.Count(before+behind, "hunter22") {
				t.Fatalf("%q, %q: %q", before, behind, got)
			}
		}
		URI(before)
		Exposed(before, behind)
	})
}
