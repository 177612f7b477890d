package posture

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// certificateChecks are about the certificates that endpoints show.
func certificateChecks() []Check {
	checks := []Check{
		{
			ID: "tls-certificate-expiry", Title: "The certificate expires", Level: mesoswatch.Critical,
			Rationale:   "Daemons that verify certificates refuse one another from that moment on: agents drop out, frameworks cannot come back.",
			Remediation: "Make a new certificate in time, replace the file on the host and restart the daemon: certificates are read once, at its start.",
		},
		{
			ID: "tls-certificate-self-signed", Title: "The certificate is self-signed", Level: mesoswatch.Medium,
			Rationale:   "Nobody vouches for it: whoever is in between shows one of his own, and clients that accept any accept that.",
			Remediation: "Sign certificates by an authority of your own and name it in LIBPROCESS_SSL_CA_FILE; turn verification on.",
		},
		{
			ID: "tls-certificate-key", Title: "The key is too short", Level: mesoswatch.High,
			Rationale:   "RSA keys below 2048 bits and elliptic ones below 224 can be broken.",
			Remediation: "Make a new key (RSA 2048 or more, or ECDSA P-256) and a certificate for it.",
		},
		{
			ID: "tls-certificate-signature", Title: "The signature is broken", Level: mesoswatch.High,
			Rationale:   "With MD5 or SHA-1 somebody can make a second certificate with the same signature.",
			Remediation: "Sign it anew with SHA-256.",
		},
		{
			ID: "tls-certificate-name", Title: "The certificate has another name", Level: mesoswatch.Medium,
			Rationale:   "Clients that check names refuse it, or have been told not to check.",
			Remediation: "Put the names and addresses of the host into its alternative names; for addresses set LIBPROCESS_SSL_VERIFY_IPADD=true (1.0 and later).",
		},
		{
			ID: "tls-certificate-chain", Title: "The chain does not verify", Level: mesoswatch.Medium,
			Rationale:   "What clients cannot verify they refuse, or they have been told not to verify.",
			Remediation: "Send the intermediate certificates as well (append them to LIBPROCESS_SSL_CERT_FILE), and renew what has expired.",
		},
	}
	judges := []func(*Facts, *mesoswatch.Snapshot) Answer{expiry, selfSigned, keySize, signature, certificateName, chain}
	for i := range checks {
		judge := judges[i]
		checks[i].References, checks[i].Runbook, checks[i].Settle, checks[i].Kinds = []string{docSSL}, bookCertificate, settleTLS, []string{mesoswatch.SubjectEndpoint}
		checks[i].Judge = each(mesoswatch.SubjectEndpoint, func(f *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
			if a, ok := spoken(s); !ok {
				return a, true
			}
			if s.Endpoint.Certificate == nil {
				return silent(s, "its certificate was not seen"), true
			}
			return judge(f, s), true
		})
	}
	return checks
}

// certificateProof shows what of the certificate counts.
func certificateProof(s *mesoswatch.Snapshot, text string) mesoswatch.Evidence {
	return Proof(s, "$.certificate", fmt.Sprintf("%s: %s", s.Endpoint.Certificate.Subject, text))
}

func expiry(f *Facts, s *mesoswatch.Snapshot) Answer {
	c := s.Endpoint.Certificate
	if c.NotAfter.IsZero() {
		return silent(s, "until when it is valid was not told")
	}
	proof := certificateProof(s, "valid from "+c.NotBefore.UTC().Format(time.DateOnly)+" to "+c.NotAfter.UTC().Format(time.DateOnly))
	const day = 24 * time.Hour
	left := c.NotAfter.Sub(f.Now())
	days := int(left / day)
	switch {
	case left <= 0:
		return Failed(s.Subject(), "it expired on "+c.NotAfter.UTC().Format(time.DateOnly), proof).At(mesoswatch.Critical)
	case f.Now().Before(c.NotBefore):
		return Failed(s.Subject(), "it is not valid before "+c.NotBefore.UTC().Format(time.DateOnly), proof).At(mesoswatch.Critical)
	case left <= 14*day:
		return Failed(s.Subject(), fmt.Sprintf("it expires in %d days", days), proof).At(mesoswatch.High)
	case left <= 30*day:
		return Failed(s.Subject(), fmt.Sprintf("it expires in %d days", days), proof).At(mesoswatch.Medium)
	}
	return Passed(s.Subject(), "it is valid until "+c.NotAfter.UTC().Format(time.DateOnly), proof)
}

