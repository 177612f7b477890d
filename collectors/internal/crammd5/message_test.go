package crammd5

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
)

// The example of RFC 2195, section 3.
func TestAnswerOfTheStandard(t *testing.T) {
	got := Answer("tim", "tanstaaftanstaaf", []byte("<1896.697170952@postoffice.reston.mci.net>"))
	if want := "tim b913a602c7eda7a495b4e6e7334d3890"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, secret := range []string{"", strings.Repeat("x", 64), strings.Repeat("x", 65), "a b", "\x00"} {
		if got := Answer("p q", secret, nil); len(got) != len("p q ")+32 || got != strings.ToLower(got) {
			t.Errorf("secret of %d bytes: %q", len(secret), got)
		}
	}
}

// Bodies byte for byte: a tag, a length, the text.
func TestBodies(t *testing.T) {
	long := strings.Repeat("p", 300)
	for _, tc := range []struct{ got, want []byte }{
		{AuthenticateBody("a(1)@1.2.3.4:5"), []byte("\x0a\x0ea(1)@1.2.3.4:5")},
		{StartBody(), []byte("\x0a\x08CRAM-MD5")},
		{StepBody("tim b913"), []byte("\x0a\x08tim b913")},
		{StepBody(long), []byte("\x0a\xac\x02" + long)},
	} {
		if !bytes.Equal(tc.got, tc.want) {
			t.Errorf("%q, want %q", tc.got, tc.want)
		}
	}
}

func TestDecode(t *testing.T) {
	for _, tc := range []struct {
		name, body string
		want       Message
		bad        string
	}{
		{Mechanisms, "\x0a\x08CRAM-MD5", Message{Mechanisms: []string{"CRAM-MD5"}}, ""},
		{Mechanisms, "\x0a\x06GSSAPI\x0a\x08CRAM-MD5", Message{Mechanisms: []string{"GSSAPI", "CRAM-MD5"}}, ""},
		{Mechanisms, "", Message{}, ""},
		{Step, "\x0a\x05<1.2>", Message{Challenge: []byte("<1.2>")}, ""},
		{Step, "\x10\x96\x01\x0a\x01x\x1a\x01y\x25abcd\x29abcdefgh", Message{Challenge: []byte("x")}, ""}, // fields of a later version
		{Completed, "", Message{}, ""},
		{Completed, "\x0a\x01x", Message{}, ""},
		{Failed, "", Message{}, ""},
		{Errored, "\x0a\x03why", Message{Text: "why"}, ""},
		{Errored, "", Message{}, ""},
		{Step, "\x0a\x05<1", Message{}, "ends within"},
		{Step, "\x0a", Message{}, "ends within"},
		{Step, "\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", Message{}, "ends within"},
		{Step, "\x08\xff", Message{}, "ends within"},
		{Step, "\x0dabc", Message{}, "ends within"},
		{Step, "\x0b", Message{}, "unknown kind"},
		{Step, "\x02\x01x", Message{}, "not the form"},
		{Step, "garbage", Message{}, "reading " + Step},
		{Step, "\x0a\x81\x08" + strings.Repeat("x", 1025), Message{}, "1025 bytes"},
		{Mechanisms, strings.Repeat("\x0a\x01x", 33), Message{}, "more than 32"},
	} {
		got, err := Decode(tc.name, []byte(tc.body))
		if tc.bad != "" {
			if err == nil || !strings.Contains(err.Error(), tc.bad) {
				t.Errorf("%s %q: %v, want %q", tc.name, tc.body, err, tc.bad)
			}
			continue
		}
		if tc.want.Name = tc.name; err != nil || !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s %q: %+v, %v", tc.name, tc.body, got, err)
		}
	}
	for _, name := range []string{"", Authenticate, Start, "mesos.internal.ShutdownMessage"} {
		if _, err := Decode(name, nil); !errors.Is(err, ErrNotOurs) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// What is written reads back, and no body makes it panic or grow.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{"", "\x0a\x08CRAM-MD5", "\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "\x08\x01", "\x25abcd"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, name := range []string{Mechanisms, Step, Completed, Failed, Errored, "other"} {
			m, err := Decode(name, body)
			if err == nil && (len(m.Mechanisms) > mostMechanisms || len(m.Challenge) > mostText || len(m.Text) > mostText) {
				t.Fatalf("%s: over its bounds", name)
			}
		}
		if len(body) > mostText {
			return
		}
		m, err := Decode(Step, StepBody(string(body)))
		if err != nil || !bytes.Equal(m.Challenge, body) {
			t.Fatalf("%q came back as %q, %v", body, m.Challenge, err)
		}
	})
}
