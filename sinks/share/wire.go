package share

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// maxMessage is how large a message may be.
const maxMessage = 256 << 10

// encodeFinding writes a finding; of one that is too large, less of its evidence.
func encodeFinding(f mesoswatch.Finding) ([]byte, error) {
	body, err := json.Marshal(f)
	if err == nil && len(body) > maxMessage && len(f.Evidence) > 2 {
		f.Evidence = []mesoswatch.Evidence{f.Evidence[0], f.Evidence[len(f.Evidence)-1]}
		body, err = json.Marshal(f)
	}
	if err == nil && len(body) > maxMessage {
		f.Evidence = nil
		body, err = json.Marshal(f)
	}
	if err == nil && len(body) > maxMessage {
		err = fmt.Errorf("finding %s is larger than a message may be", f.ID)
	}
	return body, err
}

// encodeHealth writes the word of a source, without what others cannot use: what it
// saw completely is not here, so that there it would be missing.
func encodeHealth(h mesoswatch.Health) ([]byte, error) {
	h.Complete, h.Asked, h.Pace = nil, nil, ""
	if h.Log != nil {
		log := *h.Log
		log.Notes = nil
		h.Log = &log
	}
	return json.Marshal(h)
}

// decode reads a message: what it may say and no more, secrets masked, long texts cut
// short. Its errors are of the kind of refusal, and quote nothing.
func decode(a address, data []byte, sent time.Time) (r mesoswatch.Record, err error) {
	if len(data) > maxMessage {
		return r, errors.New("larger than a message may be")
	}
	c := checker{latest: sent.Add(aheadMost)}
	r.Origin = mesoswatch.Foreign
	switch a.kind {
	case kindFinding:
		r.Finding, err = read[mesoswatch.Finding](data)
		if err == nil {
			c.finding(r.Finding, a)
		}
	case kindAction:
		r.Action, err = read[mesoswatch.Action](data)
		if err == nil {
			c.action(r.Action, a)
		}
	case kindHealth:
		r.Health, err = read[mesoswatch.Health](data)
		if err == nil {
			c.health(r.Health, a)
		}
	default:
		err = errors.New("of an unknown kind")
	}
	if err == nil && c.wrong != "" {
		err = errors.New(c.wrong)
	}
	if err != nil {
		return mesoswatch.Record{}, err
	}
	return r, nil
}

func read[T any](data []byte) (*T, error) {
	v := new(T)
	if json.Unmarshal(data, v) != nil {
		return nil, errors.New("no JSON of its kind")
	}
	return v, nil
}
