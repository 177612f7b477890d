// Package secret knows secrets by their looks: which values of variables are some,
// and how text is shown without them.
//
// In: names and values of variables, commands, URLs. Out: yes or no, and text in
// which mesoswatch.Masked stands for what is secret. More is masked here than by
// mesoswatch.Mask, which must be quick on log lines.
//
// What it must not do: keep a value, tell how long it is, or put any of it into an
// error.
package secret
