package pretend

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// DemoSpeed plays an hour in twenty seconds.
const DemoSpeed = 180

// Options of a cluster. Only Dir is needed.
type Options struct {
	// Dir is the folder of the log; it is created, and not removed.
	Dir string
	// Speed is how many seconds of log time pass in one of wall time. 0 is as
	// fast as it can be written.
	Speed float64
	// Start is the log time of the first line, printed in its own location. Zero:
	// so that a scenario of an hour ends now, in the zone of this process, which
	// is the one that glog would use.
	Start time.Time
}

// Cluster is a pretend cluster that runs: its first master has begun its log and
// answers, ZooKeeper answers, and nothing else happens before Play.
type Cluster struct {
	// Dir is the log folder of the master.
	Dir string

	speed float64
	start time.Time
	log   *glog
	http  *httpMaster
	zk    *fourLetter
	web   *http.Server
	doors [2]net.Listener // of the master and of ZooKeeper

	serving   sync.WaitGroup
	closeOnce sync.Once
	closeErr  error
}

// Start binds two ports of 127.0.0.1 and opens the log of the first master. ctx
// bounds the start only; what was started runs until Close.
func Start(ctx context.Context, o Options) (*Cluster, error) {
	if o.Dir == "" {
		return nil, errors.New("starting the pretend cluster: no folder for its log")
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("creating the log folder of the pretend master: %w", err)
	}
	if o.Start.IsZero() {
		o.Start = endingNow(o.Speed)
	}
	c := &Cluster{Dir: o.Dir, speed: o.Speed, start: o.Start, log: &glog{dir: o.Dir}, http: &httpMaster{}, zk: &fourLetter{}}
	if err := c.listen(ctx); err != nil {
		return nil, err
	}
	if err := c.begin(firstMaster(), c.start); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// endingNow is when an hour of log time begins that ends, played at this speed,
// at its end of wall time.
func endingNow(speed float64) time.Time {
	start := time.Now().Add(-scenarioLength)
	if speed > 0 {
		start = start.Add(time.Duration(float64(scenarioLength) / speed))
	}
	return start.Truncate(time.Microsecond)
}

func (c *Cluster) listen(ctx context.Context) error {
	var l net.ListenConfig
	for i := range c.doors {
		door, err := l.Listen(ctx, "tcp4", "127.0.0.1:0")
		if err != nil {
			if i > 0 {
				err = errors.Join(err, c.doors[0].Close())
			}
			return fmt.Errorf("opening a port of the pretend cluster: %w", err)
		}
		c.doors[i] = door
	}
	c.web = &http.Server{Handler: c.http, ReadHeaderTimeout: 5 * time.Second}
	c.serving.Go(func() { _ = c.web.Serve(c.doors[0]) }) // ends with ErrServerClosed
	c.serving.Go(func() { c.zk.serve(c.doors[1]) })
	return nil
}

// begin starts a master process at a time of the log.
func (c *Cluster) begin(p masterlog.Process, at time.Time) error {
	if err := c.log.open(p, at); err != nil {
		return err
	}
	c.http.run(p)
	return c.log.write(p.Opened(), at, p.Thread(0))
}

// MasterURL is the address of the master's HTTP port, without a slash at its end.
func (c *Cluster) MasterURL() string { return "http://" + c.doors[0].Addr().String() }

// ZooKeeper is "ip:port" of the four-letter port.
func (c *Cluster) ZooKeeper() string { return c.doors[1].Addr().String() }

// LogPath is the link that glog keeps on the INFO file of the latest process.
func (c *Cluster) LogPath() string { return filepath.Join(c.Dir, "mesos-master.INFO") }

// Close ends the cluster and waits for what it started; its files stay. It may be
// called more than once, and must not be called while Play runs.
func (c *Cluster) Close() error {
	c.closeOnce.Do(func() {
		web, zk := c.web.Close(), c.doors[1].Close()
		c.zk.hangUp()
		c.serving.Wait()
		c.closeErr = errors.Join(web, zk, c.log.close())
	})
	return c.closeErr
}
