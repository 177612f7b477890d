package hostconf

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
)

func fakeCat(p string) (string, error) {
	switch p {
	case "/etc/mesos/zk":
		return "zk://h:2181/mesos\n\n", nil
	case "/closed":
		return "", fs.ErrPermission
	}
	return "", fs.ErrNotExist
}

// spell writes assignments as NAME=value, with "!" where the value was not evaluated
// and "?" where something is said of it.
func spell(all []assignment) string {
	var out []string
	for _, a := range all {
		s := fmt.Sprintf("%s=%q", a.name, a.value)
		if a.unread {
			s += "!"
		}
		if a.ignored {
			s += "-"
		}
		if a.trouble != "" && !a.unread {
			s += "?"
		}
		out = append(out, fmt.Sprintf("%d:%s", a.line, s))
	}
	return strings.Join(out, " ")
}

func TestShell(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"plain", "A=1\nB=two\n", `1:A="1" 2:B="two"`},
		{"no line feed at the end", "A=1", `1:A="1"`},
		{"comments", "# A=0\nA=1 # B=2\nC=a#b\n", `2:A="1" 3:C="a#b"`},
		{"quotes", `A="x y" B='$HOME "q"' C=a\ b D="\$x \"y\" \z"`, `1:A="x y" 1:B="$HOME \"q\"" 1:C="a b" 1:D="$x \"y\" \\z"`},
		{"joined", `A=pre"mid"'post'`, `1:A="premidpost"`},
		{"several lines", "A=\"one\ntwo\"\nB=x\\\ny\n", `1:A="one\ntwo" 3:B="xy"`},
		{"export", "export A=1\nexport -n B\nexport C D=2\ndeclare -x E=3\nreadonly F=4\n", `1:A="1" 3:D="2" 4:E="3" 5:F="4"`},
		{"variables", "A=x\nB=$A/y\nC=\"${A}z\"\nD=${E:-w}\nF=${A:-w}\n", `1:A="x" 2:B="x/y" 3:C="xz" 4:D="w" 5:F="x"`},
		{"unknown variables", "A=$HOSTNAME\nB=x${NONE}y\nC=$1\nD=cost$\n", `1:A="$HOSTNAME"! 2:B="x${NONE}y"! 3:C="$1"! 4:D="cost$"`},
		{"not evaluated then used", "IP=$(hostname -i)\nMESOS_IP=$IP\n", `1:IP="$(hostname -i)"! 2:MESOS_IP="$IP"!`},
		{"cat", "A=`cat /etc/mesos/zk`\nB=$(cat /etc/mesos/zk)\nC=\"$(< /etc/mesos/zk)\"\nD=$(</etc/mesos/zk)\nE=$(cat \"/etc/mesos/zk\" 2>/dev/null)", `1:A="zk://h:2181/mesos" 2:B="zk://h:2181/mesos" 3:C="zk://h:2181/mesos" 4:D="zk://h:2181/mesos" 5:E="zk://h:2181/mesos"`},
		{"cat of what is missing", "A=$(cat /none)", `1:A=""?`},
		{"cat of what is closed", "A=$(cat /closed)", `1:A="$(cat /closed)"!`},
		{"cat and more", "A=$(cat /etc/mesos/zk | head -1)\nB=$(cat /etc/mesos/zk /x)\nC=$(cat $F)\nD=$(rm /etc/x)", `1:A="$(cat /etc/mesos/zk | head -1)"! 2:B="$(cat /etc/mesos/zk /x)"! 3:C="$(cat $F)"! 4:D="$(rm /etc/x)"!`},
		{"nested", "A=$(echo $(cat /x))\nB=1", `1:A="$(echo $(cat /x))"! 2:B="1"`},
		{"arithmetic", "A=$((1+2))\nB=1", `1:A="$((1+2))"! 2:B="1"`},
		{"array", "A=(x y)\nB=1", `1:A="(x y)"! 2:B="1"`},
		{"appended", "A=x\nA+=y\n", `1:A="x" 2:A="xy"`},
		{"one line", "A=1; B=2;C=3", `1:A="1" 1:B="2" 1:C="3"`},
		{"for one command", "A=1 start me\nB=2", `2:B="2"`},
		{"command with a value", "ulimit -n 8192\nset -a\nA=1", `3:A="1"`},
		{"condition", "if [ -f /x ]; then\n  A=1\nfi\nB=2\n[ -f /y ] && C=3\nD=4", `2:A="1"? 4:B="2" 5:C="3"? 6:D="4"`},
		{"case", "case x in\n y) A=1 ;;\nesac\nB=1", `2:A="1"? 4:B="1"`},
		{"function", "f() {\n A=1\n}\nB=2", `2:A="1"? 4:B="2"`},
		{"unset", "A=1\nunset A\nB=2", `3:B="2"`},
		{"carriage return", "A=1\r\nB=2\r\n", `1:A="1\r" 2:B="2\r"`},
		{"redirections", "A=1 >/dev/null\nB=2 2>&1\n", `1:A="1" 2:B="2"`},
		{"here-document", "cat <<EOF\nA=1\nEOF\nB=2", `4:B="2"`},
		{"no name", "1A=2\nA-B=3\n=x\nC=1", `4:C="1"`},
		{"open quote", "A=\"x\nB=2", `1:A="x\nB=2"`},
	} {
		if got := spell(parseShell(tc.text, fakeCat).out); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestShellNotes(t *testing.T) {
	s := parseShell(". /etc/other\nA=1\nmodprobe x\nsource /y", nil)
	var notes []string
	for _, n := range s.notes {
		notes = append(notes, n.text)
	}
	want := "line 1 reads another file, /etc/other, which is not followed|line 3 runs a command, which is not evaluated|line 4 reads another file, /y, which is not followed"
	if got := strings.Join(notes, "|"); got != want {
		t.Errorf("%s", got)
	}
}

func TestEnvFile(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"plain", "A=1\nB = two \n", `1:A="1" 2:B="two"`},
		{"comments", "#A=1\n; B=2\n  # C=3\nD=4 # not one\n", `4:D="4 # not one"`},
		{"quotes", "A=\"x y\"\nB='a\"b'\nC=\" p \" \nD=a\"b\"c\n", `1:A="x y" 2:B="a\"b" 3:C=" p " 4:D="abc"`},
		{"joined lines", "A=x\\\ny\nB=\"p\nq\"\n", `1:A="xy" 3:B="p\nq"`},
		{"export is ignored", "export A=1\nB=2\n", `1:A="1"-? 2:B="2"`},
		{"nothing is expanded", "ZK=`cat /etc/mesos/zk`\nA=$(x)\nB=$C\n", "1:ZK=\"`cat /etc/mesos/zk`\"? 2:A=\"$(x)\"? 3:B=\"$C\""},
		{"no name", "1A=2\nB\nC=1", `3:C="1"`},
		{"carriage return", "A=1\r\nB=2\r\n", `1:A="1" 2:B="2"`},
		{"empty", "A=\nB=\"\"\n", `1:A="" 2:B=""`},
	} {
		if got := spell(parseEnvFile(tc.text)); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestUnitWords(t *testing.T) {
	for text, want := range map[string]string{
		`a b  c`: "a|b|c", `"a b" 'c d'`: "a b|c d", `A="x y" B=z`: "A=x y|B=z", `a\x20b`: "a b", `a\sb\\`: `a b\`, `""`: "", `"open x`: "open x", ``: "",
	} {
		if got := strings.Join(unitWords(text), "|"); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestUnitFile(t *testing.T) {
	text := "[Unit]\nDescription=x\n[Service]\n# c\nExecStart=/bin/a \\\n# between\n  --b \\\n  --c\n;d\nUser = mesos\nbroken\n[Install]\nWantedBy=x"
	var got []string
	for _, d := range parseUnit(text) {
		got = append(got, fmt.Sprintf("%d %s %s=%s", d.line, d.section, d.key, d.value))
	}
	want := "2 Unit Description=x|5 Service ExecStart=/bin/a    --b    --c|10 Service User=mesos|13 Install WantedBy=x"
	if strings.Join(got, "|") != want {
		t.Errorf("%s", strings.Join(got, "|"))
	}
}
