package masterlog

import (
	"encoding/hex"
	"math/rand/v2"
	"strconv"
	"time"
)

// Dice makes the values of a log that vary: ids, ports, durations. The same
// seed gives the same values.
type Dice struct{ *rand.Rand }

// NewDice throws for one seed.
func NewDice(seed uint64) Dice { return Dice{rand.New(rand.NewPCG(seed, 0x6d65736f73))} }

// UUID is a random one (version 4), as text.
func (d Dice) UUID() string {
	var b [16]byte
	var s [36]byte
	hi, lo := d.Uint64(), d.Uint64()
	for i := range 8 {
		b[i], b[8+i] = byte(hi>>(8*i)), byte(lo>>(8*i))
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	hex.Encode(s[0:8], b[0:4])
	hex.Encode(s[9:13], b[4:6])
	hex.Encode(s[14:18], b[6:8])
	hex.Encode(s[19:23], b[8:10])
	hex.Encode(s[24:36], b[10:16])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return string(s[:])
}

// Port is one of the range from which clients get theirs.
func (d Dice) Port() string { return strconv.Itoa(32_768 + d.IntN(28_000)) }

// Scheduler is the UPID of a new scheduler driver on a host.
func (d Dice) Scheduler(ip string) string { return "scheduler-" + d.UUID() + "@" + ip + ":" + d.Port() }

// Between is a duration of at least the first and less than the second.
func (d Dice) Between(least, most time.Duration) time.Duration {
	return least + time.Duration(d.Int64N(int64(most-least)))
}

// millis prints a duration as stout does: "8.804096ms".
func (d Dice) millis(least, most int) string {
	return strconv.Itoa(least+d.IntN(most-least)) + "." + strconv.Itoa(100_000+d.IntN(900_000)) + "ms"
}

// nanos prints a short one: "94201ns".
func (d Dice) nanos() string { return strconv.Itoa(60_000+d.IntN(200_000)) + "ns" }
