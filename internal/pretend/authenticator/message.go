package authenticator

import "strings"

// prefix of the names of all messages.
const prefix = "mesos.internal."

// Message is one between two actors.
type Message struct {
	From string // UPID
	To   string // UPID
	Name string // without mesos.internal.
	Body []byte
}

// text is a field of bytes: its tag, its length, itself. Nothing here is longer than
// two digits of base 128 can tell.
func text(number byte, s string) []byte {
	b := []byte{number<<3 | 2}
	if len(s) > 127 {
		b = append(b, byte(len(s)&127|128), byte(len(s)>>7))
	} else {
		b = append(b, byte(len(s)))
	}
	return append(b, s...)
}

// first is the first field with that number; false where the body is not made of
// fields of bytes.
func first(number byte, body []byte) (string, bool) {
	found, is := "", false
	for len(body) > 0 {
		if len(body) < 2 || body[0]&7 != 2 {
			return "", false
		}
		tag, n, from := body[0]>>3, int(body[1]), 2
		if n > 127 {
			if len(body) < 3 || body[2] > 127 {
				return "", false
			}
			n, from = n&127|int(body[2])<<7, 3
		}
		if len(body) < from+n {
			return "", false
		}
		if tag == number && !is {
			found, is = string(body[from:from+n]), true
		}
		body = body[from+n:]
	}
	return found, is
}

// address is ip:port of a UPID, as it claims.
func address(upid string) string { return upid[strings.LastIndexByte(upid, '@')+1:] }

// actor is the other part.
func actor(upid string) string {
	name, _, _ := strings.Cut(upid, "@")
	return name
}
