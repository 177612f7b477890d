package hostconf

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// maxCopies bounds the copies told of one file.
const maxCopies = 32

// seeBackups looks for copies beside the files of weight: a copy is as good as the
// file for whoever can read it.
func (l *look) seeBackups() {
	beside := make(map[string][]string) // names of the files of weight, by folder
	for _, f := range slices.Clone(l.files.order) {
		switch f.What {
		case whatWorkDir, whatLogDir, whatLog, whatCertificate, whatBackup:
			continue
		}
		dir, base := path.Split(f.Path)
		beside[path.Clean(dir)] = append(beside[path.Clean(dir)], base)
	}
	var dirs []string
	for d := range beside {
		dirs = append(dirs, d)
	}
	slices.Sort(dirs)
	for _, dir := range dirs {
		if strings.HasPrefix(dir, "/proc") {
			continue
		}
		names, more, err := l.list(dir)
		l.denied(dir, err, mesoswatch.SubjectFile)
		if more {
			l.lack(mesoswatch.SubjectFile, fmt.Sprintf("%s has more than %d entries: copies may be among the rest", printable(dir), maxEntries))
		}
		found := 0
		for _, n := range names {
			original := backupOf(n)
			if original == "" || found >= maxCopies || !slices.Contains(beside[dir], original) {
				continue
			}
			found++
			l.file(whatBackup, path.Join(dir, n))
		}
	}
}
