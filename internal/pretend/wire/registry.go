package wire

import (
	"encoding/binary"
	"net/netip"

	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// Info is the MasterInfo that a master writes into its znode, json.info_….
func (m Master) Info(e *Encoder) {
	e.object(func() { teller{e, e.release}.masterInfo(m, true) })
}

// masterInfo with its keys in order of the alphabet, as znodes and the registry
// have them, or as the operator API has them.
func (t teller) masterInfo(m Master, sorted bool) {
	address := func() {
		t.objectAt("address", func() {
			t.string("hostname", m.Host)
			t.string("ip", m.IP)
			t.int("port", m.port())
		})
	}
	capable := func() {
		if t.r.Since(1, 5) {
			t.listAt("capabilities", func() { t.types(t.r.masterCapabilities()) })
		}
	}
	if sorted {
		address()
		capable()
		t.string("hostname", m.Host)
	}
	t.string("id", m.ID)
	t.int("ip", m.number())
	if sorted {
		t.string("pid", m.UPID())
		t.int("port", m.port())
		t.string("version", t.r.String())
		return
	}
	t.int("port", m.port())
	t.string("pid", m.UPID())
	t.string("hostname", m.Host)
	t.string("version", t.r.String())
	address()
	capable()
}

// types is what the operator API makes of a list of names.
func (t teller) types(names []string) {
	for _, n := range names {
		t.object(func() { t.string("type", n) })
	}
}

// number is the address as MasterInfo has it: the four bytes, the first the least.
func (m Master) number() int64 {
	ip, err := netip.ParseAddr(m.IP)
	if err != nil || !ip.Is4() {
		return 0
	}
	four := ip.As4()
	return int64(binary.LittleEndian.Uint32(four[:]))
}

// Registry is /registrar(1)/registry: empty before it is read.
func (m Master) Registry(e *Encoder, v world.View) {
	t := teller{e, e.release}
	e.object(func() {
		if m.Elected.IsZero() {
			return
		}
		e.objectAt("master", func() {
			e.objectAt("info", func() { t.masterInfo(m, true) })
		})
		e.objectAt("slaves", func() {
			e.listAt("slaves", func() {
				for a := range v.Agents() {
					t.admitted(a)
				}
				for a := range v.Recovered() {
					t.admitted(a)
				}
			})
		})
	})
}

func (t teller) admitted(a *world.Agent) {
	t.object(func() {
		if t.r.Since(1, 9) {
			t.bool("deactivated", a.Deactivated)
		}
		t.objectAt("info", func() {
			t.bool("checkpoint", true)
			t.string("hostname", a.Hostname)
			t.objectAt("id", func() { t.string("value", a.ID) })
			t.int("port", int64(a.Port))
			t.listAt("resources", func() { t.each(a.Total, marks{role: "*"}) })
		})
	})
}
