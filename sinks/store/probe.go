package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// makeFile makes folder and file, and finds out whether they can be written.
func makeFile(path string) error {
	dir := filepath.Dir(path)
	if err := MakeFolder(dir); err != nil {
		return err
	}
	folder, err := os.Stat(dir)
	if err != nil {
		return err
	}
	mode := fs.FileMode(0o600)
	if folder.Mode()&0o020 != 0 {
		mode = 0o660
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
	switch {
	case err == nil:
		err = f.Chmod(mode) // whatever the umask
	case errors.Is(err, fs.ErrExist):
		if f, err = os.OpenFile(path, os.O_RDWR, 0); err != nil {
			return err
		}
		err = notAFile(f)
	default:
		return err
	}
	// SQLite keeps its journal beside the file: the folder must be writable too.
	if err == nil {
		err = folderWritable(dir)
	}
	return errors.Join(err, f.Close())
}

// MakeFolder makes a folder for its owner alone, or for the group where the one above
// it is the group's. What everybody may write, as /tmp, is nobody's.
func MakeFolder(dir string) error {
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	above := filepath.Dir(dir)
	if err := MakeFolder(above); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return nil // another process was first
		}
		return err
	}
	info, err := os.Stat(above)
	if err != nil || info.Mode()&0o022 != 0o020 {
		return err
	}
	return os.Chmod(dir, 0o770|info.Mode()&fs.ModeSetgid)
}

func notAFile(f *os.File) error {
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%q is not a file", f.Name())
	}
	return err
}

func folderWritable(dir string) error {
	f, err := os.CreateTemp(dir, ".writable-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// probe looks at a file without writing to it: SQLite's header, whose it is, of what
// version, and whether it is sound.
func (s *Store) probe(ctx context.Context) error {
	head, err := readHead(s.path)
	if err != nil || len(head) == 0 {
		return err // a new file is empty
	}
	if string(head) != sqliteHead {
		return &OpenError{Reason: "it is not a database", Err: ErrDamaged}
	}
	db, err := sql.Open("sqlite", s.dsn("ro", "_pragma=busy_timeout(5000)"))
	if err != nil {
		return err
	}
	defer db.Close()
	var version, app, tables int
	for _, q := range []struct {
		text string
		into *int
	}{{`PRAGMA user_version`, &version}, {`PRAGMA application_id`, &app}, {`SELECT count(*) FROM sqlite_schema`, &tables}} {
		if err := db.QueryRowContext(ctx, q.text).Scan(q.into); err != nil {
			return err
		}
	}
	switch {
	case app == 0 && version == 0 && tables == 0: // made, and killed before there was anything in it
		return nil
	case app != application:
		return &OpenError{Reason: "it is a database of another program", Err: ErrDamaged}
	case version < 0:
		return &OpenError{Reason: fmt.Sprintf("it is damaged: no store has the version %d", version), Err: ErrDamaged}
	case version > len(steps):
		return &OpenError{Reason: fmt.Sprintf("it was made by a newer version of mesoswatch: its schema is %d, this one knows up to %d", version, len(steps)),
			Hint: "use that version, or another store", Err: ErrNewer}
	case version == len(steps):
		if err := checkTables(ctx, db); err != nil {
			return err
		}
	}
	if info, err := os.Stat(s.path); err != nil || info.Size() > checkAtOnce {
		return err
	}
	return check(ctx, db)
}

const sqliteHead = "SQLite format 3\x00"

func readHead(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b := make([]byte, len(sqliteHead))
	n, err := io.ReadFull(f, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return b[:n], err
}

// checkTables tells whether the file has what its version says, and nothing else:
// a trigger of somebody's would run with our rights.
func checkTables(ctx context.Context, db *sql.DB) error {
	var all, ours int
	err := db.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE type IN ('table', 'index')) FROM sqlite_schema
		WHERE name NOT LIKE 'sqlite_autoindex_%'`).Scan(&all, &ours)
	if err != nil {
		return err
	}
	if all != objects || ours != objects {
		return &OpenError{Reason: "its tables are not those of a store", Err: ErrDamaged}
	}
	return nil
}

// check looks for damage in all pages.
func check(ctx context.Context, db *sql.DB) error {
	var said string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&said); err != nil {
		return err
	}
	if said != "ok" {
		return &OpenError{Reason: "it is damaged: " + strings.Join(strings.Fields(said), " "), Err: ErrDamaged}
	}
	return nil
}
