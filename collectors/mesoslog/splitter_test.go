package mesoslog

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// split lists the messages of a text: line, tag and text of each.
func split(text string, glogFile bool) []string {
	type found struct {
		n    int
		text string
	}
	var all []found
	p := Options{}.parser()
	sp := splitter{data: text, glogFile: glogFile, bareStart: p.bareStart("master"), take: func(m *message) {
		cut := ""
		if m.cut {
			cut = " (cut)"
		}
		all = append(all, found{m.n, fmt.Sprintf("%d %s%s%s", m.line, m.env.tag, m.text, cut)})
	}}
	sp.run()
	slices.SortFunc(all, func(a, b found) int { return a.n - b.n })
	var out []string
	for _, f := range all {
		out = append(out, f.text)
	}
	return out
}

func TestMessages(t *testing.T) {
	one, two := line(1, "one"), line(2, "two")
	for name, c := range map[string]struct {
		text string
		glog bool
		want []string
	}{
		"plain":                 {one + "\n" + two + "\n", false, []string{"0 one", "1 two"}},
		"no break at the end":   {one + "\n" + two, true, []string{"0 one", "1 two"}},
		"carriage returns":      {one + "\r\n" + "more\r\n" + two + "\r\n", true, []string{"0 one\nmore", "2 two"}},
		"continuation":          {one + "\n  a {\n    b\n  }\n\" --flag=\"x\"\n" + two + "\n", true, []string{"0 one\n  a {\n    b\n  }\n\" --flag=\"x\"", "5 two"}},
		"banner":                {line(1, "") + "\n****\nMaster bound\n****\n" + two, true, []string{"0 \n****\nMaster bound\n****", "4 two"}},
		"cut at the start":      {"roup process connected\n" + one, false, []string{"0 roup process connected", "1 one"}},
		"hole first":            {strings.Repeat("\x00", 5000) + one + "\n" + two, false, []string{"0 one", "1 two"}},
		"header":                {glogHeader + one, true, []string{"0 Log file created at: 2026/03/01 12:00:00", "1 Running on machine: node7", "2 Log line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg", "3 one"}},
		"empty":                 {"", false, nil},
		"only empty lines":      {"\n\n\n", false, nil},
		"crash":                 {one + "\n" + glogLine("F", 2, 7, "sorter.cpp:251", "Check failed: x") + "\n*** Check failure stack trace: ***\n    @     0x7f6d1c0a3b9d  google::LogMessage::Fail()\n", false, []string{"0 one", "1 Check failed: x\n*** Check failure stack trace: ***\n    @     0x7f6d1c0a3b9d  google::LogMessage::Fail()"}},
		"aborted":               {"*** Aborted at 1456979565 (unix time) x ***\nPC: @ 0x7f gsignal\n" + one, false, []string{"0 *** Aborted at 1456979565 (unix time) x ***\nPC: @ 0x7f gsignal", "2 one"}},
		"exit on stderr":        {one + "\nLost leadership... committing suicide!\n" + two, false, []string{"0 one", "1 Lost leadership... committing suicide!", "2 two"}},
		"no exit in glog files": {one + "\nLost leadership... committing suicide!\n" + two, true, []string{"0 one\nLost leadership... committing suicide!", "2 two"}},
		"zookeeper on stderr":   {one + "\n2026-03-01 12:00:01,123:7(0x7f):ZOO_INFO@check@1: hello\n" + two, false, []string{"0 one", "1 hello", "2 two"}},
		"no zookeeper in glog":  {one + "\n2026-03-01 12:00:01,123:7(0x7f):ZOO_INFO@check@1: hello\n" + two, true, []string{"0 one\n2026-03-01 12:00:01,123:7(0x7f):ZOO_INFO@check@1: hello", "2 two"}},
		"notice":                {one + "\nWARNING: Logging before InitGoogleLogging() is written to STDERR\nfoo\n" + two, false, []string{"0 one", "1 WARNING: Logging before InitGoogleLogging() is written to STDERR", "2 foo", "3 two"}},
		"two processes": {
			"m_1  | " + one + "\nm_2  | " + two + "\nm_1  |   more of one\nm_2  |   more of two\nm_1  |   end of one\n", false,
			[]string{"0 m_1one\n  more of one\n  end of one", "1 m_2two\n  more of two"},
		},
		"too far apart": {
			"m_1  | " + one + "\n" + strings.Repeat("m_2  | "+two+"\n", maxBetween+1) + "m_1  |   late\n", false,
			slices.Concat([]string{"0 m_1one"}, repeatedly(1, maxBetween+1, "m_2two"), []string{fmt.Sprintf("%d m_1  late", maxBetween+2)}),
		},
		"syslog": {
			"Mar  1 12:00:01 n m[7]: " + one + "\nMar  1 12:00:01 n sshd[8]: Accepted\nMar  1 12:00:01 n m[7]:   more\nMar  1 12:00:02 n m[7]: " + two + "\n", false,
			[]string{"0 m[7]one\n  more", "1 sshd[8]Accepted", "3 m[7]two"},
		},
		"journal": {
			`{"MESSAGE":"` + one + `\nmore","__REALTIME_TIMESTAMP":"1795150578931826","_PID":"7"}` + "\n" + `{"MESSAGE":"yet more","__REALTIME_TIMESTAMP":"1795150578931826","_PID":"7"}`, false,
			[]string{"0 [7]one\nmore\nyet more"},
		},
		"partial lines": {
			"2026-03-01T12:00:01Z stderr P " + one[:40] + "\n2026-03-01T12:00:01Z stderr P " + one[40:] + "\n2026-03-01T12:00:01Z stderr F !\n2026-03-01T12:00:01Z stderr F " + two, false,
			[]string{"0 one!", "3 two"},
		},
		"docker's long lines": {
			`{"log":"` + one + `","stream":"stderr","time":"2026-03-01T12:00:01Z"}` + "\n" + `{"log":"!\n","stream":"stderr","time":"2026-03-01T12:00:01Z"}` + "\n" + `{"log":"more\n","stream":"stderr","time":"2026-03-01T12:00:01Z"}`, false,
			[]string{"0 one!\nmore"},
		},
	} {
		if got := split(c.text, c.glog); !slices.Equal(got, c.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", name, got, c.want)
		}
	}
}

