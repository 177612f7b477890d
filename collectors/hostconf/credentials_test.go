package hostconf

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// good are secrets that nothing is wrong with.
const good, better = "Kf7-uVn2xQ9wLs", "tR4.mZb8yHc3Wp"

func TestCredentials(t *testing.T) {
	json := func(pairs ...string) string {
		var all []string
		for i := 0; i+1 < len(pairs); i += 2 {
			all = append(all, fmt.Sprintf(`{"principal":%q,"secret":%q}`, pairs[i], pairs[i+1]))
		}
		return `{"credentials":[` + strings.Join(all, ",") + `]}`
	}
	for _, tc := range []struct {
		name, version, text, format, principals, weak string
	}{
		{"json", "1.9.0", json("ops", good, "web", better), "json", "ops web", ""},
		{"json, other keys, blanks", "1.11.0", " \n{\"x\":1,\"credentials\":[ {\"principal\":\"ops\",\"secret\":\"" + good + "\",\"y\":2} ]}\n", "json", "ops", ""},
		{"text", "1.9.0", "ops " + good + "\nweb  " + better + "\n\n", "text", "ops web", ""},
		{"text, no line feed at the end", "1.9.0", "ops " + good, "text", "ops", ""},
		{"text in 1.11", "1.11.0", "ops " + good + "\n", "text", "ops", "text-format"},
		{"text in 1.12-dev", "1.12.0", "ops " + good + "\n", "text", "ops", "text-format"},
		{"text, version not known", "", "ops " + good + "\n", "text", "ops", "text-format"},
		{"duplicate", "1.9.0", "ops " + good + "\nops " + better + "\n", "text", "ops", "duplicate:ops"},
		{"duplicate in json", "1.9.0", json("ops", good, "ops", better), "json", "ops", "duplicate:ops"},
		{"short", "1.9.0", json("ops", "xK4.9vBq"), "json", "ops", "short-secret:ops"},
		{"eleven and twelve", "1.9.0", json("a1", "zXcVbNm4.2q", "b1", "zXcVbNm4.2qq"), "json", "a1 b1", "short-secret:a1"},
		{"empty in json", "1.9.0", json("ops", ""), "json", "ops", "empty-secret:ops"},
		{"none in json", "1.9.0", `{"credentials":[{"principal":"ops"}]}`, "json", "ops", "empty-secret:ops"},
		{"blank in json", "1.9.0", json("ops", "  "), "json", "ops", "empty-secret:ops"},
		{"the principal", "1.9.0", json("operations-team", "Operations-Team"), "json", "operations-team", "guessable-secret:operations-team"},
		{"the principal and a year", "1.9.0", json("operations", "operations2024!"), "json", "operations", "guessable-secret:operations"},
		{"one character", "1.9.0", json("ops", "zzzzzzzzzzzzzz"), "json", "ops", "guessable-secret:ops"},
		{"digits", "1.9.0", json("ops", "4711081512345"), "json", "ops", "guessable-secret:ops"},
		{"common", "1.9.0", json("ops", "PassWord"), "json", "ops", "guessable-secret:ops short-secret:ops"},
		{"common with digits", "1.9.0", json("ops", "changeme-2023!"), "json", "ops", "guessable-secret:ops"},
		{"documentation", "1.9.0", json("sherman", "kitesurf"), "json", "sherman", "default-secret:sherman guessable-secret:sherman short-secret:sherman"},
		{"documentation, text", "1.9.0", "principal1 secret1\n", "text", "principal1", "default-secret:principal1 guessable-secret:principal1 short-secret:principal1"},
		{"carriage return", "1.9.0", "ops " + good + "\r\nweb " + better + "\r\n", "text", "ops web", "carriage-return:ops carriage-return:web"},
		{"line feed in json", "1.9.0", json("ops", good+"\n"), "json", "ops", "trailing-newline:ops"},
		{"tab between", "1.9.0", "ops\t" + good + "\n", "text", "", "tab"},
		{"tab within", "1.9.0", "ops x\t" + good + "\n", "text", "ops", "tab:ops"},
		{"line of a tab", "1.9.0", "ops " + good + "\n\t\n", "text", "ops", "tab"},
		{"colon", "1.9.0", json("ops:1", good, "web", better+":"), "json", "ops:1 web", "colon:ops:1 colon:web"},
		{"comment of two words", "1.9.0", "# operators\nops " + good + "\n", "text", "# ops", "short-secret:# comment:#"},
		{"comment of more", "1.9.0", "# all the operators\nops " + good + "\n", "text", "ops", "comment"},
		{"three words", "1.9.0", "ops " + good + " x\n", "text", "", "unreadable"},
		{"one word", "1.9.0", "ops\n", "text", "", "unreadable"},
		{"broken json", "1.9.0", `{"credentials":[`, "json", "", "unreadable"},
		{"one login where a list belongs", "1.9.0", `{"principal":"ops","secret":"` + good + `"}`, "json", "", "no-credential"},
		{"misspelt key", "1.9.0", `{"Credentials":[{"principal":"ops","secret":"` + good + `"}]}`, "json", "", "no-credential"},
		{"nothing in json", "1.9.0", "{}", "json", "", "no-credential"},
		{"empty list", "1.9.0", `{"credentials":[]}`, "json", "", "no-credential"},
		{"no list", "1.9.0", `{"credentials":"x"}`, "json", "", "unreadable"},
		{"no principal", "1.9.0", `{"credentials":[{"secret":"x"}]}`, "json", "", "unreadable"},
		{"empty file", "1.9.0", "", "text", "", "no-credential"},
		{"base64 wanted, not given", "0.25.0", json("ops", good), "json", "ops", "base64:ops"},
		{"base64 wanted and given", "0.24.1", json("ops", "S2Y3LXVWbjJ4UTl3THM="), "json", "ops", "base64:ops"},
		{"base64 no more", "0.25.1", json("ops", good), "json", "ops", ""},
		{"base64 not yet", "0.23.1", json("ops", good), "json", "ops", ""},
		{"text never", "0.25.0", "ops " + good, "text", "ops", ""},
		{"same secret", "1.9.0", json("ops", good, "web", good), "json", "ops web", "same-secret:ops same-secret:web"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			files := map[string]string{"etc/mesos-master/credentials": "file:///etc/mesos/credentials\n", "etc/mesos/credentials": tc.text}
			if tc.version != "" {
				files["var/lib/dpkg/status"] = dpkgMesos(tc.version)
			}
			s := see(t, plant(t, files))
			f := s.files["/etc/mesos/credentials"]
			if f == nil || f.What != "credentials" || f.Format != tc.format || strings.Join(f.Principals, " ") != tc.principals {
				t.Fatalf("%+v", f)
			}
			if got := weaknesses(f); got != tc.weak {
				t.Errorf("weak %q, want %q: %+v", got, tc.weak, f.Weak)
			}
			if f.Size != 0 {
				t.Errorf("its size is told: %d", f.Size)
			}
			tellsNoSecret(t, s, tc.text)
		})
	}
}

