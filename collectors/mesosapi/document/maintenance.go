package document

import (
	"io"
	"net/netip"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document/internal/scan"
)

// partMachines is a list of machines, in either maintenance document.
const partMachines part = "windows"

// maxMachines bounds the machines of one window, which wait for its times.
const maxMachines = 20_000

// Schedule reads /maintenance/schedule, and the answer to
// GET_MAINTENANCE_SCHEDULE: machines without a mode, which it does not tell.
func Schedule(r io.Reader, to Take) (Head, error) {
	d := newDecoder(r, to)
	d.unwrap(func(key []byte) bool {
		if string(key) != "windows" {
			return false
		}
		d.machinesSeen(0)
		for range d.Elements {
			d.window()
		}
		return true
	})
	return d.finish(wanted{parts: []part{partMachines}, call: "GET_MAINTENANCE_SCHEDULE", empty: true})
}

// Status reads /maintenance/status, and the answer to GET_MAINTENANCE_STATUS:
// machines that are draining or down, without their times.
func Status(r io.Reader, to Take) (Head, error) {
	d := newDecoder(r, to)
	d.unwrap(func(key []byte) bool {
		var mode string
		switch string(key) {
		case "draining_machines":
			mode = "draining"
		case "down_machines":
			mode = "down"
		default:
			return false
		}
		d.machinesSeen(0)
		for range d.Elements {
			m := &mesoswatch.Machine{Mode: mode}
			d.machine(m)
			d.handOnMachine(m)
		}
		return true
	})
	return d.finish(wanted{parts: []part{partMachines}, call: "GET_MAINTENANCE_STATUS", empty: true})
}

func (d *decoder) machinesSeen(n int64) {
	d.see(partMachines)
	if d.to.Machine != nil {
		add(&d.head.Listed.Machines, n)
	}
}

func (d *decoder) handOnMachine(m *mesoswatch.Machine) {
	switch {
	case d.Err() != nil:
	case m.Hostname == "" && m.IP == "":
		d.Odd("a machine without a name")
	default:
		d.machinesSeen(1)
		handOn(d, m, d.to.Machine)
	}
}

// window reads a Window: machines, and when they are unavailable.
func (d *decoder) window() {
	var machines []*mesoswatch.Machine
	var start time.Time
	var duration float64
	for key := range d.Fields {
		switch string(key) {
		case "machine_ids":
			for range d.Elements {
				if len(machines) == maxMachines {
					d.Odd("more machines than are taken")
					continue
				}
				m := &mesoswatch.Machine{}
				d.machine(m)
				machines = append(machines, m)
			}
		case "unavailability":
			for key := range d.Fields {
				switch string(key) {
				case "start":
					start = d.time()
				case "duration":
					duration = d.seconds()
				}
			}
		}
	}
	for _, m := range machines {
		m.Start, m.Duration = start, duration
		d.handOnMachine(m)
	}
}

// machine reads a MachineID, or what has one as its id.
func (d *decoder) machine(m *mesoswatch.Machine) {
	for key := range d.Fields {
		switch string(key) {
		case "id":
			d.machine(m)
		case "hostname":
			m.Hostname = d.Name()
		case "ip":
			m.IP = d.address()
		}
	}
}

// address reads an IP address: a text, or a number in network byte order that was
// read as little-endian (MasterInfo.ip).
func (d *decoder) address() string {
	if d.Kind() != scan.Number {
		return d.Name()
	}
	n, ok := d.Int()
	if !ok || n < 0 || n > 1<<32-1 {
		return ""
	}
	return netip.AddrFrom4([4]byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)}).String()
}
