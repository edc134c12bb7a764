package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"footbridge/internal/config"
	"footbridge/internal/db"
)

type serveCommand struct {
	Addr string `placeholder:"HOST:PORT" help:"Where the pages are served. Also FOOTBRIDGE_ADDR."`
}

// Run serves until the program is asked to stop.
func (c serveCommand) Run(s *session) error {
	cfg, err := s.settings(func(cfg *config.Config) {
		if c.Addr != "" {
			cfg.Addr = c.Addr
		}
	})
	if err != nil {
		return err
	}
	log := newLogger(cfg, s.stderr)
	slog.SetDefault(log) // what libraries log takes the same form
	for _, name := range cfg.Unknown {
		log.Warn("there is no such setting", "name", name)
	}
	d, err := s.open(cfg, true)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Migrate(s.ctx); err != nil {
		return err
	}
	if !db.IsPostgres(cfg.DatabaseURL()) {
		if err := os.Chmod(cfg.DatabaseURL(), 0o600); err != nil {
			return err
		}
	}
	a, err := Build(d, cfg, s.now, log)
	if err != nil {
		return err
	}
	code, needed, err := a.Access.SetupCode(s.ctx)
	if err != nil {
		return err
	}
	return a.serve(s.ctx, func(address string) {
		s.printf("Footbridge %s is at %s\n", Version(), address)
		if needed {
			s.printf("There is no account yet. To make the first administrator, open %s/setup and give this code, which works once: %s\n", address, code)
		}
	})
}

// Times within which a client must have sent and taken a page.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = time.Minute
	writeTimeout  = 5 * time.Minute // a long export
	idleTimeout   = 2 * time.Minute
	stopTimeout   = 30 * time.Second // for requests in flight when asked to stop
)

// start runs the jobs and seals the audit trail until stop is called.
func (a *App) start(ctx context.Context) (stop func(context.Context) error, err error) {
	if err := a.Jobs.Start(ctx); err != nil {
		return nil, err
	}
	sealing, stopSealing := context.WithCancel(context.WithoutCancel(ctx))
	sealed := make(chan struct{})
	go func() { defer close(sealed); a.Audit.Run(sealing) }()
	return func(ctx context.Context) error {
		err := a.Jobs.Stop(ctx)
		stopSealing() // it seals once more
		<-sealed
		return err
	}, nil
}

// serve runs the jobs, the sealer and the listeners until ctx ends; then
// requests in flight finish, jobs stop and the last entries are sealed. ready is
// told the address once the pages are served.
func (a *App) serve(ctx context.Context, ready func(address string)) error {
	metrics, stopMetrics, err := a.serveMetrics()
	if err != nil {
		return err
	}
	defer stopMetrics()
	stop, err := a.start(ctx)
	if err != nil {
		return err
	}
	err = a.listen(ctx, a.Handler(), metrics, ready)
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	return errors.Join(err, stop(ending))
}

// listen serves h at the address of the settings until ctx ends, or something
// fails, and lets requests in flight finish.
func (a *App) listen(ctx context.Context, h http.Handler, also <-chan error, ready func(address string)) error {
	listener, err := net.Listen("tcp", a.Config.Addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer listener.Close()
	server, failed := a.server(h), make(chan error, 1)
	go func() {
		if a.Config.TLSCert != "" {
			failed <- server.ServeTLS(listener, a.Config.TLSCert, a.Config.TLSKey)
		} else {
			failed <- server.Serve(listener)
		}
	}()
	ready(a.address(listener))
	select {
	case err = <-failed:
	case err = <-also:
	case <-ctx.Done():
		a.Log.Info("stopping")
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	return errors.Join(err, server.Shutdown(ending))
}

func (a *App) server(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: 64 << 10,
	}
}

// serveMetrics listens for /metrics apart from the pages, unless it is off.
func (a *App) serveMetrics() (failed <-chan error, stop func(), err error) {
	if a.Config.MetricsAddr == "off" {
		return nil, func() {}, nil
	}
	listener, err := net.Listen("tcp", a.Config.MetricsAddr)
	if err != nil {
		return nil, nil, fmt.Errorf("listen for metrics (FOOTBRIDGE_METRICS_ADDR): %w", err)
	}
	server, out := a.server(a.observe().handler()), make(chan error, 1)
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			out <- err
		}
	}()
	return out, func() { server.Close() }, nil
}

// address is where people on this machine find the pages.
func (a *App) address(l net.Listener) string {
	if _, port, _ := net.SplitHostPort(a.Config.Addr); port != "0" {
		return a.Config.BaseURL
	}
	scheme, _, _ := strings.Cut(a.Config.BaseURL, "://")
	return scheme + "://" + l.Addr().String()
}
