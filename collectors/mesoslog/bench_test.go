package mesoslog

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/loggen"
)

// generated is a log of a busy master.
func generated(b *testing.B, size int64) []byte {
	b.Helper()
	var out bytes.Buffer
	if _, err := loggen.Write(&out, size, 7); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

// BenchmarkChunk is the part of reading that runs on all processors: from bytes to
// events without a time, one processor.
func BenchmarkChunk(b *testing.B) {
	data := view(generated(b, 16<<20))
	p := Options{}.parser()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		events := 0
		for at := 0; at < len(data); {
			end := min(at+largePiece, len(data))
			end = at + strings.LastIndexByte(data[at:end], '\n') + 1
			out := p.parse(piece{data: data[at:end], glogFile: true, service: "master"})
			events += len(out.entries)
			at = end
		}
		b.ReportMetric(float64(events), "events")
	}
}

// BenchmarkFiles reads whole files, all processors.
func BenchmarkFiles(b *testing.B) {
	data := generated(b, 64<<20)
	dir := b.TempDir()
	path := filepath.Join(dir, "mesos-master.node7.root.log.INFO.20260301-000000.77")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		b.Fatal(err)
	}
	twice := filepath.Join(dir, "mesos-master.stderr")
	if err := os.WriteFile(twice, data, 0o600); err != nil {
		b.Fatal(err)
	}
	for name, paths := range map[string][]string{"one": {path}, "told twice": {path, twice}} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data) * len(paths)))
			for b.Loop() {
				f := &Files{Paths: paths, Options: Options{Zone: time.UTC}}
				if err := f.Run(b.Context(), func(mesoswatch.Record) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkEnvelopes: what other programs put around lines costs.
func BenchmarkEnvelopes(b *testing.B) {
	lines := strings.Split(strings.TrimSpace(string(generated(b, 4<<20))), "\n")
	for name, format := range map[string]string{
		"syslog": "Mar  1 12:00:01 node7 mesos-master[77]: %s\n", "compose": "mesos-master_1  | %s\n", "iso": "2026-03-01T12:00:01.123456Z node7 mesos-master[77]: %s\n",
		"journal": `{"MESSAGE":%q,"__REALTIME_TIMESTAMP":"1772366401123456","SYSLOG_IDENTIFIER":"mesos-master","_PID":"77","_HOSTNAME":"node7"}` + "\n",
	} {
		var out strings.Builder
		for _, l := range lines {
			fmt.Fprintf(&out, format, l)
		}
		b.Run(name, func(b *testing.B) {
			p := Options{}.parser()
			b.SetBytes(int64(out.Len()))
			for b.Loop() {
				p.parse(piece{data: out.String(), service: "master"})
			}
		})
	}
}
