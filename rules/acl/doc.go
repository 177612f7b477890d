// Package acl knows Mesos' access control lists: what a document says, what is
// wrong with it for a version, and what it lets whom do.
//
// In: an ACL document as JSON (the file) or as protobuf text (the flag acls of
// /flags), a release and a daemon. Out: a Document with its problems, and
// decisions with the entry that made them.
//
// Facts: src/authorizer/local/authorizer.cpp and include/mesos/authorizer/acls.proto
// of 0.19 to 1.12-dev. It must not guess: what it does not know is a Problem.
package acl
