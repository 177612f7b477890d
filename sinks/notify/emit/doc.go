// Package emit carries notices to receivers that answer nothing: syslog servers, files
// and standard output.
//
// In: notices. Out: what sinks/notify/format makes of them, over UDP, TCP, TLS or a
// local socket (Syslog), at the end of a file (File), or to a writer (Stream). Each is
// a notice.Deliverer, used by one goroutine at a time; none starts before its first
// delivery, and Close lets go of what it holds.
//
// What "delivered" means differs, for syslog has no answer:
//
//   - File: the lines are on the disk (fsync).
//   - TCP, TLS and stream sockets: before writing the connection was open, and
//     afterwards the kernel of the other side had taken every byte and had not said
//     that some of them were never read. A server that dies between taking a message from the network and keeping
//     it loses that message; no sender of syslog can know. A batch whose connection
//     broke before that is sent again whole, so a receiver may see some of it twice:
//     each message carries the key of its notice.
//   - UDP: it was sent, and for a moment nobody said that the port is closed. What the
//     network drops is lost.
//   - Local datagram sockets: the logger read it from its queue, or is slow and will.
//   - Stream: the writer took it.
package emit
