// Package crammd5 knows the words of a CRAM-MD5 login at a Mesos master: the names
// of its messages, their bodies, and the answer to a challenge.
//
// In: a UPID, a credential and what a master sent. Out: bodies to send, and the
// Message that a body is. The messages are those of src/messages/messages.proto, in
// protobuf's wire format, and there are no others.
//
// What it must not do: send anything, keep a secret, or trust a body.
package crammd5
