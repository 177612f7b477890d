//go:build race

package ui

// racing: the race detector makes each frame ten times as slow. It looks at every
// sixth size and name; all of them are gone through without it (make test).
const racing = true
