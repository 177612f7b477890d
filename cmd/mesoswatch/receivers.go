package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi"
	"github.com/mesoswatch/mesoswatch/sinks/notify"
	"github.com/mesoswatch/mesoswatch/sinks/notify/emit"
	"github.com/mesoswatch/mesoswatch/sinks/notify/format"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
	"github.com/mesoswatch/mesoswatch/sinks/notify/web"
)

// receivers makes those of the configuration. Several Alertmanagers of one name are a
// receiver each: all get all, and one that is down holds up no other.
func (a *app) receivers() ([]notify.Receiver, error) {
	var all []notify.Receiver
	for i := range a.config.Notify {
		more, err := a.receiver(&a.config.Notify[i])
		if err != nil {
			return nil, hinted(fmt.Errorf("notify %s: %w", a.config.Notify[i].Name, err), "mesoswatch notify test tries it without watching")
		}
		all = append(all, more...)
	}
	return all, nil
}

func (a *app) receiver(c *receiverConfig) ([]notify.Receiver, error) {
	r := notify.Receiver{
		Name: c.Name, Repeat: c.Repeat, Timeout: c.Timeout,
		Filter: notify.Filter{Rules: c.Rules, Subjects: c.Subjects},
		Group:  notify.Group{By: c.GroupBy, Wait: c.GroupWait, Most: c.GroupMost},
	}
	if c.Level != "" {
		r.Filter.Level, _ = mesoswatch.ParseLevel(c.Level) // checked with the configuration
	}
	for _, t := range c.Turns {
		r.Filter.Turns = append(r.Filter.Turns, mesoswatch.Turn(t))
	}
	switch c.Type {
	case "alertmanager":
		return a.alertmanagers(c, r)
	case "webhook":
		return a.webhook(c, r)
	case "syslog":
		return a.syslog(c, r)
	case "file":
		r.Where, r.To = "file "+c.Path, &emit.File{Path: c.Path, Line: line(c)}
	case "stdout":
		r.Where, r.To = standardOutput, &emit.Stream{To: a.stdout, Line: line(c)}
	}
	return []notify.Receiver{r}, nil
}

func line(c *receiverConfig) format.Writer {
	f, _ := format.Parse(cmp.Or(c.Format, string(format.JSONL)))
	return format.Writer{Format: f, Version: version(), Most: c.MaxBytes}
}

func (w *webConfig) client() (*web.Client, error) {
	return web.NewClient(web.Options{
		UserAgent: mesosapi.UserAgent(version()), CACert: w.CACert, Cert: w.Cert, Key: w.Key, Insecure: w.InsecureTLS,
		Headers: w.Headers, HeaderFiles: w.HeaderFiles, TokenFile: w.TokenFile, User: w.User, PasswordFile: w.PasswordFile,
	})
}

// host is that of an address, for naming it: what is behind may be a secret.
func host(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return "?"
}

func (a *app) alertmanagers(c *receiverConfig, r notify.Receiver) ([]notify.Receiver, error) {
	client, err := c.client()
	if err != nil {
		return nil, err
	}
	var all []notify.Receiver
	for _, u := range c.addresses() {
		one := r
		one.Where, one.To = "alertmanager "+host(u), &web.Alertmanager{Client: client, URL: u, Cluster: a.clusterName()}
		if len(c.addresses()) > 1 {
			one.Name += "@" + host(u)
		}
		all = append(all, one)
	}
	return all, nil
}

func (a *app) webhook(c *receiverConfig, r notify.Receiver) ([]notify.Receiver, error) {
	client, err := c.client()
	if err != nil {
		return nil, err
	}
	for _, file := range []string{c.URLFile, c.SecretFile} {
		if file == "" {
			continue
		}
		if _, err := web.Secret(file); err != nil {
			return nil, err
		}
	}
	hook := &web.Webhook{Client: client, URL: c.URL, URLFile: c.URLFile, ContentType: c.ContentType, SecretFile: c.SecretFile}
	if c.Template != "" {
		if hook.Template, err = web.ParseTemplate(c.Template, c.ContentType == "" || strings.Contains(c.ContentType, "json")); err != nil {
			return nil, err
		}
	}
	r.Where, r.To = "webhook "+whereOf(&c.webConfig), hook
	return []notify.Receiver{r}, nil
}

func whereOf(w *webConfig) string {
	if w.URLFile != "" {
		address, err := web.Secret(w.URLFile)
		if err != nil {
			return "of " + w.URLFile
		}
		return host(address)
	}
	return host(w.URL)
}

func (a *app) syslog(c *receiverConfig, r notify.Receiver) ([]notify.Receiver, error) {
	address, err := emit.ParseAddress(c.Address)
	if err != nil {
		return nil, err
	}
	facility, err := format.ParseFacility(cmp.Or(c.Facility, "daemon"))
	if err != nil {
		return nil, err
	}
	text, err := format.Parse(cmp.Or(c.Format, string(format.Text)))
	if err != nil {
		return nil, err
	}
	r.Where = "syslog " + address.String()
	r.To = &emit.Syslog{
		Address: address, Framing: emit.Framing(c.Framing), Timeout: c.Timeout,
		Message: format.Syslog{Writer: format.Writer{Format: text, Version: version()}, Facility: facility, App: c.App,
			Process: strconv.Itoa(os.Getpid()), PEN: c.PEN, Local: address.Network == "unix", Max: c.MaxBytes},
		Trust: emit.Trust{CA: c.CACert, Cert: c.Cert, Key: c.Key, Unverified: c.InsecureTLS},
	}
	return []notify.Receiver{r}, nil
}

// heart makes the heartbeat; nil: none is wanted.
func (a *app) heart() (*notify.Heartbeat, error) {
	c := a.config.Heartbeat
	if c == nil {
		return nil, nil
	}
	client, err := c.client()
	if err != nil {
		return nil, fmt.Errorf("heartbeat: %w", err)
	}
	h := &notify.Heartbeat{Every: cmp.Or(c.Every, time.Minute)}
	if c.Type == "webhook" {
		h.Where = "webhook " + whereOf(&c.webConfig)
		h.To = &web.Ping{Client: client, Method: c.Method, URL: c.URL, URLFile: c.URLFile}
		return h, nil
	}
	var all beaters
	var where []string
	for _, u := range c.addresses() {
		all = append(all, &web.Alertmanager{Client: client, URL: u, Cluster: a.clusterName()})
		where = append(where, host(u))
	}
	h.Where, h.To = "alertmanager "+strings.Join(where, ", "), all
	return h, nil
}

// beaters are told one after the other, whether or not another one is reached.
type beaters []notify.Beater

// Beat tells all.
func (b beaters) Beat(ctx context.Context, every time.Duration) error {
	var errs []error
	for _, one := range b {
		within, cancel := context.WithTimeout(ctx, every/time.Duration(2*len(b)))
		errs = append(errs, one.Beat(within, every))
		cancel()
	}
	return errors.Join(errs...)
}

// tried is one receiver that got an example.
type tried struct {
	notify.Receiver
	took time.Duration
	err  error
}

// try sends one an example.
func try(ctx context.Context, r notify.Receiver, n notice.Notice, timeout time.Duration) tried {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	began := time.Now()
	err := r.To.Deliver(ctx, []notice.Notice{n})
	return tried{r, time.Since(began), err}
}
