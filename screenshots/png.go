package main

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"slices"
)

// shrink writes a PNG anew with at most 256 colours, a quarter of its size. A screen
// has few colours; the rest are edges of letters.
func shrink(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading picture: %w", err)
	}
	from, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("picture %q: %w", path, err)
	}
	var to bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestCompression}
	if err := e.Encode(&to, paletted(from)); err != nil {
		return fmt.Errorf("picture %q: %w", path, err)
	}
	return os.WriteFile(path, to.Bytes(), 0o644)
}

func paletted(from image.Image) *image.Paletted {
	r, count := from.Bounds(), map[color.RGBA]int{}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			count[at(from, x, y)]++
		}
	}
	most := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(count[b]-count[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B), int(a.A)-int(b.A))
	})
	colours := palette(most)
	index := make(map[color.RGBA]uint8, len(most))
	for _, c := range most {
		index[c] = uint8(colours.Index(c))
	}
	to := image.NewPaletted(r, colours)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			to.SetColorIndex(x, y, index[at(from, x, y)])
		}
	}
	return to
}

// palette takes colours in this order, and leaves out what is near one it has: as
// near as it must be for the rest to fit. So none is far from what it was, however
// rare.
func palette(most []color.RGBA) color.Palette {
	for near := 0; ; near = near*3/2 + 1 {
		var p color.Palette
		for _, c := range most {
			if !slices.ContainsFunc(p, func(o color.Color) bool { return distance(c, o.(color.RGBA)) < near }) {
				p = append(p, c)
			}
			if len(p) > 256 {
				break
			}
		}
		if len(p) <= 256 {
			return p
		}
	}
}

// distance is squared.
func distance(a, b color.RGBA) int {
	square := func(x, y uint8) int { return (int(x) - int(y)) * (int(x) - int(y)) }
	return square(a.R, b.R) + square(a.G, b.G) + square(a.B, b.B) + square(a.A, b.A)
}

func at(from image.Image, x, y int) color.RGBA {
	return color.RGBAModel.Convert(from.At(x, y)).(color.RGBA)
}
