package ask

import (
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// everything lists what can leave the program by HTTP towards a cluster. Adding
// a line here is a decision about the promise to be read-only.
var everything = []string{
	"GET /version",
	"GET /health",
	"GET /flags",
}

func TestEverythingThatCanLeave(t *testing.T) {
	var seen []string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Method+" "+r.RequestURI)
		for _, forbidden := range []string{"Libprocess-From", "Authorization", "Cookie"} {
			if r.Header.Get(forbidden) != "" {
				t.Errorf("%s %s carries %s", r.Method, r.RequestURI, forbidden)
			}
		}
		if ua := r.UserAgent(); ua != "mesoswatch/1.2-x-y" {
			t.Errorf("user agent %q", ua)
		}
		if r.ContentLength != 0 {
			t.Errorf("%s %s carries a body", r.Method, r.RequestURI)
		}
	}))
	defer server.Close()
	c := open(t, Options{Version: "1.2 x/y"})
	for _, r := range All() {
		c.Do(t.Context(), target(t, server.URL), r)
	}
	if !slices.Equal(seen, everything) {
		t.Errorf("on the wire: %q\nlisted:      %q", seen, everything)
	}
}

func TestZeroValuesAskNothing(t *testing.T) {
	c := open(t, Options{})
	for _, tc := range []struct {
		to Target
		r  Request
	}{{Target{}, Version()}, {target(t, "127.0.0.1:1"), Request{}}} {
		if _, err := c.Do(t.Context(), tc.to, tc.r); kind(err) != Invalid {
			t.Errorf("%v %v: %v", tc.to, tc.r, err)
		}
	}
}

// No other collector may build a request.
func TestNobodyElseSpeaksHTTP(t *testing.T) {
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		if strings.HasPrefix(path, filepath.Join(root, "internal", "ask")+string(filepath.Separator)) {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return nil // the compiler says so better
		}
		for _, i := range f.Imports {
			if strings.HasPrefix(i.Path.Value, `"net/http`) {
				t.Errorf("%s imports %s: requests are built in collectors/internal/ask", path, i.Path.Value)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
