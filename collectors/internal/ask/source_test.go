package ask

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// sources parses the Go files below dir that are no tests.
func sources(t *testing.T, dir string, skip ...string) map[string]*ast.File {
	t.Helper()
	files := make(map[string]*ast.File)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			if slices.Contains(skip, filepath.ToSlash(rel)) || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && path != dir {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err == nil { // the compiler says better what is wrong
			files[path] = f
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("no source in %s", dir)
	}
	return files
}

// In the whole repository nobody else builds an HTTP request: not with net/http
// and not by hand. The pretend cluster of tests and demo serves HTTP, and so do our
// own metrics; receivers of notices are asked by the package that tells them, which
// knows nothing of the cluster.
func TestNobodyElseSpeaksHTTP(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
	for path, f := range sources(t, root, "internal", "collectors/internal/ask", "sinks/notify/web", "sinks/metrics") {
		for _, i := range f.Imports {
			name := strings.Trim(i.Path.Value, `"`)
			if name == "net/http" || strings.HasPrefix(name, "net/http/") || strings.HasSuffix(name, "/http2") || name == "net/rpc" || name == "net/textproto" {
				t.Errorf("%s imports %s: requests are built in collectors/internal/ask", path, name)
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.BasicLit); ok && s.Kind == token.STRING && strings.Contains(s.Value, ` HTTP/1.`) {
				t.Errorf("%s: %s looks like a request written by hand", path, s.Value)
			}
			return true
		})
	}
}

// Within the package a request comes into being in one place and leaves by one.
func TestOneDoor(t *testing.T) {
	doors := make(map[string][]string)
	for path, f := range sources(t, ".") {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				switch name := sel.Sel.Name; name {
				case "NewRequest", "NewRequestWithContext", "RoundTrip", "Request", "DefaultClient", "DefaultTransport", "Get", "Head", "Post", "PostForm":
					if pkg, ok := sel.X.(*ast.Ident); name != "RoundTrip" && (!ok || pkg.Name != "http") {
						return true
					}
					doors[name] = append(doors[name], filepath.Base(path)+" "+fn.Name.Name)
				}
				return true
			})
		}
	}
	want := map[string][]string{
		"NewRequestWithContext": {"exchange.go build"}, "RoundTrip": {"exchange.go send"},
		"Request": {"exchange.go build", "exchange.go authorize"}, // as a type in their signatures
	}
	if !reflect.DeepEqual(doors, want) {
		t.Errorf("doors %v", doors)
	}
}

// Nothing that another package can put in becomes part of a request as text: what
// makes requests takes numbers and members of closed lists, and a Request cannot
// be filled in, not with reflection either.
func TestRequestsAreClosed(t *testing.T) {
	closed := []string{"int", "int64", "time.Duration", "File", "Call", "Word", "Front", "SchedulerCall", "DCOSCall", "Account"}
	makers := 0
	for path, f := range sources(t, ".") {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || !fn.Name.IsExported() || fn.Type.Results == nil {
				continue
			}
			makes := slices.ContainsFunc(fn.Type.Results.List, func(r *ast.Field) bool { return strings.Contains(typeName(r.Type), "Request") })
			if !makes {
				continue
			}
			makers++
			for _, p := range fn.Type.Params.List {
				if !slices.Contains(closed, typeName(p.Type)) {
					t.Errorf("%s: %s takes %s", path, fn.Name.Name, typeName(p.Type))
				}
			}
		}
	}
	if makers < 20 {
		t.Errorf("only %d functions make requests", makers)
	}
	r := State()
	shut(t, reflect.ValueOf(&r).Elem(), "Request")
	var a Account
	shut(t, reflect.ValueOf(&a).Elem(), "Account")
	for _, v := range []any{File(0), Call(0), Word(0), Front(0), SchedulerCall(0), DCOSCall(0)} {
		if k := reflect.TypeOf(v).Kind(); k != reflect.Uint8 {
			t.Errorf("%T is a %v", v, k)
		}
	}
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return typeName(e.X) + "." + e.Sel.Name
	case *ast.StarExpr:
		return "*" + typeName(e.X)
	case *ast.ArrayType:
		return "[]" + typeName(e.Elt)
	}
	return "something else"
}

// shut proves that no field of a struct, and of the structs in it, can be set.
func shut(t *testing.T, v reflect.Value, name string) {
	for i := range v.NumField() {
		field := v.Field(i)
		if field.CanSet() || v.Type().Field(i).IsExported() {
			t.Errorf("%s.%s can be set from outside", name, v.Type().Field(i).Name)
		}
		if field.Kind() == reflect.Struct {
			shut(t, field, name+"."+v.Type().Field(i).Name)
		}
	}
}

// All values of the closed lists together make no request that is not listed,
// and only the operator API is posted to.
func TestEveryValueIsListed(t *testing.T) {
	listed := strings.Split(strings.TrimSpace(everything), "\n")
	for n := range 256 {
		requests := []Request{Operator(Call(n)), Admin(Word(n)), ReadLog(File(n), -1, 0), ReadLogJSON(File(n), -1, 0), DCOS(DCOSCall(n))}
		for f := range 256 {
			requests = append(requests, Scheduler(Front(f), SchedulerCall(n)))
		}
		for _, r := range requests {
			line := strings.TrimSpace(r.Method() + " " + r.uri() + " " + r.body())
			if line == "" {
				continue
			}
			line = strings.Replace(line, "/slave/log&offset=-1&length=0", "/slave/log&offset=0&length=65536", 1)
			if !slices.Contains(listed, line) {
				t.Errorf("%q can be asked and is not listed", line)
			}
		}
	}
	for _, r := range append(All(), Metrics(time.Hour), Tasks(1, 1).Anonymous()) {
		post := r.Method() == "POST"
		if post != (r.Path() == "/api/v1" && r.body() != "") || !post && (r.Method() != "GET" || r.body() != "") {
			t.Errorf("%s with body %q", r, r.body())
		}
		if b := r.body(); post && !slices.Contains(listed, "POST /api/v1 "+b) || strings.Contains(r.uri(), "toggle") {
			t.Errorf("%s with body %q", r, b)
		}
	}
}
