package follow

// Lines is Read for bytes that come by and by: they are added as they come, and
// handed on in Chunks of whole lines. Its memory is bounded by Options.
type Lines struct {
	fr   *framer
	emit func(func(Chunk) error) func(Chunk) error
}

// NewLines begins at opt.Offset, which must be where a line begins.
func NewLines(src FileInfo, opt Options) *Lines {
	fr := newFramer(opt.MaxLine, opt.ChunkSize)
	line := opt.Line
	if line == 0 && opt.Offset == 0 {
		line = 1
	}
	fr.reset(opt.Offset, line)
	return &Lines{fr: fr, emit: src.stamped}
}

// Add takes the next bytes and hands on the lines they end. Errors of handle are
// returned as they are; then the rest of b is not taken.
func (l *Lines) Add(b []byte, handle func(Chunk) error) error {
	emit := l.emit(handle)
	for len(b) > 0 {
		n := copy(l.fr.space(), b)
		b = b[n:]
		if err := l.fr.filled(n, emit); err != nil {
			return err
		}
	}
	return nil
}

// End hands on the half line that is left, if any: the file will not go on.
func (l *Lines) End(handle func(Chunk) error) error { return l.fr.end(l.emit(handle)) }
