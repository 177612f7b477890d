package bundle

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// part is one file on its way into the zip.
type part struct {
	name, what string
	data       []byte
}

// Write writes the bundle and answers its hash, "sha256:" and hexadecimal digits:
// that of the manifest. The same content gives the same bytes. Foreign names do
// not reach the names of parts as they are.
func Write(w io.Writer, c Content) (hash string, err error) {
	m := masker{off: c.Unmasked}
	if c, err = c.masked(m); err != nil {
		return "", err
	}
	parts, err := c.parts(m)
	if err != nil {
		return "", err
	}
	manifest, err := c.manifest(parts)
	if err != nil {
		return "", err
	}
	entries := []entry{stored(manifestName, manifest)}
	for _, p := range parts {
		entries = append(entries, stored(p.name, p.data))
	}
	if err := pack(w, c.At, entries); err != nil {
		return "", fmt.Errorf("writing bundle: %w", err)
	}
	return hashPrefix + sum(manifest), nil
}

func stored(name string, data []byte) entry {
	return entry{name: name, size: int64(len(data)), crc: crc32.ChecksumIEEE(data), data: bytes.NewReader(data)}
}

// masked is the content without secrets; lines stay as they are until their index
// is made.
func (c Content) masked(m masker) (Content, error) {
	for _, s := range []*string{&c.Cluster, &c.By, &c.Zone, &c.Versions.Mesoswatch, &c.Versions.Rules} {
		*s = m.text(*s)
	}
	c.Events, c.Moments = m.events(c.Events), m.moments(c.Moments)
	var errs [7]error
	c.Versions.Cluster, errs[0] = all(m, c.Versions.Cluster)
	c.Incident, errs[1] = masked(m, c.Incident)
	c.Findings, errs[2] = all(m, c.Findings)
	c.Actions, errs[3] = all(m, c.Actions)
	c.Moments, errs[4] = all(m, c.Moments)
	c.Runbooks, errs[5] = all(m, c.Runbooks)
	c.LeftOut, errs[6] = all(m, c.LeftOut)
	for _, err := range errs {
		if err != nil {
			return Content{}, err
		}
	}
	return c, nil
}

// parts are all but the manifest, in their order.
func (c Content) parts(m masker) ([]part, error) {
	taken := names{manifestName: true}
	lines, index, err := lineParts(m, c.Lines, taken)
	if err != nil {
		return nil, err
	}
	var books []part
	for _, r := range c.Runbooks {
		name := taken.take("runbooks/", safe(r.ID), ".md")
		books = append(books, part{name, "the runbook " + r.ID + ", filled in, with the steps that are ticked and the notes", []byte(r.text())})
	}
	d := c.draft(index)
	page, err := d.html()
	if err != nil {
		return nil, err
	}
	out := []part{
		{"postmortem.md", "a draft of the post-mortem, in Markdown", []byte(d.markdown())},
		{"postmortem.html", "the same as a page that needs nothing else", page},
	}
	for _, p := range []struct {
		name, what string
		lines      jsonLines
	}{
		{"timeline.jsonl", "what happened, in the order of data time; a gap is a time in which our own sight failed", jsonOf(m, c.Moments)},
		{"findings.jsonl", "the findings of the incident", jsonOf(m, c.Findings)},
		{"events.jsonl", "the events of that time as they were understood, with their text", jsonOf(m, c.Events)},
		{"snapshots.jsonl", "what was known of subjects around that time: each was so from its time on", jsonOf(m, c.Snapshots)},
		{"health.jsonl", "what the sources of that time said of themselves: what was asked, and what could not be seen", jsonOf(m, c.Health)},
		{"actions.jsonl", "what operators did", jsonOf(m, c.Actions)},
	} {
		if p.lines.err != nil {
			return nil, fmt.Errorf("writing %s: %w", p.name, p.lines.err)
		}
		out = append(out, part{p.name, p.what, p.lines.Bytes()})
	}
	return append(append(out, lines...), books...), nil
}

func (c Content) manifest(parts []part) ([]byte, error) {
	man := Manifest{Format: Format, Version: Version, MadeAt: c.At, MadeBy: c.By, Zone: c.Zone, Cluster: c.Cluster,
		Versions: c.Versions, Incident: c.Incident, Unmasked: c.Unmasked, LeftOut: c.LeftOut}
	for _, p := range parts {
		man.Parts = append(man.Parts, Part{Name: p.name, What: p.what, Size: int64(len(p.data)), SHA256: sum(p.data)})
	}
	b, err := man.encode()
	if err != nil {
		return nil, err
	}
	// Invalid UTF-8 has one form only behind the first reading.
	if man, err = decode(b); err == nil {
		b, err = man.encode()
	}
	if err != nil {
		return nil, fmt.Errorf("writing manifest: %w", err)
	}
	if wrong := man.form(b); wrong != "" || packedSize(man.Parts, int64(len(b))) > maxZip || len(b) > maxManifest {
		return nil, fmt.Errorf("too much for one bundle (%d parts): take fewer findings at a time", len(parts))
	}
	return b, nil
}

// jsonLines is a part of JSON lines. The first error stays.
type jsonLines struct {
	bytes.Buffer
	err error
}

func (j *jsonLines) add(m masker, v any) {
	line, err := m.line(v)
	if err != nil && j.err == nil {
		j.err = err
	}
	j.Write(line)
}

func jsonOf[T any](m masker, vs []T) jsonLines {
	var j jsonLines
	for _, v := range vs {
		j.add(m, v)
	}
	return j
}

// text is the runbook as Markdown, with its boxes ticked.
func (r Runbook) text() string {
	lines := strings.Split(r.Markdown, "\n")
	for _, s := range r.Steps {
		t, done := r.Ticks[s.ID]
		if !done || s.Line < 0 || s.Line >= len(lines) {
			continue
		}
		if rest, ok := strings.CutPrefix(lines[s.Line], "- [ ] "); ok {
			lines[s.Line] = "- [x] " + rest + " (" + md(t.Who) + ", " + both(t.At) + ")"
		}
	}
	var b strings.Builder
	if r.Finding == "" {
		lines = []string{"It is not there any more; what was ticked is below."}
	}
	fmt.Fprintf(&b, "# %s\n\nRunbook `%s`, filled in for finding `%s`.\n\n%s\n", md(r.Title), safe(r.ID), safe(r.Finding), plainLines(lines))
	for i, s := range r.foreignTicks() {
		if i == 0 {
			b.WriteString("\n## Ticked, and not in this runbook\n\n")
		}
		fmt.Fprintf(&b, "- [x] %s (%s, %s)\n", md(s.Plain), md(s.Who), s.When)
	}
	if len(r.Notes) > 0 {
		b.WriteString("\n## Notes\n\n")
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "- %s, %s: %s\n", both(n.At), md(n.Who), md(n.Text))
	}
	return b.String()
}

// plainLines joins lines of Markdown in which nothing acts on a terminal.
func plainLines(lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(mesoswatch.Printable(strings.ReplaceAll(l, "\t", "    ")))
		b.WriteByte('\n')
	}
	return strings.TrimRight(b.String(), "\n")
}
