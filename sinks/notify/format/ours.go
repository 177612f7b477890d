package format

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// ourLine is the finding as "findings list --format jsonl" gives it, with what the
// notice says in front. The finding has no field of these names.
type ourLine struct {
	At      time.Time         `json:"at"`
	Turn    mesoswatch.Turn   `json:"turn"`
	Was     *mesoswatch.Level `json:"was,omitempty"`
	Cluster string            `json:"cluster"`
	Host    string            `json:"host,omitempty"`
	Key     string            `json:"key"`
	Seq     uint64            `json:"seq,omitempty"`
	mesoswatch.Finding
}

func ours(n notice.Notice) ourLine {
	return ourLine{At: n.At, Turn: n.Turn, Was: n.Was, Cluster: n.Cluster, Host: n.Host, Key: n.Key, Seq: n.Seq, Finding: n.Finding}
}
