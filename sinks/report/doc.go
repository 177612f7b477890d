// Package report writes findings and events for people and for pipes: the
// result of a replay, and the running account of a watch. In come records, out
// go lines of text or JSON Lines; foreign text is made harmless on the way. It
// judges nothing and keeps no more than the findings.
package report
