package catalogue

import "github.com/mesoswatch/mesoswatch"

// field is where a captured value goes.
type field uint8

const (
	fieldNone field = iota // has to fit, is not stored
	fieldPrincipal
	fieldPrincipalOrAny // "ANY" stands for no principal
	fieldClaimedPrincipal
	fieldUPID
	fieldOldUPID
	fieldFrameworkID
	fieldFrameworkName
	fieldRoles
	fieldUser
	fieldAgentID
	fieldHostname
	fieldTaskID
	fieldExecutorID
	fieldContainerID
	fieldState
	fieldReason
	fieldAction // looked into by the table of reasons, not stored itself
	fieldLeader
	fieldVersion
	fieldMethod
	fieldPath
	fieldURL
	fieldStatus
	fieldCall
	fieldRemote
)

// shape is what a value may look like.
type shape uint8

const (
	shapeName    shape = iota // foreign free text; read up to what closes it
	shapeText                 // free text whose end is the fixed text behind it
	shapeID                   // no white space, unless nothing else fits
	shapeWord                 // no white space
	shapeNumber               // digits, perhaps with sign, point and exponent
	shapeUPID                 // actor@address:port
	shapeLeader               // a UPID or None
	shapeState                // capitals and underscores
	shapeList                 // [ a, b ] or { a, b }
	shapeRoles                // a list, or a bare name
	shapeStatus               // three digits, perhaps with a text behind
	shapeRule                 // a run of asterisks or dashes
	shapeLiteral              // the text written in the template
)

type capture struct {
	field field
	shape shape
}

// captures is the vocabulary of the templates: the names that may stand in
// braces. Composite names are in expand.go.
func captures() map[string]capture {
	return map[string]capture{
		"principal":         {fieldPrincipal, shapeName},
		"principal_or_any":  {fieldPrincipalOrAny, shapeName},
		"claimed_principal": {fieldClaimedPrincipal, shapeName},
		"upid":              {fieldUPID, shapeUPID},
		"old_upid":          {fieldOldUPID, shapeUPID},
		"other_upid":        {fieldNone, shapeUPID},
		"framework_id":      {fieldFrameworkID, shapeID},
		"framework_name":    {fieldFrameworkName, shapeName},
		"roles":             {fieldRoles, shapeRoles},
		"user":              {fieldUser, shapeName},
		"agent_id":          {fieldAgentID, shapeID},
		"hostname":          {fieldHostname, shapeName},
		"task_id":           {fieldTaskID, shapeID},
		"executor_id":       {fieldExecutorID, shapeID},
		"container_id":      {fieldContainerID, shapeID},
		"state":             {fieldState, shapeState},
		"reason":            {fieldReason, shapeText},
		"action":            {fieldAction, shapeText},
		"leader":            {fieldLeader, shapeLeader},
		"version":           {fieldVersion, shapeWord},
		"method":            {fieldMethod, shapeState},
		"path":              {fieldPath, shapeName},
		"url":               {fieldURL, shapeWord},
		"status":            {fieldStatus, shapeStatus},
		"call":              {fieldCall, shapeState},
		"remote":            {fieldRemote, shapeWord},
		"user_agent":        {fieldNone, shapeText},
		"forwarded_for":     {fieldNone, shapeText},
		"address":           {fieldNone, shapeWord},
		"builder":           {fieldNone, shapeText},
		"date":              {fieldNone, shapeText},
		"duration":          {fieldNone, shapeWord},
		"ip":                {fieldNone, shapeWord},
		"list":              {fieldNone, shapeList},
		"name":              {fieldNone, shapeName},
		"number":            {fieldNone, shapeNumber},
		"resources":         {fieldNone, shapeText},
		"rule":              {fieldNone, shapeRule},
		"text":              {fieldNone, shapeText},
		"word":              {fieldNone, shapeWord},
	}
}

// store puts one captured value into its field; the first value of a field
// stays, so a name that a message repeats inside a reason changes nothing.
func store(ev *mesoswatch.Event, f field, v string) {
	switch f {
	case fieldNone, fieldAction:
	case fieldUPID:
		storeUPID(ev, v)
	case fieldPrincipalOrAny:
		if v != "ANY" {
			keep(&ev.Principal, v)
		}
	case fieldLeader:
		if v != "None" {
			keep(&ev.Leader, v)
		}
	case fieldRoles:
		keep(&ev.Roles, bare(v))
	case fieldURL:
		storeURL(ev, v)
	case fieldStatus:
		keep(&ev.Status, v[:3])
	case fieldRemote:
		storeRemote(ev, v)
	default:
		keep(target(ev, f), v)
	}
}

func keep(dst *string, v string) {
	if *dst == "" {
		*dst = v
	}
}

// target answers the plain string field of f.
func target(ev *mesoswatch.Event, f field) *string {
	switch f {
	case fieldPrincipal:
		return &ev.Principal
	case fieldClaimedPrincipal:
		return &ev.ClaimedPrincipal
	case fieldOldUPID:
		return &ev.OldUPID
	case fieldFrameworkID:
		return &ev.FrameworkID
	case fieldFrameworkName:
		return &ev.FrameworkName
	case fieldUser:
		return &ev.User
	case fieldAgentID:
		return &ev.AgentID
	case fieldHostname:
		return &ev.Hostname
	case fieldTaskID:
		return &ev.TaskID
	case fieldExecutorID:
		return &ev.ExecutorID
	case fieldContainerID:
		return &ev.ContainerID
	case fieldState:
		return &ev.State
	case fieldReason:
		return &ev.Reason
	case fieldVersion:
		return &ev.Version
	case fieldMethod:
		return &ev.Method
	case fieldPath:
		return &ev.Path
	case fieldCall:
		return &ev.Call
	}
	return new(string)
}
