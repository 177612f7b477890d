package mesoslog

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// at writes a line of a master with a stamp of its own.
func at(stamp string, n int) string {
	return "I" + stamp + " 21816 master.cpp:10617] " + login(n)
}

// times of the events of a log, marked ones with a mark.
func times(t *testing.T, opt Options, path string) (all []string) {
	t.Helper()
	got := readPaths(t, opt, path)
	if got.err != nil {
		t.Fatal(got.err)
	}
	for _, e := range got.events {
		mark := ""
		if slices.Contains(e.Suspect, SuspectClock) {
			mark = " !"
		}
		all = append(all, e.Time.Format("2006-01-02 15:04:05 MST")+mark)
	}
	return all
}

func berlin(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestYear(t *testing.T) {
	written := time.Date(2019, 5, 4, 12, 0, 0, 0, time.UTC)
	const named = "mesos-master.node7.root.log.INFO.20181231-235959.77"
	header := func(date string) string {
		return strings.Replace(glogHeader, "2026/03/01 12:00:00", date, 1)
	}
	for name, c := range map[string]struct {
		file, text string
		opt        Options
		want, by   string
		written    time.Time
	}{
		"header":                     {"a.log", header("2016/03/01 12:00:00") + at("0301 12:00:01.0", 1), Options{}, "2016-03-01 12:00:01 UTC", "file header", written},
		"header over name":           {named, header("2016/03/01 12:00:00") + at("0301 12:00:01.0", 1), Options{}, "2016-03-01 12:00:01 UTC", "file header", written},
		"name":                       {named, at("1231 23:59:59.5", 1), Options{}, "2018-12-31 23:59:59 UTC", "file name", written},
		"name, the new year at once": {named, at("0101 00:00:00.1", 1), Options{}, "2019-01-01 00:00:00 UTC", "", written},
		"written later in the year":  {"a.log", at("0301 12:00:01.0", 1), Options{}, "2019-03-01 12:00:01 UTC", "modification time", written},
		"written early in the next":  {"a.log", at("0601 12:00:01.0", 1), Options{}, "2018-06-01 12:00:01 UTC", "modification time", written},
		"a clock ahead of the file":  {"a.log", at("0505 01:00:01.0", 1), Options{}, "2019-05-05 01:00:01 UTC", "modification time", written},
		"as told":                    {named, header("2016/03/01 12:00:00") + at("0301 12:00:01.0", 1), Options{Year: 2012}, "2012-03-01 12:00:01 UTC", "--year", written},
		"as told, the whole year":    {"a.log", at("1215 12:00:01.0", 1), Options{Year: 2012}, "2012-12-15 12:00:01 UTC", "--year", written},
		"eight digits":               {"a.log", at("20140301 12:00:01.0", 1), Options{}, "2014-03-01 12:00:01 UTC", "the lines", written},
		"a later line has it":        {"a.log", at("0301 12:00:01.0", 1) + "\n2015-03-01 12:00:02,123:7(0x7f):ZOO_INFO@f@1: x\n", Options{}, "2015-03-01 12:00:01 UTC", "the lines", written},
		"the envelope has it":        {"a.log", "Fri 2015-03-01 12:00:02 CET n m[7]: " + at("0301 12:00:01.0", 1), Options{}, "2015-03-01 12:00:01 UTC", "the lines", written},
		"leap day":                   {"a.log", at("0229 12:00:01.0", 1), Options{}, "2016-02-29 12:00:01 UTC", "modification time", date(2017, 2, 3, 0, 0, 0)},
		"header further down":        {"a.log", at("0301 12:00:01.0", 1) + "\n" + header("1999/03/01 12:00:00"), Options{}, "2019-03-01 12:00:01 UTC", "modification time", written},
	} {
		c.opt.Zone = time.UTC
		path := save(t, c.file, c.text+"\n")
		aged(t, path, c.written)
		got := readPaths(t, c.opt, path)
		if len(got.events) == 0 || got.events[0].Time.Format("2006-01-02 15:04:05 MST") != c.want {
			t.Errorf("%s: got %s, want %q", name, asJSON(got.events), c.want)
		}
		if c.by != "" && !strings.Contains(got.notes(), "year "+c.want[:4]+" from "+c.by) {
			t.Errorf("%s: notes %q, want year %s from %s", name, got.notes(), c.want[:4], c.by)
		}
	}
}

// steps builds a log of lines a second apart from each of the moments on.
func steps(layout string, lines int, from ...time.Time) string {
	var b strings.Builder
	n := 0
	for _, t := range from {
		for i := range lines {
			n++
			fmt.Fprintln(&b, at(t.Add(time.Duration(i)*time.Second).Format(layout), n))
		}
	}
	return b.String()
}

const fourDigits = "0102 15:04:05.000000"

func date(year int, month time.Month, day, hour, minute, second int) time.Time {
	return time.Date(year, month, day, hour, minute, second, 0, time.UTC)
}

// TestNewYear goes across it, and back a little for lines out of order.
func TestNewYear(t *testing.T) {
	opt := Options{Zone: time.UTC, Year: 2024}
	path := save(t, "a.log", lines(
		at("1231 23:59:58.0", 1), at("0101 00:00:00.1", 2), at("1231 23:59:59.9", 3), at("0101 00:00:00.2", 4), at("0101 00:00:01.0", 5),
	)+steps(fourDigits, 20, date(0, 6, 1, 0, 0, 0), date(0, 12, 31, 23, 59, 50), date(0, 3, 1, 0, 0, 0)))
	got := times(t, opt, path)
	want := []string{"2024-12-31 23:59:58 UTC", "2025-01-01 00:00:00 UTC", "2024-12-31 23:59:59 UTC", "2025-01-01 00:00:00 UTC", "2025-01-01 00:00:01 UTC"}
	if !slices.Equal(got[:5], want) {
		t.Errorf("got %q\nwant %q", got[:5], want)
	}
	for i, want := range map[int]string{5: "2025-06-01 00:00:00 UTC", 24: "2025-06-01 00:00:19 UTC", 25: "2025-12-31 23:59:50 UTC", 34: "2025-12-31 23:59:59 UTC", 35: "2026-01-01 00:00:00 UTC", 45: "2026-03-01 00:00:00 UTC"} {
		if got[i] != want {
			t.Errorf("line %d: got %s, want %s", i+1, got[i], want)
		}
	}
}

// TestSummerTimeEnds: an hour comes twice. What was written later stays later.
func TestSummerTimeEnds(t *testing.T) {
	loc := berlin(t)
	begin := time.Date(2025, 10, 25, 23, 30, 0, 0, time.UTC) // 01:30 CEST
	var b strings.Builder
	for i := range 3 * 360 {
		fmt.Fprintln(&b, at(begin.Add(time.Duration(i)*10*time.Second).In(loc).Format(fourDigits), i))
		if i == 540 { // 03:00 CEST is 02:00 CET; a line written late
			fmt.Fprintln(&b, at(begin.Add(time.Duration(i)*10*time.Second-1).In(loc).Format("0102 15:04:05.000000"), 5000))
		}
	}
	path := save(t, "a.log", b.String())
	got := readPaths(t, Options{Zone: loc, Year: 2025}, path)
	if s := suspects(got.events); s != nil {
		t.Errorf("marked: %q", s)
	}
	k := 0
	for i := range 3 * 360 {
		want := begin.Add(time.Duration(i) * 10 * time.Second)
		if !got.events[k].Time.Equal(want) {
			t.Fatalf("line %d: %v, not %v", k+1, got.events[k].Time, want.In(loc))
		}
		if k++; i == 540 {
			if late := got.events[k].Time; want.Sub(late) > time.Second || want.Sub(late) < 0 {
				t.Errorf("the late line: %v beside %v", late, want)
			}
			k++
		}
	}
}

// TestSummerTimeBegins: an hour is skipped; nothing is odd about it. In a log of
// another zone the hour is there, and comes neither late nor early.
func TestSummerTimeBegins(t *testing.T) {
	loc := berlin(t)
	begin := time.Date(2026, 3, 29, 0, 30, 0, 0, time.UTC) // 01:30 CET
	var b, other strings.Builder
	for i := range 360 {
		fmt.Fprintln(&b, at(begin.Add(time.Duration(i)*10*time.Second).In(loc).Format(fourDigits), i))
		fmt.Fprintln(&other, at(begin.Add(time.Duration(i)*10*time.Second+time.Hour).Format(fourDigits), i))
	}
	got := readPaths(t, Options{Zone: loc, Year: 2026}, save(t, "a.log", b.String()))
	for i, e := range got.events {
		if want := begin.Add(time.Duration(i) * 10 * time.Second); !e.Time.Equal(want) || e.Suspect != nil {
			t.Fatalf("line %d: %v %q, not %v", i+1, e.Time, e.Suspect, want.In(loc))
		}
	}
	got = readPaths(t, Options{Zone: loc, Year: 2026}, save(t, "a.log", other.String()))
	last := time.Time{}
	for i, e := range got.events {
		if e.Time.Before(last.Add(-time.Hour)) || e.Suspect != nil {
			t.Fatalf("line %d: %v behind %v, marked %q", i+1, e.Time, last, e.Suspect)
		}
		last = e.Time
	}
}

// TestForgedTimes: lines within a message of another may carry any time. They are
// marked and judged, and move neither year nor clock.
func TestForgedTimes(t *testing.T) {
	forged := []string{"0101 00:00:00.0", "1231 23:59:59.0", "0301 09:00:00.0", "0301 15:00:00.0", "0228 12:00:30.0"}
	for _, zone := range []*time.Location{time.UTC, berlin(t)} {
		for run := 1; run <= 6; run++ {
			for _, f := range forged {
				text := steps(fourDigits, 30, date(0, 3, 1, 12, 0, 0))
				for i := range run {
					text += at(f, 9000+i) + "\n"
				}
				text += steps(fourDigits, 40, date(0, 3, 1, 12, 0, 30))
				got := times(t, Options{Zone: zone, Year: 2026}, save(t, "a.log", text))
				if len(got) != 70+run {
					t.Fatalf("%d events", len(got))
				}
				for i, s := range got {
					odd := strings.HasSuffix(s, " !")
					if within := i >= 30 && i < 30+run; odd != within {
						t.Errorf("%d forged lines of %q: line %d marked: %v: %s", run, f, i+1, odd, s)
					} else if !within && !strings.HasPrefix(s, "2026-03-01 12:0") {
						t.Errorf("%d forged lines of %q: line %d at %s", run, f, i+1, s)
					}
				}
			}
		}
	}
}

// TestNameFullOfForgedLines: so many that they look like the clock's own course
// still do not leave the log in another year.
func TestNameFullOfForgedLines(t *testing.T) {
	for _, start := range []time.Time{date(2026, 3, 1, 12, 0, 0), date(2026, 11, 20, 12, 0, 0), date(2026, 1, 1, 0, 0, 10), date(2026, 12, 31, 23, 59, 20)} {
		for name, forged := range map[string][]string{
			"december": {"1231 23:59:59.0"}, "january": {"0101 00:00:01.0"}, "both": {"1231 23:59:59.0", "0101 00:00:01.0"},
			"around the year": {"1231 23:59:59.0", "0101 00:00:01.0", "0401 00:00:00.0", "0801 00:00:00.0", "1101 00:00:00.0", "1231 23:59:59.0", "0101 00:00:01.0"},
		} {
			for _, known := range []bool{true, false} {
				text := steps(fourDigits, 50, start)
				for _, f := range forged {
					for i := range 40 {
						text += at(f, 9000+i) + "\n"
					}
				}
				text += steps(fourDigits, 50, start.Add(50*time.Second))
				path := save(t, "a.log", text)
				aged(t, path, start.Add(100*time.Second))
				if !known {
					aged(t, path, start.AddDate(0, 5, 0))
				}
				got := times(t, Options{Zone: time.UTC, Year: start.Year()}, path)
				for i := range 50 {
					if want := start.Add(time.Duration(50+i) * time.Second).Format("2006-01-02 15:04:05 MST"); got[len(got)-50+i] != want {
						t.Errorf("%v, %s, %v: line %d behind the forged ones: %s, not %s", start, name, known, i, got[len(got)-50+i], want)
						break
					}
				}
			}
		}
	}
}

// TestForgedMixture: each line with another time, in a log of few lines.
func TestForgedMixture(t *testing.T) {
	text := lines(at("0301 01:00:00.0", 1), at("0301 05:00:00.0", 2), at("0301 09:00:00.0", 3),
		at("0101 00:00:00.0", 4), at("1231 00:00:00.0", 5), at("0301 08:00:00.0", 6),
		at("0301 13:00:00.0", 7), at("0301 17:00:00.0", 8), at("0301 21:00:00.0", 9), at("0302 01:00:00.0", 10), at("0302 05:00:00.0", 11), at("0302 09:00:00.0", 12))
	want := []string{"2026-03-01 01:00:00 UTC", "2026-03-01 05:00:00 UTC", "2026-03-01 09:00:00 UTC", "2026-01-01 00:00:00 UTC !", "2025-12-31 00:00:00 UTC !", "2026-03-01 08:00:00 UTC !",
		"2026-03-01 13:00:00 UTC", "2026-03-01 17:00:00 UTC", "2026-03-01 21:00:00 UTC", "2026-03-02 01:00:00 UTC", "2026-03-02 05:00:00 UTC", "2026-03-02 09:00:00 UTC"}
	path := save(t, "a.log", text)
	aged(t, path, date(2026, 3, 2, 9, 0, 0))
	if got := times(t, Options{Zone: time.UTC}, path); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestRealSteps: a clock that is set, a pause, a quiet log. Nothing is marked.
func TestRealSteps(t *testing.T) {
	for name, from := range map[string][]time.Time{
		"set back":      {date(0, 3, 1, 12, 0, 0), date(0, 3, 1, 10, 0, 0)},
		"set back days": {date(0, 3, 9, 12, 0, 0), date(0, 3, 1, 10, 0, 0)},
		"set forward":   {date(0, 3, 1, 12, 0, 0), date(0, 3, 1, 15, 0, 0)},
		"a night":       {date(0, 3, 1, 12, 0, 0), date(0, 3, 2, 8, 0, 0)},
		"half a year":   {date(0, 3, 1, 12, 0, 0), date(0, 9, 2, 8, 0, 0)},
		"midnight":      {date(0, 3, 1, 23, 59, 45)},
		"end of month":  {date(0, 4, 30, 23, 59, 45)},
		"forth, back":   {date(0, 3, 1, 12, 0, 0), date(0, 3, 1, 15, 0, 0), date(0, 3, 1, 12, 1, 0)},
	} {
		text := steps(fourDigits, 30, from...)
		for i, s := range times(t, utc(), save(t, "a.log", text)) {
			want := from[i/30].AddDate(2026, 0, 0).Add(time.Duration(i%30) * time.Second).Format("2006-01-02 15:04:05 MST")
			if s != want {
				t.Errorf("%s: line %d: got %s, want %s", name, i+1, s, want)
			}
		}
	}
	var quiet []time.Time
	for i := range 40 {
		quiet = append(quiet, date(0, 3, 1, 0, 0, 0).Add(time.Duration(i)*7*time.Hour))
	}
	for i, s := range times(t, utc(), save(t, "a.log", steps(fourDigits, 1, quiet...))) {
		if want := quiet[i].AddDate(2026, 0, 0).Format("2006-01-02 15:04:05 MST"); s != want {
			t.Errorf("quiet log: line %d: got %s, want %s", i+1, s, want)
		}
	}
}

// TestZoneOfEnvelope: an absolute time around a line tells its zone, whatever
// this host's is.
func TestZoneOfEnvelope(t *testing.T) {
	loc := berlin(t)
	var b strings.Builder
	begin := time.Date(2025, 10, 26, 0, 30, 0, 0, time.UTC)
	for i := range 600 { // across the end of summer time
		now := begin.Add(time.Duration(i) * 10 * time.Second)
		fmt.Fprintf(&b, "%s n mesos-master[7]: %s\n", now.Add(300*time.Millisecond).Format(time.RFC3339Nano), at(now.In(loc).Format(fourDigits), i))
		if i == 300 {
			fmt.Fprintf(&b, "%s n mesos-master[7]: %s\n", now.Add(300*time.Millisecond).Format(time.RFC3339Nano), at("0101 00:00:00.0", 9000))
			fmt.Fprintf(&b, "%s n mesos-master[7]: %s\n", now.Add(300*time.Millisecond).Format(time.RFC3339Nano), at(now.Add(-4*time.Hour).In(loc).Format(fourDigits), 9001))
		}
	}
	path := save(t, "a.log", b.String())
	got := readPaths(t, Options{Zone: time.FixedZone("far", -9*3600)}, path)
	k := 0
	for i := range 600 {
		want := begin.Add(time.Duration(i) * 10 * time.Second)
		if e := got.events[k]; !e.Time.Equal(want) || e.Suspect != nil {
			t.Fatalf("line %d: %v %q, not %v", k+1, e.Time.UTC(), e.Suspect, want)
		}
		if k++; i == 300 {
			for range 2 {
				e := got.events[k]
				if d := e.Time.Sub(want); d.Abs() > time.Minute || !slices.Contains(e.Suspect, SuspectClock) {
					t.Errorf("forged line: %v beside %v, marked %q", e.Time.UTC(), want, e.Suspect)
				}
				k++
			}
		}
	}
	if !strings.Contains(got.notes(), "where the envelope does not tell it") {
		t.Errorf("notes: %s", got.notes())
	}
}

// TestClocksOfWriters: processes that write into one file may be hours apart.
func TestClocksOfWriters(t *testing.T) {
	var b strings.Builder
	for i := range 200 {
		now := date(0, 3, 1, 12, 0, i/2)
		fmt.Fprintf(&b, "m_1  | %s\n", at(now.Format(fourDigits), i))
		fmt.Fprintf(&b, "m_2  | %s\n", at(now.Add(-3*time.Hour).Format(fourDigits), 1000+i))
	}
	got := readPaths(t, utc(), save(t, "a.log", b.String()))
	if s := suspects(got.events); len(got.events) != 400 || s != nil {
		t.Errorf("%d events, marked: %q", len(got.events), s[:min(len(s), 3)])
	}
}

// TestTimesWithoutStamps: what has no time of its own takes that of the envelope,
// else that of the line before, else of the file.
func TestTimesWithoutStamps(t *testing.T) {
	const exit = "Lost leadership... committing suicide!"
	for name, c := range map[string]struct{ text, want string }{
		"envelope":    {"Mar  1 12:00:07 n mesos-master[7]: " + exit, "2026-03-01 12:00:07 UTC"},
		"line before": {at("0301 12:00:05.0", 1) + "\n" + exit, "2026-03-01 12:00:05 UTC"},
		"line behind": {exit + "\n" + at("0301 12:00:05.0", 1), "2026-03-01 12:00:05 UTC"},
		"file":        {exit, "2026-03-04 05:06:07 UTC"},
	} {
		path := save(t, "mesos-master.err", c.text+"\n")
		aged(t, path, date(2026, 3, 4, 5, 6, 7))
		found := false
		for _, e := range readPaths(t, Options{Zone: time.UTC}, path).events {
			if e.Kind == "leader-lost" {
				found = true
				if got := e.Time.Format("2006-01-02 15:04:05 MST"); got != c.want {
					t.Errorf("%s: got %s, want %s", name, got, c.want)
				}
			}
		}
		if !found {
			t.Errorf("%s: no event", name)
		}
	}
}

// TestZoneNote: the report says which zone was used.
func TestZoneNote(t *testing.T) {
	path := save(t, "a.log", at("0301 12:00:05.0", 1)+"\n")
	if got := readPaths(t, Options{Zone: berlin(t)}, path); !strings.Contains(got.notes(), "zone Europe/Berlin (as told)") {
		t.Errorf("notes: %s", got.notes())
	}
	if got := readPaths(t, Options{}, path); !strings.Contains(got.notes(), " of this host") {
		t.Errorf("notes: %s", got.notes())
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
}

func TestCalendar(t *testing.T) {
	for _, name := range []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "America/Sao_Paulo"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		c := calendar{loc: loc}
		for at := time.Date(2011, 12, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2013; at = at.Add(17 * time.Minute) {
			_, off := at.In(loc).Zone()
			first, second := c.read(at.Unix() + int64(off))
			if at.Unix() != first && at.Unix() != second {
				t.Fatalf("%s: %v is read as %v or %v", name, at.In(loc), time.Unix(first, 0).In(loc), time.Unix(second, 0).In(loc))
			}
			if first != second && second-first > 2*3600 {
				t.Fatalf("%s: %v: %v and %v", name, at.In(loc), time.Unix(first, 0).In(loc), time.Unix(second, 0).In(loc))
			}
		}
	}
}
