// Package apps is a Marathon installation that is not there: any number of
// applications and pods of the variety that real ones have, in groups that depend
// on each other, told as the releases of Marathon tell them, with secrets planted
// where people leave them. In: how many, and a seed. Out: what each application is
// (Sort), answers over HTTP, and the planted secrets, none of which may come out of
// what is read from them.
//
// It must not know who reads it, and the same seed must give the same installation.
package apps
