package mesoswatch

import "time"

// Setting is the effective value of one setting of a daemon, as the files and
// processes of a host tell it, or a running daemon itself (/flags).
type Setting struct {
	// Host it is true of: a host name, a URL of the daemon, or the root folder read.
	Host string `json:"host"`
	// Of is the daemon: master, agent, marathon, chronos, metronome, spark,
	// zookeeper, dcos.
	Of string `json:"of"`
	// Name as the daemon spells it in this version's documentation: a flag without
	// dashes (authenticate_agents), a variable (LIBPROCESS_SSL_ENABLED), a key.
	// Deprecated names are kept as they were given.
	Name string `json:"name"`
	// Value in effect, secrets masked.
	Value string `json:"value"`
	// From says what gave it: file, environment, unit, command-line, process,
	// configuration, endpoint.
	From string `json:"from"`
	// At is the place: path and line, or a URL.
	At   string `json:"at"`
	Line int64  `json:"line,omitempty"`
	// Shadowed are values given elsewhere that do not count.
	Shadowed []Shadow `json:"shadowed,omitempty"`
	// Pending is set when the file is newer than the running process: the value is
	// not yet in force. What is stands first among Shadowed, from process or
	// command-line; where it does not, the default is in force. Of a path it may be
	// the file there that is newer.
	Pending bool `json:"pending,omitempty"`
	// Trouble says what is wrong with how it was given: an editor backup taken as a
	// flag, a file without rights, a value that is no number.
	Trouble string `json:"trouble,omitempty"`
}

// Shadow is a value that another one hides.
type Shadow struct {
	Value string `json:"value"`
	From  string `json:"from"`
	At    string `json:"at"`
	Line  int64  `json:"line,omitempty"`
}

// File is a file of weight for security on a host: credentials, ACLs, keys, unit
// files, logs, backups.
type File struct {
	Host string `json:"host"`
	Path string `json:"path"`
	// What it is: credentials, credential, http-credentials, acls, key,
	// certificate, jwt-key, zookeeper-jaas, zk-url, unit, environment,
	// work-dir, log-dir, log, backup.
	What string `json:"what"`
	// Missing: something names it and it is not there. Unreadable says why it could
	// not be looked into.
	Missing    bool      `json:"missing,omitempty"`
	Unreadable string    `json:"unreadable,omitempty"`
	Mode       string    `json:"mode,omitempty"` // -rw-r-----
	Owner      string    `json:"owner,omitempty"`
	Group      string    `json:"group,omitempty"`
	Modified   time.Time `json:"modified,omitzero"`
	Size       int64     `json:"size,omitempty"`
	// Exposed says who besides owner and root can read or replace it, along the
	// whole path: "read by others", "replaced by group adm through /etc/mesos".
	Exposed []string `json:"exposed,omitempty"`
	// Format of credentials: text or json; of ACLs: json.
	Format string `json:"format,omitempty"`
	// Principals named in credentials or ACLs; never a secret.
	Principals []string `json:"principals,omitempty"`
	// Weak lists what is wrong with the content, without any secret: "secret of
	// \"ops\" is shorter than 12 characters", "line 3 ends in a carriage return".
	Weak []Weakness `json:"weak,omitempty"`
	// ACL is the document of an ACL file (it holds no secrets), at most 1 MB.
	ACL string `json:"acl,omitempty"`
}

// Weakness is one thing wrong with a file's content.
type Weakness struct {
	// ID is a word for it: short-secret, default-secret, same-secret, duplicate,
	// carriage-return, tab, colon, base64, no-credential, empty, format, comment …
	ID        string `json:"id"`
	Principal string `json:"principal,omitempty"`
	Line      int64  `json:"line,omitempty"`
	Text      string `json:"text"`
}

// Process is a running daemon on this host (/proc).
type Process struct {
	Host    string    `json:"host"`
	Of      string    `json:"of"` // master, agent, zookeeper, marathon …
	PID     int       `json:"pid"`
	User    string    `json:"user,omitempty"`
	Started time.Time `json:"started,omitzero"`
	// Arguments, secrets masked. Environment holds only names of an allowlist
	// (LIBPROCESS_*, SSL_*, MESOS_* without secrets).
	Arguments   []string          `json:"arguments,omitempty"`
	Environment map[string]string `json:"environment,omitempty"`
	// Hidden says what of it could not be read, and why.
	Hidden string `json:"hidden,omitempty"`
}

