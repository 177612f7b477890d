// Package rules judges records: one catalogue of rules, whichever way each is
// written (Sigma files, correlations, Go), and the engine that runs them.
//
// In come Records, out go Findings as deltas: consumers merge those of the same
// id with Finding.Merge. Time is that of the data; the same records give the
// same findings in the same order.
//
// What it must not do: read a clock or the network to judge, know a collector,
// or keep a table that foreign text can grow without bound.
package rules
