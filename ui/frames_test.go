package ui

import (
	"fmt"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// states are the faces of the dashboard: a stage and the keys that lead there.
func states() []struct {
	name   string
	script stage.Script
	keys   []string
} {
	type state = struct {
		name   string
		script stage.Script
		keys   []string
	}
	in, worked, cluster, ports, posture, huge := stage.Incident(), stage.Worked(), stage.Cluster(), stage.PortsBad(), append(stage.Cluster(), stage.PostureBad()...), stage.Big(stage.Size{Agents: 2_000, Frameworks: 300, Tasks: 8_000})
	return []state{
		{"empty", nil, nil},
		{"quiet", stage.Quiet(), nil},
		{"overview", in, nil},
		{"findings", in, []string{"2"}},
		{"detail", in, []string{"enter"}},
		{"runbook", in, []string{"2", "r"}},
		{"log", in, []string{"3"}},
		{"filtered", in, []string{"3", "/", "'10.0.9.9", "enter", "f", "'unsuccessful", "enter"}},
		{"inverse", in, []string{"3", "/", "'!authenticated", "enter"}},
		{"typing", in, []string{"3", "/", "'refus"}},
		{"near", in, []string{"l"}},
		{"paused", in, []string{"space"}},
		{"help", in, []string{"?"}},
		{"cluster", cluster, nil},
		{"frameworks", cluster, []string{"4", "j"}},
		{"framework", cluster, []string{"4", "j", "enter"}},
		{"framework_tasks", cluster, []string{"4", "enter", "tab", "j"}},
		{"task", cluster, []string{"4", "j", "enter", "tab", "enter"}},
		{"frameworks_blind", stage.Blind(), []string{"4"}},
		{"frameworks_never", in, []string{"4"}},
		{"frameworks_empty", stage.Empty(), []string{"4"}},
		{"frameworks_cut", stage.CutDown(), []string{"4"}},
		{"agents", cluster, []string{"5"}},
		{"agents_sorted", cluster, []string{"5", "s", "s", "s", "s", "s", "S", "j", "j"}},
		{"agents_filtered", cluster, []string{"5", "/", "'access:open cpu:>20", "enter"}},
		{"agent", cluster, []string{"5", "j", "j", "j", "enter"}},
		{"agents_empty", stage.Empty(), []string{"5"}},
		{"tasks_cut", stage.CutDown(), []string{"4", "enter", "tab"}},
		{"agents_huge", huge, []string{"5", "G"}},
		{"frameworks_huge", huge, []string{"4", "s", "s", "s", "s", "s", "s", "s", "s"}},
		{"tasks_huge", huge, []string{"4", "G", "enter", "tab", "j", "j"}},
		{"agents_blind", stage.Blind(), []string{"5", "j"}},
		{"posture", posture, []string{"8"}},
		{"posture_well", stage.PostureWell(), []string{"8"}},
		{"posture_blind", stage.PostureBlind(), []string{"8"}},
		{"posture_never", in, []string{"8"}},
		{"posture_changed", posture, []string{"8", "o", "o", "o", "o", "enter"}},
		{"checks", posture, []string{"8", "enter", "j"}},
		{"check", posture, []string{"8", "enter", "j", "enter", "j"}},
		{"check_fails", posture, []string{"8", "j", "/", "'result:fail", "enter", "j", "enter", "enter"}},
		{"answer", posture, []string{"8", "enter", "enter", "enter", "j", "j", "j"}},
		{"answer_unknown", posture, []string{"8", "o", "o", "enter", "enter", "enter"}},
		{"answer_waived", posture, []string{"8", "o", "o", "o", "enter", "enter", "enter"}},
		{"ports_well", stage.PortsWell(), []string{"7"}},
		{"ports_bad", ports, []string{"7"}},
		{"ports_sockets", ports, []string{"7", "tab", "tab", "j"}},
		{"ports_tls", ports, []string{"7", "tab", "j"}},
		{"ports_blind", stage.PortsBlind(), []string{"7", "tab"}},
		{"ports_never", in, []string{"7"}},
		{"ports_empty", stage.PortsEmpty(), []string{"7"}},
		{"socket", ports, []string{"7", "tab", "tab", "enter"}},
		{"port", ports, []string{"7", "enter"}},
		{"incident", in, []string{"9"}},
		{"incident_worked", worked, []string{"9"}},
		{"incident_facts", worked, []string{"9", "S-tab"}},
		{"incident_timeline", worked, []string{"9", "tab", "E"}},
		{"incident_everything", worked, []string{"9", "tab", "t", "z"}},
		{"incident_command", worked, []string{"9", "j", "y"}},
		{"incident_link", worked, []string{"9", "L"}},
		{"incident_no_book", in, []string{"2", "G", "i"}},
		{"incident_none", stage.Quiet(), []string{"9"}},
		{"findings_worked", worked, []string{"2"}},
		{"detail_worked", worked, []string{"2", "enter"}},
		{"endpoint", ports, []string{"7", "tab", "j", "enter"}},
	}
}

func sizes() [][2]int { return [][2]int{{80, 24}, {120, 36}, {200, 60}} }

func TestFrames(t *testing.T) {
	for _, s := range states() {
		for _, size := range sizes() {
			t.Run(fmt.Sprintf("%s_%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				r := newRig(t, liveOptions(), size[0], size[1], s.script)
				golden.RequireEqual(t, r.keys(s.keys...).frame())
			})
		}
	}
}

func TestFramesASCII(t *testing.T) {
	opt := liveOptions()
	opt.ASCII = true
	for _, s := range states() {
		r := newRig(t, opt, 100, 30, s.script).keys(s.keys...)
		for i, c := range r.frame() {
			if c > 0x7e || c < 0x20 && c != '\n' {
				t.Errorf("%s: %q at %d:\n%s", s.name, c, i, r.frame())
				break
			}
		}
		if s.name == "overview" {
			golden.RequireEqual(t, r.frame())
		}
	}
}
