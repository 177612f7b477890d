package baseline

import (
	"errors"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

const images = `baseline: 1
frameworks:
  - name: shop
    users: [root]
  - name_pattern: "job-*"
images:
  - image: registry.example.org:5000/shop/web
  - image: shop/cart:1.4
  - image_pattern: "registry.example.org/base/*"
  - image: google/cadvisor
    allows: [docker-socket, host-path]
`

func TestRepository(t *testing.T) {
	for image, want := range map[string]string{
		"":                                  "",
		"busybox":                           "busybox",
		"busybox:1.27":                      "busybox",
		"shop/web:latest":                   "shop/web",
		"registry.example.org:5000/web":     "registry.example.org:5000/web",
		"registry.example.org:5000/web:7":   "registry.example.org:5000/web",
		"shop/web@sha256:0123":              "shop/web",
		"reg:5000/shop/web:1.4@sha256:0123": "reg:5000/shop/web",
	} {
		if got := Repository(image); got != want {
			t.Errorf("%q: %q, want %q", image, got, want)
		}
	}
}

func TestImage(t *testing.T) {
	b := mustRead(t, images)
	for _, c := range []struct {
		image string
		want  State
	}{
		{"registry.example.org:5000/shop/web", Known},
		{"registry.example.org:5000/shop/web:7", Known},
		{"registry.example.org:5000/shop/web@sha256:01", Known},
		{"registry.example.org:5000/shop/web2:7", Unknown},
		{"shop/web:7", Unknown},
		{"shop/cart:1.4", Known},
		{"shop/cart:1.5", Unknown},
		{"shop/cart", Unknown},
		{"registry.example.org/base/java:8", Known},
		{"registry.example.org/basement/java:8", Unknown},
		{"Google/cadvisor", Unknown},
	} {
		if v := b.Image(c.image); v.State != c.want {
			t.Errorf("%q: %+v, want %s", c.image, v, c.want)
		}
	}
	var none *Baseline
	if none.Image("x").State != Unjudged || mustRead(t, small).Image("x").State != Unjudged {
		t.Error("judged without images in the baseline")
	}
}

func TestAllowances(t *testing.T) {
	b := mustRead(t, images)
	var none *Baseline
	for what, c := range map[string]struct{ got, want bool }{
		"stated":                          {b.Allows("google/cadvisor:v1", AllowDockerSocket), true},
		"another one is not":              {b.Allows("google/cadvisor:v1", AllowPrivileged), false},
		"known, but allowed nothing":      {b.Allows("shop/cart:1.4", AllowHostPath), false},
		"unknown":                         {b.Allows("x", AllowHostPath), false},
		"no image":                        {b.Allows("", AllowHostPath), false},
		"no baseline":                     {none.Allows("google/cadvisor", AllowDockerSocket), false},
		"a user that is stated":           {b.RunsAs("shop", "root"), true},
		"another user":                    {b.RunsAs("shop", "toor"), false},
		"no users stated":                 {b.RunsAs("job-1", "root"), false},
		"a framework that is not there":   {b.RunsAs("x", "root"), false},
		"a framework without a baseline ": {none.RunsAs("shop", "root"), false},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v", what, c.got)
		}
	}
}

func TestReadImagesIsStrict(t *testing.T) {
	for text, want := range map[string]string{
		"  - image: x\n    image_pattern: y": "an image has both image and image_pattern",
		"  - note: x":                        "an image has neither image nor image_pattern",
		"  - image: \"\"":                    "image is empty",
		"  - {image: x, allows: [all]}":      `allows: "all" is none of docker-socket, host-path, miner, privileged, root`,
		"  - {image: x, allows: []}":         "allows is empty",
		"  - {image: x, tag: y}":             `an image has no key "tag"`,
	} {
		if _, err := Read("b", []byte("baseline: 1\nimages:\n"+text+"\n")); err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "b:3") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestImageDifferences(t *testing.T) {
	old := mustRead(t, images)
	more := mustRead(t, strings.Replace(images, "allows: [docker-socket, host-path]", "allows: [docker-socket, root]", 1))
	if got := lines(Diff(old, more)); got != `~ image "google/cadvisor": allows +"root"; allows -"host-path"` {
		t.Error(got)
	}
	other := mustRead(t, strings.Replace(images, "cart:1.4", "cart:1.5", 1))
	if got := lines(Diff(old, other)); got != "+ image \"shop/cart:1.5\"\n- image \"shop/cart:1.4\"" {
		t.Error(got)
	}
	seen := mustRead(t, "baseline: 1\nimages:\n  - image: shop/cart\n  - image: registry.example.org/base/java\n  - image: x/miner\n")
	want := "+ image \"x/miner\"\n- image \"registry.example.org:5000/shop/web\"\n- image \"google/cadvisor\""
	if got := lines(old.Against(seen)); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

func TestAcceptSuspiciousTask(t *testing.T) {
	b := mustRead(t, images)
	task := found("task-suspicious", "task", "fw web", "image", "x/agent:7", "reasons", "image,privileged,root")
	root := found("task-suspicious", "framework", "fw", "framework_name", "job-1", "user", "root", "reasons", "root")
	for _, f := range []mesoswatch.Finding{task, task, root, root} {
		if err := b.Accept(f, "ana", noon); err != nil {
			t.Fatal(err)
		}
	}
	if len(b.Images) != 5 || len(b.Frameworks) != 3 || !b.Allows("x/agent:7", AllowPrivileged) || !b.Allows("x/agent:7", AllowRoot) ||
		b.Allows("x/agent:8", AllowRoot) || b.Image("x/agent:7").State != Known || !b.RunsAs("job-1", "root") || b.RunsAs("job-2", "root") {
		t.Errorf("%s", b.YAML())
	}
	for what, c := range map[string]struct {
		b *Baseline
		f mesoswatch.Finding
	}{
		"no image":                        {mustRead(t, images), found("task-suspicious", "task", "fw web", "reasons", "root")},
		"images are not described":        {&Baseline{}, task},
		"frameworks are not described":    {&Baseline{}, root},
		"the framework's name is unknown": {mustRead(t, images), found("task-suspicious", "framework", "fw", "user", "root")},
	} {
		before := string(c.b.YAML())
		if err := c.b.Accept(c.f, "ana", noon); !errors.Is(err, ErrNotAcceptable) || string(c.b.YAML()) != before {
			t.Errorf("%s: %v", what, err)
		}
	}
	out, err := AcceptText("b", []byte(images), task, "ana", noon)
	if err != nil || !strings.Contains(string(out), "  - image: \"x/agent:7\"\n    allows: [\"privileged\", \"root\"]\n    note:") {
		t.Errorf("%v\n%s", err, out)
	}
}
