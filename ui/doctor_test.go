package ui

import (
	"context"
	"testing"

	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// sighted are options of a run in which somebody can tell what is seen.
func sighted(nothing string) Options {
	o := liveOptions()
	o.Nothing = nothing
	o.Doctor = func(context.Context) []DoctorChapter {
		return []DoctorChapter{
			{Title: "Found on this host", Beside: "/etc/mesos/zk", Rows: []DoctorRow{
				{Name: "ZooKeeper", Text: "none: /etc/mesos/zk is not there", State: DoctorMissing},
				{Name: "log", Text: "/var/log/mesos/mesos-master.INFO: not permitted\x1b[31m", State: DoctorBad},
			}},
			{Title: "To see more", Rows: []DoctorRow{{Name: "mesoswatch --zk zk://HOST:2181/mesos", Text: "masters are found in ZooKeeper", State: DoctorCommand}}},
			{Title: "Missing", Beside: "nothing"},
		}
	}
	return o
}

// TestDoctor: it opens by its command above any view, and Esc leads back.
func TestDoctor(t *testing.T) {
	r := newRig(t, sighted(""), 80, 24, stage.Incident())
	r.hides("Doctor").keys("2", ":", "'doctor", "enter")
	r.shows("Doctor", "Found on this host", "none: /etc/mesos/zk is not there", "not permitted", "mesoswatch --zk zk://HOST:2181/mesos", "Missing  nothing")
	r.keys("esc").hides("Doctor").shows("Brute force")
	r.keys(":", "'doctor", "enter", "3").hides("Doctor").shows("following")
	newRig(t, liveOptions(), 80, 24, stage.Incident()).keys(":", "'doctor", "enter").shows("is for live runs")
}

// TestNothingHere: a first run that found nothing opens with what was looked for
// and what leads on, and the views are there behind it.
func TestNothingHere(t *testing.T) {
	r := newRig(t, sighted("Nothing of Mesos was found on host-1."), 80, 24, nil)
	r.shows("Nothing of Mesos was found on host-1.", "Found on this host", "mesoswatch --zk")
	r.keys("4").hides("Found on this host")
	r.keys(":", "'doctor", "enter").shows("Nothing of Mesos was found on host-1.", "To see more")
}
