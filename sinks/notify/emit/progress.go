package emit

import "github.com/mesoswatch/mesoswatch/sinks/notify/notice"

// progress remembers how many of a batch that failed were taken, where the receiver
// takes one after the other: they come again in front of the next batch and are not
// sent twice.
type progress struct{ taken []string }

// rest is what of a batch was not taken yet. What was taken and does not come again
// is forgotten.
func (p *progress) rest(batch []notice.Notice) []notice.Notice {
	for i, key := range p.taken {
		if i == len(batch) || batch[i].Key != key {
			p.taken = nil
			return batch
		}
	}
	return batch[len(p.taken):]
}

func (p *progress) took(key string) { p.taken = append(p.taken, key) }

// done forgets: the batch was confirmed.
func (p *progress) done() { p.taken = nil }
