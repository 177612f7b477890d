package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// patience is how long a statement waits for another process to finish writing.
const patience = 5 * time.Second

// checkAtOnce is the size up to which a file is checked whole before it is used; a
// larger one is while it is in use.
const checkAtOnce = 32 << 20

// Open opens the store at path, making folder (0700) and file (0600; writable by
// the group where the folder above is) where there are none, and brings an older one up
// to date. Its errors are *OpenError; a store that is newer, damaged or not ours is
// not touched. Close it.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	o.fill()
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, &OpenError{Path: path, Reason: err.Error(), Err: err}
	}
	s := &Store{path: full, o: o, every: flushEvery, wake: make(chan struct{}, 1), full: make(chan struct{}, 1), through: make(map[string]time.Time)}
	// Several that make a new file at once get in each other's way where SQLite does
	// not wait by itself.
	for end := time.Now().Add(patience); ; {
		err := s.open(ctx)
		if err == nil {
			return s, nil
		}
		s.shut()
		if c := code(err) & 0xff; c != codeBusy && c != codeLocked || time.Now().After(end) || ctx.Err() != nil {
			return nil, s.openError(err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// shut closes what an open that failed has opened.
func (s *Store) shut() {
	for _, db := range []*sql.DB{s.write, s.read} {
		if db != nil {
			_ = db.Close()
		}
	}
	s.write, s.read = nil, nil
}

func (s *Store) open(ctx context.Context) error {
	if err := makeFile(s.path); err != nil {
		return err
	}
	if err := s.probe(ctx); err != nil {
		return err
	}
	var err error
	if s.write, err = s.connect(false); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	if err := migrate(ctx, s.write, steps); err != nil {
		return err
	}
	if s.read, err = s.connect(true); err != nil {
		return err
	}
	s.read.SetMaxOpenConns(4)
	s.read.SetMaxIdleConns(4)
	if s.file, err = os.Stat(s.path); err != nil {
		return err
	}
	return checkTables(ctx, s.read)
}

// dsn names the file to SQLite. The path is escaped: a ? or % in it is none of a URI.
func (s *Store) dsn(mode, rest string) string {
	u := url.URL{Scheme: "file", Path: s.path, RawQuery: "mode=" + mode + "&_defensive=1&_dqs=0&_error_rc=1&" + rest}
	return u.String()
}

// connect opens the file. Commits are synced (synchronous=FULL): positions in logs
// are saved behind what is committed here, and an operator's action is told to be
// kept, so neither may be lost with the power; SIGKILL alone would need none of
// it. There is at most one commit in a fifth of a second beside those of operators.
func (s *Store) connect(readOnly bool) (*sql.DB, error) {
	rest := "_busy_timeout=" + strconv.Itoa(int(patience.Milliseconds())) +
		"&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)"
	if readOnly {
		return sql.Open("sqlite", s.dsn("rw", rest+"&_query_only=1"))
	}
	rest += "&_auto_vacuum=INCREMENTAL&_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_pragma=journal_size_limit(4194304)"
	if s.o.MaxPages > 0 {
		rest += "&_pragma=max_page_count(" + strconv.Itoa(s.o.MaxPages) + ")"
	}
	return sql.Open("sqlite", s.dsn("rw", rest))
}

// openError gives an error of open its words and hint.
func (s *Store) openError(err error) error {
	var o *OpenError
	switch {
	case errors.As(err, &o):
	case damaged(err):
		o = &OpenError{Reason: fmt.Sprintf("it is damaged (%v)", err), Err: errors.Join(ErrDamaged, err)}
	case unwritable(err):
		o = &OpenError{Reason: fmt.Sprintf("user %s cannot write it (%v)", whoami(), err), Err: errors.Join(ErrNotWritable, err),
			Hint: "run as the user that owns file and folder, or give a folder of your own; without a store nothing is remembered across restarts"}
	default:
		o = &OpenError{Reason: reason(err, s.path), Err: err}
	}
	o.Path = s.path
	if o.Hint == "" && errors.Is(o.Err, ErrDamaged) {
		o.Hint = "end all programs that use it, " + asideHint(s.path)
	}
	return o
}
