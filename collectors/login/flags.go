package login

import (
	"context"
	"errors"

	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// Flags are those of the master that decide what an attempt means. They are asked for
// without a credential: the one that is tried may be anybody's.
type Flags struct {
	// Why they are not known; empty when they are.
	Why string `json:"why_unknown,omitempty"`
	// Frameworks and Agents have to log in before they register; Credentials is set
	// when the master was given any.
	Frameworks  bool `json:"authenticate_frameworks"`
	Agents      bool `json:"authenticate_agents"`
	Credentials bool `json:"credentials"`
	// Authenticators is the list of --authenticators, empty where there is no such flag.
	Authenticators string `json:"authenticators,omitempty"`
}

// Known tells whether they could be read.
func (f Flags) Known() bool { return f.Why == "" }

// flagsOf asks the master for its flags, 0.26 and later.
func flagsOf(ctx context.Context, c *ask.Client, t ask.Target) Flags {
	a, err := c.Do(ctx, t, ask.Flags().Anonymous())
	var answer struct {
		Flags map[string]any `json:"flags"`
	}
	if err == nil {
		err = a.Decode(&answer)
	}
	var e *ask.Error
	switch {
	case errors.As(err, &e):
		return Flags{Why: e.Reason()}
	case err != nil:
		return Flags{Why: err.Error()}
	case answer.Flags == nil:
		return Flags{Why: "no flags in the answer"}
	}
	given := func(name string) string { s, _ := answer.Flags[name].(string); return s }
	on := func(name, alias string) bool { return given(name) == "true" || given(alias) == "true" }
	return Flags{
		Frameworks: on("authenticate_frameworks", "authenticate"), Agents: on("authenticate_agents", "authenticate_slaves"),
		Credentials: given("credentials") != "", Authenticators: given("authenticators"),
	}
}
