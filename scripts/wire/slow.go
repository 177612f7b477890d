package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// errand is a way through an incident: a page, or a move on it.
var errand = []struct {
	key  string
	move bool
}{
	{"2", false}, {"j", true}, {"j", true}, {"\r", false}, {"j", true}, {"\x1b", false}, {"i", false}, {"j", true}, {"x", true}, {"\x1b", false},
	{"3", false}, {"k", true}, {"k", true}, {"1", false}, {"4", false}, {"j", true}, {"5", false}, {"6", false}, {"8", false}, {"9", false}, {"?", false}, {"\x1b", false},
}

// answered is what a key has cost.
type answered struct {
	bytes int
	took  time.Duration // to the last byte
}

// slowTable is what it is like to work on a slow line of 80 by 24: on a recording, with
// all that can be sent and with little.
func slowTable(mesoswatch, recording string, bits int) error {
	fmt.Printf("| %d bit/s, 80x24 | full | low bandwidth |\n|---|---:|---:|\n", bits)
	var full, low slowly
	var err error
	if full, err = slow(mesoswatch, recording, bits, "--low-bandwidth=false"); err != nil {
		return err
	}
	if low, err = slow(mesoswatch, recording, bits, "--low-bandwidth"); err != nil {
		return err
	}
	for i, name := range slowNames {
		fmt.Printf("| %s | %s | %s |\n", name, full.cells()[i], low.cells()[i])
	}
	fmt.Printf("\nEach key: %s\nlow bandwidth: %s\n", full.keys(), low.keys())
	return nil
}

// slowly is one run on a slow line.
type slowly struct {
	first        answered
	pages, moves []answered
	burst        answered // twenty keys at once
	idle         int      // bytes in a minute in which only a clock moves
	busy         int      // bytes in a minute, ten lines a second, log shown
	during       []answered
}

var slowNames = []string{"first frame", "another page: median", "largest", "the cursor moves: median", "largest", "twenty keys at once", "a minute with a clock only, bytes", "a minute of ten lines a second, log shown, bytes", "another page meanwhile: median", "largest"}

func (s slowly) cells() []string {
	mid := func(all []answered) answered { return bySize(all)[len(all)/2] }
	most := func(all []answered) answered { return bySize(all)[len(all)-1] }
	return []string{s.first.String(), mid(s.pages).String(), most(s.pages).String(), mid(s.moves).String(), most(s.moves).String(), s.burst.String(),
		fmt.Sprint(s.idle), fmt.Sprint(s.busy), mid(s.during).String(), most(s.during).String()}
}

func bySize(all []answered) []answered {
	return slices.SortedFunc(slices.Values(all), func(a, b answered) int { return int(a.took - b.took) })
}

func (s slowly) keys() string {
	var out []string
	p, m := s.pages, s.moves
	for _, e := range errand {
		from := &p
		if e.move {
			from = &m
		}
		out = append(out, fmt.Sprintf("%q %d", e.key, (*from)[0].bytes))
		*from = (*from)[1:]
	}
	return strings.Join(out, ", ")
}

func (a answered) String() string { return fmt.Sprintf("%.1f s, %d bytes", a.took.Seconds(), a.bytes) }

// answer presses keys and waits until the answer has arrived.
func (s *session) answer(keys ...string) answered {
	s.mark()
	began := time.Now()
	for _, k := range keys {
		s.press(k)
	}
	s.settle(400*time.Millisecond, 20*time.Second)
	sent, _, last := s.counted()
	if last.IsZero() {
		last = began
	}
	return answered{sent, last.Sub(began)}
}

func slow(mesoswatch, recording string, bits int, flag string) (r slowly, err error) {
	at := seat{columns: 80, rows: 24, bits: bits}
	began := time.Now()
	s, err := start([]string{mesoswatch, "replay", "--tui", recording, flag}, at)
	if err != nil {
		return r, err
	}
	s.settle(1500*time.Millisecond, 20*time.Second)
	sent, _, last := s.counted()
	r.first = answered{sent, last.Sub(began)}
	for _, e := range errand {
		a := s.answer(e.key)
		if e.move {
			r.moves = append(r.moves, a)
		} else {
			r.pages = append(r.pages, a)
		}
	}
	s.answer("3")
	var keys []string
	for range 20 {
		keys = append(keys, "k")
	}
	r.burst = s.answer(keys...)
	s.stop()
	if r.idle, _, err = aMinute(mesoswatch, at, flag, 0, "1"); err != nil {
		return r, err
	}
	r.busy, r.during, err = aMinute(mesoswatch, at, flag, 10, "3")
	return r, err
}

// aMinute is what is sent in a minute of a live view, and what other pages cost behind
// it.
func aMinute(mesoswatch string, at seat, flag string, lines int, view string) (sent int, pages []answered, err error) {
	where, err := newPlace()
	if err != nil {
		return 0, nil, err
	}
	defer where.remove()
	eye := newWatcher(at.columns, at.rows)
	at.see = eye.see
	s, err := start(where.args([]string{mesoswatch, "--log", "%LOG", "--state", "%STATE", flag}), at)
	if err != nil {
		return 0, nil, err
	}
	defer s.stop()
	end, grown := make(chan struct{}), make(chan error, 1)
	go func() { grown <- where.growing(lines, end) }()
	s.settle(time.Second, 8*time.Second)
	s.press(view)
	s.settle(time.Second, 5*time.Second)
	s.mark()
	time.Sleep(time.Minute)
	sent, _, _ = s.counted()
	for i := range 8 {
		s.mark()
		began := time.Now()
		s.press([]string{"?", "\x1b"}[i%2])
		if !eye.until(helpTitle, i%2 == 0, time.Minute) {
			return sent, pages, fmt.Errorf("the help never came or went, with %s", flag)
		}
		n, _, _ := s.counted()
		pages = append(pages, answered{n, time.Since(began)})
		time.Sleep(time.Second)
	}
	close(end)
	return sent, pages, <-grown
}
