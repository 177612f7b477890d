package bundle

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Format and Version tell bundles from other files and one form from the next.
const (
	Format  = "mesoswatch evidence bundle"
	Version = 1
)

const (
	manifestName = "manifest.json"
	maxManifest  = 16 << 20
	maxParts     = 5000
)

// Manifest names the parts of a bundle. Its own hash is the bundle's.
type Manifest struct {
	Format  string    `json:"format"`
	Version int       `json:"version"`
	MadeAt  time.Time `json:"made_at"`
	MadeBy  string    `json:"made_by"`
	// Zone of the host that made it.
	Zone     string              `json:"zone,omitempty"`
	Cluster  string              `json:"cluster,omitempty"`
	Versions Versions            `json:"versions"`
	Incident mesoswatch.Incident `json:"incident"`
	// Unmasked: secrets were left readable.
	Unmasked bool     `json:"unmasked"`
	LeftOut  []string `json:"left_out,omitempty"`
	// Parts in the order in which they stand behind the manifest.
	Parts []Part `json:"parts"`
}

// Part is one file of a bundle.
type Part struct {
	Name string `json:"name"`
	// What it is, in words.
	What   string `json:"what"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"` // hexadecimal digits
}

// encode writes the one form that a manifest has: one entry a line, so that
// people can read it.
func (m Manifest) encode() ([]byte, error) {
	line, err := mesoswatch.MarshalLine(m)
	if err != nil {
		return nil, fmt.Errorf("writing manifest: %w", err)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, bytes.TrimSpace(line), "", "  "); err != nil {
		return nil, fmt.Errorf("writing manifest: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// decode reads a manifest of anybody.
func decode(b []byte) (Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		return Manifest{}, fmt.Errorf("not readable: %w", err)
	}
	if m.Format != Format {
		return Manifest{}, fmt.Errorf("it does not say that it is a %s", Format)
	}
	return m, nil
}

// form says what is wrong with the form of a manifest that was read from b; empty:
// nothing.
func (m Manifest) form(b []byte) string {
	if again, err := m.encode(); err != nil || !bytes.Equal(again, b) {
		return "it is not in the form in which this program writes it"
	}
	seen, total := map[string]bool{manifestName: true}, int64(0)
	for _, p := range m.Parts {
		switch {
		case seen[p.Name]:
			return fmt.Sprintf("it names %q twice", p.Name)
		case p.Size < 0 || p.Size > maxZip:
			return fmt.Sprintf("it gives %q a size of %d bytes", p.Name, p.Size)
		case len(p.Name) > 1<<10:
			return "it has a part whose name is longer than a name"
		}
		seen[p.Name] = true
		total += p.Size
	}
	if len(m.Parts) > maxParts || total > maxZip {
		return fmt.Sprintf("it names %d parts of %d bytes: more than a bundle has", len(m.Parts), total)
	}
	return ""
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}
