package masterlog

// Request is the line of an HTTP request. The user agent is quoted but not
// escaped, and may be empty.
func Request(method, url, from, agent string) Line {
	text := "HTTP " + method + " for " + url + " from " + from
	if agent != "" {
		text += " with User-Agent='" + agent + "'"
	}
	return info("http.cpp:1436", text)
}

// Forwarded is a request through a proxy that names its client.
func Forwarded(method, url, from, agent, client string) Line {
	l := Request(method, url, from, agent)
	l.Text += " with X-Forwarded-For='" + client + "'"
	return l
}

// Answered is the second line of a request to one of the five endpoints that
// have one: /frameworks, /slaves, /state, /state-summary, /tasks.
func Answered(method, url, from string, d Dice) Line {
	return info("http.cpp:1453", "HTTP "+method+" for "+url+" from "+from+": '200 OK' after "+d.millis(2, 90))
}

// Call is a call of the operator API, after its request line.
func Call(name string) Line { return info("http.cpp:277", "Processing call "+name) }

// PeerGone is a connection that broke; the master often knows no more.
func PeerGone(socket string) Line {
	return warning("process.cpp:846", "Failed to recv on socket "+socket+" to peer 'unknown': Connection reset by peer")
}
