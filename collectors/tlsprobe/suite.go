package tlsprobe

import (
	"slices"
	"strings"
)

// Versions of the protocol, as they travel.
const (
	ssl30 uint16 = 0x0300
	tls10 uint16 = 0x0301
	tls11 uint16 = 0x0302
	tls12 uint16 = 0x0303
	tls13 uint16 = 0x0304
)

// versionName is the name of a version in Endpoint.Versions; empty: none we know.
func versionName(v uint16) string {
	switch v {
	case ssl30:
		return "SSLv3"
	case tls10:
		return "TLS 1.0"
	case tls11:
		return "TLS 1.1"
	case tls12:
		return "TLS 1.2"
	case tls13:
		return "TLS 1.3"
	}
	return ""
}

// suite is a cipher suite by its number and its name in IANA's list.
type suite struct {
	id   uint16
	name string
}

func (s suite) is(part string) bool { return strings.Contains(s.name, part) }

// fits tells whether a suite exists in a version: the hash of TLS 1.2 came with it,
// elliptic curves need extensions, which SSLv3 has not, and 1.3 has its own.
func (s suite) fits(version uint16) bool {
	own := s.id>>8 == 0x13
	switch {
	case version == tls13 || own:
		return version == tls13 && own
	case s.needs12():
		return version == tls12
	case s.is("_ECDH"):
		return version != ssl30
	}
	return true
}

func (s suite) needs12() bool {
	return strings.HasSuffix(s.name, "_SHA256") || strings.HasSuffix(s.name, "_SHA384") || s.is("_CCM")
}

// broken suites hide nothing from whoever listens or stands in between, or can be
// broken at home; they are looked for first.
func (s suite) broken() bool {
	w := s.weak()
	return slices.ContainsFunc(w, func(word string) bool { return word != WeakCBC && word != WeakStatic })
}

// anonymous suites come without a certificate.
func (s suite) anonymous() bool { return s.is("_anon_") }

// ephemeral suites bring the parameters of a Diffie-Hellman exchange over integers.
func (s suite) ephemeral() bool { return s.is("_DHE_") || s.is("_DH_anon_") }

// Words of Endpoint.Weak. That of a small Diffie-Hellman group is WeakDHE with the
// size: "DHE 1024 bits".
const (
	WeakNull      = "NULL" // nothing is encrypted
	WeakAnonymous = "anonymous"
	WeakExport    = "EXPORT"
	WeakRC4       = "RC4"
	WeakDES       = "DES"
	WeakTripleDES = "3DES"
	WeakRC2       = "RC2"
	WeakIDEA      = "IDEA"
	WeakMD5       = "MD5"
	WeakCBC       = "CBC-SHA1"
	WeakStatic    = "no forward secrecy"
	WeakDHE       = "DHE"
)

// weaknesses lists the words of suites, worst first.
func weaknesses() []string {
	return []string{
		WeakNull, WeakAnonymous, WeakExport, WeakRC4, WeakDES, WeakRC2, WeakTripleDES, WeakIDEA, WeakMD5, WeakStatic, WeakCBC,
	}
}

// weak lists what is weak about a suite, worst first.
func (s suite) weak() []string {
	is := map[string]bool{
		WeakNull:      s.is("_NULL_"),
		WeakAnonymous: s.anonymous(),
		WeakExport:    s.is("_EXPORT"),
		WeakRC4:       s.is("_RC4_"),
		WeakDES:       s.is("_DES_") || s.is("_DES40_"),
		WeakTripleDES: s.is("_3DES_"),
		WeakRC2:       s.is("_RC2_"),
		WeakIDEA:      s.is("_IDEA_"),
		WeakMD5:       strings.HasSuffix(s.name, "_MD5"),
		WeakCBC:       strings.HasSuffix(s.name, "_CBC_SHA"),
		WeakStatic:    s.is("TLS_RSA_") || !s.anonymous() && (s.is("TLS_DH_") || s.is("TLS_ECDH_")),
	}
	return slices.DeleteFunc(weaknesses(), func(word string) bool { return !is[word] })
}

// offered lists the numbers of those suites that exist in a version and that want
// takes.
func offered(version uint16, want func(suite) bool) []uint16 {
	var ids []uint16
	for _, s := range suites() {
		if s.fits(version) && want(s) {
			ids = append(ids, s.id)
		}
	}
	return ids
}

// suiteOf finds a suite by its number.
func suiteOf(id uint16) (suite, bool) {
	all := suites()
	i := slices.IndexFunc(all, func(s suite) bool { return s.id == id })
	if i < 0 {
		return suite{}, false
	}
	return all[i], true
}
