package baseline

import (
	"slices"
	"strings"
)

// What an image may be allowed that would be found suspicious of its tasks.
const (
	AllowDockerSocket = "docker-socket" // mounts the socket of the container engine
	AllowHostPath     = "host-path"     // mounts a path of the host that is of weight
	AllowMiner        = "miner"         // has a word of mining software in its names
	AllowPrivileged   = "privileged"    // runs privileged
	AllowRoot         = "root"          // runs as root on the host
)

// allowed lists what may be allowed.
var allowed = []string{AllowDockerSocket, AllowHostPath, AllowMiner, AllowPrivileged, AllowRoot}

// Image is one that tasks may run. It is compared as it stands, but one without
// tag and digest stands for all of its repository. ImagePattern, in its place,
// knows the wildcards * and ?. Allows lists what is known of its tasks beside
// that they run it: nothing, unless it is stated.
type Image struct {
	Image        string   `yaml:"image" json:"image,omitempty"`
	ImagePattern string   `yaml:"image_pattern" json:"image_pattern,omitempty"`
	Allows       []string `yaml:"allows" json:"allows,omitempty"`
	Accepted     `yaml:",inline"`
}

// Repository is an image without tag and digest.
func Repository(image string) string {
	image, _, _ = strings.Cut(image, "@")
	if i := strings.LastIndexByte(image, ':'); i > strings.LastIndexByte(image, '/') {
		return image[:i]
	}
	return image
}

func (i Image) fits(image, repository string) bool {
	if i.ImagePattern != "" {
		return like(i.ImagePattern, image)
	}
	return i.Image == image || i.Image == repository
}

// Image answers whether tasks run an image here.
func (b *Baseline) Image(image string) Verdict {
	if b == nil {
		return unjudged("images")
	}
	repository := Repository(image)
	return judge(b.Images, "images",
		func(i Image) bool { return i.fits(image, repository) },
		func(Image) []string { return nil })
}

// Allows tells whether the baseline allows that (AllowPrivileged …) to tasks of
// an image.
func (b *Baseline) Allows(image, what string) bool {
	if b == nil || image == "" {
		return false
	}
	repository := Repository(image)
	return slices.ContainsFunc(b.Images, func(i Image) bool {
		return slices.Contains(i.Allows, what) && i.fits(image, repository)
	})
}

// RunsAs tells whether an entry about a framework states that its tasks run as
// that user of the operating system. One that states no users does not.
func (b *Baseline) RunsAs(framework, user string) bool {
	return b != nil && slices.ContainsFunc(b.Frameworks, func(f Framework) bool {
		return slices.Contains(f.Users, user) && named(framework, f.Name, f.NamePattern)
	})
}
