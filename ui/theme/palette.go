package theme

// palette names the colours of one theme, as #rrggbb or as the number of one of
// the terminal's sixteen; an empty one is the terminal's own.
// The levels follow the Okabe-Ito set, which colour-blind eyes can tell apart.
type palette struct {
	dim, title, border, accent, link, changed string
	cursor, unfocused                         string
	ok, suspect, match, matchText             string
	informational, low, medium                string
	high, critical                            string
}

func palettes() map[string]palette {
	return map[string]palette{
		"dark": {
			dim: "#8a939e", title: "#e6e9ec", border: "#4a525c", accent: "#56d0e0", link: "#8ab8ff", changed: "#f0e442",
			cursor: "#2b4257", unfocused: "#2a2e33",
			ok: "#3fc79a", suspect: "#e58ac6", match: "#f0e442", matchText: "#101214",
			informational: "#8a939e", low: "#63bdf0", medium: "#f0e442", high: "#f2a516", critical: "#ff6a4d",
		},
		"light": {
			dim: "#5b636c", title: "#14181c", border: "#b4bac1", accent: "#00628a", link: "#1d4fa8", changed: "#7a5c00",
			cursor: "#cfe6f5", unfocused: "#e8eaed",
			ok: "#00694a", suspect: "#8f2f73", match: "#f5e04a", matchText: "#14181c",
			informational: "#5b636c", low: "#0a5c94", medium: "#8a6a00", high: "#7a2e00", critical: "#c4004f",
		},
		"mono": {},
	}
}

// sixteen are the same themes in the sixteen colours of a terminal, by number,
// chosen by hand: taken down by distance, levels would fall together.
func sixteen() map[string]palette {
	return map[string]palette{
		"dark": {
			dim: "8", title: "15", border: "8", accent: "14", link: "12", changed: "11", cursor: "4", unfocused: "8",
			ok: "10", suspect: "13", match: "11", matchText: "0",
			informational: "7", low: "12", medium: "3", high: "11", critical: "9",
		},
		"light": {
			dim: "8", title: "0", border: "7", accent: "6", link: "4", changed: "5", cursor: "14", unfocused: "7",
			ok: "2", suspect: "5", match: "11", matchText: "0",
			informational: "8", low: "4", medium: "3", high: "5", critical: "1",
		},
		"mono": {},
	}
}