func selfSigned(_ *Facts, s *mesoswatch.Snapshot) Answer {
	if c := s.Endpoint.Certificate; c.SelfSigned {
		return Failed(s.Subject(), "nobody but itself signed it", certificateProof(s, "signed by itself"))
	}
	return Passed(s.Subject(), "somebody else signed it", certificateProof(s, "issued by "+s.Endpoint.Certificate.Issuer))
}

func keySize(_ *Facts, s *mesoswatch.Snapshot) Answer {
	c := s.Endpoint.Certificate
	least := 2048
	if !strings.HasPrefix(c.Key, "RSA") && !strings.HasPrefix(c.Key, "DSA") {
		least = 224
	}
	proof := certificateProof(s, fmt.Sprintf("%s, %d bits", c.Key, c.KeyBits))
	switch {
	case c.KeyBits == 0 || c.Key == "":
		return silent(s, "its key was not told")
	case c.KeyBits < least:
		return Failed(s.Subject(), fmt.Sprintf("%s has %d bits, less than %d", c.Key, c.KeyBits, least), proof)
	}
	return Passed(s.Subject(), fmt.Sprintf("%s has %d bits", c.Key, c.KeyBits), proof)
}

func signature(_ *Facts, s *mesoswatch.Snapshot) Answer {
	c := s.Endpoint.Certificate
	name := strings.ToUpper(strings.ReplaceAll(c.Signature, "-", ""))
	proof := certificateProof(s, c.Signature)
	switch {
	case name == "":
		return silent(s, "its signature was not told")
	case strings.Contains(name, "MD5"), strings.Contains(name, "MD2"):
		return Failed(s.Subject(), "it is signed with "+c.Signature, proof)
	case strings.Contains(name, "SHA1"):
		return Failed(s.Subject(), "it is signed with "+c.Signature, proof).At(mesoswatch.Medium)
	}
	return Passed(s.Subject(), "it is signed with "+c.Signature, proof)
}

func certificateName(_ *Facts, s *mesoswatch.Snapshot) Answer {
	c := s.Endpoint.Certificate
	host, _, err := net.SplitHostPort(s.Endpoint.Address)
	if err != nil {
		return silent(s, fmt.Sprintf("%q is no address", s.Endpoint.Address))
	}
	proof := certificateProof(s, "names: "+strings.Join(c.Names, ", "))
	switch {
	case len(c.Names) == 0:
		return Failed(s.Subject(), "it has no names at all", proof)
	case slices.ContainsFunc(c.Names, func(n string) bool { return named(n, host) }):
		return Passed(s.Subject(), fmt.Sprintf("it names %s", host), proof)
	}
	return Failed(s.Subject(), fmt.Sprintf("it does not name %s, but %s", host, someOf(slices.Clone(c.Names), len(c.Names))), proof)
}

// named tells whether a name of a certificate, which may begin with *., is that of
// a host.
func named(name, host string) bool {
	if strings.EqualFold(name, host) {
		return true
	}
	rest, wild := strings.CutPrefix(strings.ToLower(name), "*.")
	_, domain, ok := strings.Cut(strings.ToLower(host), ".")
	return wild && ok && domain == rest
}

func chain(_ *Facts, s *mesoswatch.Snapshot) Answer {
	c := s.Endpoint.Certificate
	proof := certificateProof(s, fmt.Sprintf("%d certificates sent; %s", c.Chain, c.Wrong))
	var wrong []string
	for _, w := range strings.Split(c.Wrong, "; ") {
		if w != "" && !slices.ContainsFunc(toldElsewhere, func(begin string) bool { return strings.HasPrefix(w, begin) }) {
			wrong = append(wrong, w)
		}
	}
	switch {
	case c.Verified:
		return Passed(s.Subject(), "it verifies", proof)
	case c.Wrong == "":
		return silent(s, "it was not verified")
	case c.SelfSigned:
		return Inapplicable(s.Subject(), "it is self-signed: that is told by tls-certificate-self-signed")
	case len(wrong) == 0:
		return Passed(s.Subject(), "its chain verifies; what else is wrong is told by other checks", proof)
	case len(wrong) == 1 && strings.Contains(wrong[0], "unknown authority"):
		return Undecided(s.Subject(), wrong[0]+": give the authority with --ca-cert", proof)
	}
	return Failed(s.Subject(), strings.Join(wrong, "; "), proof)
}

// toldElsewhere are beginnings of what can be wrong with a certificate apart from
// its chain: its time and its names.
var toldElsewhere = []string{"expired on", "not valid before", "certificate is valid for", "certificate is not valid for any names", "cannot validate certificate"}
