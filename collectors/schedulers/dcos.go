package schedulers

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/internal/pace"
)

// Each account is asked for by itself: how many are, and the pause between two.
const (
	mostAccounts = 5_000
	accountPause = 20 * time.Millisecond
)

// dcosVersion is dcos-version.json, dcosSecurity bootstrap-config.json.
type dcosVersion struct {
	Version text `json:"version"`
	Image   text `json:"dcos-image-commit"`
}

type dcosSecurity struct {
	Security text `json:"security"`
}

// dcos asks DC/OS for its version, its security mode, and who may do what.
func (v *visit) dcos(ctx context.Context) {
	var version dcosVersion
	if e := v.get(ctx, ask.DCOS(ask.DCOSVersion).Anonymous(), into(&version)); e != nil {
		v.missed(e, mesoswatch.SubjectScheduler)
		if !e.Answered() {
			v.missed(e, mesoswatch.SubjectGrant)
			return
		}
	}
	v.self.Version = name(version.Version)
	var mode dcosSecurity
	if e := v.get(ctx, ask.DCOS(ask.DCOSSecurity), into(&mode)); e == nil {
		set(&v.self, "security", name(mode.Security))
	} else if e.Kind != ask.NotFound { // the open edition has none
		v.missed(e, mesoswatch.SubjectScheduler)
	}
	v.permissions(ctx)
	v.got(mesoswatch.SubjectScheduler)
	v.got(mesoswatch.SubjectGrant)
}

// permissions reads accounts and groups, and what each may do.
func (v *visit) permissions(ctx context.Context) {
	var users, services, groups, resources accounts
	e := v.probe(ctx, ask.DCOS(ask.DCOSUsers), into(&users, users.listed))
	if e == nil {
		set(&v.self, "users", strconv.Itoa(len(users.Array)))
		e = v.get(ctx, ask.DCOS(ask.DCOSServiceAccounts), into(&services, services.listed))
	}
	if e != nil {
		v.missed(e, mesoswatch.SubjectGrant)
		return
	}
	set(&v.self, "service_accounts", strconv.Itoa(len(services.Array)))
	if e := v.get(ctx, ask.DCOS(ask.DCOSACLs), into(&resources, resources.listed)); e != nil && e.Kind == ask.NotFound {
		v.lacks("this DC/OS has no permissions (the open edition): each account may do everything", mesoswatch.SubjectGrant)
		return
	} else if e == nil {
		set(&v.self, "acls", strconv.Itoa(len(resources.Array)))
	}
	if e := v.get(ctx, ask.DCOS(ask.DCOSGroups), into(&groups, groups.listed)); e != nil {
		v.missed(e, mesoswatch.SubjectGrant)
	} else {
		set(&v.self, "groups", strconv.Itoa(len(groups.Array)))
	}
	for i := range services.Array {
		services.Array[i].IsService = true
	}
	v.grants(ctx, append(append(groups.Array, users.Array...), services.Array...))
}

// grants asks what each of them may do.
func (v *visit) grants(ctx context.Context, all []account) {
	g := &grants{}
	asked := len(v.asked)
	if len(all) > mostAccounts {
		v.lacks(fmt.Sprintf("%d of %d accounts and groups are asked for", mostAccounts, len(all)), mesoswatch.SubjectGrant)
		all = all[:mostAccounts]
	}
	for _, a := range all {
		who, id, request := a.who(), string(a.UID), ask.UserPermissions
		if a.GID != "" {
			who, id, request = "group:"+string(a.GID), string(a.GID), ask.GroupPermissions
		}
		of, ok := ask.AccountOf(id)
		if !ok {
			v.lacks(fmt.Sprintf("the name %q of an account cannot be asked for", name(id)), mesoswatch.SubjectGrant)
			continue
		}
		var p permissions
		if e := v.get(ctx, request(of), into(&p, p.told)); e != nil {
			v.missed(e, mesoswatch.SubjectGrant)
			if !e.Answered() {
				break
			}
			continue
		}
		g.of(who, &p)
		if !pace.Wait(ctx, accountPause) {
			return
		}
	}
	v.together(asked, "GET /acs/api/v1/…/permissions", "accounts and groups")
	if g.refused > 0 {
		v.lacks(fmt.Sprintf("%d permissions have no room, %d are kept", g.refused, mostGrants), mesoswatch.SubjectGrant)
	}
	for _, one := range g.all(v.url()) {
		if v.saw(mesoswatch.Snapshot{Grant: one}) != nil {
			return
		}
	}
}
