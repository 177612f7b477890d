package main

import (
	"fmt"
	"os/exec"
	"strconv"
	"time"

	"github.com/creack/pty"
)

const columns, rows = 120, 40

// situation is what happens while bytes are counted.
type situation struct {
	name  string
	lines int            // written to the log each second
	keys  []string       // pressed before counting
	while func(*session) // done while counting; nil: nothing
	own   bool           // of mesoswatch only
}

// program is one that is measured.
type program struct {
	name    string
	args    []string             // %LOG is the log that grows, %STATE a folder
	keyless bool                 // the keys of situations are not its own
	skip    func(situation) bool // situations it has nothing for
}

// resize changes the size ten times and comes back.
func resize(s *session) {
	for i := range 10 {
		_ = pty.Setsize(s.tty, &pty.Winsize{Cols: uint16(columns - 5*(i%4)), Rows: uint16(rows - 2*(i%3))})
		time.Sleep(300 * time.Millisecond)
	}
	_ = pty.Setsize(s.tty, &pty.Winsize{Cols: columns, Rows: rows})
}

// rate is the bytes a second that p sends in a situation.
func (p program) rate(in situation, seconds float64) (float64, error) {
	where, err := newPlace()
	if err != nil {
		return 0, err
	}
	defer where.remove()
	s, err := start(where.args(p.args), seat{columns: columns, rows: rows})
	if err != nil {
		return 0, err
	}
	defer s.stop()
	end, grown := make(chan struct{}), make(chan error, 1)
	go func() { grown <- where.growing(in.lines, end) }()
	s.settle(500*time.Millisecond, 5*time.Second)
	if !p.keyless {
		s.press(in.keys...)
	}
	time.Sleep(time.Second)
	s.mark()
	began := time.Now()
	if in.while != nil {
		in.while(s)
	}
	time.Sleep(time.Duration(seconds*float64(time.Second)) - time.Since(began))
	sent, _, _ := s.counted()
	rate := float64(sent) / time.Since(began).Seconds()
	close(end)
	return rate, <-grown
}

func situations() []situation {
	all := []situation{
		{name: "nothing happens; a live clock"},
		{name: "ten lines a second, log shown", lines: 10, keys: []string{"3"}},
		{name: "20,000 lines a second, log shown", lines: 20_000, keys: []string{"3"}},
		{name: "20,000 lines a second, first view", lines: 20_000},
		{name: "resized ten times in three seconds", while: resize},
	}
	for _, v := range []string{"1", "2", "4", "5", "6", "7", "8", "9"} {
		all = append(all, situation{name: "ten lines a second, view " + v, lines: 10, keys: []string{v}, own: true})
	}
	return all
}

func programs(mesoswatch string) []program {
	live := []string{mesoswatch, "--log", "%LOG", "--state", "%STATE"}
	all := func(situation) bool { return false }
	logs := func(in situation) bool { return in.lines > 0 || in.own }
	return []program{
		{name: "mesoswatch", args: live, skip: all},
		{name: "low bandwidth", args: append(live, "--low-bandwidth"), skip: all},
		{name: "a replay", args: []string{mesoswatch, "replay", "%LOG", "--tui"}, skip: logs},
		{name: "htop", args: []string{"htop"}, skip: logs},
		{name: "btop", args: []string{"btop"}, skip: logs},
		{name: "lnav", args: []string{"lnav", "%LOG"}, keyless: true, skip: func(in situation) bool { return in.own }},
	}
}

// cell is what stands in a table: a number, or why there is none.
func (p program) cell(skip bool, measure func() (float64, error)) (string, error) {
	if skip {
		return "–", nil
	}
	if _, err := exec.LookPath(p.args[0]); err != nil {
		return "not installed", nil
	}
	n, err := measure()
	if err != nil {
		return "", fmt.Errorf("%s: %w", p.name, err)
	}
	return strconv.FormatFloat(n, 'f', 0, 64), nil
}

// table writes a row for each name, a column for each program.
func table(head string, names []string, all []program, cell func(row int, p program) (string, error)) error {
	rule := "|---|"
	head = "| " + head + " |"
	for _, p := range all {
		head, rule = head+" "+p.name+" |", rule+"---:|"
	}
	fmt.Println(head + "\n" + rule)
	for i, name := range names {
		row := "| " + name + " |"
		for _, p := range all {
			c, err := cell(i, p)
			if err != nil {
				return err
			}
			row += " " + c + " |"
		}
		fmt.Println(row)
	}
	fmt.Println()
	return nil
}

// bytesTables are what is sent each second, and what at once.
func bytesTables(mesoswatch, recording string, seconds float64) error {
	in := situations()
	names := make([]string, len(in))
	for i := range in {
		names[i] = in[i].name
	}
	err := table(fmt.Sprintf("bytes a second to a terminal of %dx%d", columns, rows), names, programs(mesoswatch), func(row int, p program) (string, error) {
		return p.cell(p.skip(in[row]), func() (float64, error) { return p.rate(in[row], seconds) })
	})
	if err != nil {
		return err
	}
	return atOnce(mesoswatch, recording)
}
