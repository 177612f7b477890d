// Package natstest starts real NATS servers with JetStream for tests: Debian's
// nats-server, on loopback, in folders of the test, one or several as a cluster. Each
// can be killed and started again; a Line stands between a client and its server and
// can be cut.
package natstest
