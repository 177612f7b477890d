// Package metrics tells how mesoswatch itself is: numbers for Prometheus at /metrics,
// and at /healthz whether it does its work.
//
// In: every record of the stream (a Meter is a Sink), and how the loop runs that hands
// them out (Meter.Watch is mesoswatch.Watch, measured). Out: HTTP, on an address of
// this host unless asked for otherwise.
//
// What it must not do: hold up the stream, be made to grow without bound by names that
// come from outside, or show a secret.
package metrics
