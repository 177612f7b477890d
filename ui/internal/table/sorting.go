package table

// NextOrder is the order behind the one there is: by the next column that sorts,
// at last, if there is one, by rank. Numbers begin with the largest, texts with
// the first of the alphabet.
func (t *Table[C, R]) NextOrder() Order {
	if i := t.sortsFrom(t.order.Field + 1); i >= 0 {
		return t.orderBy(i)
	}
	if t.spec.Rank != nil {
		return Order{Field: -1}
	}
	if i := t.sortsFrom(0); i >= 0 {
		return t.orderBy(i)
	}
	return t.order
}

// sortsFrom is the first field from i on that sorts, -1 without one.
func (t *Table[C, R]) sortsFrom(i int) int {
	for ; i < len(t.spec.Fields); i++ {
		if f := &t.spec.Fields[i]; f.Name != "" && f.Width > 0 {
			return i
		}
	}
	return -1
}

func (t *Table[C, R]) orderBy(i int) Order {
	f := &t.spec.Fields[i]
	return Order{Field: i, Down: f.Number != nil && !f.Small}
}

// Order is what the rows are sorted by, or will be as soon as Work is done.
func (t *Table[C, R]) Order() Order { return t.order }

// Reversed is the order there is, the other way round.
func (t *Table[C, R]) Reversed() Order { return Order{t.order.Field, !t.order.Down} }

// SortedBy says the order in words: the name of the column, empty for the rank,
// and which come first.
func (t *Table[C, R]) SortedBy() (name, first string) {
	o := t.order
	if o.Field < 0 {
		if o.Down {
			return "", "the other way round"
		}
		return "", ""
	}
	f := &t.spec.Fields[o.Field]
	switch {
	case f.Number != nil && o.Down:
		return f.Name, "largest first"
	case f.Number != nil:
		return f.Name, "smallest first"
	case o.Down:
		return f.Name, "z to a"
	}
	return f.Name, "a to z"
}

// SortNames are the columns that the rows can be sorted by.
func (t *Table[C, R]) SortNames() []string {
	var names []string
	for i := t.sortsFrom(0); i >= 0; i = t.sortsFrom(i + 1) {
		names = append(names, t.spec.Fields[i].Name)
	}
	return names
}

// OrderBy is the order by a column as it begins, by rank where the name is empty;
// false when nothing sorts so.
func (t *Table[C, R]) OrderBy(name string) (Order, bool) {
	if name == "" {
		return Order{Field: -1}, t.spec.Rank != nil
	}
	for i := t.sortsFrom(0); i >= 0; i = t.sortsFrom(i + 1) {
		if t.spec.Fields[i].Name == name {
			return t.orderBy(i), true
		}
	}
	return Order{}, false
}
