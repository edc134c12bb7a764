package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/app/demo"
	"footbridge/internal/config"
	"footbridge/internal/db"
	"footbridge/internal/web"
)

type demoCommand struct {
	Addr      string `placeholder:"HOST:PORT" help:"Where the pages are served: 127.0.0.1:8080 unless given."`
	BuildOnly bool   `help:"Make the data and stop."`
	Seed      uint64 `default:"1" help:"The same seed makes the same data."`
}

// Run makes the demonstration, if it is not there yet, and serves it.
func (c demoCommand) Run(s *session) error {
	cfg, err := s.settings(func(cfg *config.Config) {
		if s.flags.Data == "" {
			cfg.Data = "demo-data"
		}
		if c.Addr != "" {
			cfg.Addr = c.Addr
		}
		if s.flags.Database == "" {
			cfg.Database = ""
		}
		// Nothing leaves a demonstration, whatever the environment says.
		cfg.SMTPHost, cfg.OIDCIssuer, cfg.Outbox, cfg.MetricsAddr = "", "", "", "off"
	})
	if err != nil {
		return err
	}
	if cfg.Database != "" {
		return usageError{errors.New("a demonstration is kept in an SQLite file: use --data")}
	}
	t := &demonstration{cfg: cfg, seed: c.Seed, now: s.now, log: newLogger(cfg, s.stderr)}
	if c.BuildOnly {
		t.log = slog.New(slog.DiscardHandler)
	}
	made, err := t.open(s.ctx)
	if err != nil {
		return err
	}
	if made {
		s.printf("%s is made, in %s.\n", demo.Name, cfg.Data)
	} else {
		s.printf("%s is there already, in %s.\n", demo.Name, cfg.Data)
	}
	if c.BuildOnly {
		return t.app.DB.Close()
	}
	return t.serve(s.ctx, func(address string) {
		s.printf("The demonstration is at %s\nNothing in it is real, and nothing is sent: messages go to %s\nPress Ctrl+C to stop.\n", address, cfg.Outbox)
	})
}

// demonstration serves a fictional trust that can be made anew while it is
// served: every request holds the program it began with.
type demonstration struct {
	cfg  config.Config
	seed uint64
	now  func() time.Time
	log  *slog.Logger

	mu      sync.RWMutex // held for reading by every request
	app     *App
	handler http.Handler
	stop    func(context.Context) error
	seats   []demoSeat
}

// demoSeat is somebody whose part a visitor can take.
type demoSeat struct{ OrgID, AccountID, Role, About, Name string }

// errNotDemo protects real data from being taken for a demonstration.
var errNotDemo = errors.New("the database holds an organisation that is no demonstration: choose another folder with --data")

// open opens the demonstration's database and fills it if it is empty.
func (t *demonstration) open(ctx context.Context) (made bool, err error) {
	if err := os.MkdirAll(t.cfg.Data, 0o700); err != nil {
		return false, err
	}
	if _, err := os.Stat(t.cfg.DatabaseURL()); errors.Is(err, os.ErrNotExist) {
		if err := t.create(ctx); err != nil {
			return false, err
		}
		made = true
	}
	d, err := db.Open(ctx, t.cfg.DatabaseURL())
	if err != nil {
		return false, err
	}
	defer func() {
		if err != nil {
			d.Close()
		}
	}()
	if err := d.Migrate(ctx); err != nil {
		return false, err
	}
	if t.app, err = Build(d, t.cfg, t.now, t.log); err != nil {
		return false, err
	}
	t.app.demo = t
	all, err := t.app.Units.Organisations(ctx)
	switch {
	case err != nil:
		return false, err
	case len(all) == 0:
		made = true
		if err := t.fill(ctx, d); err != nil {
			return false, err
		}
	case len(all) > 1 || all[0].Slug != demo.Slug:
		return false, errNotDemo
	}
	t.app.mountDemo()
	t.handler = t.app.Handler()
	return made, t.findSeats(ctx)
}

// create makes the demonstration's database beside where it belongs, and puts it
// there when it is whole: what is stopped on the way is made anew next time.
func (t *demonstration) create(ctx context.Context) (err error) {
	path := t.cfg.DatabaseURL() + ".making"
	if err := removeDatabase(path); err != nil {
		return err
	}
	d, err := db.Open(ctx, path)
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, d.Close()); err == nil {
			err = os.Rename(path, t.cfg.DatabaseURL())
		}
	}()
	if err := d.Migrate(ctx); err != nil {
		return err
	}
	if t.app, err = Build(d, t.cfg, t.now, t.log); err != nil {
		return err
	}
	return t.fill(ctx, d)
}

