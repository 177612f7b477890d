package mesosapi

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// maxFlags bounds how many flags are taken from one process; the longest list of
// a release is under 120.
const maxFlags = 1000

// text is a JSON string, or any other value as it is written: a flag that comes
// as a number or bool is still that flag. Null is empty.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	switch {
	case len(b) > 0 && b[0] == '"':
		return json.Unmarshal(b, (*string)(t))
	case string(b) == "null":
		*t = ""
	default:
		*t = text(b)
	}
	return nil
}

// version is the answer of /version (src/version/version.cpp, 0.26 and later).
// Packagers append text to the version; git_* are optional.
type version struct {
	Version, GitSHA, BuildDate string
}

func decodeVersion(a ask.Answer) (version, error) {
	var v struct {
		Version   text `json:"version"`
		GitSHA    text `json:"git_sha"`
		BuildDate text `json:"build_date"`
	}
	if err := a.Decode(&v); err != nil {
		return version{}, err
	}
	if v.Version == "" {
		return version{}, errors.New(`no "version" in the answer: not a Mesos master?`)
	}
	return version{string(v.Version), string(v.GitSHA), string(v.BuildDate)}, nil
}

// decodeFlags reads the answer of /flags, {"flags":{name: value}}
// (src/master/http.cpp, 0.26 and later), and masks the values.
func decodeFlags(a ask.Answer) (map[string]string, error) {
	var v struct {
		Flags map[string]text `json:"flags"`
	}
	if err := a.Decode(&v); err != nil {
		return nil, err
	}
	if v.Flags == nil {
		return nil, errors.New(`no "flags" in the answer: not a Mesos master?`)
	}
	if len(v.Flags) > maxFlags {
		return nil, fmt.Errorf("%d flags, more than the %d that are taken", len(v.Flags), maxFlags)
	}
	flags := make(map[string]string, len(v.Flags))
	for name, value := range v.Flags {
		flags[name] = maskFlag(name, string(value))
	}
	return flags, nil
}
