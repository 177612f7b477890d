package catalogue

import (
	"unsafe"

	"github.com/mesoswatch/mesoswatch"
)

// Rebase moves what Match captured out of one text into an equal one: each field
// that is a part of from becomes the same part of to. So a message can be matched
// where it stands in a buffer, and be copied only when it is wanted. The texts
// must be equal; fields that are no parts of from stay.
func Rebase(ev *mesoswatch.Event, from, to string) {
	if len(from) != len(to) || len(from) == 0 {
		return
	}
	base := uintptr(unsafe.Pointer(unsafe.StringData(from)))
	for _, f := range [...]*string{
		&ev.Principal, &ev.ClaimedPrincipal, &ev.UPID, &ev.OldUPID, &ev.ClaimedIP, &ev.ClaimedPort,
		&ev.RemoteIP, &ev.RemotePort, &ev.ForwardedFor, &ev.Method, &ev.Path, &ev.Query, &ev.Status,
		&ev.UserAgent, &ev.Call, &ev.FrameworkID, &ev.FrameworkName, &ev.Roles, &ev.User, &ev.AgentID,
		&ev.Hostname, &ev.TaskID, &ev.ExecutorID, &ev.ContainerID, &ev.State, &ev.Reason, &ev.Leader, &ev.Version,
	} {
		if *f == "" {
			continue
		}
		at := uintptr(unsafe.Pointer(unsafe.StringData(*f))) - base
		if at < uintptr(len(from)) && at+uintptr(len(*f)) <= uintptr(len(from)) {
			*f = to[at : at+uintptr(len(*f))]
		}
	}
}
