package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// The list of pictures stands between these in the README.
const (
	listBegin = "<!-- pictures -->\n"
	listEnd   = "<!-- end of pictures -->\n"
)

// list writes the pictures that are in the folder of a README into it.
func list(readme string) error {
	b, err := os.ReadFile(readme)
	if err != nil {
		return fmt.Errorf("reading the list of pictures: %w", err)
	}
	before, rest, begins := strings.Cut(string(b), listBegin)
	_, after, ends := strings.Cut(rest, listEnd)
	if !begins || !ends {
		return fmt.Errorf("%q has no place for the list of pictures", readme)
	}
	text := before + listBegin + "\n" + listed(filepath.Dir(readme)) + "\n" + listEnd + after
	return os.WriteFile(readme, []byte(text), 0o644)
}

// listed are the pictures of a folder as a table: a view in each row, a theme in each
// column.
func listed(folder string) string {
	var b bytes.Buffer
	b.WriteString("| |")
	for _, theme := range themes() {
		b.WriteString(" " + theme + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(themes())) + "\n")
	for _, v := range views() {
		b.WriteString("| " + v.title + " |")
		for _, theme := range themes() {
			for _, s := range sizes() {
				name := scene{v, s, theme}.file()
				if there(folder, name) {
					fmt.Fprintf(&b, " [%dx%d](%s)", s.w, s.h, name)
				}
				if png := strings.TrimSuffix(name, ".svg") + ".png"; there(folder, png) {
					fmt.Fprintf(&b, " [png](%s)", png)
				}
			}
			b.WriteString(" |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func there(folder, name string) bool {
	_, err := os.Stat(filepath.Join(folder, name))
	return err == nil
}
