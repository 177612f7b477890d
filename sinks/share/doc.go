// Package share tells other machines what this one finds, over a stream of NATS
// JetStream, and takes in what they tell.
//
// In: the records of the stream of the one process of this machine that looks or
// keeps the store (Sink): findings, words of sources, what operators do. Out: what
// other machines told (Collector), with origin Foreign.
//
// Each machine writes under subjects of its own, and of each only the last message
// stays: a finding as that machine knows it, what a source said last, an action. So
// whoever was away reads what is, not all that was, and nobody can write for others.
// What is told twice, late or in another order comes to the same (Finding.Join).
//
// What it must not do: block the stream for the disk or the network, believe what
// comes from there, or be silent when it is cut off.
package share
