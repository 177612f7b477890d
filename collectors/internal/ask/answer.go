package ask

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/netip"
	"strings"
	"time"
)

// Answer is what came back. With an error it holds what was read up to then.
type Answer struct {
	Status      int
	ContentType string
	// Body is unpacked; nil where it was streamed or is over its bound.
	Body []byte
	// Location is where Redirect points: "http://10.0.0.1:5050", a claim of the
	// server. Empty for all else.
	Location string
	// Local and Remote are the ends of the connection, of Redirect only.
	Local, Remote netip.AddrPort
	// Wire is how many bytes of body travelled, Size how many they were unpacked.
	Wire, Size int64
	// Took is the time from the request to the last byte.
	Took time.Duration
}

// Decode reads the JSON document into v; what does not fit is a Garbage *Error.
func (a Answer) Decode(v any) error {
	if err := json.Unmarshal(a.Body, v); err != nil {
		return &Error{Kind: Garbage, Status: a.Status, Err: err}
	}
	return nil
}

// checkJSON refuses what is no JSON document.
func (a Answer) checkJSON() error {
	if err := a.checkType(); err != nil {
		return err
	}
	if len(bytes.TrimSpace(a.Body)) == 0 {
		return errEmpty
	}
	if !json.Valid(a.Body) {
		return errors.New("a body that is not JSON")
	}
	return nil
}

var errEmpty = errors.New("an empty body where JSON was expected")

// checkType names the content type because it tells who answered (a login page,
// a proxy); a missing one is let pass.
func (a Answer) checkType() error {
	kind, _, err := mime.ParseMediaType(a.ContentType)
	if a.ContentType != "" && (err != nil || !strings.HasSuffix(kind, "json")) {
		return fmt.Errorf("content type %q where JSON was expected", clip(a.ContentType))
	}
	return nil
}
