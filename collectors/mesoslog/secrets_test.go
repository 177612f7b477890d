package mesoslog

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// TestSecretsStay: what the flags at startup hold of secrets is in no field of any
// event, whatever is around the line and whether it is recognised or not.
func TestSecretsStay(t *testing.T) {
	const secret, token = "hunter2-s3cret", "dXNlcjpodW50ZXIy"
	flags := `--zk="zk://mesos:` + secret + `@10.0.0.1:2181/mesos" --docker_config="{"auths":{"r.example":{"auth":"` + token + `"}}}" --modules="{"libraries":[{"parameters":[{"key":"k","value":"` + secret + `"}]}]}" --port="5050"`
	messages := []string{
		"Flags at startup: " + flags,
		"Flags at startup: --acls=\"permissive: true\nregister_frameworks {\n  principals {\n    values: \"m\"\n  }\n}\n\" " + flags,
		"No such message: " + flags,
		"Connecting to zk://mesos:" + secret + "@10.0.0.1:2181/mesos",
		"Failed to detect the leading master: zk://mesos:" + secret + "@10.0.0.1:2181",
		"HTTP GET for /state?token=" + secret + " from 10.0.0.9:1 with User-Agent='x' with X-Forwarded-For='authorization: Bearer " + token + "'",
		"Received SUBSCRIBE call for framework 'zk://u:" + secret + "@h\n' at scheduler-1@10.0.0.9:1",
	}
	for i, m := range messages {
		plain := line(1, m)
		quoted, err := json.Marshal(plain)
		if err != nil {
			t.Fatal(err)
		}
		var numbers []string
		for _, c := range []byte(plain) {
			numbers = append(numbers, fmt.Sprint(c))
		}
		for name, text := range map[string]string{
			"plain": plain, "bare": m,
			"syslog":  "Mar  1 12:00:01 n mesos-master[7]: " + strings.ReplaceAll(plain, "\n", "\nMar  1 12:00:01 n mesos-master[7]: "),
			"compose": "m_1  | " + strings.ReplaceAll(plain, "\n", "\nm_1  | "),
			"journal": `{"MESSAGE":` + string(quoted) + `,"__REALTIME_TIMESTAMP":"1795150578931826","_CMDLINE":"mesos-master --zk=zk://mesos:` + secret + `@h/m"}`,
			"numbers": `{"MESSAGE":[` + strings.Join(numbers, ",") + `],"__REALTIME_TIMESTAMP":"1795150578931826"}`,
			"docker":  `{"log":` + strings.TrimSuffix(string(quoted), `"`) + `\n","stream":"stderr","time":"2026-03-01T12:00:01Z"}`,
			"long":    `{"MESSAGE":` + strings.TrimSuffix(string(quoted), `"`) + strings.Repeat("x", 2*maxMessage) + `","__REALTIME_TIMESTAMP":"1795150578931826"}`,
		} {
			got := readPaths(t, utc().all(), save(t, "mesos-master.log", text+"\n"))
			if len(got.events) == 0 {
				t.Errorf("message %d, %s: no event", i, name)
			}
			for _, e := range got.events {
				all := fmt.Sprintf("%+v", *e)
				for _, s := range []string{secret, token, "104,117,110,116,101,114,50"} {
					if strings.Contains(all, s) {
						t.Errorf("message %d, %s: %q stands in %s", i, name, s, asJSON(e))
					}
				}
				if name != "bare" && !strings.Contains(all, mesoswatch.Masked) {
					t.Errorf("message %d, %s: nothing is masked in %s", i, name, asJSON(e))
				}
			}
		}
	}
}

// TestSecretsInTroubles: neither do the reasons why something cannot be read.
func TestSecretsInTroubles(t *testing.T) {
	got := readPaths(t, utc(), "/nowhere/zk://u:hunter2@h/log")
	if text := asJSON(got.health); strings.Contains(text, "hunter2") && !strings.Contains(got.health[0].Source, "hunter2") {
		t.Errorf("%s", text)
	}
}
