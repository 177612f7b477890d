package ask

import "strconv"

// File is a file that a process serves by a name of its own (src/files/files.cpp).
type File uint8

// The files that can be read. There are no others: sandboxes stay closed.
const (
	MasterLog File = iota // the master's INFO log, where it has log_dir or external_log_file
	AgentLog              // the agent's
)

// virtual are the names; anything else is none.
func (f File) virtual() string {
	switch f {
	case MasterLog:
		return "/master/log"
	case AgentLog:
		return "/slave/log"
	}
	return ""
}

// LogPage is the longest piece that a process gives at once: 16 pages of 4 KiB.
const LogPage = 64 * kilobyte

// ReadLog asks for length bytes of a log from offset on, as
// {"offset":n,"data":"…"}: 0.25 and later, read-only, never redirected, logged
// by the process from 1.3 on. Data is what stands in the file, from the middle of
// a line or character if need be, and stops at LogPage. At or behind the end of
// the file it is empty. An offset of -1 asks for the size, which comes as the
// offset of the answer. 404 means that the process has no log file.
//
// The file is the one that the name led to when the process started: after glog
// has rolled it is the old one, and after a rename by others a 500.
//
// An unknown file, an offset below -1 or a length outside of 0 to LogPage gives
// the zero Request.
func ReadLog(f File, offset int64, length int) Request {
	return readLog("/files/read", f, offset, length)
}

// ReadLogJSON is the form of ReadLog of all versions up to 1.7, the only one up
// to 0.24.
func ReadLogJSON(f File, offset int64, length int) Request {
	return readLog("/files/read.json", f, offset, length)
}

func readLog(path string, f File, offset int64, length int) Request {
	name := f.virtual()
	if name == "" || offset < -1 || length < 0 || length > LogPage {
		return Request{}
	}
	e := get(path, megabyte) // a page of control characters grows by six as JSON
	e.query = "path=" + name + "&offset=" + strconv.FormatInt(offset, 10) + "&length=" + strconv.Itoa(length)
	return Request{to: e}
}
