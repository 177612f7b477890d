package tlsprobe

import (
	"crypto/rand"
	"encoding/binary"
	"net/netip"
)

// offer is what a ClientHello offers: one version, and suites.
type offer struct {
	version uint16
	suites  []uint16
	name    string // for servers with several certificates; an address is left out
}

// scsv says that renegotiation is secure, which some servers want to hear (RFC 5746).
const scsv uint16 = 0x00ff

// Extensions that are sent (IANA's numbers).
const (
	extServerName      = 0
	extGroups          = 10
	extPointFormats    = 11
	extSignatures      = 13
	extMasterSecret    = 23
	extVersions        = 43
	extKeyShare        = 51
	groupX25519        = 0x001d
	recordHandshake    = 22
	messageClientHello = 1
)

// record is the ClientHello in its record. The version of the record is 1.0 but for
// SSLv3: old servers refuse others before they read on.
func (o offer) record() []byte {
	hello := o.message()
	version := tls10
	if o.version == ssl30 {
		version = ssl30
	}
	b := append([]byte{recordHandshake}, u16(version)...)
	return append(append(b, u16(uint16(len(hello)))...), hello...)
}

func (o offer) message() []byte {
	b := u16(min(o.version, tls12)) // 1.3 hides behind 1.2
	b = append(b, random()...)
	b = append(b, 0) // no session
	var ids []byte
	for _, id := range o.suites {
		ids = append(ids, u16(id)...)
	}
	if o.version < tls13 {
		ids = append(ids, u16(scsv)...)
	}
	b = append(b, sized(2, ids)...)
	b = append(b, 1, 0) // no compression
	if o.version > ssl30 {
		b = append(b, sized(2, o.extensions())...)
	}
	return append([]byte{messageClientHello}, sized(3, b)...)
}

func (o offer) extensions() []byte {
	var b []byte
	add := func(id uint16, data []byte) { b = append(append(b, u16(id)...), sized(2, data)...) }
	if _, err := netip.ParseAddr(o.name); err != nil && o.name != "" {
		add(extServerName, sized(2, append([]byte{0}, sized(2, []byte(o.name))...)))
	}
	// x25519, P-256, P-384, P-521, x448; and those of old Java and OpenSSL: P-224,
	// P-192, sect233r1, sect283r1, sect409r1, sect571r1. The groups of RFC 7919 are
	// left out: a server that knows them would use no other, and hide its own.
	add(extGroups, sized(2, list(groupX25519, 23, 24, 25, 30, 21, 19, 7, 9, 11, 14)))
	add(extMasterSecret, nil)
	if o.version < tls13 {
		add(extPointFormats, sized(1, []byte{0, 1, 2}))
	}
	if o.version >= tls12 {
		// PSS, ECDSA, Ed25519, Ed448, then RSA, ECDSA and DSA with SHA-2, SHA-1, MD5.
		add(extSignatures, sized(2, list(
			0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0403, 0x0503, 0x0603, 0x0807, 0x0808,
			0x0401, 0x0501, 0x0601, 0x0301, 0x0303, 0x0402, 0x0502, 0x0602, 0x0302, 0x0201, 0x0203, 0x0202, 0x0101)))
	}
	if o.version == tls13 {
		add(extVersions, sized(1, u16(tls13)))
		// Any 32 bytes are a point of the curve; nobody will use the secret.
		add(extKeyShare, sized(2, append(u16(groupX25519), sized(2, random())...)))
	}
	return b
}

func random() []byte {
	b := make([]byte, 32)
	rand.Read(b)
	return b
}

func u16(n uint16) []byte { return binary.BigEndian.AppendUint16(nil, n) }

func list(ns ...uint16) []byte {
	var b []byte
	for _, n := range ns {
		b = append(b, u16(n)...)
	}
	return b
}

// sized puts the length before data, in so many bytes.
func sized(bytes int, data []byte) []byte {
	b := make([]byte, 0, bytes+len(data))
	for i := bytes - 1; i >= 0; i-- {
		b = append(b, byte(len(data)>>(8*i)))
	}
	return append(b, data...)
}
