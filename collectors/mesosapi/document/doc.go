// Package document decodes what Mesos masters and agents answer: the state and
// its parts, the operator API's answers and events, flags, metrics, maintenance.
// Versions 0.19 to 1.12-dev, which name and shape things differently, are read by
// the same functions.
//
// In: the body of an answer, as a stream. Out: the project's own types, each
// handed on as soon as it is complete, and a Head with what the document says of
// itself, what it listed, and what in it was odd. Memory does not follow the size
// of the document.
//
// What it must not do: ask for anything, keep anything between calls, judge, or
// take what is missing for zero. A wrong type or a bad string costs its field and
// is counted; only a document that is no JSON, or that breaks off, is an error,
// and what came before it has been handed on by then.
package document