// Package is an installed package of weight (dpkg, rpm, DC/OS).
type Package struct {
	Host    string `json:"host"`
	Name    string `json:"name"`
	Version string `json:"version"`
	From    string `json:"from"` // path of the database it was read from
}

// Socket is one that listens on this host, as ss -tulpn shows it.
type Socket struct {
	Host     string `json:"host"`
	Protocol string `json:"protocol"` // tcp, tcp6, udp, udp6
	Address  string `json:"address"`  // ip it is bound to
	Port     int    `json:"port"`
	// Reach is how far the address reaches: loopback, private, public, all.
	Reach   string `json:"reach"`
	Process string `json:"process,omitempty"` // empty: not permitted to see
	PID     int    `json:"pid,omitempty"`
	User    string `json:"user,omitempty"`
	// Service is what usually listens there, or what the process is.
	Service string `json:"service,omitempty"`
}

// Port is whether a port of a host that the cluster or the user named can be
// reached from here.
type Port struct {
	Host    string `json:"host"`
	Port    int    `json:"port"`
	Service string `json:"service"`
	// State is open, closed (refused), silent (no answer: a firewall) or unknown.
	State string `json:"state"`
	// Expected: what the baseline says of it, open or closed; empty: it says nothing.
	Expected string `json:"expected,omitempty"`
	Why      string `json:"why,omitempty"` // of unknown
	// NamedBy tells who named the host: user, master, zookeeper, agent list …
	NamedBy string `json:"named_by,omitempty"`
}

// Endpoint is what a TLS port says of itself in handshakes of our own.
type Endpoint struct {
	Address string `json:"address"` // host:port
	Service string `json:"service,omitempty"`
	// TLS tells whether it speaks TLS at all; Plain whether it answers plain HTTP
	// (or ZooKeeper's protocol) on that port. nil: unknown.
	TLS   *bool `json:"tls,omitempty"`
	Plain *bool `json:"plain,omitempty"`
	// Versions by name (SSLv3, TLS 1.0 … TLS 1.3): accepted or not; missing: unknown.
	Versions map[string]bool `json:"versions,omitempty"`
	// Ciphers are the IANA names of the suites it accepts, by its preference where
	// that could be told.
	Ciphers []string `json:"ciphers,omitempty"`
	// PartialCiphers is set when not all that it accepts could be counted: that
	// nothing is weak of those says nothing then.
	PartialCiphers bool `json:"partial_ciphers,omitempty"`
	// Weak lists what is weak of them, in words: "RC4", "no forward secrecy" …
	Weak []string `json:"weak,omitempty"`
	// ClientCertificate: demanded, asked or none; empty: unknown.
	ClientCertificate string       `json:"client_certificate,omitempty"`
	Certificate       *Certificate `json:"certificate,omitempty"`
	Why               string       `json:"why,omitempty"` // what kept us from knowing more
}

// Certificate is the first of a chain, and what verifying the chain said.
type Certificate struct {
	Subject    string    `json:"subject"`
	Issuer     string    `json:"issuer"`
	Names      []string  `json:"names,omitempty"` // DNS names and addresses
	NotBefore  time.Time `json:"not_before"`
	NotAfter   time.Time `json:"not_after"`
	Key        string    `json:"key"` // RSA 2048, ECDSA P-256 …
	KeyBits    int       `json:"key_bits"`
	Signature  string    `json:"signature"` // SHA256-RSA …
	SelfSigned bool      `json:"self_signed,omitempty"`
	// Chain is how many certificates it sent.
	Chain int `json:"chain"`
	// Verified against the CA the user gave or the host's; Wrong says why not.
	Verified bool   `json:"verified"`
	Wrong    string `json:"wrong,omitempty"`
	// SHA256 of the certificate, hexadecimal.
	SHA256 string `json:"sha256"`
}
