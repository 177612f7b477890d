package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/login"
)

// loginFlags are those of the command alone.
type loginFlags struct {
	principal, expect, format string
	listen, advertise         string
	callers                   []string
	timeout                   time.Duration
	yes                       bool
	forbidden                 [2]string // what must not be given
}

func (a *app) loginCommand() *cobra.Command {
	f := &loginFlags{}
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Prove that a credential is accepted or dead, registering nothing",
		Long: "login tries a principal and its secret at the leading master, by the login that frameworks\n" +
			"and agents make (CRAM-MD5), and registers nothing. It is a login attempt: it leaves lines in\n" +
			"the master's log and is counted there. So it says what it is going to do and asks first;\n" +
			"--yes answers for scripts. The master calls back, so it must be able to reach this host.\n\n" +
			"Exit status: 0 accepted, or as --expect wants it; 3 not so; 1 it could not be carried out,\n" +
			"or nothing came back.",
		Example: "  mesoswatch login --master http://10.0.0.11:5050 --credential new.json\n" +
			"  mesoswatch login --master http://10.0.0.11:5050 --credential old.json --expect refused --yes\n" +
			"  mesoswatch login --master https://10.0.0.11:5050 --principal marathon --ca-cert ca.pem",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("login takes no arguments; a secret does not belong on the command line")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(a, cmd.Flags()); err != nil {
				return err
			}
			return a.login(cmd.Context(), f, cmd.Flags().Changed("credential"))
		},
	}
	f.register(a, cmd.Flags())
	return cmd
}

func (f *loginFlags) register(a *app, p *pflag.FlagSet) {
	t := &a.targets
	p.StringArrayVar(&t.Masters, "master", nil, "`URL` of a master (repeatable: the one that leads is asked, and nobody else)")
	p.StringVar(&t.Credential, "credential", "", "`FILE` with principal and secret, in either of Mesos' formats")
	p.StringVar(&f.principal, "principal", "", "`NAME` of the principal; its secret is asked for")
	p.StringVar(&f.expect, "expect", "accepted", "what is to be proved: accepted or refused")
	p.BoolVar(&f.yes, "yes", false, "do not ask before it is tried")
	p.StringVar(&f.format, "format", "text", "text or json")
	p.StringVar(&f.listen, "listen", "", "`IP:PORT` where the master's answers are taken (default: a free port at the address that leads to the master)")
	p.StringVar(&f.advertise, "advertise", "", "`IP[:PORT]` that the master is told to call, where that is another one")
	p.StringArrayVar(&f.callers, "caller", nil, "`IP` that the master calls from, where it is not the one it is asked at (repeatable)")
	p.DurationVar(&f.timeout, "timeout", 20*time.Second, "how long the attempt may take")
	p.StringVar(&t.CACert, "ca-cert", "", "`FILE` with the certificates that are trusted")
	p.StringVar(&t.Cert, "cert", "", "`FILE` with a certificate: shown to the master, and by the port that it calls")
	p.StringVar(&t.Key, "key", "", "`FILE` with the certificate's key")
	p.BoolVar(&t.SkipVerify, "insecure-skip-verify", false, "do not verify the master's certificate")
	p.BoolVar(&t.AllowPlaintext, "allow-plaintext-credentials", false, "try it without TLS at hosts other than this one")
	a.registerCluster(p)
	a.registerKeeping(p)
	for i, name := range []string{"secret", "password"} {
		p.StringVar(&f.forbidden[i], name, "", "")
		p.Lookup(name).NoOptDefVal = "-"
		_ = p.MarkHidden(name) // it is there
	}
}

