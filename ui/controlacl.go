package ui

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// permissions in the order of ZooKeeper's own tools, and what each lets one do:
// create and delete are about the children of a node.
func permissions() []struct{ letter, verb string } {
	return []struct{ letter, verb string }{{"c", "create nodes in it"}, {"d", "delete nodes in it"}, {"r", "read it"}, {"w", "write it"}, {"a", "give rights on it"}}
}

// anyone is which permissions everybody has; false when the ACL is not told.
func anyone(acl []string) (perms string, told bool) {
	for _, entry := range acl {
		p, ok := strings.CutPrefix(entry, "world:anyone:")
		if !ok {
			continue
		}
		for _, one := range permissions() {
			if strings.Contains(p, one.letter) && !strings.Contains(perms, one.letter) {
				perms += one.letter
			}
		}
	}
	return perms, acl != nil
}

// anyoneWord is what anyone may do with a node, in a word.
func anyoneWord(acl []string) string {
	switch perms, told := anyone(acl); {
	case !told:
		return "?"
	case strings.ContainsAny(perms, "cdwa"):
		return "change it"
	case perms != "":
		return "read it"
	}
	return "nothing"
}

func anyoneStyle(p *kit.Pen, word string) theme.Style {
	switch word {
	case "change it":
		return p.Level(mesoswatch.High)
	case "?":
		return p.Dim
	}
	return p.Text
}

// anyoneMay says for the heading of a list what anyone may do with a node.
func anyoneMay(z *mesoswatch.Znode) string {
	switch anyoneWord(z.ACL) {
	case "change it":
		return "anyone may change " + z.Path
	case "read it":
		return "anyone may read " + z.Path
	case "nothing":
		return "only who logs in may do anything with " + z.Path
	}
	return "who may change " + z.Path + " is not told"
}

// aclWords says of one entry, scheme:id:perms, who may do what; the entry itself
// where it is none.
func aclWords(entry string) string {
	scheme, rest, ok := strings.Cut(entry, ":")
	i := strings.LastIndexByte(rest, ':')
	if !ok || i < 0 {
		return entry
	}
	id, perms := rest[:i], rest[i+1:]
	var may []string
	for _, one := range permissions() {
		if strings.Contains(perms, one.letter) {
			may = append(may, one.verb)
		}
	}
	who := scheme + " " + id
	switch scheme {
	case "world":
		who = "anyone"
	case "digest":
		user, _, _ := strings.Cut(id, ":")
		who = "who knows the password of " + user
	case "ip":
		who = "who comes from " + id
	case "sasl":
		who = id + ", by SASL"
	}
	switch {
	case len(may) == 0:
		return who + " may do nothing"
	case len(may) == len(permissions()):
		return who + " may do everything"
	}
	return who + " may " + strings.Join(may, ", ")
}
