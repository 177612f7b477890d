package masterlog

import (
	"strconv"
	"time"
)

// Severities of glog. Each also stands in the files of the lower ones.
const (
	Info    = 'I'
	Warning = 'W'
	Error   = 'E'
	Fatal   = 'F'
)

// Line is one message before it gets its time and its thread.
type Line struct {
	Severity byte
	// From is the place in the source, "master.cpp:9797": base name and line.
	From string
	// Text may hold line breaks; only the first line gets a prefix.
	Text string
}

func info(from, text string) Line    { return Line{Info, from, text} }
func warning(from, text string) Line { return Line{Warning, from, text} }

// Append adds the line as glog 0.4 prints it (no year), with its line break:
//
//	I0302 14:03:07.004211  4115 master.cpp:9797] Authenticating …
//
// The time is printed in its own location. Threads with fewer than five digits
// are padded on the left.
func (l Line) Append(dst []byte, at time.Time, thread int) []byte {
	dst = append(dst, l.Severity)
	dst = AppendStamp(dst, at)
	dst = append(dst, ' ')
	for n := max(thread, 1); n < 10_000; n *= 10 {
		dst = append(dst, ' ')
	}
	dst = strconv.AppendInt(dst, int64(thread), 10)
	dst = append(dst, ' ')
	dst = append(dst, l.From...)
	dst = append(dst, ']', ' ')
	dst = append(dst, l.Text...)
	return append(dst, '\n')
}

// AppendStamp adds "mmdd hh:mm:ss.uuuuuu". By hand, because a gigabyte of them
// is written for benchmarks.
func AppendStamp(dst []byte, at time.Time) []byte {
	_, month, day := at.Date()
	hour, minute, second := at.Clock()
	micros := at.Nanosecond() / 1000
	return append(dst,
		digit(int(month)/10), digit(int(month)), digit(day/10), digit(day), ' ',
		digit(hour/10), digit(hour), ':', digit(minute/10), digit(minute), ':', digit(second/10), digit(second), '.',
		digit(micros/100_000), digit(micros/10_000), digit(micros/1000), digit(micros/100), digit(micros/10), digit(micros))
}

func digit(n int) byte { return byte('0' + n%10) }

// Header is what glog writes at the top of each file, three lines.
func Header(created time.Time, host string) string {
	return "Log file created at: " + created.Format("2006/01/02 15:04:05") + "\n" +
		"Running on machine: " + host + "\n" +
		"Log line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg\n"
}

// FileName is the name glog gives to a file of one severity ("INFO", …).
func FileName(host, user, severity string, created time.Time, pid int) string {
	return "mesos-master." + host + "." + user + ".log." + severity + "." +
		created.Format("20060102-150405") + "." + strconv.Itoa(pid)
}
