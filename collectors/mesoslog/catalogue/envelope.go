package catalogue

import "strings"

// libraryFile stands for the sources of the ZooKeeper client library.
const libraryFile = "zookeeper.c"

// exitText answers what stands behind "EXIT with status <n>: ".
func exitText(msg string) (string, bool) {
	rest := msg[len("EXIT with status "):]
	n := scanWhile(rest, isNumber)
	if n < 0 || !strings.HasPrefix(rest[n:], ": ") {
		return "", false
	}
	return rest[n+2:], true
}

// zooText answers what the ZooKeeper client library says behind
// "ZOO_ERROR@function@1721: ".
func zooText(msg string) (string, bool) {
	n := strings.Index(msg, ": ")
	if n < 0 || strings.Count(msg[:n], "@") != 2 {
		return "", false
	}
	return msg[n+2:], true
}

// leading compares with the templates that begin with a value. They are few
// and bound to a severity; what stands at their end decides quickly.
func (q *query) leading(c *Catalogue) bool {
	if q.library {
		return false
	}
	r := reader{msg: q.msg, level: levelNames}
	for i := range c.leading {
		k := c.leading[i].template
		if q.exit != k.isExit || !q.exit && !k.allows(q.in.Severity) {
			continue
		}
		if q.in.File != "" && !k.printedBy(q.in.File) {
			continue
		}
		for _, w := range c.leading[i].wordings {
			r.left = budget
			if strings.HasSuffix(q.msg, w.suffix) && r.read(w) {
				q.consider(k, w, &r)
				break
			}
		}
	}
	return q.best != nil
}

// inside looks, in a line without prefix, for the last words of a master that
// lost its leadership: another process may have begun that line.
func (q *query) inside(c *Catalogue) bool {
	if !q.exit || q.in.Prefixed || !strings.Contains(q.msg, "committing suicide!") {
		return false
	}
	whole := q.msg
	for _, k := range c.all {
		if k.isExit && k.Kind == "leader-lost" && strings.IndexByte(k.Text, '{') < 0 && strings.Contains(whole, k.Text) {
			q.msg = k.Text
			q.search(c)
			return true
		}
	}
	return false
}

// firstLine takes a message for its first line when the whole is nothing: other
// text, without a prefix of its own, can follow in the same file.
func (q *query) firstLine(c *Catalogue) bool {
	n := strings.IndexByte(q.msg, '\n')
	if n <= 0 {
		return false
	}
	q.msg, q.trailer = strings.TrimRight(q.msg[:n], " \t\r"), true
	return q.search(c) || q.leading(c)
}