// tellsNoSecret wants no word of a file of credentials in what was told, beside the
// principals and short words that stand in sentences anyhow.
func tellsNoSecret(t *testing.T, s seen, text string) {
	t.Helper()
	told := jsonText(t, s.records)
	for _, secret := range []string{good, better, "xK4.9vBq", "zXcVbNm4.2q", "kitesurf", "4711081512345", "changeme", "operations2024", "S2Y3LXVWbjJ4"} {
		if strings.Contains(text, secret) && strings.Contains(told, secret) {
			t.Errorf("%q is told: %s", secret, told)
		}
	}
}

func TestAgentCredential(t *testing.T) {
	for _, tc := range []struct{ name, version, text, weak string }{
		{"json", "1.9.0", `{"principal":"node","secret":"` + good + `"}`, ""},
		{"list", "1.9.0", `{"credentials":[{"principal":"node","secret":"` + good + `"}]}`, "no-credential"},
		{"text", "1.9.0", "node " + good + "\n", ""},
		{"two", "1.9.0", "node " + good + "\nother " + better + "\n", "two-credentials"},
		{"text in 1.11", "1.11.0", "node " + good + "\n", "text-format"},
	} {
		s := see(t, plant(t, map[string]string{"etc/mesos-slave/credential": "/etc/mesos/credential", "etc/mesos/credential 0600": tc.text, "var/lib/dpkg/status": dpkgMesos(tc.version)}))
		f := s.files["/etc/mesos/credential"]
		if got := weaknesses(f); got != tc.weak || f.What != "credential" {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.weak)
		}
	}
}

