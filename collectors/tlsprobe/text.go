package tlsprobe

import "strings"

// clip keeps foreign text short and valid.
func clip(s string) string {
	const most = 300
	if len(s) > most {
		s = s[:most] + "…"
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// clipAll is clip for a list that may be long.
func clipAll(all []string, most int) []string {
	var short []string
	for i, s := range all {
		if i == most {
			return append(short, "…")
		}
		short = append(short, clip(s))
	}
	return short
}
