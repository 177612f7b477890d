package mesoswatch

import "time"

// LoginMinute is the number of login attempts within one minute.
type LoginMinute struct{ OK, Failed int }

// Logins counts login attempts by minute, for the last day of data time.
type Logins struct {
	minutes [loginMinutes]LoginMinute
	last    int64 // newest minute since the epoch; 0 when empty
	// Latest failed attempt, zero when none.
	LastFailed time.Time
	// Totals since the start.
	OK, Failed int64
}

func (l *Logins) add(at time.Time, ok, failed int) {
	l.OK += int64(ok)
	l.Failed += int64(failed)
	if failed > 0 && at.After(l.LastFailed) {
		l.LastFailed = at
	}
	m := at.Unix() / 60
	if m > l.last {
		for i := max(l.last+1, m-loginMinutes+1); i <= m; i++ {
			l.minutes[slot(i)] = LoginMinute{}
		}
		l.last = m
	}
	if m <= l.last-loginMinutes {
		return // older than a day: in the totals only
	}
	l.minutes[slot(m)].OK += ok
	l.minutes[slot(m)].Failed += failed
}

func slot(m int64) int64 { return (m%loginMinutes + loginMinutes) % loginMinutes }

// Minutes gives the n minutes up to and including that of end, oldest first.
func (l *Logins) Minutes(end time.Time, n int) []LoginMinute {
	out := make([]LoginMinute, n)
	e := end.Unix() / 60
	for i := range out {
		m := e - int64(n-1-i)
		if m <= l.last && m > l.last-loginMinutes {
			out[i] = l.minutes[slot(m)]
		}
	}
	return out
}
