package main

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"slices"
)

// What a PNG may weigh, and all of them together: they lie in the repository.
const (
	mostOfOne = 150_000
	mostOfAll = 8_000_000
)

// encoded is a picture as PNG with few colours, a quarter of its size: a screen has
// few, the rest are edges of letters. 16 take four bits a pixel; where even that is
// too much there are fewer.
func encoded(from image.Image) ([]byte, error) {
	var b []byte
	for _, n := range []int{16, 8, 4} {
		var to bytes.Buffer
		e := png.Encoder{CompressionLevel: png.BestCompression}
		if err := e.Encode(&to, paletted(from, n)); err != nil {
			return nil, err
		}
		if b = to.Bytes(); len(b) <= mostOfOne {
			return b, nil
		}
	}
	return nil, fmt.Errorf("%d bytes with four colours, more than %d", len(b), mostOfOne)
}

// paletted has at most n colours.
func paletted(from image.Image, n int) *image.Paletted {
	r, count := from.Bounds(), map[color.RGBA]int{}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			count[at(from, x, y)]++
		}
	}
	most := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(count[b]-count[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B), int(a.A)-int(b.A))
	})
	colours := palette(most, n)
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

// palette takes n colours in this order, and leaves out what is near one it has: as
// near as it must be for the rest to fit. So none is far from what it was, however
// rare.
func palette(most []color.RGBA, n int) color.Palette {
	for near := 0; ; near = near*3/2 + 1 {
		var p color.Palette
		for _, c := range most {
			if !slices.ContainsFunc(p, func(o color.Color) bool { return distance(c, o.(color.RGBA)) < near }) {
				p = append(p, c)
			}
			if len(p) > n {
				break
			}
		}
		if len(p) <= n {
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
