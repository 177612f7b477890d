package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// maxFindingsFile bounds a file with findings.
const maxFindingsFile = 64 << 20

// findingsFrom reads the findings that --finding names: one of the store by its
// id, or those of a file.
func (a *app) findingsFrom(ctx context.Context, from string) ([]mesoswatch.Finding, error) {
	if from == "-" {
		return readFindings("standard input", a.stdin)
	}
	file, err := os.Open(from)
	switch {
	case err == nil:
		defer file.Close()
		return readFindings(from, file)
	case !os.IsNotExist(err), strings.ContainsAny(from, "/."):
		return nil, err // it says what was opened
	}
	f, err := a.storedFinding(ctx, from)
	if err != nil {
		return nil, err
	}
	return []mesoswatch.Finding{f}, nil
}

// readFindings reads findings, bare or as {"finding": …}, one behind the other or
// in a list; other records are skipped. Tellings of one finding are merged, in the
// order in which the findings come first.
func readFindings(name string, r io.Reader) ([]mesoswatch.Finding, error) {
	limited := &io.LimitedReader{R: r, N: maxFindingsFile + 1}
	dec := json.NewDecoder(limited)
	var all []mesoswatch.Finding
	at := make(map[string]int)
	for n := 1; ; n++ {
		var raw json.RawMessage
		err := dec.Decode(&raw)
		if limited.N <= 0 {
			return nil, fmt.Errorf("reading findings from %q: more than %d MB", name, maxFindingsFile>>20)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		var told []mesoswatch.Finding
		if err == nil {
			told, err = findingsIn(raw)
		}
		if err != nil {
			return nil, hinted(fmt.Errorf("reading findings from %q, value %d: %w", name, n, err), "mesoswatch replay --format jsonl writes such a file")
		}
		for _, f := range told {
			if i, known := at[f.ID]; known {
				all[i] = all[i].Merge(f)
				continue
			}
			at[f.ID] = len(all)
			all = append(all, f)
		}
	}
	if len(all) == 0 {
		return nil, hinted(fmt.Errorf("there is no finding in %q", name), "mesoswatch replay --format jsonl writes such a file")
	}
	return all, nil
}

func findingsIn(raw json.RawMessage) ([]mesoswatch.Finding, error) {
	if bytes.HasPrefix(raw, []byte("[")) {
		var list []json.RawMessage
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, err
		}
		var all []mesoswatch.Finding
		for _, one := range list {
			if bytes.HasPrefix(one, []byte("[")) {
				return nil, errors.New("a list inside of a list")
			}
			told, err := findingsIn(one)
			if err != nil {
				return nil, err
			}
			all = append(all, told...)
		}
		return all, nil
	}
	var v struct {
		mesoswatch.Finding
		Wrapped *mesoswatch.Finding `json:"finding"`
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, err
	}
	f := v.Finding
	if v.Wrapped != nil {
		f = *v.Wrapped
	}
	if f.ID == "" || f.Rule == "" {
		return nil, nil
	}
	return []mesoswatch.Finding{f}, nil
}
