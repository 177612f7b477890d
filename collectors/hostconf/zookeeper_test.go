package hostconf

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestProperties(t *testing.T) {
	text := "# c\n! c\na=1\nb : 2\nc 3\n d = x\\\n   y\ne=\\u0041\\tz\nf\\=g=h\ni=\nj\n\\ k=l\nm=a\\\\\nn=1\r\n"
	var got []string
	for _, p := range parseProperties(text) {
		got = append(got, fmt.Sprintf("%d %s=%q", p.line, p.key, p.value))
	}
	want := `3 a="1"|4 b="2"|5 c="3"|6 d="xy"|8 e="A\tz"|9 f=g="h"|10 i=""|11 j=""|12  k="l"|13 m="a\\"|14 n="1"`
	if strings.Join(got, "|") != want {
		t.Errorf("%s", strings.Join(got, "|"))
	}
}

func TestJAAS(t *testing.T) {
	text := `// servers
Server {
   org.apache.zookeeper.server.auth.DigestLoginModule required
   user_super="one \"two\""   # admin
   user_bob='three';
};
/* clients
 */
Client { org.apache.zookeeper.server.auth.DigestLoginModule required password="four" username="bob"; };
QuorumServer { com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true keyTab="/etc/k" principal="zk/h@R"; };`
	logins, modules := parseJAAS(text)
	var got []string
	for _, in := range logins {
		got = append(got, fmt.Sprintf("%s %s %q %d", in.section, in.principal, in.secret, in.line))
	}
	if strings.Join(got, "|") != `Server super "one \"two\"" 4|Server bob "three" 5|Client bob "four" 9` {
		t.Errorf("%q", got)
	}
	if strings.Join(modules, "|") != "Server org.apache.zookeeper.server.auth.DigestLoginModule|Client org.apache.zookeeper.server.auth.DigestLoginModule|QuorumServer com.sun.security.auth.module.Krb5LoginModule" {
		t.Errorf("%q", modules)
	}
}

func TestZooKeeper(t *testing.T) {
	s := see(t, plant(t, map[string]string{
		"etc/zookeeper/conf/zoo.cfg":     "dataDir=/var/lib/zookeeper\nclientPort=2181\n4lw.commands.whitelist=*\nserver.1=a:2888:3888 \nssl.keyStore.location=/etc/zookeeper/k.jks\nssl.keyStore.password=geheim\nskipACL=no\nclientPort=2182\ndynamicConfigFile=/etc/zookeeper/conf/dyn\nquorum.auth.enableSasl=true\n",
		"etc/zookeeper/conf/dyn":         "server.2=b:2888:3888\n",
		"etc/zookeeper/k.jks 0644":       "x",
		"etc/zookeeper/conf/environment": "NAME=zookeeper\nJVMFLAGS=\"-Xmx1g -Dzookeeper.skipACL=yes -Dzookeeper.DigestAuthenticationProvider.superDigest=super:geheim -Djava.security.auth.login.config=/etc/zookeeper/jaas.conf -Dcom.sun.management.jmxremote.authenticate=false -Dother=geheim\"\n",
		"etc/zookeeper/jaas.conf 0640":   "Server { org.apache.zookeeper.server.auth.DigestLoginModule required user_super=\"" + good + "\" user_web=\"web\"; };\n",
		"etc/zookeeper/jaas.conf.bak":    "x", "var/lib/zookeeper/ 0755": "",
	}))
	const cfg = "/etc/zookeeper/conf/zoo.cfg"
	for _, e := range []expect{
		{"zookeeper 4lw.commands.whitelist", "*", "configuration", cfg, ""}, {"zookeeper clientPort", "2182", "configuration", cfg, "given twice"}, {"zookeeper server.1", "a:2888:3888", "configuration", cfg, ""},
		{"zookeeper server.2", "b:2888:3888", "configuration", "/etc/zookeeper/conf/dyn", ""}, {"zookeeper ssl.keyStore.password", "***", "configuration", cfg, ""}, {"zookeeper skipACL", "no", "configuration", cfg, ""},
		{"zookeeper DigestAuthenticationProvider.superDigest", "***", "environment", "/etc/zookeeper/conf/environment", ""}, {"zookeeper com.sun.management.jmxremote.authenticate", "false", "environment", "", ""},
		{"zookeeper java.security.auth.login.config", "/etc/zookeeper/jaas.conf", "environment", "", ""}, {"zookeeper other", "-", "", "", ""}, {"zookeeper quorum.auth.enableSasl", "true", "configuration", "", ""},
		{"zookeeper jaas.Server", "org.apache.zookeeper.server.auth.DigestLoginModule", "configuration", "/etc/zookeeper/jaas.conf", "passwords that stand in this file"},
	} {
		e.check(t, s)
	}
	if sh := s.settings["zookeeper skipACL"].Shadowed; len(sh) != 1 || sh[0].Value != "yes" {
		t.Errorf("%+v", sh)
	}
	jaas := s.files["/etc/zookeeper/jaas.conf"]
	if jaas == nil || jaas.What != "zookeeper-jaas" || !slices.Equal(jaas.Principals, []string{"super", "web"}) || weaknesses(jaas) != "guessable-secret:web short-secret:web" {
		t.Errorf("%+v", jaas)
	}
	for file, what := range map[string]string{"/etc/zookeeper/k.jks": "key", "/var/lib/zookeeper": "work-dir", "/etc/zookeeper/jaas.conf.bak": "backup"} {
		if f := s.files[file]; f == nil || f.What != what {
			t.Errorf("%s: %+v", file, f)
		}
	}
	silent(t, s.records)
	tellsNoSecret(t, s, good)
}

// TestRunningZooKeeper wants the configuration of what runs, not that of a package.
func TestRunningZooKeeper(t *testing.T) {
	files := map[string]string{"opt/zk/my.cfg": "clientPort=2281\nadmin.enableServer=true\n", "etc/zookeeper/conf/zoo.cfg": "clientPort=2181\n"}
	running(files, 40, time.Hour, []string{"java", "-Dzookeeper.admin.enableServer=false", "org.apache.zookeeper.server.quorum.QuorumPeerMain", "/opt/zk/my.cfg"}, nil)
	root := plant(t, files)
	late := boot.Add(3 * time.Hour)
	must(t, os.Chtimes(filepath.Join(root, "opt/zk/my.cfg"), late, late))
	s := see(t, root)
	if got := s.settings["zookeeper clientPort"]; got.Value != "2281" || got.At != "/opt/zk/my.cfg" || !got.Pending {
		t.Errorf("%+v", got)
	}
	if got := s.settings["zookeeper admin.enableServer"]; got.Value != "true" || len(got.Shadowed) != 1 || got.Shadowed[0].From != "command-line" {
		t.Errorf("%+v", got)
	}
}

// TestZooKeeperPackage wants nothing of a server that only lies there.
func TestZooKeeperPackage(t *testing.T) {
	files := map[string]string{"etc/zookeeper/conf/zoo.cfg": "clientPort=2181\n", "lib/systemd/system/zookeeper.service": "[Service]\nExecStart=/usr/share/zookeeper/bin/zkServer.sh start\n"}
	if s := see(t, plant(t, files)); s.settings["zookeeper clientPort"] != nil {
		t.Error("told of a server that nothing starts")
	}
	files["etc/systemd/system/multi-user.target.wants/zookeeper.service -> /lib/systemd/system/zookeeper.service"] = ""
	if s := see(t, plant(t, files)); s.settings["zookeeper clientPort"] == nil {
		t.Error("not told of a server that starts at boot")
	}
}
