package rules

import "testing"

func TestPaper(t *testing.T) {
	body := "## Diagnose\n\n<!-- if claimed_ip claimed_port -->\n- [ ] *reads* a\n\n```sh\n- [ ] b\n<!-- if claimed_ip -->\n```\n\n<!-- unless source line -->\nText.\n\n- [ ] c\n"
	want := "## Diagnose\n\n*If the finding tells claimed\\_ip and claimed\\_port:*\n\n1. [ ] *reads* a\n\n```sh\n- [ ] b\n<!-- if claimed_ip -->\n```\n\n" +
		"*If the finding does not tell source or line:*\n\nText.\n\n2. [ ] c\n"
	if got := Paper(body); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
