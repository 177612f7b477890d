package mesoslog

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"
)

func TestDecodePage(t *testing.T) {
	for in, want := range map[string]page{
		`{"offset":0,"data":""}`:                                 {0, []byte{}},
		`{"data":"a\nb\/c\\\"","offset":17}`:                     {17, []byte("a\nb/c\\\"")},
		" {\n \"offset\" : 1.23457e+06 , \"data\" : \"x\" } \n":  {1234570, []byte("x")},
		`{"offset":2147483648.0,"data":"\t\r\b\f"}`:              {2147483648, []byte("\t\r\b\f")},
		`{"offset":5,"data":"\u00C3\u00A9\u0000\u007f"}`:         {5, []byte("é\x00\x7f")}, // old releases, byte by byte
		"{\"offset\":5,\"data\":\"é\xff\xc3\"}":                  {5, []byte("é\xff\xc3")}, // newer ones, as it is
		`{"offset":5,"data":"\u65e5\ud83d\ude00\ud83dx\ud83d\"}`: {},                       // unfinished
		`{"offset":5,"data":"\u65e5\ud83d\ude00\ud83dx"}`:        {5, []byte("日😀\uFFFDx")},
	} {
		got, err := decodePage([]byte(in))
		if want.data == nil {
			if err == nil {
				t.Errorf("%s: %+v", in, got)
			}
			continue
		}
		if err != nil || got.offset != want.offset || !bytes.Equal(got.data, want.data) {
			t.Errorf("%s: %d %q, %v; want %d %q", in, got.offset, got.data, err, want.offset, want.data)
		}
	}
	for _, in := range []string{
		``, `[]`, `{}`, `{"offset":0}`, `{"data":""}`, `{"offset":-1,"data":""}`, `{"offset":"0","data":""}`, `{"offset":0,"data":null}`, `{"offset":,"data":""}`,
		`{"offset":0,"data":"x`, `{"offset":0,"data":"\`, `{"offset":0,"data":"\u12"}`, `{"offset":0,"data":"\q"}`, `{"offset":0,"data":"\uzzzz"}`,
		`{"offset":0,"data":""}x`, `{"offset":0 "data":""}`, `{"offset":1e300,"data":""}`, `{"error":"x","offset":0,"data":""}`, `fn({"offset":0,"data":""});`,
	} {
		if got, err := decodePage([]byte(in)); err == nil {
			t.Errorf("%s: %+v", in, got)
		}
	}
}

// FuzzDecodePage: what Mesos writes comes back byte for byte in both forms; of
// text that JSON can hold the same comes as with encoding/json, but for the bytes
// that old releases write by number.
func FuzzDecodePage(f *testing.F) {
	f.Add([]byte("a\nb\xff\xc3日"), int64(7), false)
	f.Add([]byte("\x00\x1f\x7f\"\\/"), int64(1<<40), true)
	f.Add([]byte(`{"offset":0,"data":"\ud83d\ude00"}`), int64(0), false)
	f.Add([]byte(`{"offset":0,"data":"\udc00\u0100\ud83d\ud83d\ude00\ud83d"}`), int64(0), false)
	f.Fuzz(func(t *testing.T, data []byte, offset int64, old bool) {
		offset &= 1<<50 - 1
		limit := 0x100
		if old {
			limit = 0x7f
		}
		text, err := json.Marshal(offset)
		if err != nil {
			t.Fatal(err)
		}
		in := `{"data":"` + escaped(string(data), limit) + `","offset":` + string(text) + `}`
		got, err := decodePage([]byte(in))
		if err != nil || got.offset != offset || !bytes.Equal(got.data, data) {
			t.Errorf("%q became %q at %d, %v", data, got.data, got.offset, err)
		}
		if got, err := decodePage(data); err == nil && utf8.Valid(data) && !bytes.Contains(data, []byte(`\u00`)) {
			var v struct {
				Offset float64
				Data   string
			}
			if json.Unmarshal(data, &v) == nil && v.Data != string(got.data) {
				t.Errorf("%q: %q, in encoding/json %q", data, got.data, v.Data)
			}
		}
	})
}
