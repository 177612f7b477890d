// Package readiness says what it takes to move an application off Mesos.
//
// In: applications and frameworks as snapshots describe them, and the platform
// they are to move to. Out: for each whether it moves as is, needs work or needs a
// plan, with the reasons, and waves in which to move them. It knows what the
// definition says, not what the program inside does: it never calls anything ready
// that it could not read.
package readiness
