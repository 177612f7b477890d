package posture

import (
	"fmt"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/acl"
)

// aclKey tells parsed documents apart; maxACLs bounds how many are kept.
type aclKey struct {
	text, daemon string
	release      mesoswatch.Release
}

const maxACLs = 256

// permissions are a daemon's ACLs. Exactly one of document, why, module and broken
// is set. Without ACLs there is a document that allows everything.
type permissions struct {
	document *acl.Document
	none     bool   // the document is that of a daemon without ACLs
	why      string // what keeps them from being known
	module   string // authorizer that decides instead of them
	broken   string // why they cannot be read at all
	proof    []mesoswatch.Evidence
}

// acl finds the ACLs of a daemon: the text in its flags, or the file they name.
func (f *Facts) acl(d *Daemon) permissions {
	flag := "authorizers"
	if d.Kind == Agent {
		flag = "authorizer"
	}
	name, known, v := d.Text("local", flag)
	switch {
	case !known:
		return permissions{why: "whether ACLs are used is not known: " + flag + " is not told"}
	case name != "local":
		return permissions{module: name, proof: []mesoswatch.Evidence{v.Evidence}}
	}
	v, set := d.Flag("acls")
	switch {
	case !set:
		if known, why := d.Absent("acls"); !known {
			return permissions{why: why}
		}
		return permissions{document: acl.Absent(d.Release, d.Kind), none: true}
	case !d.Release.Known():
		return permissions{why: "how the ACLs are read depends on the version, which is not known"}
	case v.Text == mesoswatch.Masked:
		return permissions{why: "the ACLs are hidden"}
	case isPath(v.Text):
		return f.aclFile(d, strings.TrimPrefix(v.Text, "file://"))
	}
	return f.parsed(d, d.Subject.Name+" --acls", v.Text, v.Evidence)
}

func (f *Facts) aclFile(d *Daemon, path string) permissions {
	s := f.Get(mesoswatch.SubjectFile, d.Host+" "+path)
	switch {
	case s == nil:
		return permissions{why: fmt.Sprintf("the ACLs stand in %s, which was not read", path)}
	case s.File.Missing:
		return permissions{broken: fmt.Sprintf("%s is not there", path), proof: []mesoswatch.Evidence{fileProof(s, "missing")}}
	case s.File.Unreadable != "":
		return permissions{why: fmt.Sprintf("%s: %s", path, s.File.Unreadable)}
	case s.File.ACL == "":
		return permissions{why: fmt.Sprintf("what stands in %s was not told", path)}
	}
	return f.parsed(d, path, s.File.ACL, fileProof(s, "ACLs"))
}

func (f *Facts) parsed(d *Daemon, name, text string, proof mesoswatch.Evidence) permissions {
	p := permissions{proof: []mesoswatch.Evidence{proof}}
	key := aclKey{text, d.Kind, d.Release}
	if doc, ok := f.acls[key]; ok {
		p.document = doc
		return p
	}
	doc, err := acl.Parse(name, []byte(text), d.Release, d.Kind)
	if err != nil {
		p.broken = err.Error()
		return p
	}
	if f.acls == nil || len(f.acls) >= maxACLs {
		f.acls = make(map[aclKey]*acl.Document)
	}
	f.acls[key], p.document = doc, doc
	return p
}

// fileProof is what a file of a host shows.
func fileProof(s *mesoswatch.Snapshot, what string) mesoswatch.Evidence {
	x := s.File
	text := what
	if x.Mode != "" {
		text = fmt.Sprintf("%s %s:%s: %s", x.Mode, x.Owner, x.Group, what)
	}
	return mesoswatch.Evidence{Source: x.Path, Time: s.At, Text: text}
}
