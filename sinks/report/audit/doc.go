// Package audit writes the report of an audit.
//
// In: verdicts and the board they were given on, permissions, readiness and the
// manual check-list. Out: one report, as text, JSON, HTML, Markdown, CSV or SARIF,
// and what differs between two of them.
//
// What it must not do: judge, count an unknown as a pass, or let foreign text act:
// it is escaped for HTML and Markdown, and made harmless in CSV and on a terminal.
package audit
