package main

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/hinshun/vt10x"
)

func TestPicture(t *testing.T) {
	screen := vt10x.New(vt10x.WithSize(20, 3), vt10x.WithWriter(io.Discard))
	if _, err := io.WriteString(screen, "plain <&>\r\n\x1b[1;38;2;255;106;77mred\x1b[m \x1b[48;2;43;66;87mback\x1b[m\r\n\x1b[7mrev\x1b[m \x1b[31mansi\x1b[m"); err != nil {
		t.Fatal(err)
	}
	svg := string((&terminal{screen: screen}).picture("A <title>"))
	for _, want := range []string{"plain &lt;&amp;&gt;", `fill="#ff6a4d" font-weight="bold">red`, `fill="#2b4257"`, ">rev<", `fill="#c0392b">ansi`, "A &lt;title&gt;"} {
		if !strings.Contains(svg, want) {
			t.Errorf("%s is missing in\n%s", want, svg)
		}
	}
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
