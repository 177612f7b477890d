package schedulers

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/saved"
)

// shelf holds what the files of a folder told, until all are read: then it is known
// what belongs together.
type shelf struct {
	files  []*file
	others int // hold nothing of schedulers
	apps   int // of all files
	over   int // had no room
	asked  []mesoswatch.Exchange
	more   int // files not told of one by one
	why    string
	lacks  map[string]string
	grants grants
	// services are the names of accounts that are services.
	services map[string]bool
	accounts map[string]bool // all names, with user: or group: before them
	granted  map[string]bool // those of them whose permissions were read
}

// file is one that was read.
type file struct {
	shelf  *shelf
	sort   *sort
	path   string
	folder string
	at     time.Time
	kind   saved.Kind
	self   mesoswatch.Scheduler // what it tells of the scheduler
	apps   []*mesoswatch.Application
	groups map[string][]string
	broken bool
}

func newShelf() *shelf {
	return &shelf{
		lacks: make(map[string]string), services: make(map[string]bool), accounts: make(map[string]bool), granted: make(map[string]bool),
	}
}

// Bounds of what is held until it is known what belongs together (the masters of a
// bundle tell the same), and of the files that are told of one by one.
const (
	mostHeld      = 3 * mostApplications
	mostExchanges = 300
)

// read takes in an answer, if it is one of a scheduler.
func (s *shelf) read(a *saved.Answer) {
	known := recognise(&a.Shape)
	if known == nil {
		s.others++
		return
	}
	if a.Status != 0 && a.Status != 200 {
		s.note(a, known.name+": refused with "+strconv.Itoa(a.Status))
		s.lacking(a.Path+": refused with "+strconv.Itoa(a.Status), known.subject)
		return
	}
	f := &file{shelf: s, sort: known, path: a.Path, folder: a.Folder, at: a.At, kind: a.Shape.Kind, self: mesoswatch.Scheduler{Kind: known.kind}}
	r := newReader("", func(app *mesoswatch.Application) error {
		if s.apps++; s.apps > mostHeld {
			s.over++
			return nil
		}
		f.apps = append(f.apps, app)
		return nil
	})
	s.files = append(s.files, f)
	err := f.take(a, r)
	f.groups = r.found
	outcome := known.name
	if len(f.apps) > 0 {
		outcome += ", " + strconv.Itoa(len(f.apps)) + " read"
	}
	if r.odd > 0 {
		outcome += fmt.Sprintf(", %d values of a wrong type passed over, the first at %s", r.odd, clip(r.where, longestName))
	}
	if err != nil {
		f.broken = true
		outcome += ", broken: " + err.Error()
		s.lacking(a.Path+": "+err.Error(), known.subject)
	}
	s.note(a, outcome)
}

func (f *file) take(a *saved.Answer, r *reader) error {
	from, err := a.Open()
	if err != nil {
		return err
	}
	defer from.Close()
	return f.sort.read(f, r, from)
}

func (s *shelf) note(a *saved.Answer, outcome string) {
	if len(s.asked) >= mostExchanges {
		s.more++
		return
	}
	s.asked = append(s.asked, mesoswatch.Exchange{What: a.Path, Outcome: mesoswatch.Mask(outcome), Bytes: a.Bytes})
}

// lacking notes the first reason why something was not got.
func (s *shelf) lacking(why, subject string) {
	why = mesoswatch.Mask(why)
	if s.why == "" {
		s.why = why
	}
	if s.lacks[subject] == "" {
		s.lacks[subject] = why
	}
}

// marathon reads what /v2/info told.
func (f *file) marathon(_ *reader, from io.Reader) error {
	var info marathonInfo
	err := into(&info)(from)
	info.onto(&f.self)
	return err
}

func (f *file) metronome(_ *reader, from io.Reader) error {
	var info metronomeInfo
	err := into(&info)(from)
	f.self.Version = name(info.Version)
	return err
}

// spark reads what a dispatcher told of a driver.
func (f *file) spark(r *reader, from io.Reader) error {
	var status sparkStatus
	if err := into(&status)(from); err != nil {
		return err
	}
	f.self.Version = name(status.Version)
	if status.Driver == "" || status.State == "" {
		return nil // there is no such driver
	}
	s := &sheet{Application: mesoswatch.Application{Kind: "driver", ID: string(status.Driver)}}
	s.feature("framework", true) // a driver registers with the masters itself
	return r.take(s.done())
}

func (f *file) dcosVersion(_ *reader, from io.Reader) error {
	var v dcosVersion
	err := into(&v)(from)
	f.self.Version = name(v.Version)
	return err
}

func (f *file) dcosSecurity(_ *reader, from io.Reader) error {
	var v dcosSecurity
	err := into(&v)(from)
	set(&f.self, "security", name(v.Security))
	return err
}

func (f *file) resources(_ *reader, from io.Reader) error {
	var all accounts
	err := into(&all)(from)
	set(&f.self, "acls", strconv.Itoa(len(all.Array)))
	return err
}

// accounts reads a list of accounts, or of groups.
func (f *file) accounts(_ *reader, from io.Reader) error {
	var all accounts
	err := into(&all)(from)
	people, services := 0, 0
	for _, a := range all.Array {
		switch {
		case a.GID != "":
			f.shelf.account("group:" + string(a.GID))
		case strings.HasPrefix(a.who(), "service:"):
			services++
			f.shelf.services[string(a.UID)] = true
			f.shelf.account("user:" + string(a.UID))
		default:
			people++
			f.shelf.account("user:" + string(a.UID))
		}
	}
	switch groups := len(all.Array) - people - services; {
	case groups > 0:
		set(&f.self, "groups", strconv.Itoa(groups))
	case services > 0:
		set(&f.self, "service_accounts", strconv.Itoa(services))
	default:
		set(&f.self, "users", strconv.Itoa(people))
	}
	return err
}

func (s *shelf) account(who string) {
	if len(s.accounts) < mostGrants {
		s.accounts[who] = true
	}
}

// account reads one with all that is known of it.
func (f *file) account(_ *reader, from io.Reader) error {
	var a account
	err := into(&a)(from)
	if a.UID != "" && a.Permissions != nil {
		if strings.HasPrefix(a.who(), "service:") {
			f.shelf.services[string(a.UID)] = true
		}
		f.shelf.granted["user:"+string(a.UID)] = true
		f.shelf.grants.of("user:"+string(a.UID), a.Permissions)
	}
	return err
}

// permissions reads some of an account, a group or a resource; which, the URLs in
// them tell.
func (f *file) permissions(_ *reader, from io.Reader) error {
	var p permissions
	err := into(&p)(from)
	for _, who := range f.shelf.grants.unnamed(&p) {
		f.shelf.granted[who] = true
	}
	return err
}
