package theme

// palette names the colours of one theme; an empty one is the terminal's own.
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
			informational: "#5b636c", low: "#0a5c94", medium: "#6b5900", high: "#8f4a00", critical: "#b3261e",
		},
		"mono": {},
	}
}
