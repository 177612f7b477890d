package hostconf

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// named looks at a file or folder that a setting names.
func (l *look) named(of, what, name string, out *mesoswatch.Setting) {
	var f found
	switch what {
	case whatCredentials, whatHTTP:
		f = l.credentialsFile(what, name)
	case whatCredential:
		if of == agent {
			f = l.credentialsFile(what, name)
		} else {
			f = l.secretFile(what, name, l.principalOf(of))
		}
	case whatACLs:
		f = l.aclFile(name)
	case whatJWT:
		f = l.secretFile(what, name, "")
	case whatKey, whatCertificate, whatWorkDir, whatLogDir, whatLog:
		_, f = l.file(what, name)
	default:
		return // a list that is read again and again, and holds no secret
	}
	switch {
	case f.missing() && what != whatLog && what != whatLogDir && what != whatWorkDir:
		out.Trouble = joined(out.Trouble, fmt.Sprintf("the file it names, %s, is missing", printable(name)))
	case f.missing():
		out.Trouble = joined(out.Trouble, printable(name)+" is missing")
	}
	if slices.Contains([]string{whatCredentials, whatHTTP, whatCredential, whatACLs, whatJWT, whatKey, whatCertificate}, what) {
		out.Pending = out.Pending || f.err == nil && l.later(of, f)
	}
}

// credentialsFile looks at a file of credentials in Mesos' own formats.
func (l *look) credentialsFile(what, name string) found {
	file, f := l.file(what, name)
	if file == nil || file.Format != "" {
		return f // looked at before
	}
	text, ok := l.content(file, f)
	if !ok {
		if !file.Missing {
			weak(file, mesoswatch.Weakness{ID: "unreadable", Text: "it could not be read here: " + file.Unreadable})
		}
		return f
	}
	single := what == whatCredential
	c := parseCredentials(string(text), single)
	file.Format = c.format
	judgeFormat(file, c, single, l.release)
	judgeLogins(file, c.logins)
	for _, in := range c.logins {
		l.vault.keep(keeping{login: in, file: file, at: printable(f.path), list: !single})
	}
	return f
}

// secretFile looks at a file that is one secret and nothing else.
func (l *look) secretFile(what, name, principal string) found {
	file, f := l.file(what, name)
	if file == nil || len(file.Weak) > 0 || len(file.Principals) > 0 {
		return f
	}
	text, ok := l.content(file, f)
	if !ok {
		if !file.Missing {
			weak(file, mesoswatch.Weakness{ID: "unreadable", Text: "it could not be read here: " + file.Unreadable})
		}
		return f
	}
	in := login{principal: principal, secret: string(text)}
	if what == whatJWT { // only agents read it, all alike: no character is in the way
		judgeSecret(file, in)
		l.vault.keep(keeping{login: in, file: file, at: printable(f.path)})
		return f
	}
	file.Format = formatText
	if principal != "" {
		file.Principals = []string{principal}
	}
	judgeSecret(file, in)
	if strings.HasSuffix(in.secret, "\n") {
		weak(file, mesoswatch.Weakness{ID: "trailing-newline", Principal: principal, Text: "it ends in a line feed, which is part of the secret: it is not the secret that the master knows, unless that one has a line feed too"})
	}
	in.secret = strings.TrimRight(in.secret, "\n")
	judgeCharacters(file, in)
	l.vault.keep(keeping{login: in, file: file, at: printable(f.path)})
	return f
}

// principalOf is the principal with which a scheduler logs in, as told so far.
func (l *look) principalOf(of string) string {
	if s := l.settings.by[of+" mesos_authentication_principal"]; s != nil {
		return s.Value
	}
	return ""
}

// aclFile looks at a file of ACLs. They hold no secrets.
func (l *look) aclFile(name string) found {
	file, f := l.file(whatACLs, name)
	if file == nil || file.ACL != "" {
		return f
	}
	if text, ok := l.content(file, f); ok {
		file.Format, file.ACL = formatJSON, strings.ToValidUTF8(string(text), "�")
		file.Principals = aclPrincipals(text)
	}
	return f
}

// aclPrincipals are the principals that ACLs name, by name; none where they are no
// JSON.
func aclPrincipals(text []byte) []string {
	var doc map[string]json.RawMessage
	if json.Unmarshal(text, &doc) != nil {
		return nil
	}
	var all []string
	for _, raw := range doc {
		var entries []struct {
			Principals struct {
				Values []string `json:"values"`
			} `json:"principals"`
		}
		if json.Unmarshal(raw, &entries) != nil {
			continue
		}
		for _, e := range entries {
			all = append(all, e.Principals.Values...)
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), maxPrincipals)]
}

// loginSetting looks at "user:password" that stands in a setting, and notes at the
// file that holds it what is wrong with it.
func (l *look) loginSetting(ch choice) {
	user, password, two := strings.Cut(ch.value, ":")
	if !two || ch.unread {
		return
	}
	in := login{principal: user, secret: strings.TrimRight(password, "\r\n")}
	file := l.holder(whatHTTP, ch)
	if file != nil {
		judgeLogins(file, []login{in})
	}
	l.vault.keep(keeping{login: in, file: file, at: printable(ch.at), list: true})
}

// passwordSetting looks at a password that stands in a setting.
func (l *look) passwordSetting(ch choice) {
	if ch.unread || ch.value == "" {
		return
	}
	in := login{secret: strings.TrimRight(ch.value, "\r\n")}
	file := l.holder(whatCredential, ch)
	if file != nil {
		judgeSecret(file, in)
	}
	l.vault.keep(keeping{login: in, file: file, at: printable(ch.at)})
}

// holder is the file in which a secret stands; nil for a command line.
func (l *look) holder(what string, ch choice) *mesoswatch.File {
	switch ch.from {
	case fromFile, fromEnv, fromUnit, fromConfig:
	default:
		return nil
	}
	if known := l.files.by[ch.at]; known != nil {
		return known
	}
	file, _ := l.file(what, ch.at)
	return file
}

// tlsFile looks at a key or certificate that a variable of libprocess names.
func (l *look) tlsFile(name, value string) {
	if !strings.HasPrefix(value, "/") {
		return
	}
	switch strings.TrimPrefix(strings.TrimPrefix(name, "LIBPROCESS_"), "SSL_") {
	case "KEY_FILE":
		l.file(whatKey, value)
	case "CERT_FILE", "CA_FILE", "CA_DIR":
		l.file(whatCertificate, value)
	}
}
