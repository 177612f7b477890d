package mesosapi

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
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

// farewell takes a master that was found out of the list: it is no master that is
// asked, and no source that is silent.
func (c *cluster) farewell(address, why string) error {
	c.mu.Lock()
	var url string
	for _, s := range c.by {
		if !s.named && s.at(address) {
			url = s.url
		}
	}
	delete(c.by, url)
	c.mu.Unlock()
	if url == "" {
		return nil // not even begun
	}
	return c.over(url, why)
}

// over says that a URL is asked no more.
func (c *cluster) over(url, why string) error {
	at := time.Now()
	if err := c.emit(mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: at, Source: url, Gone: true, Master: &mesoswatch.Master{URL: url}}}); err != nil {
		return err
	}
	if err := c.emit(mesoswatch.Record{Health: &mesoswatch.Health{
		At: at, Source: url, Collector: Name, OK: true, Asked: []mesoswatch.Exchange{{What: "nothing more", Outcome: why}},
	}}); err != nil {
		return err
	}
	return c.tell(at)
}

// rename says that a master that was found is asked at another URL from now on.
func (c *cluster) rename(from, to string) error {
	c.mu.Lock()
	delete(c.by, from)
	c.by[to] = standing{url: to, fresh: true, heard: time.Now()}
	c.mu.Unlock()
	return c.over(from, "it is asked at "+to)
}
