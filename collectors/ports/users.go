package ports

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// users are the names of user numbers.
type users map[string]string

// maxUsers bounds what is read of etc/passwd, in bytes.
const maxUsers = 1 << 20

// readUsers reads etc/passwd below root, and not what a directory service adds to
// it; without an entry a number is its own name.
func readUsers(root string) users {
	f, err := os.Open(filepath.Join(root, "etc/passwd"))
	if err != nil {
		return nil
	}
	defer f.Close()
	return parseUsers(f)
}

func parseUsers(r io.Reader) users {
	all := make(users)
	lines := bufio.NewScanner(io.LimitReader(r, maxUsers))
	for lines.Scan() {
		f := strings.SplitN(lines.Text(), ":", 4)
		if len(f) != 4 || f[0] == "" {
			continue
		}
		if _, known := all[f[2]]; !known { // the first one counts, as for getpwuid
			all[f[2]] = clip(f[0])
		}
	}
	return all
}

func (u users) name(uid string) string {
	if name := u[uid]; name != "" {
		return name
	}
	return uid
}
