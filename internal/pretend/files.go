package pretend

import (
	"bytes"
	"net/http"
	"strconv"

	"github.com/mesoswatch/mesoswatch/internal/pretend/wire"
)

// Virtual paths of the logs.
const (
	masterLog = "/master/log"
	agentLog  = "/slave/log"
)

// readLimit is the most that /files/read gives at once: 16 pages.
const readLimit = 64 << 10

// library answers /files/* of a daemon, which has one file: its log.
type library struct {
	path string // virtual
	log  *logFile
	r    wire.Release
}

func (t *teller) library() library { return library{masterLog, &t.log, t.r} }

func (t *teller) browse(q *request) answer   { return t.library().browse(q) }
func (t *teller) read(q *request) answer     { return t.library().read(q) }
func (t *teller) debug(*request) answer      { return t.library().debug() }
func (t *teller) download(q *request) answer { return t.library().download(q) }

// browse of a file is empty, as it is no folder.
func (l library) browse(q *request) answer {
	if a, wrong := l.named(q); wrong {
		return a
	}
	return answer{status: http.StatusOK, kind: jsonKind, body: []byte("[]")}
}

func (l library) named(q *request) (answer, bool) {
	switch q.URL.Query().Get("path") {
	case "":
		return said(http.StatusBadRequest, "Expecting 'path=value' in query.\n"), true
	case l.path:
		return answer{}, false
	}
	return notFound(l.r), true
}

func (l library) read(q *request) answer {
	if a, wrong := l.named(q); wrong {
		return a
	}
	offset, length := int64(-1), int64(readLimit)
	for name, into := range map[string]*int64{"offset": &offset, "length": &length} {
		text := q.URL.Query().Get(name)
		if text == "" {
			continue
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < -1 {
			return said(http.StatusBadRequest, "Failed to parse "+name+": "+text+".\n")
		}
		*into = n
	}
	if length < 0 {
		length = readLimit
	}
	data, size, err := l.log.read(max(offset, 0), min(length, readLimit))
	if err != nil {
		return said(http.StatusInternalServerError, err.Error())
	}
	if offset < 0 {
		data, offset = nil, size
	}
	return jsonOf(l.r, func(e *wire.Encoder) { wire.FilePage(e, data, offset) })
}

// jsonOf is an answer that needs no view.
func jsonOf(r wire.Release, write func(*wire.Encoder)) answer {
	var body bytes.Buffer
	e := wire.NewEncoder(&body, r)
	write(e)
	_ = e.Flush() // into memory
	return answer{status: http.StatusOK, kind: jsonKind, body: body.Bytes()}
}

func (l library) debug() answer {
	return jsonOf(l.r, func(e *wire.Encoder) { wire.FileNames(e, l.path, l.log.name()) })
}

func (l library) download(q *request) answer {
	if a, wrong := l.named(q); wrong {
		return a
	}
	data, _, err := l.log.read(0, logCap)
	if err != nil {
		return said(http.StatusInternalServerError, err.Error())
	}
	return answer{status: http.StatusOK, kind: "application/octet-stream", body: data,
		header: map[string]string{"Content-Disposition": "attachment; filename=mesos-master.INFO"}}
}
