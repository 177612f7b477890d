package posture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/mesoswatch/mesoswatch"
)

// Waiver says who answers for fails of some checks of some subjects, why, and
// until when. Check and Subject are patterns of path.Match without slashes'
// meaning; the subject is "kind name".
type Waiver struct {
	ID      string    `yaml:"id"`
	Check   string    `yaml:"check"`
	Subject string    `yaml:"subject"`
	Owner   string    `yaml:"owner"`
	Reason  string    `yaml:"reason"`
	Expires time.Time `yaml:"expires"`
}

func readWaivers(file string) ([]Waiver, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading waivers: %w", err)
	}
	var all []Waiver
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&all); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("waivers %q: %w", file, err)
	}
	seen := make(map[string]bool)
	for i, w := range all {
		switch {
		case w.ID == "" || w.Check == "" || w.Owner == "" || w.Reason == "":
			return nil, fmt.Errorf("waivers %q: number %d: id, check, owner and reason are needed", file, i+1)
		case w.Expires.IsZero():
			return nil, fmt.Errorf("waivers %q: %s: it has to expire (expires: 2027-01-31)", file, w.ID)
		case seen[w.ID]:
			return nil, fmt.Errorf("waivers %q: two are called %s", file, w.ID)
		}
		seen[w.ID] = true
		for _, pattern := range []string{w.Check, w.Subject} {
			if _, err := path.Match(pattern, ""); err != nil {
				return nil, fmt.Errorf("waivers %q: %s: %q is no pattern", file, w.ID, pattern)
			}
		}
	}
	return all, nil
}

func (w *Waiver) covers(check string, s mesoswatch.Subject) bool {
	return like(w.Check, check) && (w.Subject == "" || like(w.Subject, s.String()))
}

// like matches * and ? without giving slashes a meaning: names of subjects are
// full of them.
func like(pattern, s string) bool {
	flat := func(s string) string { return string(bytes.ReplaceAll([]byte(s), []byte("/"), []byte("\x00"))) }
	ok, err := path.Match(flat(pattern), flat(s))
	return err == nil && ok
}
