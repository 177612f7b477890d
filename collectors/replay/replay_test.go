package replay

import (
	"bytes"
	"compress/gzip"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

const recording = `{"event":{"time":"2026-11-20T05:00:00Z","source":"a","offset":0}}
{"finding":{"id":"f","rule":"r","title":"t","level":"high","status":"open","subject":{"kind":"address","name":"x"},"first_seen":"2026-11-20T05:00:00Z","last_seen":"2026-11-20T05:00:00Z","count":1}}
{"verdict":{"at":"2026-11-20T05:00:00Z","check":"c","subject":{"kind":"flag","name":"x"},"result":"pass"}}
{"health":{"at":"2026-11-20T05:00:01Z","source":"a","seconds":0,"ok":true}}
`

func TestRunLeavesOutWhatIsJudgedAfresh(t *testing.T) {
	var got []mesoswatch.Record
	err := Recording{Path: "x", R: strings.NewReader(recording)}.Run(t.Context(), func(r mesoswatch.Record) error { got = append(got, r); return nil })
	if err != nil || len(got) != 2 || got[0].Event == nil || got[1].Health == nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestRunNamesWhatIsBroken(t *testing.T) {
	n := 0
	err := Recording{Path: "a.rec", R: strings.NewReader(recording + "{\n" + recording)}.Run(t.Context(), func(mesoswatch.Record) error { n++; return nil })
	if !mesoswatch.IsPermanent(err) || !strings.Contains(err.Error(), `"a.rec": line 5`) || n != 5 {
		t.Errorf("%d records, %v", n, err)
	}
	missing := filepath.Join(t.TempDir(), "none.rec")
	if err := (Recording{Path: missing}).Run(t.Context(), nil); !mesoswatch.IsPermanent(err) || !strings.Contains(err.Error(), missing) {
		t.Errorf("%v", err)
	}
}

// TestRunUnpacks: a recording packed with gzip is the same one; where it breaks off
// what there is was read, and that is told.
func TestRunUnpacks(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := io.WriteString(z, recording); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	n := 0
	count := func(mesoswatch.Record) error { n++; return nil }
	if err := (Recording{Path: "a.rec.gz", R: bytes.NewReader(packed.Bytes())}).Run(t.Context(), count); err != nil || n != 2 {
		t.Errorf("%d records, %v", n, err)
	}
	err := Recording{Path: "a.rec.gz", R: bytes.NewReader(packed.Bytes()[:packed.Len()/2])}.Run(t.Context(), count)
	if !mesoswatch.IsPermanent(err) || !strings.Contains(err.Error(), "a.rec.gz") {
		t.Errorf("half of it: %v", err)
	}
}
