package masterlog

// What Cyrus SASL says of a refused login, and no more: neither who nor whence.
const (
	WrongSecret      = "authentication failure"
	UnknownPrincipal = "user not found"
)

// A login line by line, as it goes on. Of several at the same time the lines mix, and
// only the first and the last name the peer.

// LoginAsked is the beginning. A peer that had logged in before is so no more.
func LoginAsked(upid string, known bool) []Line {
	text := "Authenticating " + upid
	if known {
		text += "; clearing previous authentication"
	}
	return []Line{info("master.cpp:9797", text), info("authenticator.cpp:98", "Creating new server SASL connection")}
}

// LoginAskedAgain is a peer that begins anew while a login of it is under way.
func LoginAskedAgain(upid string) Line {
	return info("master.cpp:9772", "Re-authenticating "+upid+"; discarding outstanding authentication")
}

// LoginStarted is the choice of the mechanism.
func LoginStarted() []Line {
	return []Line{info("authenticator.cpp:204", "Received SASL authentication start"), info("authenticator.cpp:326", "Authentication requires more steps")}
}

// LoginAnswered is the answer to the challenge.
func LoginAnswered() Line { return info("authenticator.cpp:232", "Received SASL authentication step") }

// LoginAccepted is the good end.
func LoginAccepted(upid, principal string) []Line {
	return []Line{
		info("authenticator.cpp:318", "Authentication success"),
		info("master.cpp:9829", "Successfully authenticated principal '"+principal+"' at "+upid),
	}
}

// LoginFailed is the bad end. From 1.7 on its second line is of severity INFO; only
// that one names the peer.
func LoginFailed(upid, why string) []Line {
	return []Line{
		warning("authenticator.cpp:332", "Authentication failure: "+why),
		info("master.cpp:9834", "Authentication of "+upid+" was unsuccessful: Invalid credentials"),
	}
}

// LoginBroken is one that could not be carried out.
func LoginBroken(upid, why string) Line {
	return warning("master.cpp:9814", "An error ocurred while attempting to authenticate "+upid+": "+why)
}

// LoginTimedOut is one that the master gave up.
func LoginTimedOut(upid string) []Line {
	return []Line{warning("master.cpp:9800", "Authentication timed out"), info("master.cpp:9821", "Authentication of "+upid+" was discarded")}
}

// Login is a login that succeeds, of a scheduler or an agent.
func Login(upid, principal string) []Line {
	return append(handshake(upid), LoginAccepted(upid, principal)...)
}

// LoginRefused is one that does not.
func LoginRefused(upid, why string) []Line { return append(handshake(upid), LoginFailed(upid, why)...) }

// handshake is the part of a login that does not tell how it ends.
func handshake(upid string) []Line {
	return append(append(LoginAsked(upid, false), LoginStarted()...), LoginAnswered())
}
