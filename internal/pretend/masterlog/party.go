package masterlog

// Framework is a scheduler that the master knows.
type Framework struct {
	ID, Name  string
	UPID      string // empty for one that speaks HTTP
	Principal string
	Role      string
}

// String is how the master prints it in most messages.
func (f Framework) String() string {
	if f.UPID == "" {
		return f.ID + " (" + f.Name + ")"
	}
	return f.ID + " (" + f.Name + ") at " + f.UPID
}

// Agent is a machine that offers resources.
type Agent struct {
	ID, UPID, Host string
	// Principal it logs in with; empty when it does not log in.
	Principal string
	Resources string
}

// String is how the master prints it in most messages.
func (a Agent) String() string { return a.ID + " at " + a.UPID + " (" + a.Host + ")" }

// Task is one task of a framework on an agent.
type Task struct {
	ID        string
	Framework Framework
	Agent     Agent
	CPUs, Mem string // "0.5", "256"
	Offer     string // the offer it was launched on
}
