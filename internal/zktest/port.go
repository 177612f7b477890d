package zktest

import (
	"fmt"
	"math/rand/v2"
	"net"
)

// ports of one server, all on 127.0.0.1.
type ports struct{ client, secure, admin, quorum, election int }

// lowest and highest lie below the ports that Linux gives to outgoing
// connections: a stopped server finds its own free again.
const lowest, highest = 15000, 32000

// freePorts answers as many sets of ports that nobody listens on right now.
func freePorts(n int) ([]ports, error) {
	var taken []net.Listener
	defer func() {
		for _, l := range taken {
			l.Close()
		}
	}()
	free := func() (int, error) {
		var last error
		for range 100 {
			port := lowest + rand.IntN(highest-lowest)
			l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
			if err == nil {
				taken = append(taken, l)
				return port, nil
			}
			last = err
		}
		return 0, fmt.Errorf("looking for a free port: %w", last)
	}
	all := make([]ports, n)
	for i := range all {
		p := &all[i]
		for _, one := range []*int{&p.client, &p.secure, &p.admin, &p.quorum, &p.election} {
			var err error
			if *one, err = free(); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}
