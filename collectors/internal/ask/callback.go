package ask

import "crypto/tls"

// Callback is the TLS of a port of ours that a process we ask calls back at: the
// client certificate, where one was given, the same suites, and as RootCAs what the
// caller's own certificate can be held against (nil: the CAs of this host). Mesos
// offers the same few suites when it calls as when it is called, and those without
// key exchange by elliptic curves need a certificate with an RSA key.
func (c *Client) Callback() *tls.Config {
	conf := c.transport.TLSClientConfig
	return &tls.Config{
		Certificates: conf.Certificates, CipherSuites: conf.CipherSuites, MinVersion: conf.MinVersion, RootCAs: conf.RootCAs,
		ClientAuth: tls.RequestClientCert,
	}
}
