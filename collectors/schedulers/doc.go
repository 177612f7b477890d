// Package schedulers knows what frameworks keep running by their own front ends:
// Marathon's applications and pods, the jobs of Chronos and Metronome, a Spark
// dispatcher, and who may do what in DC/OS.
//
// In: the URLs that the user named (Collector), or a folder with answers that were
// saved (Saved). Out: a Snapshot of each Scheduler, Application and Grant, and a
// Health of each source at the end of each look. Answers are read as they come,
// one application at a time, in the forms of Marathon 0.7 to 1.11, Chronos 2 and
// 3, Metronome 0.x and the access control of DC/OS 1.8 and later.
//
// Where a scheduler is, only the user says. What a framework tells the masters of
// itself (its webui_url, its host name, its PID) is whatever it likes, and a
// request there would be one to a place of its choice.
//
// What it must not do: judge, follow a redirect, send a credential before it is
// known whether one is wanted, or let out the value of any variable or label: of
// those only names leave, and of secrets in the clear where they stand.
package schedulers
