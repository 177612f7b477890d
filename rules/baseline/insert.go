package baseline

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/mesoswatch/mesoswatch"
)

// AcceptText is Accept on the text of a file: it answers the text with the one
// entry added to its section, everything else, comments and order too, as it
// was. name stands in errors; empty text becomes a new file. What is known
// already gives the same text.
func AcceptText(name string, text []byte, f mesoswatch.Finding, who string, when time.Time) ([]byte, error) {
	if len(strings.TrimSpace(string(text))) == 0 {
		text = []byte(header + fmt.Sprintf("baseline: %d\n", Format))
	}
	before, err := Read(name, text)
	if err != nil {
		return nil, err
	}
	want, err := Read(name, text)
	if err != nil {
		return nil, err
	}
	if err := want.Accept(f, who, when); err != nil {
		return nil, err
	}
	if reflect.DeepEqual(before, want) {
		return text, nil
	}
	section, p := lastOf(before, want)
	out, err := insert(text, section, p)
	if err == nil {
		var got *Baseline
		if got, err = Read(name, out); err == nil && !reflect.DeepEqual(got, want) {
			err = errors.New("its layout cannot be kept")
		}
	}
	if err != nil {
		return nil, fmt.Errorf("adding to %s of %q: %w; add by hand:\n%s", section, name, err, strings.TrimRight(item(p, "  ", ""), "\n"))
	}
	return out, nil
}

// AcceptFile is AcceptText on a file, which is replaced as a whole; one that does
// not exist is made, with its folder.
func AcceptFile(path string, f mesoswatch.Finding, who string, when time.Time) error {
	text, err := readFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	out, err := AcceptText(path, text, f, who, when)
	if err != nil {
		return err
	}
	return WriteFile(path, out)
}

// WriteFile puts text in the place of a baseline file in one step, so that no
// reader finds half of one. A link stays a link.
func WriteFile(path string, text []byte) error {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("writing baseline: %w", err)
	}
	mode := fs.FileMode(0o644)
	if st, err := os.Stat(path); err == nil {
		mode = st.Mode().Perm()
	}
	f, err := os.CreateTemp(dir, ".baseline-*")
	if err != nil {
		return fmt.Errorf("writing baseline %q: %w", path, err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("writing baseline %q: %w", path, err)
	}
	return nil
}

// lastOf is the entry that was appended, and its section.
func lastOf(before, after *Baseline) (string, pairs) {
	switch {
	case len(after.Frameworks) > len(before.Frameworks):
		return "frameworks", after.Frameworks[len(after.Frameworks)-1].pairs()
	case len(after.Agents) > len(before.Agents):
		return "agents", after.Agents[len(after.Agents)-1].pairs()
	case len(after.Images) > len(before.Images):
		return "images", after.Images[len(after.Images)-1].pairs()
	}
	return "operators", after.Operators[len(after.Operators)-1].pairs()
}

// insert adds an item behind the last one of a section, by lines.
func insert(text []byte, section string, p pairs) ([]byte, error) {
	root, err := (&reader{}).document(text)
	if err != nil {
		return nil, err
	}
	lines := strings.SplitAfter(string(text), "\n")
	if last := len(lines) - 1; lines[last] == "" {
		lines = lines[:last]
	} else {
		lines[last] += "\n"
	}
	if root.Style&yaml.FlowStyle != 0 {
		return nil, errors.New("the file is one map in braces")
	}
	next := len(lines) + 1 // line of the key behind the section
	for i := 0; i+1 < len(root.Content); i += 2 {
		k, v := root.Content[i], root.Content[i+1]
		if k.Value != section {
			continue
		}
		if i+2 < len(root.Content) {
			next = root.Content[i+2].Line
		}
		return insertAt(lines, k, v, next, p)
	}
	out := strings.Join(lines, "")
	if end := strings.LastIndex("\n"+out, "\n..."); end >= 0 && strings.TrimSpace(out[end:]) == "..." {
		return nil, errors.New("the document has an end mark")
	}
	return []byte(out + "\n" + section + ":\n" + item(p, "  ", "")), nil
}

func insertAt(lines []string, k, v *yaml.Node, next int, p pairs) ([]byte, error) {
	if len(v.Content) == 0 {
		line := lines[k.Line-1]
		head, rest, ok := strings.Cut(line, "[]")
		if v.Line != k.Line || !ok {
			return nil, errors.New("the empty list is not []")
		}
		lines[k.Line-1] = strings.TrimRight(head, " ") + rest + item(p, "  ", "")
		return []byte(strings.Join(lines, "")), nil
	}
	if v.Style&yaml.FlowStyle != 0 {
		return nil, errors.New("the list is in brackets on one line")
	}
	first := lines[v.Content[0].Line-1]
	indent := first[:len(first)-len(strings.TrimLeft(first, " "))]
	end := next - 1 // number of lines before the next key
	for end > v.Content[0].Line {
		l := lines[end-1]
		if strings.TrimSpace(l) != "" && l[0] != '#' {
			break
		}
		end--
	}
	lines[end-1] += item(p, indent, "")
	return []byte(strings.Join(lines, "")), nil
}
