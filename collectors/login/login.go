package login

import (
	"context"
	"crypto/tls"
	"errors"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// Attempt tries the credential at the leading master among those that were named.
// The error is set when nothing was tried: *NotLeading, trouble with the options or
// the way, or what Before said. Otherwise the Result tells. It waits for all that it
// started, and its port is shut when it returns.
func Attempt(ctx context.Context, o Options) (Result, error) {
	o.Access.Credential, o.Access.Token, o.Access.Proxy = ask.Credential{}, ask.Token{}, nil
	a := &attempt{o: o}
	defer a.close()
	if err := a.prepare(ctx); err != nil {
		return Result{}, err
	}
	if o.Before != nil {
		if err := o.Before(ctx, a.plan); err != nil {
			return Result{}, err
		}
	}
	return a.run(ctx), nil
}

// attempt is one from its options to its result.
type attempt struct {
	o      Options
	client *ask.Client
	master standing
	login  *ask.Login
	listener
	plan Plan
}

func (a *attempt) close() {
	if a.Listener != nil {
		a.Listener.Close()
	}
	if a.client != nil {
		a.client.Close()
	}
}

// prepare finds the master and opens the port; nothing is tried.
func (a *attempt) prepare(ctx context.Context) error {
	targets, err := a.named()
	if err != nil {
		return err
	}
	callers, err := a.o.callers()
	if err != nil {
		return err
	}
	e := election{client: a.client, targets: targets, nat: a.o.Advertise != "", lookup: a.o.lookup}
	if e.lookup == nil {
		e.lookup = resolver
	}
	if a.master, err = e.choose(ctx); err != nil {
		return err
	}
	at, err := a.o.place(a.master.local)
	if err != nil {
		return err
	}
	if a.Listener, err = listen(ctx, at.listen); err != nil {
		return err
	}
	listening := netip.MustParseAddrPort(a.Addr().String())
	if at.advertise.Port() == 0 {
		at.advertise = netip.AddrPortFrom(at.advertise.Addr(), listening.Port())
	}
	if a.login, err = ask.OpenLogin(a.client, a.master.target, a.o.Credential, at.advertise); err != nil {
		return err
	}
	a.told, a.letters = &told{}, make(chan letter, mostCallers)
	a.actor, _, _ = strings.Cut(a.login.UPID(), "@")
	a.believes = believed(a.master, at.advertise.Addr(), callers)
	if err := a.armed(at.advertise.Addr()); err != nil {
		return err
	}
	a.plan.Master, a.plan.Leads, a.plan.Leader = a.master.target.String(), a.master.leads, a.master.leader
	a.plan.UPID, a.plan.Listen, a.plan.Principal = a.login.UPID(), listening.String(), a.o.Credential.Principal
	a.plan.Flags = flagsOf(ctx, a.client, a.master.target)
	return nil
}

// named are the targets. One that a credential may not go to is an error before
// anybody is asked anything.
func (a *attempt) named() ([]ask.Target, error) {
	var targets []ask.Target
	for _, m := range a.o.Masters {
		t, err := ask.Named(m)
		if err != nil {
			return nil, err
		}
		targets = append(targets, t)
	}
	if len(targets) == 0 {
		return nil, errors.New("no master was named")
	}
	var err error
	if a.client, err = ask.Open(a.o.Access); err != nil {
		return nil, err
	}
	for _, t := range targets {
		if why := a.client.Withheld(t); why != "" {
			return nil, &Withheld{Master: t.String(), Why: why}
		}
	}
	return targets, nil
}

// Withheld is the error of an attempt that was not made because what it sends, on
// which secrets can be tried at home, must not go there.
type Withheld struct{ Master, Why string }

func (e *Withheld) Error() string {
	return "no login is tried at " + e.Master + ": " + e.Why + ", and secrets can be tried at home on what a login sends"
}

// armed gives the port its TLS. Asked over TLS, a master calls back over TLS; one
// that is asked in clear may do so too, where it takes both.
func (a *attempt) armed(ip netip.Addr) error {
	a.secure = strings.HasPrefix(a.master.target.String(), "https:")
	a.conf = a.client.Callback()
	a.conf.InsecureSkipVerify = a.o.Access.InsecureSkipVerify
	a.plan.TLS = a.secure
	if len(a.conf.Certificates) > 0 {
		return nil
	}
	made := sync.OnceValues(func() (*tls.Certificate, error) { return selfSigned(ip) })
	a.conf.GetCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return made() }
	if a.plan.SelfSigned = a.secure; !a.secure {
		return nil
	}
	_, err := made() // now, not while the master waits
	return err
}

// believed tells which addresses are the master's: the one it was reached at, those
// the user gave, and on this very host those that lead back to it.
func believed(s standing, mine netip.Addr, callers []netip.Addr) func(netip.Addr) bool {
	all := append([]netip.Addr{s.remote}, callers...)
	if s.local == s.remote {
		all = append(all, mine)
	}
	return func(ip netip.Addr) bool {
		for _, one := range all {
			if ip.IsValid() && ip == one {
				return true
			}
		}
		return ip.IsLoopback() && s.remote.IsLoopback()
	}
}

// run makes the attempt.
func (a *attempt) run(ctx context.Context) Result {
	log := a.o.log()
	r := Result{Master: a.plan.Master, Principal: a.plan.Principal, UPID: a.plan.UPID, Flags: a.plan.Flags, Began: time.Now()}
	switch {
	case a.plan.SelfSigned:
		r.Certificate = "self-signed"
	case a.secure:
		r.Certificate = "given"
	}
	log.Info("trying a login", "master", r.Master, "principal", r.Principal, "upid", r.UPID)
	ctx, cancel := context.WithTimeout(ctx, a.o.deadline())
	var serving sync.WaitGroup
	serving.Go(func() { a.serve(ctx) })
	x := &exchange{login: a.login, letters: a.letters, told: a.told}
	x.run(ctx)
	cancelled := ctx.Err() != nil && x.outcome == NoAnswer && !errors.Is(ctx.Err(), context.DeadlineExceeded)
	cancel()
	serving.Wait()

	r.Ended, r.Outcome, r.Authenticator = time.Now(), x.outcome, x.session.String()
	r.Why = mesoswatch.Mask(x.why)
	seen, reached, handshakeFailed := a.told.all()
	r.Seen = seen
	switch {
	case cancelled:
		r.Why = "it was broken off"
	case r.Outcome == NoAnswer:
		r.Why = "nothing that ends a login came within " + a.o.deadline().String() + progress(x.stage)
		r.Reasons = r.reasons(reached, handshakeFailed, a.secure, a.master)
	}
	r.Log, r.Unproven = r.lines(), r.unproven()
	log.Info("login tried", "outcome", string(r.Outcome), "took", r.Ended.Sub(r.Began).String())
	return r
}

// progress says how far it came.
func progress(stage string) string {
	switch stage {
	case chosen:
		return "; the master offered CRAM-MD5 and sent no challenge"
	case answered:
		return "; its challenge was answered, and then nothing"
	}
	return ""
}
