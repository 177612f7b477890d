// Package authenticator is a master's side of the CRAM-MD5 login that frameworks and
// agents make (src/authentication/cram_md5/authenticator.cpp, Master::authenticate).
//
// In: messages that came to the master. Out: messages to whoever wants to log in, on
// a connection to the address that he claims, and the lines a master logs about it.
// Its Manner can be that of an older release, slow, silent or in disorder.
//
// It knows nothing of the program's own client, not even how a message is written
// down: what both of them did wrong would look right.
package authenticator