func repeatedly(from, n int, text string) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprintf("%d %s", from+i, text))
	}
	return all
}

// TestLongMessages: what is kept of a message is bounded, in lines and in bytes.
func TestLongMessages(t *testing.T) {
	long := strings.Repeat("x", maxMessage+100)
	for name, c := range map[string]struct {
		text string
		size int
	}{
		"one line":        {line(1, long), maxMessage},
		"bytes":           {line(1, "one") + strings.Repeat("\n"+strings.Repeat("y", 999), 500), maxMessage},
		"lines":           {line(1, "one") + strings.Repeat("\ny", 10_000), 2*maxContinuation + 100},
		"in the journal":  {`{"MESSAGE":"` + line(1, long) + `","__REALTIME_TIMESTAMP":"1795150578931826"}`, maxMessage},
		"lines in syslog": {"Mar  1 12:00:01 n m[7]: " + line(1, "one") + strings.Repeat("\nMar  1 12:00:01 n m[7]: y", 10_000), maxMessage},
	} {
		got := split(c.text, false)
		if len(got) != 1 || len(got[0]) > c.size+100 || !strings.HasSuffix(got[0], " (cut)") {
			t.Errorf("%s: %d messages, the first of %d bytes, %.80q … %q", name, len(got), len(got[0]), got[0], got[0][max(0, len(got[0])-20):])
		}
	}
}

// inPieces parses a text that comes in chunks of a size, as live and old logs do.
func inPieces(t testing.TB, text string, chunk int, glogFile bool, opt Options) (items []item, src *source) {
	t.Helper()
	info := follow.FileInfo{Path: "/log/mesos-master.stderr", Head: []byte(text[:min(len(text), 4096)])}
	id := identify(info, opt)
	id.glogFile = glogFile
	src = newSource(id, info.Path, 7, opt)
	p := opt.parser()
	cut := p.cutter(id, 1)
	give := func(c cutPiece) error {
		c.service = id.service
		items = append(items, src.take(p.parse(c.piece), c.offset, c.bytes)...)
		for i := range c.buf { // nothing may be left of it in an event
			c.buf[i] = '#'
		}
		cut.spare <- c.buf
		return nil
	}
	err := follow.Read(context.Background(), bytes.NewReader([]byte(text)), info, follow.Options{ChunkSize: chunk}, func(ch follow.Chunk) error {
		return cut.add(ch, give)
	})
	if err == nil {
		err = cut.flush(give)
	}
	if err != nil {
		t.Fatal(err)
	}
	return items, src
}

// TestPiecesAreOne: how a file is cut into chunks makes no difference.
func TestPiecesAreOne(t *testing.T) {
	var plain, tagged strings.Builder
	for i := range 1500 {
		fmt.Fprintln(&plain, line(i, login(i)))
		fmt.Fprintf(&tagged, "m_%d  | %s\n", i%3+1, line(i, login(i)))
		switch {
		case i%97 == 0:
			plain.WriteString(strings.Repeat("  continued\n", i%200))
			fmt.Fprintf(&tagged, "m_%d  |   continued\nm_%d  |   other\n", i%3+1, i%2+1)
		case i%301 == 0:
			fmt.Fprintf(&plain, "%s\n%s' at scheduler-%08d@10.0.0.9:1\n", line(i, "Received SUBSCRIBE call for framework 'x"), line(900, login(0)), i)
		case i%503 == 0:
			fmt.Fprintln(&plain, line(i+5000, "from the future"))
		case i == 1000:
			plain.WriteString(strings.Repeat("a very long continuation "+strings.Repeat("y", 500)+"\n", 400))
		}
	}
	for name, text := range map[string]string{"plain": plain.String(), "tagged": tagged.String()} {
		want, _ := inPieces(t, text, 1<<20, false, utc().all())
		if len(want) < 1500 {
			t.Fatalf("%s: only %d events", name, len(want))
		}
		for _, chunk := range []int{700, 4096, 70_000} {
			got, _ := inPieces(t, text, chunk, false, utc().all())
			sameEvents(t, fmt.Sprintf("%s in chunks of %d", name, chunk), got, want)
		}
	}
}

func sameEvents(t testing.TB, name string, got, want []item) {
	t.Helper()
	for i := range min(len(got), len(want)) {
		if !reflect.DeepEqual(got[i].ev, want[i].ev) {
			t.Fatalf("%s: event %d is\n%s\nnot\n%s", name, i, asJSON(got[i].ev), asJSON(want[i].ev))
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%s: %d events, not %d", name, len(got), len(want))
	}
}
