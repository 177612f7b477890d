package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/acl"
)

// aclFlags say which document of which daemon is meant.
type aclFlags struct {
	file, release, format string
	agent                 bool
}

func (a *app) aclCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "acl", Short: "Tell who may do what by an ACL file", Args: cobra.NoArgs,
		Long: "acl reads the ACLs of a master or agent as one release reads them: what is ignored or fatal in\n" +
			"them, and what every principal, an authenticated stranger and a caller without a principal may do.\n" +
			"Where frameworks need not authenticate, a principal is a claim, and these answers are about claims.",
	}
	cmd.AddCommand(a.aclShowCommand(), a.aclCanCommand())
	return cmd
}

func (f *aclFlags) register(cmd *cobra.Command) {
	p := cmd.Flags()
	p.StringVar(&f.release, "release", "", "`VERSION` of the daemon, such as 1.9.0 (needed: versions read the file differently)")
	p.BoolVar(&f.agent, "agent", false, "the ACLs are an agent's, not a master's")
	p.StringVar(&f.format, "format", "text", "text or json")
}

// document reads the ACLs that the flags mean.
func (f *aclFlags) document() (*acl.Document, error) {
	if f.format != "text" && f.format != "json" {
		return nil, usage("--format %q: text or json", f.format)
	}
	if f.release == "" {
		return nil, usage("--release is needed: which version reads the file, such as 1.9.0")
	}
	r, ok := mesoswatch.ParseRelease(f.release)
	if !ok {
		return nil, usage("--release %q is no version such as 1.9.0", f.release)
	}
	daemon := acl.Master
	if f.agent {
		daemon = acl.Agent
	}
	path := strings.TrimPrefix(f.file, "file://")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, hinted(fmt.Errorf("reading ACLs: %w", err), "give the file that the flag acls names")
	}
	if err != nil {
		return nil, fmt.Errorf("reading ACLs: %w", err)
	}
	return acl.Parse(path, text, r, daemon)
}

func (a *app) aclShowCommand() *cobra.Command {
	var f aclFlags
	var denied bool
	cmd := &cobra.Command{
		Use: "show FILE", Short: "Show problems and effective permissions", Args: cobra.ExactArgs(1),
		Example: "  mesoswatch acl show /etc/mesos-master/acls.json --release 1.9.0",
		RunE: func(_ *cobra.Command, args []string) error {
			f.file = args[0]
			d, err := f.document()
			if err != nil {
				return err
			}
			return a.showACL(d, f.format, denied)
		},
	}
	f.register(cmd)
	cmd.Flags().BoolVar(&denied, "denied", false, "list what is denied too")
	return cmd
}

func (a *app) showACL(d *acl.Document, format string, denied bool) error {
	rows := d.Effective(nil, nil)
	if format == "json" {
		e := json.NewEncoder(a.stdout)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			Permissive  bool             `json:"permissive"`
			Told        bool             `json:"permissive_told"`
			Problems    []acl.Problem    `json:"problems"`
			Permissions []acl.Permission `json:"permissions"`
		}{d.Permissive, d.Told, d.Problems, rows})
	}
	var b strings.Builder
	p := mesoswatch.Printable
	said := "is not said, which means true: what no entry names is allowed to everybody"
	if d.Told {
		said = map[bool]string{true: "is true: what no entry names is allowed to everybody", false: "is false: what no entry names is denied"}[d.Permissive]
	}
	fmt.Fprintf(&b, "ACLs of a %s of %s: permissive %s.\n", d.Daemon, d.Release, said)
	for _, x := range d.Problems {
		fmt.Fprintf(&b, "%-14s %s\n", x.ID, p(x.Text))
	}
	for i, r := range rows {
		if i == 0 || rows[i-1].Action != r.Action {
			fmt.Fprintf(&b, "\n%s: %s\n", r.Action, r.Guards)
		}
		if !r.Allowed && !denied {
			continue
		}
		word := map[bool]string{true: "may", false: "may not"}[r.Allowed]
		fmt.Fprintf(&b, "  %-24s %-8s %-24s %s\n", p(r.Principal), word, p(r.Object), p(r.Why))
	}
	_, err := fmt.Fprint(a.stdout, b.String())
	return err
}

func (a *app) aclCanCommand() *cobra.Command {
	var f aclFlags
	cmd := &cobra.Command{
		Use: "can PRINCIPAL ACTION OBJECT --acls FILE", Short: "Answer one question", Args: cobra.ExactArgs(3),
		Long: "can answers whether a principal may do something to an object, and which entry decides. A dash\n" +
			"for PRINCIPAL is a caller without one; a dash for OBJECT is anything (a request without one).\n\n" +
			"Exit status: 0 yes, 3 no.",
		Example: "  mesoswatch acl can marathon run_tasks root --acls acls.json --release 1.9.0",
		RunE: func(_ *cobra.Command, args []string) error {
			if f.file == "" {
				return usage("--acls is needed: the file to ask")
			}
			d, err := f.document()
			if err != nil {
				return err
			}
			return a.can(d, args, f.format)
		},
	}
	f.register(cmd)
	cmd.Flags().StringVar(&f.file, "acls", "", "the ACL `FILE`")
	return cmd
}

func (a *app) can(d *acl.Document, args []string, format string) error {
	who := acl.Caller{Principal: args[0], Nobody: args[0] == "-"}
	on := acl.Object{Value: args[2], Anything: args[2] == "-"}
	if action, known := acl.Lookup(args[1]); known && action.Whole {
		on = acl.Object{Anything: true}
	}
	if d.Fatal() {
		return hinted(fmt.Errorf("the %s of %s does not start with these ACLs: %s", d.Daemon, d.Release, d.Problems[0].Text), "mesoswatch acl show lists all problems")
	}
	answer, err := d.Decide(who, args[1], on)
	if err != nil {
		return usage("%v", err)
	}
	if format == "json" {
		err = json.NewEncoder(a.stdout).Encode(answer)
	} else {
		word := map[bool]string{true: "yes", false: "no"}[answer.Allowed]
		_, err = fmt.Fprintf(a.stdout, "%s: %s\n", word, mesoswatch.Printable(answer.Why))
	}
	if err == nil && !answer.Allowed {
		err = &exit{status: statusFindings}
	}
	return err
}
