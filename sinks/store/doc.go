// Package store keeps what a cluster's watch has found in a SQLite file, so that
// a restart goes on where the last run ended and several programs share one view.
//
// In: every record of the stream of the one process that holds the writer's lease
// (Sink), and what operators do in any process (Act). Out: what other processes
// wrote, as records of origin Shared (Collector); what is stored, as records of
// origin Restored (Restore); and lists for commands.
//
// What it must not do: judge, block the stream for the disk, fail because of it,
// or say that something is kept that is not.
package store
