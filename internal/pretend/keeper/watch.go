package keeper

// Watches are kept by the path and by what they wait for; each is told once, as
// ZooKeeper does.

// watch what an operation asks to; the caller holds the tree's lock.
func (c *conversation) watch(path string, op int32, exists bool) {
	switch {
	case op == opGetChildren || op == opGetChildren2:
		c.wait(path, children)
		c.wait(path, deleted)
	case exists:
		c.wait(path, deleted)
	case op == opExists:
		c.wait(path, created)
	}
}

func (c *conversation) wait(path string, what int32) {
	if c.watched[path] == nil {
		c.watched[path] = make(map[int32]bool)
	}
	c.watched[path][what] = true
}

// setWatches is what a client sends when it comes back: paths whose data,
// existence or children it watched. What happened since its last transaction is
// told at once. The caller holds the tree's lock.
func (c *conversation) setWatches(r *reader) {
	t := &c.server.ensemble.tree
	since := r.long()
	for _, what := range []int32{deleted, created, children} {
		for n := r.int(); n > 0 && r.err == nil; n-- {
			path := r.text()
			c.wait(path, what)
			switch node := t.nodes[path]; {
			case node == nil && what != created:
				c.wait(path, deleted)
				c.tell(path, deleted)
			case node != nil && what == created:
				c.tell(path, created)
			case node != nil && what == children && node.pzxid > since:
				c.tell(path, children)
			}
		}
	}
}

// changed tells the client of a change that it watches; the caller holds the
// tree's lock. A client that does not read is cut off by its deadline.
func (c *conversation) changed(path string, what int32) {
	c.tell(path, what)
	c.tell(parentOf(path), children)
}

func (c *conversation) tell(path string, what int32) {
	if !c.watched[path][what] {
		return
	}
	delete(c.watched[path], what)
	w := &writer{}
	w.int(xidWatch)
	w.long(-1)
	w.int(errOK)
	w.int(what)
	w.int(3) // connected
	w.text(path)
	c.send(w)
}
