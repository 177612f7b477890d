package hostconf

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// Bounds of a status file of dpkg: a big host has some megabytes.
const (
	maxStatus     = 32 << 20
	maxStatusLine = 1 << 20
)

// installed is a package that dpkg or another database names.
type installed struct{ name, version string }

// parseStatus reads /var/lib/dpkg/status: paragraphs of "Field: value". Only what is
// unpacked counts; a package that was removed leaves a paragraph behind.
func parseStatus(r io.Reader, limit int64, want func(name string) bool) (found []installed, err error) {
	lines := bufio.NewReaderSize(io.LimitReader(r, limit+1), 64<<10)
	var name, version, status string
	var read int64
	take := func() {
		if name != "" && version != "" && unpacked(status) && want(name) && len(found) < maxPackages {
			found = append(found, installed{name, version})
		}
		name, version, status = "", "", ""
	}
	for {
		line, err := limitedLine(lines)
		read += int64(len(line))
		if err != nil {
			take()
			if read > limit {
				return found, errTooLarge
			}
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return found, err
		}
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch {
		case strings.TrimSpace(line) == "":
			take()
		case line[0] == ' ' || line[0] == '\t':
		case strings.EqualFold(field, "Package"):
			name = value
		case strings.EqualFold(field, "Version"):
			version = value
		case strings.EqualFold(field, "Status"):
			status = value
		}
	}
}

// unpacked tells whether a status, "install ok installed", means that the files are
// there. The single paragraphs of images without dpkg have none.
func unpacked(status string) bool {
	words := strings.Fields(status)
	if len(words) == 0 {
		return true
	}
	switch words[len(words)-1] {
	case "installed", "unpacked", "half-configured", "triggers-awaited", "triggers-pending":
		return true
	}
	return false
}

// limitedLine reads a line with its end; of one that is too long only the beginning.
func limitedLine(r *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		part, err := r.ReadSlice('\n')
		if b.Len() < maxStatusLine {
			b.Write(part)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && b.Len() > 0 && errors.Is(err, io.EOF):
			return b.String(), nil
		case err != nil:
			return "", err
		}
		return b.String(), nil
	}
}
