package join

// Needs tells whether events of a template teach a Joiner anything or reset it.
// Others may be left out if Skip is told of them, where nobody wants to see them
// completed.
func Needs(template string) bool {
	switch family(template) {
	case "start", "authn", "sasl", "http", "api", "fw":
		return true
	}
	return teaches(template) || template == "run.logging-started" || template == "run.agent-call"
}

// Skip tells of n recognised events that were left out. How far apart two lines
// stand matters to the join of a request and its effect.
func (j *Joiner) Skip(n int64) { j.count += n }
