package mesosapi

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/saved"
)

// archive is a folder of saved answers while it is put together: first each file is
// asked what it tells of its process, then the leader's lists are read.
type archive struct {
	emit   func(mesoswatch.Snapshot) error
	model  *model
	pages  []*page
	places map[string]*place
	others int // hold nothing of Mesos

	masters map[string]*savedMaster
	agents  map[string]*savedAgent
	leader  string          // URL of the one whose word about the cluster counts
	seen    map[string]bool // sorts that were read whole
	tasks   bool            // all tasks were listed, beside a state
	lacks   map[string]string
	why     string
	cluster []*page // the pages that were used for it
}

func newArchive(emit func(mesoswatch.Snapshot) error) *archive {
	return &archive{
		emit: emit, places: make(map[string]*place), seen: make(map[string]bool), lacks: make(map[string]string),
		model: newModel(func(r mesoswatch.Record) error { return emit(*r.Snapshot) }),
	}
}

// mostPages bounds the answers that are told apart.
const mostPages = 100_000

// add takes in an answer, if it is one of a master or an agent.
func (a *archive) add(answer *saved.Answer) {
	sort, ok := recognise(answer)
	if !ok || len(a.pages) >= mostPages {
		a.others++
		return
	}
	p := &page{Answer: answer, sort: sort, sure: sort.of != either, agent: sort.of == ofAgent}
	a.pages = append(a.pages, p)
	l := a.places[p.Folder]
	if l == nil {
		l = &place{folder: p.Folder}
		a.places[p.Folder] = l
	}
	p.place = l
	l.pages = append(l.pages, p)
	if answer.Status != 0 && answer.Status != 200 {
		p.err = errRefused(answer.Status)
		return
	}
	p.open()
}

// errRefused is about an answer that was kept with its status.
type errRefused int

func (e errRefused) Error() string { return "refused with " + strconv.Itoa(int(e)) }

// tell says all that is known: masters, what the leader tells of the cluster, agents.
func (a *archive) tell(ctx context.Context) error {
	for _, l := range a.places {
		l.settle()
	}
	a.putMasters()
	if err := a.tellMasters(); err != nil {
		return err
	}
	if err := a.readCluster(ctx); err != nil {
		return err
	}
	if err := a.model.tell(); err != nil {
		return err
	}
	a.putAgents()
	if err := a.tellAgents(); err != nil {
		return err
	}
	return a.tellCluster()
}

// lacking notes the first reason why kinds are not known.
func (a *archive) lacking(why string, kinds ...string) {
	for _, k := range kinds {
		if a.lacks[k] == "" {
			a.lacks[k] = mesoswatch.Mask(why)
		}
	}
}

// trouble notes that an answer is of no use.
func (a *archive) trouble(p *page, kinds ...string) {
	why := p.Path + ": " + p.err.Error()
	a.why = cmp.Or(a.why, mesoswatch.Mask(why))
	a.lacking(why, kinds...)
}

// chosen are the pages about the cluster that are the leader's, in the order of their
// times; of the same time, what tells all before what tells a part. Others say why
// they are not used.
func (a *archive) chosen() []*page {
	var of []*page
	latest := (*page)(nil)
	for _, p := range a.pages {
		if p.agent || p.sort.rank == 0 && p.sort.name != sortState || p.sort.read == nil && p.sort.name != sortStream {
			continue
		}
		if yes, leader := leading(p); p.sort.name == sortState && p.err == nil && !yes {
			p.used = "not used: that master does not lead, " + mesoswatch.Mask(leader) + " does"
			continue
		}
		of = append(of, p)
		if url := p.place.leader(p); url != "" && p.err == nil && (latest == nil || !p.At.Before(latest.At)) {
			latest, a.leader = p, url
		}
	}
	if a.leader == "" {
		a.leader = a.elected()
	}
	of = slices.DeleteFunc(of, func(p *page) bool {
		url := p.place.leader(p)
		if url != "" && a.leader != "" && url != a.leader {
			p.used = "not used: it is the word of another leader, " + url
			return true
		}
		return false
	})
	slices.SortStableFunc(of, func(x, y *page) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.sort.rank, y.sort.rank)) })
	return of
}

// elected is the only master that leads by its own numbers; empty when there is none,
// or more than one.
func (a *archive) elected() string {
	leaders := ""
	for url, m := range a.masters {
		if is(m.self.Elected) {
			if leaders != "" {
				return ""
			}
			leaders = url
		}
	}
	return leaders
}

// leader is whose word about the cluster a page is, as a URL; empty when nothing in
// its folder tells it.
func (l *place) leader(p *page) string {
	if p.sort.name == sortState && p.head.PID != "" {
		return urlOf(p.head.PID)
	}
	url := ""
	for _, other := range l.pages { // the latest state or GET_MASTER beside it
		if other.agent || other.err != nil || other.head.PID == "" {
			continue
		}
		switch yes, leader := leading(other); {
		case other.sort.name == sortMaster, other.sort.name == sortState && yes:
			url = urlOf(other.head.PID)
		case other.sort.name == sortState:
			url = urlOf(leader)
		}
	}
	return url
}
