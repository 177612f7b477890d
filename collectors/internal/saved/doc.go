// Package saved reads folders of answers that somebody kept: files with JSON, packed
// or not, a diagnostics bundle of DC/OS as it was unpacked or as the zip it came in.
//
// In: the path of a folder, a zip or a file. Out: the files in it that hold JSON,
// each with its shape (which keys stand where), so that collectors know an answer
// again by what is in it, and its content, unpacked and bounded.
//
// What it must not do: follow a link out of the folder, write anything, hold a
// file in memory as a whole, or know what an answer means.
package saved
