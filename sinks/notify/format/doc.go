// Package format writes a notice in the words of those who receive it: our own JSON
// Lines, the Elastic Common Schema (ECS), the Detection Finding of the Open
// Cybersecurity Schema Framework (OCSF), the Common Event Format (CEF) and syslog
// (RFC 5424, or the short form of a local socket).
//
// In: a Notice. Out: bytes, the same for the same notice; nothing is read and no clock
// is asked. Texts of a notice are hostile: in every format but our own they come out
// printable (mesoswatch.Printable) and cut with "…" where the format bounds them, and
// none of them can end its field, its line or its message. docs/formats.md holds the
// tables of what goes where; a test holds them against this package.
package format
