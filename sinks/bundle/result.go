package bundle

import (
	"fmt"
	"slices"

	"github.com/mesoswatch/mesoswatch"
)

// Result is what Verify found.
type Result struct {
	// Manifest as it stands in the bundle: its own word. The zero Manifest when it
	// cannot be read.
	Manifest Manifest
	// Hash of the manifest, "sha256:…"; empty when it cannot be read.
	Hash string
	// Expected is the hash that it was compared with; empty: none.
	Expected string
	// Parts and Bytes are how many were found as the manifest says.
	Parts int
	Bytes int64
	// Problems are what was changed, the manifest first.
	Problems []Problem
}

// Problem is something that is not as it was when the bundle was made.
type Problem struct {
	// Part is a name, foreign and as it came.
	Part string
	What string
}

// maxProblems bounds what a hostile file can have to say.
const maxProblems = 200

func (r *Result) add(part, what string) {
	switch n := len(r.Problems); {
	case n < maxProblems:
		r.Problems = append(r.Problems, Problem{part, what})
	case n == maxProblems:
		r.Problems = append(r.Problems, Problem{"", "there are more"})
	}
}

// Changed tells whether anything is not as it was.
func (r Result) Changed() bool { return len(r.Problems) > 0 }

// Proven tells whether it is the bundle with the expected hash, byte for byte.
func (r Result) Proven() bool { return !r.Changed() && r.Expected != "" && r.Hash == r.Expected }

// Words says it line by line, ready to be printed.
func (r Result) Words() []string {
	var out []string
	switch {
	case r.Changed():
		out = append(out, "CHANGED: "+r.where()+" as it was made.")
		for _, p := range r.Problems {
			out = append(out, fmt.Sprintf("  %s: %s", mesoswatch.Printable(p.Part), mesoswatch.Printable(p.What)))
		}
	case r.Proven():
		out = append(out, "PROVEN UNCHANGED: the manifest has the hash that was noted, and every byte is as it says.")
	default:
		out = append(out, "CONSISTENT, NOT PROVEN: every byte is as the manifest in the file says.",
			"  What this cannot prove: that nobody changed it. Whoever changed a part could have changed the manifest too.",
			"  Compare the hash with the one that was shown at export, or give it: --expect HASH.")
	}
	if r.Hash != "" {
		out = append(out, "hash     "+r.Hash)
	}
	if r.Expected != "" && r.Expected != r.Hash {
		out = append(out, "expected "+r.Expected)
	}
	return append(out, r.origin()...)
}

func (r Result) where() string {
	first := r.Problems[0].Part
	if slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Part != first }) {
		return number(len(r.Problems), "part") + " of the bundle are not"
	}
	return mesoswatch.Printable(first) + " of the bundle is not"
}

// origin is what the manifest says of itself.
func (r Result) origin() []string {
	m := r.Manifest
	if m.Format == "" {
		return nil
	}
	secrets := "secrets are masked"
	if m.Unmasked {
		secrets = "secrets are READABLE in it"
	}
	said := "by its own word: "
	if r.Proven() {
		said = ""
	}
	out := []string{
		fmt.Sprintf("%smade %s by %s with mesoswatch %s", said, both(m.MadeAt), mesoswatch.Printable(orUnknown(m.MadeBy)), mesoswatch.Printable(orUnknown(m.Versions.Mesoswatch))),
		fmt.Sprintf("%scluster %s, incident %s; %s", said, mesoswatch.Printable(orUnknown(m.Cluster)), mesoswatch.Printable(m.Incident.ID), secrets),
	}
	if !r.Changed() {
		out = append(out, fmt.Sprintf("%s, %d bytes, and nothing else in the file", number(r.Parts, "part"), r.Bytes))
	}
	return out
}
