// Package catalogue knows the messages of Apache Mesos: it recognises the text
// of one log message and names what it tells.
//
// In: the text behind the prefix of a log line, with its severity, source file
// and the service whose log it is. Out: the template's id, the event kind and
// the values that stand in the message, as fields of mesoswatch.Event. The
// templates are data (messages.tsv, run.tsv and reasons.tsv beside this file).
//
// Every message is hostile: names, ids and headers are printed unescaped and
// may imitate the text around them. A message is first read as if no value
// imitated anything; only when that fails are values allowed to hold anything,
// and then what cannot be told apart is marked in Event.Suspect. Values come
// out as they stand in the message, never cleaned, never guessed.
//
// It must not read files, know the time, or remember one message while it reads
// the next: what needs two messages is package join.
package catalogue
