package ui

import (
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// seconds writes how long something took: "0.3 ms", "12 ms", "3.2 s".
func seconds(s float64) string {
	switch ms := s * 1000; {
	case ms >= 1000:
		return kit.Decimal(s) + " s"
	case ms >= 10:
		return strconv.Itoa(int(ms+0.5)) + " ms"
	case ms > 0 && ms < 0.1:
		return "<0.1 ms"
	default:
		return strings.TrimSuffix(strconv.FormatFloat(ms, 'f', 1, 64), ".0") + " ms"
	}
}

// millis writes how long something took for a column of milliseconds: "0.3", "12",
// "3,200".
func millis(s float64) string {
	switch ms := s * 1000; {
	case ms >= 10:
		return kit.Number(int64(ms + 0.5))
	case ms > 0 && ms < 0.1:
		return "<0.1"
	default:
		return strings.TrimSuffix(strconv.FormatFloat(ms, 'f', 1, 64), ".0")
	}
}

// pause writes how long somebody is left alone.
func pause(s float64) string {
	if s < 1 {
		return seconds(s)
	}
	return kit.Short(time.Duration(min(s, 1e9) * float64(time.Second)))
}

// percent writes a small share of one: "0.08 %".
func percent(share float64) string { return hundredths(share) + " %" }

// hundredths is that for a column of percent.
func hundredths(share float64) string {
	switch n := share * 100; {
	case n <= 0:
		return "0"
	case n < 0.01:
		return "<0.01"
	default:
		return kit.Decimal(n)
	}
}

// orNone writes a dash for nothing.
func orNone(text func(float64) string) func(float64) string {
	return func(n float64) string {
		if n <= 0 {
			return "-"
		}
		return text(n)
	}
}

// rate writes requests a minute.
func rate(n float64) string {
	if n >= 10 {
		return kit.Number(int64(n + 0.5))
	}
	return kit.Decimal(n)
}

// kilobytes writes a size for a column of kB.
func kilobytes(n float64) string {
	if n >= 10<<10 {
		return kit.Number(int64(n/(1<<10) + 0.5))
	}
	return kit.Decimal(n / (1 << 10))
}
