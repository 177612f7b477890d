package hostconf

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// rpmSample is a database with one package, mesos 1.9.0-2.0.1, made by rpm and
// Berkeley DB's own loader.
func rpmSample(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/rpm/Packages")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func anyName(string) bool { return true }

func TestRPMDatabase(t *testing.T) {
	b := rpmSample(t)
	found, err := parseRPM(bytes.NewReader(b), int64(len(b)), anyName)
	if err != nil || len(found) != 1 || found[0] != (installed{"mesos", "1.9.0-2.0.1"}) {
		t.Errorf("%+v, %v", found, err)
	}
	if found, _ := parseRPM(bytes.NewReader(b), int64(len(b)), func(string) bool { return false }); len(found) != 0 {
		t.Errorf("%+v", found)
	}
	for name, bad := range map[string][]byte{"empty": nil, "text": []byte("SQLite format 3"), "zeros": make([]byte, 8192), "cut": b[:5000]} {
		if found, err := parseRPM(bytes.NewReader(bad), int64(len(bad)), anyName); err == nil && len(found) > 0 {
			t.Errorf("%s: %+v", name, found)
		}
	}
}

// A value that has pages of its own is gathered; a chain that leads nowhere ends.
func TestRPMOverflow(t *testing.T) {
	const size = 512
	header := make([]byte, 8+16, 2000)
	binary.BigEndian.PutUint32(header, 2)
	header = append(header, make([]byte, 16)...)
	data := append([]byte("zookeeper\x003.4.14\x00"), make([]byte, 1200)...)
	binary.BigEndian.PutUint32(header[4:], uint32(len(data)))
	for i, e := range [][4]uint32{{tagName, typeString, 0, 1}, {tagVersion, typeString, 10, 1}} {
		for j, v := range e {
			binary.BigEndian.PutUint32(header[8+16*i+4*j:], v)
		}
	}
	value := append(header, data...)
	file := make([]byte, size*8)
	le := binary.LittleEndian
	le.PutUint32(file[12:], hashMagic)
	le.PutUint32(file[20:], size)
	page := file[size:]
	le.PutUint16(page[20:], 2)
	page[25] = pageHash
	le.PutUint16(page[26:], size-5)
	le.PutUint16(page[28:], size-20)
	page[size-20] = itemOverflow
	le.PutUint32(page[size-16:], 2)
	le.PutUint32(page[size-12:], uint32(len(value)))
	for n := 2; len(value) > 0; n++ {
		p := file[n*size:]
		used := min(len(value), size-pageHead)
		le.PutUint32(p[16:], uint32(n+1))
		le.PutUint16(p[22:], uint16(used))
		p[25] = pageOverflow
		copy(p[pageHead:], value[:used])
		value = value[used:]
	}
	found, err := parseRPM(bytes.NewReader(file), int64(len(file)), anyName)
	if err != nil || len(found) != 1 || found[0] != (installed{"zookeeper", "3.4.14"}) {
		t.Errorf("%+v, %v", found, err)
	}
	le.PutUint32(file[2*size+16:], 2)                                                           // a circle
	if found, _ := parseRPM(bytes.NewReader(file), int64(len(file)), anyName); len(found) > 1 { // it ends, at the length that was told
		t.Errorf("a circle: %+v", found)
	}
	le.PutUint32(file[2*size+16:], 7_000_000)
	if _, err := parseRPM(bytes.NewReader(file), int64(len(file)), anyName); err == nil {
		t.Error("a page that is not there is read")
	}
}

// The look of a host reads it, and its version of Mesos counts.
func TestRPMHost(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "var/lib/rpm")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "Packages"), rpmSample(t), 0o644); err != nil {
		t.Fatal(err)
	}
	var got []mesoswatch.Package
	c := &Collector{Root: root}
	if err := c.Run(t.Context(), func(r mesoswatch.Record) error {
		if r.Snapshot != nil && r.Snapshot.Package != nil {
			got = append(got, *r.Snapshot.Package)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].Name != "mesos" || got[0].Version != "1.9.0-2.0.1" || got[0].From != "/var/lib/rpm/Packages" {
		t.Errorf("%+v", got)
	}
}

func FuzzRPM(f *testing.F) {
	f.Add(rpmSample(f))
	f.Fuzz(func(t *testing.T, b []byte) {
		found, err := parseRPM(bytes.NewReader(b), int64(len(b)), anyName)
		if err == nil && len(found) > maxPackages {
			t.Error("more than there is room for")
		}
	})
}
