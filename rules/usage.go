package rules

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// How long what was used is remembered, and how densely.
const (
	usageLong  = time.Hour
	usageEvery = time.Minute
)

// usage is what one subject used within the last hour. One without uses is of a
// subject whose use is not told.
type usage struct {
	uses      []use
	from, top measured // of the jump that is open
}

// measured are CPUs, memory and GPUs: what is compared.
type measured [3]float64

func measure(r *mesoswatch.Resources) measured { return measured{r.CPUs, r.Mem, r.GPUs} }

func (m measured) String() string {
	if text := resourceText(&mesoswatch.Resources{CPUs: m[0], Mem: m[1], GPUs: m[2]}); text != "" {
		return text
	}
	return "nothing"
}

// use is what was used at one time, and what there was.
type use struct {
	at          time.Time
	used, total measured
}

// add takes the use of one look in. The last one makes way where it is close to
// the one before, or the same.
func (p *usage) add(u use) {
	n := len(p.uses)
	switch {
	case n >= 1 && u.at.Before(p.uses[n-1].at): // the clock was set back
		p.uses = append(p.uses[:0], u)
		return
	case n >= 2 && (p.uses[n-1].at.Sub(p.uses[n-2].at) < usageEvery || p.uses[n-1].used == u.used && p.uses[n-2].used == u.used):
		p.uses[n-1] = u
	default:
		p.uses = append(p.uses, u)
	}
	over := 0
	for over < len(p.uses)-2 && u.at.Sub(p.uses[over+1].at) > usageLong {
		over++
	}
	p.uses = append(p.uses[:0], p.uses[over:]...)
}

// jump finds the use that the last one jumped from: the lowest within the time;
// -1 when it did not.
func (p *usage) jump() int {
	last := len(p.uses) - 1
	if last < 1 || p.uses[last].at.Sub(p.uses[last-1].at) > spikeTime {
		return -1 // nobody looked in between
	}
	now := &p.uses[last]
	for k, total := range now.total {
		low := p.lowest(k)
		if total <= 0 || p.uses[low].total[k] < 0.9*total {
			continue // agents came back since
		}
		was, before := p.uses[low].used[k], 0.0
		for i := range low {
			before = max(before, p.uses[i].used[k])
		}
		if is := now.used[k]; is >= spikeTimes*was && is-was >= spikeShare*total && is >= spikeNew*before {
			return low
		}
	}
	return -1
}

// lowest is when a resource was used least within the time before the last use.
// The use before that counts too: it held until then.
func (p *usage) lowest(k int) int {
	last := len(p.uses) - 1
	low := last - 1
	for i := last - 1; i >= 0; i-- {
		if p.uses[i].used[k] < p.uses[low].used[k] {
			low = i
		}
		if p.uses[last].at.Sub(p.uses[i].at) > spikeTime {
			break
		}
	}
	return low
}

// share is the greatest part of the cluster by which the use is above another.
func (u *use) share(from measured) float64 {
	most := 0.0
	for k, total := range u.total {
		if total > 0 {
			most = max(most, (u.used[k]-from[k])/total)
		}
	}
	return most
}

// lasts tells whether more than half of some rise is still there.
func (p *usage) lasts() bool {
	now := p.uses[len(p.uses)-1].used
	for k, from := range p.from {
		if rise := p.top[k] - from; rise > 0 && now[k]-from > rise/2 {
			return true
		}
	}
	return false
}
