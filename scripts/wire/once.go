package main

import (
	"fmt"
	"time"
)

// deed is something of which it is counted what it sends, and how long that takes.
type deed struct {
	name string
	keys map[string]string // to press, by program; one that has none is left out
	time bool              // milliseconds instead of bytes
}

// atOnce is what a start and single keys send: to mesoswatch on a recording, to its
// peers on what they show.
func atOnce(mesoswatch, recording string) error {
	replay := []string{mesoswatch, "replay", "--tui", recording}
	all := []program{
		{name: "mesoswatch", args: replay},
		{name: "low bandwidth", args: append(replay, "--low-bandwidth")},
		{name: "live, one log", args: []string{mesoswatch, "--log", "%LOG", "--state", "%STATE"}},
		{name: "htop", args: []string{"htop"}},
		{name: "btop", args: []string{"btop"}},
		{name: "lnav", args: []string{"lnav", "%LOG"}},
	}
	own := func(key string) map[string]string {
		return map[string]string{"mesoswatch": key, "low bandwidth": key}
	}
	moves := own("j")
	moves["htop"], moves["btop"], moves["lnav"] = "\x1b[B", "\x1b[B", "k"
	deeds := []deed{
		{name: "start to first frame, ms", time: true}, {name: "start to first frame, bytes"},
		{name: "the cursor moves: view 2, j", keys: moves}, {name: "view 1", keys: own("1")}, {name: "view 2", keys: own("2")}, {name: "view 3", keys: own("3")},
		{name: "view 4", keys: own("4")}, {name: "view 5", keys: own("5")}, {name: "view 6", keys: own("6")}, {name: "view 7", keys: own("7")},
		{name: "view 8", keys: own("8")}, {name: "view 9", keys: own("9")}, {name: "help", keys: map[string]string{"mesoswatch": "?", "low bandwidth": "?", "htop": "h", "btop": "h", "lnav": "?"}},
	}
	names := make([]string, len(deeds))
	for i := range deeds {
		names[i] = deeds[i].name
	}
	return table(fmt.Sprintf("at once, %dx%d", columns, rows), names, all, func(row int, p program) (string, error) {
		d := deeds[row]
		_, has := d.keys[p.name]
		return p.cell(d.keys != nil && !has, func() (float64, error) { return p.once(d) })
	})
}

// once is what one deed sends, the least of three times: clocks and loads tick on
// beside it.
func (p program) once(d deed) (float64, error) {
	best := 0.0
	for i := range 3 {
		n, err := p.tried(d)
		if err != nil {
			return 0, err
		}
		if i == 0 || n < best {
			best = n
		}
	}
	return best, nil
}

// drawn is how long nothing is sent when a frame is whole.
const drawn = 150 * time.Millisecond

func (p program) tried(d deed) (float64, error) {
	where, err := newPlace()
	if err != nil {
		return 0, err
	}
	defer where.remove()
	began := time.Now()
	s, err := start(where.args(p.args), seat{columns: columns, rows: rows})
	if err != nil {
		return 0, err
	}
	defer s.stop()
	s.whole(1000)
	if d.keys != nil {
		s.settle(time.Second, 3*time.Second)
		if d.keys[p.name] == "1" {
			s.press("2") // from where it is another view
			s.settle(drawn, 2*time.Second)
		} else if d.keys[p.name] == "j" {
			s.press("2")
			s.settle(500*time.Millisecond, 2*time.Second)
		}
		s.mark()
		began = time.Now()
		s.press(d.keys[p.name])
		s.settle(drawn, 2*time.Second)
	}
	sent, _, last := s.counted()
	if d.time {
		return float64(last.Sub(began).Milliseconds()), nil
	}
	return float64(sent), nil
}

// whole waits for a first frame of so many bytes at least.
func (s *session) whole(least int) {
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if sent, _, last := s.counted(); sent >= least && time.Since(last) > drawn {
			return
		}
	}
}
