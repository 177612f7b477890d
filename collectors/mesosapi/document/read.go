package document

import "io"

// State reads /state and /state.json of a master or an agent.
func State(r io.Reader, to Take) (Head, error) {
	return read(r, to, wanted{parts: []part{partBuild, partFrameworks, partAgents}})
}

// Summary reads /state-summary.
func Summary(r io.Reader, to Take) (Head, error) {
	return read(r, to, wanted{parts: []part{partAgents, partFrameworks}})
}

// OperatorState reads the answer to GET_STATE of a master or an agent.
func OperatorState(r io.Reader, to Take) (Head, error) {
	return read(r, to, wanted{parts: []part{partState}, call: "GET_STATE"})
}

// Frameworks reads /frameworks, and the answer to GET_FRAMEWORKS.
func Frameworks(r io.Reader, to Take) (Head, error) {
	return read(r, to, wanted{parts: []part{partFrameworks}, call: "GET_FRAMEWORKS"})
}

// Agents reads /slaves, and the answer to GET_AGENTS.
func Agents(r io.Reader, to Take) (Head, error) {
	return read(r, to, wanted{parts: []part{partAgents}, call: "GET_AGENTS"})
}

// Roles reads /roles and /roles.json, and the answer to GET_ROLES.
func Roles(r io.Reader, to Take) (Head, error) {
	return read(r, to, wanted{parts: []part{partRoles}, call: "GET_ROLES"})
}

// Tasks reads /tasks and /tasks.json, and the answer to GET_TASKS. It has no
// executors, so what a task has from its executor is missing.
func Tasks(r io.Reader, to Take) (Head, error) {
	return read(r, to, wanted{parts: []part{partTasks}, call: "GET_TASKS"})
}

// Flags reads /flags, and the answer to GET_FLAGS.
func Flags(r io.Reader, to Take) (Head, error) {
	return read(r, to, wanted{parts: []part{partFlags}, call: "GET_FLAGS"})
}

// Version reads /version, and the answer to GET_VERSION.
func Version(r io.Reader) (Head, error) {
	return read(r, Take{}, wanted{parts: []part{partBuild}})
}

// Master reads the answer to GET_MASTER.
func Master(r io.Reader) (Head, error) {
	return read(r, Take{}, wanted{parts: []part{partMaster}})
}
