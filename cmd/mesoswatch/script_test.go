package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary be the program, so that scripts run the real
// main.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"mesoswatch": main})
}

// plainly gives scripts the program as it is shipped. They run it hundreds of times,
// one thing at a time, and with the race detector each start takes ten times as
// long; what runs beside each other is tested with it elsewhere.
func plainly(t *testing.T) func(*testscript.Env) {
	if !racing {
		return func(*testscript.Env) {}
	}
	dir := t.TempDir()
	build := exec.Command("go", "build", "-o", dir+"/mesoswatch", ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the program: %v\n%s", err, out)
	}
	return func(e *testscript.Env) { e.Setenv("PATH", dir+string(os.PathListSeparator)+e.Getenv("PATH")) }
}

func TestScripts(t *testing.T) {
	plain := plainly(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			plain(e)
			e.Setenv("XDG_CONFIG_HOME", filepath.Join(e.WorkDir, "config"))
			e.Setenv("XDG_STATE_HOME", filepath.Join(e.WorkDir, "state"))
			e.Setenv("TZ", "UTC")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status, "asnobody": asNobody, "fifo": fifo, "tarof": tarOf, "bundleof": bundleOf, "changepart": changePart,
		},
	})
}

// status CODE PROGRAM ARG… runs the program and compares its exit status; [<FILE]
// as the last argument gives it standard input. Its output goes to the files
// out and err of the working folder.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status CODE PROGRAM ARG…")
	}
	runAs(ts, args, nil)
}

// asnobody CODE PROGRAM ARG… is status as uid 65534, for what root may always
// read.
func asNobody(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: asnobody CODE PROGRAM ARG…")
	}
	if os.Getuid() != 0 {
		runAs(ts, args, nil)
		return
	}
	letIn(ts, ts.MkAbs("."))
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if _, err := os.Stat(filepath.Join(dir, args[1])); err == nil {
			letIn(ts, dir)
		}
	}
	runAs(ts, args, &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}})
}

// letIn opens a folder of the test and those above it to everybody.
func letIn(ts *testscript.TestScript, dir string) {
	for ; len(dir) > 1; dir = filepath.Dir(dir) {
		if st, err := os.Stat(dir); err == nil && st.Mode().Perm()&0o005 != 0o005 {
			ts.Check(os.Chmod(dir, st.Mode().Perm()|0o055))
		}
	}
}

func runAs(ts *testscript.TestScript, args []string, as *syscall.SysProcAttr) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	program := args[1]
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) { // of the script, not of the test
		if st, err := os.Stat(filepath.Join(dir, program)); err == nil && st.Mode().IsRegular() {
			program = filepath.Join(dir, program)
			break
		}
	}
	rest := args[2:]
	cmd := exec.Command(program)
	if n := len(rest); n > 0 && strings.HasPrefix(rest[n-1], "<") {
		in, err := os.Open(ts.MkAbs(rest[n-1][1:]))
		ts.Check(err)
		defer in.Close()
		cmd.Stdin, rest = in, rest[:n-1]
	}
	cmd.Args = append([]string{args[1]}, rest...)
	cmd.Dir, cmd.SysProcAttr = ts.MkAbs("."), as
	cmd.Env = []string{}
	for _, name := range []string{"PATH", "HOME", "TZ", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "NO_COLOR", "TMPDIR"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	ts.Check(os.WriteFile(ts.MkAbs("out"), []byte(out.String()), 0o666))
	ts.Check(os.WriteFile(ts.MkAbs("err"), []byte(errs.String()), 0o666))
	if cmd.ProcessState == nil {
		ts.Fatalf("running %s: %v", program, err)
	}
	if got := cmd.ProcessState.ExitCode(); got != want {
		ts.Fatalf("exit status %d, want %d\nout:\n%s\nerr:\n%s", got, want, out.String(), errs.String())
	}
}

// fifo NAME makes a named pipe.
func fifo(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(syscall.Mkfifo(ts.MkAbs(args[0]), 0o600))
}

// tarof NAME FILE writes what begins like a tar archive of FILE.
func tarOf(ts *testscript.TestScript, _ bool, args []string) {
	head := make([]byte, 1024)
	copy(head, args[1])
	copy(head[257:], "ustar\x0000")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), head, 0o644))
}
