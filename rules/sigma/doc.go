// Package sigma reads and compiles the rule language: Sigma rules, correlations
// and filters (Sigma specification 2.1) over the fields of mesoswatch.Event.
//
// In comes YAML text, out come Documents whose detections answer whether an
// event matches. Whatever the language has and this package does not support is
// refused by name, with file and line: a rule never means less than it says.
//
// What it must not do: keep state between events, know the shipped rules, or
// turn matches into findings; that is package rules.
package sigma
