// Package bundle writes the evidence of an incident as one file that can be
// proved unchanged, and proves it.
//
// In: a Content, which is all that is to be handed over. Out: a zip with a
// manifest, the findings, events, raw lines, snapshots, health, actions and
// timeline, the runbooks as they were worked through, and a draft of the
// post-mortem as Markdown and HTML. Its hash is that of the manifest, which holds
// the hashes of all other parts. Verify takes such a file from anybody.
//
// The parts are stored, not compressed, so that a bundle has one form: from the
// manifest follows every byte that is not content, and each byte of content is
// under a hash. Any changed byte is told, there is no room for anything that the
// manifest does not name, and nothing can grow when it is opened.
//
// What it must not do: let a secret out unless told to, let foreign text act in
// Markdown, HTML or the name of a part, say that something is proved when only
// the bundle itself says so, or take a claim of a peer for a fact.
package bundle
