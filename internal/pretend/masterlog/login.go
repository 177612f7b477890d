package masterlog

// What Cyrus SASL says of a refused login, and no more: neither who nor whence.
const (
	WrongSecret      = "authentication failure"
	UnknownPrincipal = "user not found"
)

// handshake is the part of a CRAM-MD5 login that does not tell how it ended.
func handshake(upid string) []Line {
	return []Line{
		info("master.cpp:9797", "Authenticating "+upid),
		info("authenticator.cpp:98", "Creating new server SASL connection"),
		info("authenticator.cpp:204", "Received SASL authentication start"),
		info("authenticator.cpp:326", "Authentication requires more steps"),
		info("authenticator.cpp:232", "Received SASL authentication step"),
	}
}

// Login is a login that succeeds, of a scheduler or an agent.
func Login(upid, principal string) []Line {
	return append(handshake(upid),
		info("authenticator.cpp:318", "Authentication success"),
		info("master.cpp:9829", "Successfully authenticated principal '"+principal+"' at "+upid))
}

// LoginRefused is one that does not. From 1.7 on its second line is of severity
// INFO; only that one names the peer.
func LoginRefused(upid, why string) []Line {
	return append(handshake(upid),
		warning("authenticator.cpp:332", "Authentication failure: "+why),
		info("master.cpp:9834", "Authentication of "+upid+" was unsuccessful: Invalid credentials"))
}
