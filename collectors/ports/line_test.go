package ports

import (
	"encoding/hex"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

func TestLine(t *testing.T) {
	for _, c := range []struct {
		protocol, line string
		address        string
		port           int
		listens        bool
	}{
		{"tcp", "   0: 0100007F:13BA 00000000:0000 0A 00000000:00000000 00:00000000 00000000   103        0 40001 1 0 100 0 0 10 0", "127.0.0.1", 5050, true},
		{"tcp", " 10000: 0100007F:13BA 0200007F:E0FE 01 00000000:00000000 00:00000000 00000000   103        0 40001 1 0 20 4 30 10 -1", "", 0, false},
		{"udp", "  270: 0B02010A:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000   101        0 40020 2 0 0", "10.1.2.11", 53, true},
		{"udp", "  270: 0B02010A:0035 0102010A:0035 01 00000000:00000000 00:00000000 00000000   101        0 40020 2 0 0", "", 0, false},
		{"tcp6", "   0: B80D0120000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000   999        0 40010 1", "2001:db8::1", 8080, true},
		{"udp6", "   0: 0000000000000000FFFF00000100007F:1F90 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000   999        0 40010 1", "::ffff:127.0.0.1", 8080, true},
	} {
		l, listens, err := parseLine(c.protocol, c.line)
		if err != nil || listens != c.listens {
			t.Errorf("%s: %v, %v", c.line, listens, err)
		}
		if listens && (l.address.String() != c.address || l.port != c.port || l.uid == "" || l.inode == 0) {
			t.Errorf("%s: %+v", c.line, l)
		}
	}
	for _, bad := range []string{
		"", "x", "0: 0100007F:13BA 00000000:0000 0A 0:0 0:0 0 0", "0: 0100007F 00000000:0000 0A 0:0 0:0 0 0 0 1",
		"0: 0100007F:13BAA 00000000:0000 0A 0:0 0:0 0 0 0 1", "0: 01000F:13BA 00000000:0000 0A 0:0 0:0 0 0 0 1",
		"0: 0100007G:13BA 00000000:0000 0A 0:0 0:0 0 0 0 1", "0: 0100007F:13BA 00000000:0000 0A 0:0 0:0 0 0 0 x",
		"0: 0100007F:13BA 00000000:0000 0A 0:0 0:0 0 root 0 1", "0 0100007F:13BA 00000000:0000 0A 0:0 0:0 0 0 0 1",
	} {
		if l, listens, err := parseLine("tcp", bad); err == nil || listens {
			t.Errorf("%q: %+v", bad, l)
		}
	}
}

func TestReach(t *testing.T) {
	for in, want := range map[string]string{
		"0.0.0.0": All, "::": All, "::ffff:0.0.0.0": All,
		"127.0.0.1": Loopback, "127.8.9.10": Loopback, "::1": Loopback, "::ffff:127.0.0.1": Loopback,
		"10.1.2.3": Private, "172.16.0.1": Private, "172.31.255.255": Private, "192.168.7.1": Private, "::ffff:10.1.2.3": Private,
		"169.254.3.4": Private, "fe80::1": Private, "fd12:3456::1": Private, "fc00::1": Private, "100.64.0.1": Private, "100.127.255.254": Private, "224.0.0.251": Private,
		"172.32.0.1": Public, "100.63.255.255": Public, "100.128.0.1": Public, "203.0.113.8": Public, "2001:db8::1": Public, "::ffff:203.0.113.8": Public, "fec0::1": Public,
	} {
		if got := reachOf(netip.MustParseAddr(in)); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

// What is read of a table of any bytes is counted, whole, and printed back it is
// what stood there.
func FuzzTable(f *testing.F) {
	f.Add("tcp", "head\n   0: 0100007F:13BA 00000000:0000 0A 00000000:00000000 00:00000000 00000000   103        0 40001 1 0 100 0 0 10 0\n")
	f.Add("udp6", "head\n   0: 0000000000000000FFFF00000100007F:1F90 0:0 07 0:0 0:0 0   999        0 40010 1\n")
	f.Add("udp", "head\n0: 0100007F:13BA 00000000:0000 07 0:0 0:0 0 0 0 1\n\nx\n")
	f.Add("tcp", "head\n"+strings.Repeat("x", 3*maxLine)+"\n0: 0100007F:13BA 0:0 0A 0:0 0:0 0 0 0 1")
	f.Fuzz(func(t *testing.T, protocol, text string) {
		if !slices.Contains(protocols(), protocol) {
			return
		}
		got := parseTable(strings.NewReader(text), protocol)
		if got.err != nil || got.absent || len(got.listeners)+got.broken > strings.Count(text, "\n")+1 {
			t.Fatalf("%+v", got)
		}
		for _, l := range got.listeners {
			if l.port < 0 || l.port > 65535 || !l.address.IsValid() {
				t.Fatalf("%+v", l)
			}
			b := l.address.AsSlice()
			for i := 0; i < len(b); i += 4 {
				slices.Reverse(b[i : i+4])
			}
			if !strings.Contains(strings.ToLower(text), hex.EncodeToString(b)) {
				t.Fatalf("%v stands nowhere", l.address)
			}
		}
	})
}

func TestTableWithALongLine(t *testing.T) {
	got := parseTable(strings.NewReader("head\n"+strings.Repeat("x ", 5*maxLine)+"\n   0: 0100007F:13BA 00000000:0000 0A 0:0 0:0 0 0 0 1\n"), "tcp")
	if got.broken != 1 || len(got.listeners) != 1 {
		t.Errorf("%+v", got)
	}
}
