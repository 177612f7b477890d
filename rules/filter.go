package rules

import (
	"slices"
	"strings"
)

// joinFilters hangs filters on the rules they name.
func (l *loader) joinFilters(c *Catalog) {
	for _, d := range l.filters {
		f := &filter{Document: d, index: len(c.filters)}
		names := l.resolve(d.Filter.Rules)
		for _, ref := range d.Filter.Rules {
			if l.built[ref] {
				names = append(names, ref)
			}
		}
		if !d.Filter.Any && len(names) < len(d.Filter.Rules) {
			l.refuse(d, "filter %q names a rule that is not here: %s", d.Title, strings.Join(d.Filter.Rules, ", "))
			continue
		}
		hung := false
		for _, u := range c.units {
			events := u.doc == nil && (len(u.On.Kinds) > 0 || u.Inactive != "") || u.doc != nil && u.doc.Detection != nil
			if named := slices.Contains(names, u.Name); !events || !named && (!d.Filter.Any || u.doc == nil) {
				continue
			}
			u.filters = append(u.filters, f)
			u.Filters = append(u.Filters, d.Title)
			hung = true
		}
		if !hung {
			l.refuse(d, "filter %q narrows nothing: filters apply to rules, not to correlations; name the rules they count", d.Title)
			continue
		}
		c.filters = append(c.filters, f)
	}
}
