package mesoswatch

import (
	"fmt"
	"strings"
	"testing"
)

func TestSteps(t *testing.T) {
	body := strings.Join([]string{
		"## Meaning", "Somebody tries secrets.", "```sh", "not a step's", "```",
		"## Diagnose", "",
		"- [ ] *reads* See who it is:", "", "```sh", "ss -tn", "# - [ ] no item", "", "ps ax", "```", "```sh", "second", "```",
		"- [ ] Ask around.", "- [ ] Ask around.",
		"## Evidence to keep", "```sh", "nobody's", "```",
		"- [ ] **changes the cluster** Ask around.\r", "```\r", "rm x\r", "```\r", "```sh", "left open",
	}, "\n")
	steps := Steps(body)
	if len(steps) != 4 {
		t.Fatalf("%d steps: %+v", len(steps), steps)
	}
	if s := steps[0]; !s.Reads || s.Changes || fmt.Sprintf("%q", s.Commands) != `["ss -tn\n# - [ ] no item\n\nps ax" "second"]` || s.Line != 7 || s.Section != "Diagnose" || !strings.HasPrefix(s.ID, "diagnose-") {
		t.Errorf("first: %+v", s)
	}
	if a, b := steps[1], steps[2]; a.ID == b.ID || b.ID != a.ID+"-2" || len(a.Commands) != 0 {
		t.Errorf("the same words: %q and %q", a.ID, b.ID)
	}
	if s := steps[3]; !s.Changes || s.Section != "Evidence to keep" || !strings.HasPrefix(s.ID, "evidence-to-keep-") || fmt.Sprintf("%q", s.Commands) != `["rm x"]` {
		t.Errorf("last: %+v", s)
	}
	moved := Steps("intro\n\n" + body)
	for i := range steps {
		if moved[i].ID != steps[i].ID || moved[i].Line != steps[i].Line+2 {
			t.Errorf("a step that moved: %+v", moved[i])
		}
	}
}

// Whatever a book holds, each item is one step with an id of its own.
func FuzzSteps(f *testing.F) {
	f.Add("## Diagnose\n- [ ] a\n```sh\nx\n```\n- [ ] a\n")
	f.Add("```\n- [ ] a\n```\n- [ ] \n- [ ] \n## \r\n- [ ] *reads*")
	f.Fuzz(func(t *testing.T, body string) {
		lines := strings.Split(body, "\n")
		ids := make(map[string]bool)
		last := -1
		for _, s := range Steps(body) {
			if ids[s.ID] || s.Line <= last || !strings.HasPrefix(lines[s.Line], "- [ ] ") {
				t.Fatalf("%+v", s)
			}
			ids[s.ID], last = true, s.Line
		}
	})
}
