package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

const (
	// staleAfter is how old the last beat of a writer may be.
	staleAfter = 10 * time.Second
	// beatEvery is how often a writer says that it lives.
	beatEvery = 2 * time.Second
)

// Holder is the process that has the writer's lease.
type Holder struct {
	PID                 int
	Host, Command, User string
	Since, Beat         time.Time

	token string
	space string // the pid is of
}

// lease is this process's side of it.
type lease struct {
	mu     sync.Mutex
	token  string // empty: not the writer
	ousted bool   // it was taken from us, or could not be had: we look all the same
	other  bool   // and another process has it
	beat   time.Time
}

func (l *lease) held() (token string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.token
}

func (l *lease) isOusted() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ousted
}

func (l *lease) isOthers() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.other
}

// writes tells whether this process is the writer, or was and knows no better, or
// looks at the cluster without being it.
func (s *Store) writes() bool { return s.lease.held() != "" || s.lease.isOusted() }

// Claim makes this process the writer: the one that stores findings, events,
// snapshots and health. Not ok: held is who is. A writer whose beat is older than
// ten seconds, or whose process on this host is gone, is none. That nobody was
// watching since the last writer's beat is stored with it. When the file cannot be
// written the caller is taken to look at the cluster all the same: Run tries again,
// and keeps what comes from then on.
func (s *Store) Claim(ctx context.Context) (held Holder, ok bool, err error) {
	held, ok, err = s.claim(ctx)
	s.lease.mu.Lock()
	defer s.lease.mu.Unlock()
	switch {
	case err != nil:
		s.lease.ousted, s.lease.other = s.lease.token == "", false
	case s.lease.ousted:
		s.lease.other = !ok
	}
	return held, ok, err
}

func (s *Store) claim(ctx context.Context) (held Holder, ok bool, err error) {
	s.flush.Lock()
	defer s.flush.Unlock()
	tx, err := s.beginWrite(ctx)
	if err != nil {
		return Holder{}, false, s.explain("claiming", err)
	}
	defer tx.Rollback()
	held, known, err := readLease(ctx, tx)
	if err != nil {
		return Holder{}, false, s.explain("claiming", err)
	}
	now, mine := s.o.Now(), s.lease.held()
	if mine != "" && held.token == mine {
		return held, true, nil
	}
	if s.alive(held, now) {
		return held, false, nil
	}
	me := s.self(now)
	_, err = tx.ExecContext(ctx, `INSERT OR REPLACE INTO lease VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)`,
		me.token, me.PID, me.Host, me.space, me.Command, me.User, micro(now), micro(now))
	if err == nil && known && held.Beat.Before(now) {
		err = s.putGap(tx, held.Beat, now)
	}
	if err == nil {
		err = s.learn(ctx, tx.Tx)
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		return Holder{}, false, s.explain("claiming", err)
	}
	s.lease.mu.Lock()
	s.lease.token, s.lease.ousted, s.lease.other, s.lease.beat = me.token, false, false, now
	s.lease.mu.Unlock()
	s.queue.keep(true)
	nudge(s.wake)
	return me, true, nil
}

func (s *Store) self(now time.Time) Holder {
	h := Holder{PID: os.Getpid(), Command: s.o.Command, User: s.o.User, Since: now, Beat: now, token: rand.Text(), space: pidSpace()}
	h.Host, _ = os.Hostname()
	if h.Command == "" {
		h.Command = "mesoswatch"
	}
	if h.User == "" {
		h.User = whoami()
	}
	return h
}

// putGap tells of the time in which nobody was watching.
func (s *Store) putGap(tx begun, from, to time.Time) error {
	b, err := s.begin(tx)
	if err != nil {
		return err
	}
	gone := mesoswatch.Health{At: from, Source: mesoswatch.Nobody, Collector: source, Why: "mesoswatch was not running"}
	back := mesoswatch.Health{At: to, Source: mesoswatch.Nobody, Collector: source, OK: true}
	for _, h := range []*mesoswatch.Health{&gone, &back} {
		if err := b.log(row{kind: rowHealth, at: h.At, name: h.Source, body: h}); err != nil {
			return err
		}
	}
	return b.end()
}

// alive tells whether the holder of a lease still is one.
func (s *Store) alive(h Holder, now time.Time) bool {
	if h.token == "" || now.Sub(h.Beat) > staleAfter || h.Beat.Sub(now) > staleAfter {
		return false
	}
	host, _ := os.Hostname()
	if h.Host == host && h.space != "" && h.space == pidSpace() && errors.Is(syscall.Kill(h.PID, 0), syscall.ESRCH) {
		return false
	}
	return true
}

// pidSpace names the set of processes a pid is of: two containers of one host name
// have pids of their own. Empty: it cannot be told.
func pidSpace() string {
	name, _ := os.Readlink("/proc/self/ns/pid")
	return name
}

// querier is a database or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// readLease is who has the lease; known: somebody ever had it.
func readLease(ctx context.Context, q querier) (h Holder, known bool, err error) {
	var since, beat int64
	err = q.QueryRowContext(ctx, `SELECT token, pid, host, space, command, user, since, beat FROM lease`).
		Scan(&h.token, &h.PID, &h.Host, &h.space, &h.Command, &h.User, &since, &beat)
	if errors.Is(err, sql.ErrNoRows) {
		return Holder{}, false, nil
	}
	h.Since, h.Beat = time.UnixMicro(since), time.UnixMicro(beat)
	return h, err == nil, err
}

// Writer is the process that keeps the store now; not ok: nobody does.
func (s *Store) Writer(ctx context.Context) (h Holder, ok bool, err error) {
	h, _, err = readLease(ctx, s.read)
	if err != nil {
		return Holder{}, false, s.explain("reading", err)
	}
	return h, s.alive(h, s.o.Now()), nil
}

// Release writes what is waiting and gives the lease back, when this process has
// it: another one may claim it at once. What comes behind is not kept, but for
// actions.
func (s *Store) Release() error {
	s.queue.end()
	undone := s.drain()
	s.flush.Lock()
	defer s.flush.Unlock()
	s.lease.mu.Lock()
	token := s.lease.token
	s.lease.token, s.lease.ousted, s.lease.other = "", false, false
	s.lease.mu.Unlock()
	s.queue.keep(false)
	if token == "" {
		return undone
	}
	_, err := s.write.ExecContext(context.Background(), `UPDATE lease SET token = '', beat = ? WHERE token = ?`, micro(s.o.Now()), token)
	return errors.Join(undone, s.explain("releasing", err))
}

func micro(t time.Time) int64 { return t.UnixMicro() }
