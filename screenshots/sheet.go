package main

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// maxSheet is how high a sheet may be, in pixels: browsers draw no higher than some
// 16,000. sheetPatience is how long one may take.
const (
	maxSheet      = 12_000
	sheetPatience = 2 * time.Minute
)

// sheet is several pictures below each other, which the browser draws as one: it
// takes longer to start than to draw.
type sheet struct {
	scenes []scene
	at     []image.Rectangle
	w, h   int
}

// sheets divides pictures among sheets, in their order.
func sheets(all []scene) []*sheet {
	var made []*sheet
	for _, s := range all {
		w, h := pixels(s.w, s.h)
		if len(made) == 0 || made[len(made)-1].h+h > maxSheet {
			made = append(made, &sheet{})
		}
		to := made[len(made)-1]
		to.scenes = append(to.scenes, s)
		to.at = append(to.at, image.Rect(0, to.h, w, to.h+h))
		to.w, to.h = max(to.w, w), to.h+h
	}
	return made
}

// drawAll writes PNG files beside the SVG files in a folder.
func drawAll(browser, folder string, all []scene) error {
	work, err := os.MkdirTemp("", "mesoswatch-sheets-")
	if err != nil {
		return fmt.Errorf("making a folder for sheets: %w", err)
	}
	defer os.RemoveAll(work)
	folder, err = filepath.Abs(folder)
	if err != nil {
		return err
	}
	weight := 0
	for _, s := range sheets(all) {
		n, err := s.draw(browser, folder, work)
		if err != nil {
			return err
		}
		weight += n
	}
	if weight > mostOfAll {
		return fmt.Errorf("the PNG files have %d bytes, more than %d", weight, mostOfAll)
	}
	return nil
}

// page is the sheet as the browser reads it.
func (s *sheet) page(folder string) []byte {
	var b bytes.Buffer
	b.WriteString("<!doctype html><style>body{margin:0}img{position:absolute;left:0}</style>\n")
	for i, one := range s.scenes {
		fmt.Fprintf(&b, "<img style=\"top:%dpx\" src=\"file://%s\">\n", s.at[i].Min.Y, html.EscapeString(filepath.Join(folder, one.file())))
	}
	return b.Bytes()
}

// draw has the browser draw the sheet, cuts it up, and says how many bytes the
// pictures have.
func (s *sheet) draw(browser, folder, work string) (weight int, err error) {
	page, shot := filepath.Join(work, "sheet.html"), filepath.Join(work, "sheet.png")
	if err := os.WriteFile(page, s.page(folder), 0o600); err != nil {
		return 0, fmt.Errorf("writing a sheet: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), sheetPatience)
	defer cancel()
	args := []string{
		"--headless", "--disable-gpu", "--hide-scrollbars", "--disable-lcd-text", "--force-device-scale-factor=1", "--allow-file-access-from-files",
		"--user-data-dir=" + filepath.Join(work, "browser"), fmt.Sprintf("--window-size=%d,%d", s.w, s.h), "--screenshot=" + shot, "file://" + page,
	}
	if os.Getuid() == 0 {
		args = append([]string{"--no-sandbox"}, args...) // it has none for root
	}
	cmd := exec.CommandContext(ctx, browser, args...)
	cmd.Env = append(os.Environ(), "HOME="+work)
	if said, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("drawing %d pictures with %q: %w\n%s", len(s.scenes), browser, err, said)
	}
	f, err := os.Open(shot)
	if err != nil {
		return 0, fmt.Errorf("drawing %d pictures with %q: %w", len(s.scenes), browser, err)
	}
	defer f.Close()
	whole, err := png.Decode(f)
	if err != nil {
		return 0, fmt.Errorf("drawing %d pictures with %q: %w", len(s.scenes), browser, err)
	}
	return s.cut(whole, folder)
}

// cut writes the pictures of a sheet that was drawn.
func (s *sheet) cut(whole image.Image, folder string) (weight int, err error) {
	if !whole.Bounds().Eq(image.Rect(0, 0, s.w, s.h)) {
		return 0, fmt.Errorf("a sheet of %dx%d was drawn as %v", s.w, s.h, whole.Bounds())
	}
	part, ok := whole.(interface {
		SubImage(image.Rectangle) image.Image
	})
	if !ok {
		return 0, fmt.Errorf("a sheet was drawn as %T", whole)
	}
	for i, one := range s.scenes {
		b, err := encoded(part.SubImage(s.at[i]))
		if err != nil {
			return 0, fmt.Errorf("%s: %w", one.file(), err)
		}
		weight += len(b)
		if err := os.WriteFile(filepath.Join(folder, strings.TrimSuffix(one.file(), ".svg")+".png"), b, 0o644); err != nil {
			return 0, err
		}
	}
	return weight, nil
}
