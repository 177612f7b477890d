package pretend

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/mesoswatch/mesoswatch/internal/pretend/wire"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// call of the operator API, as far as anybody here looks at it.
type call struct {
	Type     string `json:"type"`
	ReadFile struct {
		Path   string `json:"path"`
		Offset int64  `json:"offset"`
		Length *int64 `json:"length"`
	} `json:"read_file"`
	ListFiles struct {
		Path string `json:"path"`
	} `json:"list_files"`
}

// parsed is the call in a request, or the refusal: what is asked before what it
// means, as in Master::Http::api.
func (q *request) parsed(r wire.Release) (c call, refused *answer) {
	refuse := func(status int, text string) (call, *answer) {
		a := said(status, text)
		return call{}, &a
	}
	switch kind, present := q.Header["Content-Type"]; {
	case !present:
		return refuse(http.StatusBadRequest, "Expecting 'Content-Type' to be present")
	case kind[0] != jsonKind && kind[0] != "application/x-protobuf":
		return refuse(http.StatusUnsupportedMediaType, "Expecting 'Content-Type' of application/json or application/x-protobuf")
	}
	if err := json.Unmarshal(q.body, &c); err != nil {
		return refuse(http.StatusBadRequest, "Failed to parse body into JSON: syntax error at line 1 near: ")
	}
	if c.Type == "" || strings.ToUpper(c.Type) != c.Type {
		return refuse(http.StatusBadRequest, "Failed to validate master::Call: Expecting 'type' to be present")
	}
	if accept := q.Header.Get("Accept"); accept != "" && !strings.Contains(accept, jsonKind) && !strings.Contains(accept, "*/*") {
		return refuse(http.StatusNotAcceptable, "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'")
	}
	return c, nil
}

// operator is /api/v1: the reading calls. The writing ones are refused.
func (t *teller) operator(q *request) answer {
	if t.empty {
		return said(http.StatusServiceUnavailable, "Master has not finished recovery")
	}
	c, refused := q.parsed(t.r)
	if refused != nil {
		return *refused
	}
	t.journal.calls(q.noted, c.Type)
	switch c.Type {
	case "SUBSCRIBE":
		return answer{status: http.StatusOK, hold: t.subscribe}
	case "READ_FILE":
		return t.readFile(c)
	case "LIST_FILES":
		return operatorJSON(t.r, []byte(`{"type":"LIST_FILES","list_files":{}}`))
	case "GET_FLAGS":
		if t.Cut.Flags {
			return t.denied()
		}
	}
	known := false
	body := t.rendered(func(e *wire.Encoder, v world.View) { known = t.Call(e, c.Type, v, t.now) })
	if !known {
		return t.unknownCall(c.Type)
	}
	return operatorJSON(t.r, body)
}

func operatorJSON(r wire.Release, body []byte) answer {
	return answer{status: http.StatusOK, kind: jsonKind, body: wire.Operator(body, r)}
}

// unknownCall is one that the release does not have, or that changes something:
// the pretend cluster has none of those.
func (t *teller) unknownCall(name string) answer {
	if t.r.Since(1, 8) {
		return said(http.StatusBadRequest, "Failed to validate master::Call: Expecting 'type' to be present")
	}
	return said(http.StatusBadRequest, "Failed to convert JSON into Call protobuf: Failed to find enum for '"+name+"'")
}

func (t *teller) readFile(c call) answer {
	if c.ReadFile.Path != masterLog {
		return answer{status: http.StatusNotFound}
	}
	length := int64(readLimit)
	if c.ReadFile.Length != nil {
		length = min(max(*c.ReadFile.Length, 0), readLimit)
	}
	data, size, err := t.log.read(max(c.ReadFile.Offset, 0), length)
	if err != nil {
		return said(http.StatusInternalServerError, err.Error())
	}
	a := jsonOf(t.r, func(e *wire.Encoder) { wire.FileRead(e, base64.StdEncoding.EncodeToString(data), size) })
	return operatorJSON(t.r, a.body)
}
