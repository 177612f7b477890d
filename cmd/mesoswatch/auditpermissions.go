package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/acl"
	"github.com/mesoswatch/mesoswatch/sinks/report/audit"
)

// permissions are the effective permissions by all ACLs that were seen: those in
// the masters' flags, and ACL files of hosts. A document of which the release is
// not known is left out: releases read it differently, and posture says so.
func permissions(b *mesoswatch.Board) []audit.Permission {
	out := []audit.Permission{}
	add := func(of, text, version, daemon string) {
		r, ok := mesoswatch.ParseRelease(version)
		if !ok {
			return
		}
		d, err := acl.Parse(of, []byte(text), r, daemon)
		if err != nil || d.Fatal() {
			return
		}
		for _, p := range d.Effective(nil, nil) {
			out = append(out, audit.Permission{Of: of, Principal: p.Principal, Action: p.Action, Object: p.Object, Allowed: p.Allowed, Entry: p.Entry, Why: p.Why, Guards: p.Guards})
		}
	}
	for _, s := range b.Subjects(mesoswatch.SubjectFlag).Sorted() {
		m := b.Subjects(mesoswatch.SubjectMaster).Get(s.Flag.Of)
		if s.Flag.Name == "acls" && m != nil && !strings.HasPrefix(s.Flag.Value, "/") {
			add(s.Flag.Of, s.Flag.Value, m.Master.Version, acl.Master)
		}
	}
	for _, s := range b.Subjects(mesoswatch.SubjectFile).Sorted() {
		if s.File.What != "acls" || s.File.ACL == "" {
			continue
		}
		version := ""
		if p := b.Subjects(mesoswatch.SubjectPackage).Get(s.File.Host + " mesos"); p != nil {
			version = p.Package.Version
		}
		add(s.File.Path, s.File.ACL, version, aclDaemon(b, s.File))
	}
	slices.SortStableFunc(out, func(a, b audit.Permission) int { return cmp.Compare(a.Of, b.Of) })
	return out
}

// aclDaemon is the daemon whose flag names an ACL file.
func aclDaemon(b *mesoswatch.Board, f *mesoswatch.File) string {
	for s := range b.Subjects(mesoswatch.SubjectSetting).All() {
		x := s.Setting
		if x.Name == "acls" && x.Host == f.Host && strings.TrimPrefix(x.Value, "file://") == f.Path && x.Of == acl.Agent {
			return acl.Agent
		}
	}
	return acl.Master
}
