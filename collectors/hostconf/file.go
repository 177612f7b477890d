package hostconf

import (
	"fmt"
	"slices"

	"github.com/mesoswatch/mesoswatch"
)

// Kinds of files, as in File.What.
const (
	whatCredentials = "credentials"
	whatCredential  = "credential"
	whatHTTP        = "http-credentials"
	whatACLs        = "acls"
	whatKey         = "key"
	whatCertificate = "certificate"
	whatJWT         = "jwt-key"
	whatJAAS        = "zookeeper-jaas"
	whatZK          = "zk-url"
	whatUnit        = "unit"
	whatEnvironment = "environment"
	whatWorkDir     = "work-dir"
	whatLogDir      = "log-dir"
	whatLog         = "log"
	whatBackup      = "backup"
)

// sized are files whose size tells nothing about a secret in them.
func sized(what string) bool {
	return slices.Contains([]string{whatACLs, whatCertificate, whatUnit, whatLog}, what)
}

// file tells of a file of weight: who owns it, who can read or replace it. It answers
// nil where it was told of before under another name for what it is.
func (l *look) file(what, path string) (*mesoswatch.File, found) {
	f := l.walk(path)
	kept, fresh := l.files.put(f.path, l.fileOf(what, f))
	if !fresh && kept.What != what {
		return nil, f
	}
	if f.err != nil {
		l.denied(path, f.err, mesoswatch.SubjectFile)
	}
	return kept, f
}

func (l *look) fileOf(what string, f found) mesoswatch.File {
	out := mesoswatch.File{Host: l.host, Path: printable(f.path), What: what, Exposed: l.exposed(f)}
	switch {
	case f.missing():
		out.Missing = true
		return out
	case f.err != nil:
		out.Unreadable = reason(f.err)
		return out
	}
	uid, gid := ids(f.info)
	out.Mode, out.Owner, out.Group = modeText(f.info.Mode()), l.owners.user(uid), l.owners.group(gid)
	out.Modified = f.info.ModTime()
	if sized(what) {
		out.Size = f.info.Size()
	}
	return out
}

// content reads a file that was told of. Where it cannot, the file says why, and ok
// is false.
func (l *look) content(file *mesoswatch.File, f found) (text []byte, ok bool) {
	if file == nil || f.err != nil {
		return nil, false
	}
	text, err := l.bytes(f, maxText)
	if err == nil {
		return text, true
	}
	file.Unreadable = reason(err)
	l.denied(f.path, err, mesoswatch.SubjectFile)
	return nil, false
}

// weak notes what is wrong with the content of a file.
func weak(file *mesoswatch.File, w mesoswatch.Weakness) {
	if len(file.Weak) < maxWeak {
		file.Weak = append(file.Weak, w)
	}
	if len(file.Weak) == maxWeak-1 {
		file.Weak = append(file.Weak, mesoswatch.Weakness{ID: "unreadable", Text: fmt.Sprintf("more than %d things are wrong: the rest is not listed", maxWeak)})
	}
}

// maxWeak bounds what is said against one file.
const maxWeak = 200
