package mesosapi

// agentQueue holds agents by the time of their next turn.
type agentQueue []*agent

func (q agentQueue) Len() int           { return len(q) }
func (q agentQueue) Less(i, j int) bool { return q[i].next.Before(q[j].next) }
func (q agentQueue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].index, q[j].index = i, j
}

func (q *agentQueue) Push(x any) {
	a := x.(*agent)
	a.index = len(*q)
	*q = append(*q, a)
}

func (q *agentQueue) Pop() any {
	old := *q
	a := old[len(old)-1]
	old[len(old)-1] = nil
	*q, a.index = old[:len(old)-1], -1
	return a
}

func (q agentQueue) first() *agent {
	if len(q) == 0 {
		return nil
	}
	return q[0]
}
