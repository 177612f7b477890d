package schedulers

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// permission is what one account or group may do with one resource, as the access
// control of DC/OS tells it in several answers.
type permission struct {
	Resource text `json:"rid"`
	Group    text `json:"gid"` // among a user's: it comes through that group
	User     text `json:"uid"` // among a resource's
	Actions  []struct {
		Name text `json:"name"`
		URL  text `json:"url"` // /acls/RESOURCE/users/NAME/ACTION
	} `json:"actions"`
}

// permissions are those of one account, or, with array, of a group.
type permissions struct {
	Direct []permission `json:"direct"`
	Groups []permission `json:"groups"`
	Users  []permission `json:"users"`
	Array  []permission `json:"array"`
}

// account is one of a person or a service.
type account struct {
	UID         text         `json:"uid"`
	GID         text         `json:"gid"`
	IsService   flag         `json:"is_service"`
	PublicKey   text         `json:"public_key"`
	Permissions *permissions `json:"permissions"`
}

// who is user:NAME or service:NAME.
func (a *account) who() string {
	if a.IsService || a.PublicKey != "" {
		return "service:" + string(a.UID)
	}
	return "user:" + string(a.UID)
}

// accounts is a list of them.
type accounts struct {
	Array []account `json:"array"`
}

// listed tells whether it is a list at all; an empty one is.
func (a *accounts) listed() bool { return a.Array != nil }

// told tells whether there are permissions at all; there may be none of a kind.
func (p *permissions) told() bool {
	return p.Direct != nil || p.Groups != nil || p.Users != nil || p.Array != nil
}

// grants puts permissions together, by who and for what.
type grants struct {
	by      map[[2]string]*mesoswatch.Grant
	refused int // had no room
}

// grant adds one; via is the group it comes through, empty when it is given directly.
func (g *grants) grant(who, resource string, p permission, via string) {
	if who == "" || resource == "" {
		return
	}
	key := [2]string{name(who), name(resource)}
	v := g.by[key]
	if v == nil {
		if len(g.by) >= mostGrants {
			g.refused++
			return
		}
		if g.by == nil {
			g.by = make(map[[2]string]*mesoswatch.Grant)
		}
		v = &mesoswatch.Grant{Who: key[0], Resource: key[1]}
		g.by[key] = v
	}
	for _, a := range p.Actions {
		v.Actions = append(v.Actions, string(a.Name))
	}
	if via != "" {
		v.Via = append(v.Via, "group:"+via)
	}
}

// of adds what an account may do, by itself and through its groups; array is what a
// group may do.
func (g *grants) of(who string, p *permissions) {
	for _, d := range slices.Concat(p.Direct, p.Array) {
		g.grant(who, string(d.Resource), d, "")
	}
	for _, d := range p.Groups {
		g.grant(who, string(d.Resource), d, string(d.Group))
	}
}

// unnamed adds permissions that do not say whose they are, or for what: the URL of
// an action does. It answers whose they are.
func (g *grants) unnamed(p *permissions) (whose []string) {
	add := func(who string, d permission) {
		named, resource := d.named()
		who = cmp.Or(who, named)
		g.grant(who, cmp.Or(string(d.Resource), resource), d, "")
		whose = append(whose, who)
	}
	for _, d := range slices.Concat(p.Direct, p.Array) {
		add("", d)
	}
	for _, d := range p.Users {
		add("user:"+string(d.User), d)
	}
	for _, d := range p.Groups {
		who := ""
		if d.Resource == "" { // it is of a resource, not of a user
			who = "group:" + string(d.Group)
		}
		add(who, d)
	}
	return whose
}

// named is whose permission it is, and for what, by the URL of an action.
func (p *permission) named() (who, resource string) {
	for _, a := range p.Actions {
		parts := strings.Split(strings.TrimPrefix(string(a.URL), "/acs/api/v1"), "/")
		if len(parts) != 6 || parts[1] != "acls" {
			continue
		}
		resource, _ = url.PathUnescape(strings.ReplaceAll(parts[2], "%252F", "%2F"))
		who, _ = url.PathUnescape(parts[4])
		switch parts[3] {
		case "users":
			return "user:" + who, resource
		case "groups":
			return "group:" + who, resource
		}
	}
	return "", ""
}

// all lists the grants in order, each with its actions in order.
func (g *grants) all(scheduler string) []*mesoswatch.Grant {
	var out []*mesoswatch.Grant
	for _, v := range g.by {
		v.Scheduler, v.Actions, v.Via = scheduler, list(v.Actions), list(v.Via)
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b *mesoswatch.Grant) int {
		return cmp.Or(strings.Compare(a.Who, b.Who), strings.Compare(a.Resource, b.Resource))
	})
	return out
}
