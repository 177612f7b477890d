package metrics

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// ErrNotHere is the error of an address that others than this host could ask.
var ErrNotHere = errors.New("it is no loopback address")

// Listen opens the address that metrics are asked at. One that is not of this host
// alone needs anywhere: what they tell is nobody else's business.
func Listen(addr string, anywhere bool) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("metrics at %q: %w", addr, err)
	}
	if !anywhere && !here(host) {
		return nil, fmt.Errorf("metrics at %q: %w", addr, ErrNotHere)
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	return l, nil
}

// here tells whether a host is this one, seen from itself.
func here(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// Serve answers until ctx ends.
func (m *Meter) Serve(ctx context.Context, l net.Listener) error {
	s := &http.Server{
		Handler: m.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
	}
	stop := context.AfterFunc(ctx, func() { s.Close() })
	defer stop()
	if err := s.Serve(l); ctx.Err() == nil {
		return fmt.Errorf("metrics: %w", err)
	}
	return nil
}

// Handler answers /metrics and /healthz, and nothing else.
func (m *Meter) Handler() http.Handler {
	reg := prometheus.NewRegistry()
	reg.MustRegister(&gatherer{m, descriptions()}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(reg, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second}))
	mux.HandleFunc("GET /healthz", m.healthz)
	return named(mux)
}

// named answers only who asks for an address or this host by the common name: a page
// in a browser that points a name of its own here learns nothing.
func named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
		if at != nil && here(hostOf(at.String())) && !here(hostOf(r.Host)) {
			http.Error(w, "ask for this host by its address or as localhost", http.StatusMisdirectedRequest)
			return
		}
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

func hostOf(addr string) string {
	if host, _, err := net.SplitHostPort(addr); err == nil {
		return host
	}
	return strings.Trim(addr, "[]")
}

// healthz answers 200 while mesoswatch does its work and 503 with the reasons while it
// does not.
func (m *Meter) healthz(w http.ResponseWriter, _ *http.Request) {
	c := m.Condition()
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !c.OK() {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(c) // who asked may be gone
}
