package share

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Options say with whom what is shared.
type Options struct {
	// Servers are URLs, nats:// or tls://; one that does not answer is left for the
	// next. Only these are connected to, whatever others they name.
	Servers []string
	// Cluster is the name of the cluster; the same on all machines that share it.
	Cluster string
	// Console is the name of this machine among them; no two have the same.
	Console string
	// CredentialFile holds a JWT and its key, NKeyFile a seed; User goes with
	// PasswordFile. At most one of the three.
	CredentialFile, NKeyFile, User, PasswordFile string
	// CACert, Cert and Key are files for TLS; without CACert the system's hold.
	CACert, Cert, Key string
	// Replicas and KeepDays are for a stream that is made anew; 0: three where three
	// servers are named, else one; and 90 days.
	Replicas, KeepDays int
	// Path is the file that keeps what is not told yet, and how far was read.
	Path string
	// Kept tells up to when what was emitted is on the disk; what came later is read
	// again after a restart. nil: all is.
	Kept func() time.Time
	// Log takes what Health has no room for; nil: nobody.
	Log *slog.Logger
}

const (
	defaultKeepDays = 90
	maxServers      = 32
	maxReplicas     = 5
)

// Check says what is wrong with options, in words for the user.
func (o *Options) Check() error {
	var errs []error
	if len(o.Servers) == 0 || len(o.Servers) > maxServers {
		errs = append(errs, errors.New("servers: name one to 32, as nats://host:4222 or tls://host:4222"))
	}
	for _, s := range o.Servers {
		if err := o.checkServer(s); err != nil {
			errs = append(errs, fmt.Errorf("servers: %w", err))
		}
	}
	if o.Cluster == "" {
		errs = append(errs, errors.New("the cluster needs a name that is the same on all machines: cluster in the configuration, or --cluster"))
	}
	if len(o.Console) > 200 || mesoswatch.Printable(o.Console) != o.Console {
		errs = append(errs, errors.New("console: at most 200 printable characters"))
	}
	ways := 0
	for _, given := range []bool{o.CredentialFile != "", o.NKeyFile != "", o.User != "" || o.PasswordFile != ""} {
		if given {
			ways++
		}
	}
	if ways > 1 {
		errs = append(errs, errors.New("credential_file, nkey_file, user with password_file: only one of them"))
	}
	if (o.User == "") != (o.PasswordFile == "") {
		errs = append(errs, errors.New("user and password_file go together"))
	}
	if (o.Cert == "") != (o.Key == "") {
		errs = append(errs, errors.New("cert and key go together"))
	}
	if o.Replicas < 0 || o.Replicas > maxReplicas {
		errs = append(errs, fmt.Errorf("replicas: 1 to %d", maxReplicas))
	}
	if o.KeepDays < 0 {
		errs = append(errs, errors.New("keep_days: not below 0"))
	}
	return errors.Join(errs...)
}

// checkServer wants a URL without a secret in it, and TLS where a password goes.
func (o *Options) checkServer(s string) error {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return fmt.Errorf("%q is no URL", mesoswatch.Mask(s))
	case u.Scheme != "nats" && u.Scheme != "tls", u.Hostname() == "", strings.Trim(u.Path, "/") != "":
		return fmt.Errorf("%q: write nats://host:4222 or tls://host:4222", mesoswatch.Mask(s))
	case u.User != nil:
		return fmt.Errorf("%q has a login in it: user and password_file keep it out of sight", mesoswatch.Mask(s))
	case o.PasswordFile != "" && u.Scheme != "tls" && !loopback(u.Hostname()):
		return fmt.Errorf("%q would get the password unencrypted: write tls://", s)
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// fill gives what is empty its meaning.
func (o *Options) fill() {
	if o.Console == "" {
		o.Console = defaultConsole()
	}
	if o.KeepDays == 0 {
		o.KeepDays = defaultKeepDays
	}
	if o.Replicas == 0 {
		if o.Replicas = 1; len(o.Servers) >= 3 {
			o.Replicas = 3
		}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
}

// defaultConsole is the host: one that shares by two users needs names for both.
func defaultConsole() string {
	host, err := os.Hostname()
	if err != nil || host == "" {
		return "unnamed"
	}
	return host
}
