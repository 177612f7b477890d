// Package mesoswatch is the vocabulary of a security monitor for legacy Apache
// Mesos clusters.
//
// Collectors turn log lines, polls and configuration into Records; Watch hands
// every Record to an Evaluator, which answers with Findings and Verdicts, and
// then all of them to each Sink. The package holds the words for that and the
// one loop; it imports the standard library only, and nothing of this module.
//
// What it must not do: read a clock to judge (time comes from the data), touch
// the network, or print.
package mesoswatch
