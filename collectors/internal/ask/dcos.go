package ask

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// DCOSCall is something that DC/OS tells at its Admin Router.
type DCOSCall uint8

// What can be asked. The access control service (ACS, IAM) wants a token of a
// superuser (OpenAPI document of the IAM API, /acs/api/v1).
const (
	DCOSVersion         DCOSCall = iota // never authenticated
	DCOSSecurity                        // security mode; with the enterprise security only
	DCOSUsers                           // accounts of people
	DCOSServiceAccounts                 // accounts of services
	DCOSGroups                          // with the enterprise security only
	DCOSACLs                            // resources that have permissions; with the enterprise security only
)

// dcosCalls are all there are, in the order of the constants.
func dcosCalls() []endpoint {
	accounts := get("/acs/api/v1/users", small)
	services := accounts
	services.query = "type=service"
	return []endpoint{
		get("/dcos-metadata/dcos-version.json", megabyte), get("/dcos-metadata/bootstrap-config.json", megabyte),
		accounts, services, get("/acs/api/v1/groups", small), get("/acs/api/v1/acls", small),
	}
}

// DCOS asks DC/OS's Admin Router. A DCOSCall that is not listed gives the zero
// Request.
func DCOS(c DCOSCall) Request {
	all := dcosCalls()
	if int(c) >= len(all) {
		return Request{}
	}
	return Request{to: all[c]}
}

// Account is the name of a user, service account or group as one segment of a
// path. It comes from DC/OS itself and is the only foreign text that can be part
// of a request, so it can only come from AccountOf. The zero Account asks nothing.
type Account struct{ segment string }

// longestAccount bounds the name of an account, in bytes.
const longestAccount = 256

// AccountOf takes the name of an account. False is what could lead out of its
// segment, at us or at any proxy in between: slashes and backslashes, dots alone,
// percent signs, control characters, what is no text.
func AccountOf(name string) (Account, bool) {
	bad := func(r rune) bool { return strings.ContainsRune(`/\%?#;`, r) || unicode.IsControl(r) }
	switch {
	case name == "" || len(name) > longestAccount || !utf8.ValidString(name):
	case strings.Trim(name, ". ") == "" || strings.ContainsFunc(name, bad):
	default:
		return Account{url.PathEscape(name)}, true
	}
	return Account{}, false
}

// UserPermissions asks what an account may do, by itself and through its groups.
func UserPermissions(of Account) Request { return permissions("users", of) }

// GroupPermissions asks what the members of a group may do.
func GroupPermissions(of Account) Request { return permissions("groups", of) }

func permissions(kind string, of Account) Request {
	if of.segment == "" {
		return Request{}
	}
	return Request{to: get("/acs/api/v1/"+kind+"/"+of.segment+"/permissions", small)}
}

// dcosRequests are all requests to DC/OS, those about an account for one.
func dcosRequests() []Request {
	var all []Request
	for c := range dcosCalls() {
		all = append(all, DCOS(DCOSCall(c)))
	}
	ops, _ := AccountOf("ops")
	return append(all, UserPermissions(ops), GroupPermissions(ops))
}
