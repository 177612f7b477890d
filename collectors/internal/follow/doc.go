// Package follow reads log files without losing a line and without giving one
// twice, live and from start to end.
//
// In: paths, globs, folders, links and pipes as the user names them. Out: Chunks
// of whole lines with their place in the file, and Statuses that say what
// happened to the files (opened, resumed, truncated, vanished, not readable).
//
// A path stands for a series of generations: the file of that name, those that
// rotation renamed or created beside it and, for a link of glog, all files of
// the same program, host and severity. A generation is known by device, inode
// and first bytes, never by its name; it is read to its end however often it is
// renamed. Everything is found by polling, so that file systems without
// notification and overflowing notification queues make no difference.
//
// The package knows nothing of what a line means, changes no file but its own
// positions, and never guesses: bytes that were taken away unread are counted.
package follow
