package world

// Resources are the scalars of Mesos, memory and disk in MB, and ports as it
// writes ranges: "[31000-32000]".
type Resources struct {
	CPUs, GPUs, Mem, Disk float64
	Ports                 string
}

// Plus is the sum; ports are those of the first.
func (r Resources) Plus(o Resources) Resources {
	r.CPUs += o.CPUs
	r.GPUs += o.GPUs
	r.Mem += o.Mem
	r.Disk += o.Disk
	return r
}

// Scalars are without ports: what tasks of this cluster use.
func (r Resources) Scalars() Resources {
	r.Ports = ""
	return r
}

// Minus is what is left; ports stay those of the first.
func (r Resources) Minus(o Resources) Resources {
	r.CPUs -= o.CPUs
	r.GPUs -= o.GPUs
	r.Mem -= o.Mem
	r.Disk -= o.Disk
	return r
}
