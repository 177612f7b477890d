package tlsprobe

import (
	"bytes"
	//lint:ignore SA1019 old servers have such keys; they are told, not used
	"crypto/dsa"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// maxNames bounds how many names of a certificate are kept.
const maxNames = 100

// judgement is what a chain is held against.
type judgement struct {
	roots *x509.CertPool // nil: those of this host
	host  string         // that it has to name
	now   time.Time
}

// certificate says what the first of a chain is and what verifying it gave. One
// that cannot be read is told as wrong, with nothing but its hash.
func (j judgement) certificate(chain [][]byte) *mesoswatch.Certificate {
	sum := sha256.Sum256(chain[0])
	c := &mesoswatch.Certificate{Chain: len(chain), SHA256: hex.EncodeToString(sum[:])}
	leaf, err := x509.ParseCertificate(chain[0])
	if err != nil {
		c.Wrong = "it cannot be read: " + plainly(err)
		return c
	}
	c.Subject, c.Issuer = clip(leaf.Subject.String()), clip(leaf.Issuer.String())
	c.Names = namesOf(leaf)
	c.NotBefore, c.NotAfter = leaf.NotBefore.UTC(), leaf.NotAfter.UTC()
	c.Key, c.KeyBits = keyOf(leaf)
	c.Signature, c.SelfSigned = leaf.SignatureAlgorithm.String(), selfSigned(leaf)
	wrong := j.wrong(leaf, chain[1:])
	c.Verified, c.Wrong = len(wrong) == 0, strings.Join(wrong, "; ")
	return c
}

func namesOf(leaf *x509.Certificate) []string {
	names := leaf.DNSNames
	for _, ip := range leaf.IPAddresses {
		names = append(names, ip.String())
	}
	return clipAll(names, maxNames)
}

func keyOf(leaf *x509.Certificate) (name string, bits int) {
	switch k := leaf.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", k.N.BitLen()), k.N.BitLen()
	case *ecdsa.PublicKey:
		return "ECDSA " + k.Curve.Params().Name, k.Curve.Params().BitSize
	case ed25519.PublicKey:
		return "Ed25519", 256
	case *dsa.PublicKey:
		return fmt.Sprintf("DSA %d", k.P.BitLen()), k.P.BitLen()
	}
	return leaf.PublicKeyAlgorithm.String(), 0
}

// selfSigned tells whether a certificate vouches for itself. A signature that is
// too old to be checked is believed: only its name matters then.
func selfSigned(leaf *x509.Certificate) bool {
	if !bytes.Equal(leaf.RawIssuer, leaf.RawSubject) {
		return false
	}
	err := leaf.CheckSignature(leaf.SignatureAlgorithm, leaf.RawTBSCertificate, leaf.Signature)
	var old x509.InsecureAlgorithmError
	return err == nil || errors.As(err, &old) || errors.Is(err, x509.ErrUnsupportedAlgorithm)
}

// wrong lists all that is: time, chain and name, each by itself, in words that stay
// the same from look to look.
func (j judgement) wrong(leaf *x509.Certificate, others [][]byte) []string {
	var all []string
	at := j.now
	switch {
	case j.now.After(leaf.NotAfter):
		all = append(all, "expired on "+leaf.NotAfter.UTC().Format(time.DateOnly))
		at = leaf.NotAfter
	case j.now.Before(leaf.NotBefore):
		all = append(all, "not valid before "+leaf.NotBefore.UTC().Format(time.DateOnly))
		at = leaf.NotBefore
	}
	between := x509.NewCertPool()
	for _, der := range others {
		if c, err := x509.ParseCertificate(der); err == nil {
			between.AddCert(c)
		}
	}
	_, err := leaf.Verify(x509.VerifyOptions{Roots: j.roots, Intermediates: between, CurrentTime: at})
	var dated x509.CertificateInvalidError
	switch late := errors.As(err, &dated) && dated.Reason == x509.Expired; {
	case err == nil:
	case late && !at.Equal(j.now): // at another time its chain may be younger than it
	case late && dated.Cert != nil:
		all = append(all, fmt.Sprintf("%q of its chain is not valid at this time", clip(dated.Cert.Subject.String())))
	default:
		all = append(all, plainly(err))
	}
	if err := leaf.VerifyHostname(j.host); err != nil {
		all = append(all, plainly(err))
	}
	return all
}

// plainly is an error of x509 without the package's name.
func plainly(err error) string { return clip(strings.TrimPrefix(err.Error(), "x509: ")) }
