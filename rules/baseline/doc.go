// Package baseline says what is normal on a cluster: frameworks, agents,
// principals, networks, masters, ports and versions.
//
// In: the record stream (Observer), a YAML file that people read, edit and keep
// (Read), findings that somebody accepts as known (Accept). Out: the file, what
// changed between two of them (Diff), and answers for rules: is this framework,
// agent or address known here (Framework, Agent, Request, Expansions).
//
// What it must not do: take anything as normal by itself, guess a value that
// the records do not tell, read a name as a pattern unless the file says that it
// is one, or let foreign text out of its quotes.
package baseline