func TestReuse(t *testing.T) {
	list := func(pairs ...string) string {
		var lines []string
		for i := 0; i+1 < len(pairs); i += 2 {
			lines = append(lines, pairs[i]+" "+pairs[i+1])
		}
		return strings.Join(lines, "\n")
	}
	s := see(t, plant(t, map[string]string{
		"etc/mesos-master/credentials": "/etc/m", "etc/m": list("node", good, "ops", better, "marathon", "Hh8-sW4kPz2vNc"),
		"etc/mesos-slave/credential": "/etc/a", "etc/a": list("node", good), // its own login: no reuse
		"etc/mesos-slave/http_credentials": "/etc/h", "etc/h": list("ops", better, "root2", "Hh8-sW4kPz2vNc"),
		"etc/mesos-slave/jwt_secret_key": "/etc/j", "etc/j": good,
		"var/lib/dpkg/status": dpkgMesos("1.9.0"),
	}))
	for file, want := range map[string]string{
		"/etc/m": "same-secret:node same-secret:ops same-secret:marathon", "/etc/a": "same-secret:node", "/etc/h": "same-secret:ops same-secret:root2", "/etc/j": "same-secret",
	} {
		if got := weaknesses(s.files[file]); got != want {
			t.Errorf("%s: %q, want %q: %+v", file, got, want, s.files[file].Weak)
		}
	}
	texts := fmt.Sprint(s.files["/etc/m"].Weak)
	if !strings.Contains(texts, `the secret of "marathon" is also that of "root2" in /etc/h`) || !strings.Contains(texts, `the secret of "ops" is also that of "ops" in /etc/h`) {
		t.Errorf("%s", texts)
	}
	tellsNoSecret(t, s, good+better)
}

func TestMarathonSecret(t *testing.T) {
	for _, tc := range []struct{ name, text, weak string }{
		{"as it should be", good, ""},
		{"line feed", good + "\n", "trailing-newline:marathon"},
		{"Windows", good + "\r\n", "trailing-newline:marathon carriage-return:marathon"},
		{"empty", "\n", "empty-secret:marathon trailing-newline:marathon"},
		{"the principal", "marathon", "guessable-secret:marathon short-secret:marathon"},
	} {
		s := see(t, plant(t, map[string]string{
			"etc/marathon/conf/mesos_authentication_principal": "marathon\n", "etc/marathon/conf/mesos_authentication_secret_file": "/etc/marathon/.secret\n", "etc/marathon/.secret 0600": tc.text,
			"etc/marathon/conf/mesos_role": "web\n", "etc/marathon/conf/?disable_http": "",
		}))
		f := s.files["/etc/marathon/.secret"]
		if got := weaknesses(f); got != tc.weak || !slices.Equal(f.Principals, []string{"marathon"}) || f.What != "credential" {
			t.Errorf("%s: %q, want %q: %+v", tc.name, got, tc.weak, f)
		}
		for _, e := range []expect{{"marathon mesos_role", "web", "file", "/etc/marathon/conf/mesos_role", ""}, {"marathon disable_http", "true", "file", "", ""}, {"marathon mesos_authentication_secret_file", "/etc/marathon/.secret", "file", "", ""}} {
			e.check(t, s)
		}
		tellsNoSecret(t, s, tc.text)
	}
}

func TestGuessable(t *testing.T) {
	for secret, want := range map[string]bool{
		good: false, better: false, "mesos": true, "MESOS": true, "Mesos123": true, "aaaa": true, "a": true, "ops": true, "ops1": true, "1ops2": true, "1234567890123456": true, "password1!": true, "opsopsops": true,
		"correct horse battery": false, "opossum-Tq9": false, "x": true, "admin": true, "öööö": true, "mesos_password": true, "admin-ops-2024": true, "mesos_passwort": false,
	} {
		if got := guessable("ops", secret) != ""; got != want {
			t.Errorf("%q: %v", secret, got)
		}
	}
}