// removeDatabase removes an SQLite database with what lies beside it.
func removeDatabase(path string) error {
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// fill makes the trust in one transaction, then what its record system knows,
// and seals its history.
func (t *demonstration) fill(ctx context.Context, d *db.DB) error {
	err := d.Tx(ctx, func(tx *db.DB) error {
		s, err := t.services(tx)
		if err != nil {
			return err
		}
		return demo.Fill(ctx, s, t.seed, t.now())
	})
	if err != nil {
		return err
	}
	s, err := t.services(d)
	if err != nil {
		return err
	}
	if err := demo.Measure(ctx, s, t.seed, t.now()); err != nil {
		return err
	}
	_, err = t.app.Audit.Seal(ctx)
	return err
}

// services are the program over d, with a clock of its own.
func (t *demonstration) services(d *db.DB) (demo.Services, error) {
	clock := &demo.Clock{}
	a, err := Build(d, t.cfg, clock.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		return demo.Services{}, err
	}
	return demo.Services{
		DB: d, Clock: clock, Access: a.Access, People: a.People, Units: a.Units, Actions: a.Actions, Strategy: a.Strategy, Notify: a.Notify,
		Courses: a.Courses, Trainers: a.Trainers, College: a.College, Prospectus: a.Prospectus, Learning: a.Learning, Library: a.Library, Funders: a.Funders,
		Questionnaires: a.Questionnaires, Surveys: a.Surveys, Welcome: a.Welcome,
		Extracts: a.Extracts, Indicators: a.Indicators, Evaluation: a.Evaluation,
		Roles: a.Roles, BaseURL: t.cfg.BaseURL,
	}, nil
}

// findSeats finds the account of each role.
func (t *demonstration) findSeats(ctx context.Context) error {
	all, err := t.app.Units.Organisations(ctx)
	if err != nil {
		return err
	}
	by := actor.System(all[0].OrgID, "demonstration")
	accounts, _, err := t.app.Access.Accounts(ctx, by, "", "active", 200, 0)
	if err != nil {
		return err
	}
	t.seats = nil
	held := map[string]demoSeat{}
	for _, account := range accounts {
		roles, err := t.app.Access.HeldBy(ctx, by, account.ID)
		if err != nil {
			return err
		}
		for _, h := range roles {
			held[h.Role] = demoSeat{OrgID: account.OrgID, AccountID: account.ID, Name: account.Name}
		}
	}
	for _, role := range t.app.Roles {
		if seat, ok := held[role.Slug]; ok {
			seat.Role, seat.About = role.Label, role.About
			t.seats = append(t.seats, seat)
		}
	}
	return nil
}

// serve serves until ctx ends.
func (t *demonstration) serve(ctx context.Context, ready func(address string)) error {
	var err error
	if t.stop, err = t.app.start(ctx); err != nil {
		return err
	}
	err = t.app.listen(ctx, t, nil, ready)
	t.mu.Lock()
	defer t.mu.Unlock()
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	return errors.Join(err, t.stop(ending), t.app.DB.Close())
}

// ServeHTTP serves the site as it is now. A reset waits for the requests in
// flight, and those that come meanwhile wait for it.
func (t *demonstration) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost && r.URL.Path == "/demo/reset" {
		t.serveReset(w, r)
		return
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	t.handler.ServeHTTP(w, r)
}

// serveReset makes the demonstration anew. It stands outside the site, whose
// session would be written to a database that is gone.
func (t *demonstration) serveReset(w http.ResponseWriter, r *http.Request) {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		http.Error(w, "This form was sent from another website.", http.StatusForbidden)
		return
	}
	if err := t.reset(context.WithoutCancel(r.Context())); err != nil {
		t.log.Error("reset the demonstration", "err", err)
		http.Error(w, "The demonstration could not be made anew. Please start the program again.", http.StatusInternalServerError)
		return
	}
	web.SetFlash(w, r, "The demonstration is as it was at first.")
	http.Redirect(w, r, "/demo", http.StatusSeeOther)
}

func (t *demonstration) reset(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	ending, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	if err := errors.Join(t.stop(ending), t.app.DB.Close()); err != nil {
		return err
	}
	if err := removeDatabase(t.cfg.DatabaseURL()); err != nil {
		return err
	}
	if err := os.RemoveAll(t.cfg.Outbox); err != nil {
		return err
	}
	if _, err := t.open(ctx); err != nil {
		return fmt.Errorf("make it anew: %w", err)
	}
	var err error
	t.stop, err = t.app.start(ctx)
	return err
}
