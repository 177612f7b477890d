package mesosapi

import (
	"maps"
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// is tells whether host:port leads to the master with that URL by its own word.
func (c *cluster) is(url, address string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.by[url].is(address)
}

// forgotten tells whether the master that was found at ip:port has not answered
// for so long, and nobody points at it.
func (c *cluster) forgotten(address string, after time.Duration) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.by {
		if s.at(address) {
			return !s.answered && time.Since(s.heard) > after && votes(c.all(), s) == 0
		}
	}
	return false
}

// farewell says that a master that was found is asked no more: it is no master of
// the list, and no source that is silent. Its goroutine has ended.
func (m *master) farewell(why string) error {
	m.all.mu.Lock()
	delete(m.all.by, m.url())
	m.all.mu.Unlock()
	return m.over(why)
}

// rename goes over to another URL.
func (m *master) rename(to ask.Target) error {
	m.all.mu.Lock()
	delete(m.all.by, m.url())
	m.all.by[to.String()] = standing{url: to.String(), fresh: true, heard: time.Now()}
	m.all.mu.Unlock()
	if err := m.over("it is asked at " + to.String()); err != nil {
		return err
	}
	m.target, m.told = to, told{}
	return nil
}

// over takes back what was said under a URL that is asked no more.
func (m *master) over(why string) error {
	if !m.told.health {
		return nil // nothing was
	}
	at, url := time.Now(), m.url()
	gone := []mesoswatch.Snapshot{{Master: &mesoswatch.Master{URL: url}}}
	if m.told.values != nil {
		gone = append(gone, mesoswatch.Snapshot{Metrics: &mesoswatch.Metrics{Of: url, Values: m.told.values}})
	}
	gone = append(gone, flagNews(url, m.told.flags, nil)...)
	for _, name := range slices.Sorted(maps.Keys(m.told.realms)) {
		r := m.told.realms[name]
		gone = append(gone, mesoswatch.Snapshot{Realm: &r})
	}
	for _, s := range gone {
		s.At, s.Source, s.Gone = at, url, true
		if err := m.emit(mesoswatch.Record{Snapshot: &s}); err != nil {
			return err
		}
	}
	if err := m.emit(mesoswatch.Record{Health: &mesoswatch.Health{
		At: at, Source: url, Collector: Name, OK: true, Asked: []mesoswatch.Exchange{{What: "nothing more", Outcome: why}},
	}}); err != nil {
		return err
	}
	return m.all.tell(at)
}