// check refuses what cannot be, and above all a secret where others can read it. No
// word of it is repeated.
func (f *loginFlags) check(a *app, p *pflag.FlagSet) error {
	const instead = "give a file with --credential, or --principal and type it when asked"
	for _, name := range []string{"secret", "password"} {
		if p.Changed(name) {
			return &exit{status: statusUsage, err: errors.New("a secret does not belong on the command line, where every user of this host can read it"), hint: instead}
		}
	}
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		if up := strings.ToUpper(name); strings.HasPrefix(up, "MESOSWATCH_") && (strings.HasSuffix(up, "SECRET") || strings.HasSuffix(up, "PASSWORD")) {
			return &exit{status: statusUsage, err: fmt.Errorf("a secret does not belong in the environment (%s), which every process started from here inherits", name), hint: instead}
		}
	}
	named := p.Changed("credential")
	switch {
	case len(a.targets.Masters) == 0:
		return usage("login needs --master: the URL of the master that leads")
	case named && f.principal != "", !named && f.principal == "":
		return usage("login needs either --credential or --principal")
	case f.expect != string(login.Accepted) && f.expect != string(login.Refused):
		return usage("--expect %q: accepted or refused", f.expect)
	case f.format != "text" && f.format != "json":
		return usage("--format %q: text or json", f.format)
	case f.timeout <= 0:
		return usage("--timeout %v: more than nothing", f.timeout)
	case !f.yes && !a.asksOnTerminal():
		return &exit{status: statusUsage, err: errors.New("login asks before it tries, and standard input is no terminal"), hint: "--yes answers for scripts"}
	case !named && !a.asksOnTerminal():
		return &exit{status: statusUsage, err: errors.New("login asks for the secret, and standard input is no terminal"), hint: "give a file with --credential"}
	}
	return nil
}

// login reads the credential, tries it and tells.
func (a *app) login(ctx context.Context, f *loginFlags, fromFile bool) error {
	t := &a.targets
	o := login.Options{
		Masters: t.Masters, Listen: f.listen, Advertise: f.advertise, Callers: f.callers, Deadline: f.timeout, Log: a.logger(),
		Access: login.Access{
			Version: version(), CACert: t.CACert, Cert: t.Cert, Key: t.Key, InsecureSkipVerify: t.SkipVerify, AllowPlaintext: t.AllowPlaintext, Turns: &a.turns,
		},
		Before: func(ctx context.Context, p login.Plan) error { return a.beforeLogin(ctx, f, p) },
	}
	var err error
	if fromFile {
		o.Credential, err = readCredential(t.Credential)
	} else {
		o.Credential.Principal = f.principal
		o.Credential.Secret, err = a.askSecret(ctx, "Secret of "+mesoswatch.Printable(f.principal)+": ")
	}
	if err != nil {
		return err
	}
	r, err := login.Attempt(ctx, o)
	if err != nil {
		return loginTrouble(err)
	}
	if err := a.writeLogin(f, r); err != nil {
		return err
	}
	switch {
	case r.Outcome != login.Accepted && r.Outcome != login.Refused:
		return &exit{status: statusFailed}
	case string(r.Outcome) != f.expect:
		return &exit{status: statusFindings}
	}
	return nil
}

// beforeLogin says what is going to happen, asks, and notes the attempt, so that
// whoever watches knows it for ours before its lines are in the log.
func (a *app) beforeLogin(ctx context.Context, f *loginFlags, p login.Plan) error {
	if err := a.sayLogin(p); err != nil {
		return err
	}
	if !f.yes {
		agreed, err := a.agreed(ctx, "Try it? [y/N] ")
		if err != nil {
			return err
		}
		if !agreed {
			return &exit{status: statusFailed, err: errors.New("nothing was tried")}
		}
	}
	told, err := a.noted(ctx, mesoswatch.Action{
		What: mesoswatch.Login, UPID: p.UPID, Text: fmt.Sprintf("as %s at %s, from %s", p.Principal, p.Master, p.UPID),
	})
	if err != nil {
		return hinted(fmt.Errorf("noting the attempt, so that it is known for ours: %w", err), "--no-store tries it without, and it may be found as a failed login of somebody")
	}
	if !told {
		if !a.noStore {
			fmt.Fprintf(a.stderr, "Noted as ours for %q, which nobody watches just now; a watch under another name does not know it (--cluster).\n", mesoswatch.Printable(a.key))
		}
		return nil
	}
	select { // whoever watches sees it within a second
	case <-time.After(seenWithin):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// seenWithin is how long what was noted takes to reach those who watch, and some
// more.
const seenWithin = 1500 * time.Millisecond

// loginTrouble adds the way out to what kept an attempt from being made.
func loginTrouble(err error) error {
	var follows *login.NotLeading
	var withheld *login.Withheld
	switch {
	case errors.As(err, &follows) && follows.Leader != "":
		return hinted(err, "a credential goes only to hosts that you name: --master "+follows.Leader+" (with http:// or https://)")
	case errors.As(err, &withheld):
		return hinted(err, "name the master with https://, or add --allow-plaintext-credentials")
	}
	return err
}
