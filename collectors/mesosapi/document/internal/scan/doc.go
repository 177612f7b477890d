// Package scan reads JSON as a stream, value by value, as its caller asks for
// them: what is not asked for is passed over at little cost.
//
// It is strict about structure and forgiving within it, because one value that an
// attacker controls must not hide a whole cluster. Mesos writes numbers without
// looking whether they are any (stout's json.hpp and jsonify.hpp print nan and
// inf), and older versions write strings byte by byte. So a number that is none,
// a bad escape, bytes that are not UTF-8, a string of any length or a value of
// another type than expected cost that value and are counted (Odds). A bracket
// that does not fit and a document that breaks off are errors.
//
// In: an io.Reader. Out: values, and what was odd, with its path. Memory: one
// buffer, and the strings that are handed on.
//
// What it must not do: keep more of a string than asked for, follow nesting
// without bound, know anything of Mesos.
package scan
