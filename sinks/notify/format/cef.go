package format

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// cef writes CEF:0 with the short keys of its dictionary. Header fields are vendor,
// product, version, signature, name and severity.
// Pairs that do not fit into most bytes, 0 for no bound, are left out.
func cef(n *notice.Notice, version string, most int) []byte {
	f := &n.Finding
	b := []byte("CEF:0")
	title, rule := 512, 1023
	if most > 0 {
		title, rule = min(title, max(most/4, 32)), min(rule, max(most/4, 32))
	}
	for _, h := range []struct {
		value string
		most  int
	}{{Product, 63}, {Product, 63}, {version, 31}, {f.Rule, rule}, {f.Title, title}} {
		b = append(b, '|')
		b = append(b, cefHeader(plain(h.value, h.most))...)
	}
	b = fmt.Appendf(b, "|%d|", severity(f.Level))
	x := cefExtension{most: math.MaxInt}
	if most > 0 {
		x.most = most - len(b)
	}
	k := factsOf(f)
	x.finding(n)
	x.who(&k)
	x.custom(n, &k)
	x.proof(n)
	return append(b, x.b...)
}

// cefHeader escapes what would end a header field.
func cefHeader(s string) string {
	return strings.NewReplacer(`\`, `\\`, `|`, `\|`).Replace(s)
}

// cefExtension collects the pairs behind the header.
type cefExtension struct {
	b    []byte
	most int
}

// text adds a pair; most is the length that the dictionary gives.
func (x *cefExtension) text(key, value string, most int) { x.add(cefPair(key, value, most)) }

func (x *cefExtension) add(pairs string) {
	if pairs == "" || len(x.b)+1+len(pairs) > x.most {
		return
	}
	if len(x.b) > 0 {
		x.b = append(x.b, ' ')
	}
	x.b = append(x.b, pairs...)
}

// cefPair is key=value; nothing for an empty value. Blanks at its ends are left out: no
// reader could tell them from what separates.
func cefPair(key, value string, most int) string {
	value = strings.Trim(plain(value, most), " ")
	if value == "" {
		return ""
	}
	return key + "=" + strings.NewReplacer(`\`, `\\`, `=`, `\=`).Replace(value)
}

func (x *cefExtension) number(key string, n int64) { x.text(key, strconv.FormatInt(n, 10), 20) }

// time adds milliseconds since 1970.
func (x *cefExtension) time(key string, t time.Time) {
	if !t.IsZero() {
		x.number(key, t.UnixMilli())
	}
}

// labelled adds a custom field and what it is called: both or none.
func (x *cefExtension) labelled(key, label, value string, most int) {
	if pair := cefPair(key, value, most); pair != "" {
		x.add(cefPair(key+"Label", label, 1023) + " " + pair)
	}
}

func (x *cefExtension) finding(n *notice.Notice) {
	f := &n.Finding
	x.time("rt", n.At)
	x.time("start", f.FirstSeen)
	x.time("end", f.LastSeen)
	x.text("externalId", f.ID, 40)
	x.text("act", turnWord(n.Turn), 63)
	x.number("cnt", int64(max(f.Count, 0)))
	x.text("deviceExternalId", n.Host, 255)
}

// proof is what is long, and first to be left out.
func (x *cefExtension) proof(n *notice.Notice) {
	x.text("cat", strings.Join(names(n.Finding.Tags), ","), 1023)
	msg := text(n)
	if e := latest(&n.Finding); e != nil {
		msg = e.Text
	}
	x.text("msg", msg, 1023)
}

func (x *cefExtension) who(k *facts) {
	switch {
	case k.source.Is4():
		x.text("src", k.source.String(), 45)
	case k.source.IsValid(): // src is an IPv4 address
		x.labelled("c6a2", "Source IPv6 Address", k.source.String(), 45)
	}
	if k.port > 0 {
		x.number("spt", int64(k.port))
	}
	x.text("suser", k.user, 1023)
	x.text("dhost", k.host, 1023)
	x.text("requestMethod", k.method, 1023)
	x.text("request", k.path, 1023)
	x.text("requestClientApplication", k.program, 1023)
	if k.status > 0 {
		x.text("outcome", k.outcome(), 63)
	}
	x.text("reason", k.reason, 1023)
}

// custom fills the six custom strings.
func (x *cefExtension) custom(n *notice.Notice, k *facts) {
	f := &n.Finding
	x.labelled("cs1", "cluster", n.Cluster, 4000)
	x.labelled("cs2", "subject", whom(f), 4000)
	x.labelled("cs3", "status", string(f.Status), 4000)
	x.labelled("cs4", "runbook", f.Runbook, 4000)
	x.labelled("cs5", "fields", k.pairs(), 4000)
	x.labelled("cs6", "notice", n.Key, 4000)
}

// pairs are the fields that have no key of their own, and claims.
func (k *facts) pairs() string {
	all := maps.Clone(map[string]string(k.rest))
	if all == nil {
		all = map[string]string{}
	}
	if k.claimedIP.IsValid() {
		all["claimed_ip"] = k.claimedIP.String()
	}
	all["claimed_principal"], all["container_id"], all["status"] = k.claimedUser, k.container, ""
	if k.status > 0 {
		all["status"] = strconv.Itoa(k.status)
	}
	var b strings.Builder
	for _, field := range slices.Sorted(maps.Keys(all)) {
		if all[field] == "" || b.Len() > 4000 {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		b.WriteString(plain(field, 64) + "=" + name(all[field]))
	}
	return b.String()
}
