package stage

import (
	"context"
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Flood gives a sink so many events a second until ctx ends: every tenth a
// failed login that raises a finding, as in an attack. perSecond 0 knows no
// pause.
func Flood(ctx context.Context, to mesoswatch.Sink, perSecond int) {
	batch := max(perSecond/100, 1)
	began := time.Now()
	for n := 0; ctx.Err() == nil; n++ {
		if n%batch == 0 && perSecond > 0 {
			due := began.Add(time.Duration(n) * time.Second / time.Duration(perSecond))
			select {
			case <-time.After(time.Until(due)):
			case <-ctx.Done():
				return
			}
		}
		at := Now().Add(time.Since(began))
		upid := fmt.Sprintf("scheduler-%08x-44c1@10.0.9.%d:%d", n, n%200, 30000+n%9000)
		e := line(n, at, "", "master.cpp:8140", fmt.Sprintf("Processing ACCEPT call for offers: [ %08x-O%d ] on agent %04x-S%d", n, n, n%991, n%42))
		if n%10 == 0 {
			e = line(n, at, mesoswatch.KindAuthFailed, "master.cpp:9834", "Authentication of "+upid+" was unsuccessful: Invalid credentials")
			e.UPID, e.ClaimedIP = upid, fmt.Sprintf("10.0.9.%d", n%200)
		}
		if to.Handle(event(e)) != nil {
			return
		}
		if n%10 == 0 {
			s := mesoswatch.Subject{Kind: "address", Name: e.ClaimedIP}
			f := mesoswatch.Finding{ID: mesoswatch.FindingID("auth-brute-force", s), Rule: "auth-brute-force", Title: "Brute force", Level: mesoswatch.High,
				Status: mesoswatch.Open, Subject: s, FirstSeen: at, LastSeen: at, Count: 1, Evidence: []mesoswatch.Evidence{evidence(e)}}
			if to.Handle(mesoswatch.Record{Finding: &f}) != nil {
				return
			}
		}
	}
}
