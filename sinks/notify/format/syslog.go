package format

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// ExamplePEN is the enterprise number that RFC 5612 keeps for examples. It names our
// structured data where the site has none of its own.
const ExamplePEN = 32473

// Syslog writes notices as syslog messages. Its zero value writes RFC 5424 with
// facility kern: set at least Facility.
type Syslog struct {
	// Writer writes the text of the message; Most is set from Max.
	Writer
	// Facility is 0 to 23; others become 16 (local0).
	Facility int
	// App is the APP-NAME; empty is Product.
	App string
	// Process is the PROCID, empty for none.
	Process string
	// PEN is the private enterprise number behind our SD-ID; 0 is ExamplePEN.
	PEN uint32
	// Local writes the short form that a host's own socket takes, <PRI>app[process]:
	// text, in place of RFC 5424. The host's own logger adds time and host.
	Local bool
	// Max is the most bytes of a message, 0 for no bound; less than 8192 may be
	// overrun by a text in JSON, which is never cut below LeastLine.
	Max int
}

// Facilities of syslog by name, in order of their numbers.
func Facilities() []string {
	return []string{"kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp",
		"ntp", "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"}
}

// ParseFacility reads the name of a facility.
func ParseFacility(s string) (int, error) {
	for i, f := range Facilities() {
		if strings.EqualFold(s, f) {
			return i, nil
		}
	}
	return 0, fmt.Errorf("unknown facility %q: one of %s", s, strings.Join(Facilities(), ", "))
}

// Message writes n as one message, without framing. It holds no line break. An error
// is Permanent.
func (s Syslog) Message(n notice.Notice) ([]byte, error) {
	head := s.head(&n)
	w := s.Writer
	if w.Format == "" {
		w.Format = Text
	}
	room := 0
	if s.Max > 0 {
		room = max(s.Max-len(head)-len(bom), 64)
		w.Most = room
	}
	line, err := w.Line(n)
	if err != nil {
		return nil, err
	}
	if !s.Local && w.Format == Text {
		head = append(head, bom...)
	}
	if room > 0 && len(line) > room && w.Format == Text {
		line = []byte(cut(string(line), room))
	}
	return append(head, line...), nil
}

// bom stands before UTF-8 in RFC 5424. CEF and JSON go without: who reads them behind
// a syslog server looks for their first characters.
const bom = "\xef\xbb\xbf"

func (s Syslog) head(n *notice.Notice) []byte {
	pri := "<" + strconv.Itoa(s.priority(n)) + ">"
	app := ascii(s.App, 48)
	if app == nilValue {
		app = Product
	}
	if s.Local {
		if s.Process != "" {
			app += "[" + ascii(s.Process, 128) + "]"
		}
		return []byte(pri + app + ": ")
	}
	head := strings.Join([]string{pri + "1", stamp(n), ascii(n.Host, 255), app, ascii(s.Process, 128), ascii(string(n.Turn), 32)}, " ")
	return append([]byte(head+" "), s.data(n, len(head))...)
}

// priority is facility and severity: critical 2, high 3, medium 4, low 5, informational
// 6. What is over is a notice (5) at most, for it wakes nobody.
func (s Syslog) priority(n *notice.Notice) int {
	facility := s.Facility
	if facility < 0 || facility > 23 {
		facility = 16
	}
	level := min(max(n.Finding.Level, mesoswatch.Informational), mesoswatch.Critical)
	urgency := 6 - int(level)
	if n.Over() {
		urgency = max(urgency, 5)
	}
	return facility*8 + urgency
}

const nilValue = "-"

// stamp is the time with microseconds and zone.
func stamp(n *notice.Notice) string {
	t := sane(n.At).UTC()
	if t.IsZero() {
		return nilValue
	}
	return t.Format("2006-01-02T15:04:05.000000Z07:00")
}

// ascii is s in printable ASCII without blanks, as the header fields want it.
func ascii(s string, most int) string {
	b := []byte(s[:min(len(s), most)])
	for i, c := range b {
		if c < 33 || c > 126 {
			b[i] = '_'
		}
	}
	if len(b) == 0 {
		return nilValue
	}
	return string(b)
}

// mostValue bounds a value of the structured data.
const mostValue = 512

// data is the structured data: what tells the finding and whom it is about. Where the
// message is bounded, what is at the end is left out first, the finding never.
func (s Syslog) data(n *notice.Notice, before int) string {
	f := &n.Finding
	k := factsOf(f)
	pen := s.PEN
	if pen == 0 {
		pen = ExamplePEN
	}
	source := ""
	if k.source.IsValid() {
		source = k.source.String()
	}
	var b strings.Builder
	fmt.Fprintf(&b, `[%s@%d finding="%s"`, Product, pen, sdEscape(plain(f.ID, 40)))
	for _, p := range []struct{ name, value string }{
		{"rule", f.Rule}, {"level", f.Level.String()}, {"status", string(f.Status)}, {"turn", string(n.Turn)},
		{"key", n.Key}, {"cluster", n.Cluster}, {"subjectKind", f.Subject.Kind}, {"subject", f.Subject.Name},
		{"count", strconv.Itoa(f.Count)}, {"sourceIp", source}, {"principal", k.user}, {"runbook", f.Runbook}, {"title", f.Title},
	} {
		pair := " " + p.name + `="` + sdEscape(plain(p.value, mostValue)) + `"`
		if s.Max > 0 && before+b.Len()+len(pair) > s.Max/2 {
			break
		}
		if p.value != "" {
			b.WriteString(pair)
		}
	}
	b.WriteString("] ")
	return b.String()
}

// sdEscape escapes what would end a value.
func sdEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, `]`, `\]`).Replace(s)
}
