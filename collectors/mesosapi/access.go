package mesosapi

import "github.com/mesoswatch/mesoswatch/collectors/internal/ask"

// Access says how to ask: time-out, certificates, credential.
type Access = ask.Options

// Credential is a principal and its secret; it prints without the secret.
type Credential = ask.Credential

// Token is a bearer or DC/OS token; it prints without its value.
type Token = ask.Token

// Turns let collectors that ask the same processes have one request at a time at
// each; see Access.
type Turns = ask.Turns

// UserAgent is what requests of a version of this program carry; see
// mesoswatch.Self.
func UserAgent(version string) string { return ask.UserAgent(version) }

// CheckAddress says what is wrong with the address of a master or agent, if
// anything, without asking anybody.
func CheckAddress(address string) error {
	_, err := ask.Named(address)
	return err
}
