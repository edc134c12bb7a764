package app

import (
	"errors"
	"fmt"
	"net/url"

	"footbridge/internal/db"
)

type initCommand struct {
	Organisation string `placeholder:"NAME" help:"Also make an organisation of this name."`
}

// Run makes the database and says what to do next.
func (c initCommand) Run(s *session) error {
	cfg, err := s.settings(nil)
	if err != nil {
		return err
	}
	d, err := s.open(cfg, true)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Migrate(s.ctx); err != nil {
		return err
	}
	s.printf("The database is ready: %s\n", redacted(cfg.DatabaseURL()))
	if c.Organisation != "" {
		a, err := Build(d, cfg, s.now, newLogger(cfg, s.stderr))
		if err != nil {
			return err
		}
		org, _, err := a.Found(s.ctx, c.Organisation)
		if err != nil {
			return err
		}
		s.printf("%s is founded (%s).\n", org.Name, org.Slug)
		if err := a.seal(s.ctx); err != nil {
			return err
		}
	}
	s.printf("Next: `footbridge serve`, which prints how to make the first administrator.\n")
	return nil
}

type migrateCommand struct {
	Distribute bool `help:"On a Citus cluster, place the tables on its nodes by organisation."`
}

// Run migrates and, if asked, distributes.
func (c migrateCommand) Run(s *session) error {
	cfg, err := s.settings(nil)
	if err != nil {
		return err
	}
	d, err := s.open(cfg, true)
	if err != nil {
		return err
	}
	defer d.Close()
	before, _, err := d.Version(s.ctx)
	if err != nil {
		return err
	}
	if err := d.Migrate(s.ctx); err != nil {
		return err
	}
	after, _, err := d.Version(s.ctx)
	if err != nil {
		return err
	}
	if before == after {
		s.printf("The schema is at %d already: nothing to do.\n", after)
	} else {
		s.printf("The schema went from %d to %d.\n", before, after)
	}
	if !c.Distribute {
		return nil
	}
	placed, err := d.Distribute(s.ctx)
	if err != nil {
		return err
	}
	s.printf("%d tables placed by organisation.\n", len(placed))
	for _, t := range placed {
		s.printf("  %s\n", t)
	}
	return nil
}

type backupCommand struct {
	File string `arg:"" help:"File to write. It must not exist."`
}

// Run writes a backup, or says how PostgreSQL does it.
func (c backupCommand) Run(s *session) error {
	cfg, err := s.settings(nil)
	if err != nil {
		return err
	}
	if u := cfg.DatabaseURL(); db.IsPostgres(u) {
		return fmt.Errorf("the database is on a PostgreSQL server; use its own tool:\n  pg_dump --format=custom --file=%s '%s'", c.File, redacted(u))
	}
	d, err := s.open(cfg, false)
	if err != nil {
		return err
	}
	defer d.Close()
	m, err := d.Backup(s.ctx, c.File, Version(), s.now())
	if err != nil {
		return err
	}
	s.printf("%s: schema %d, contents %s\n", c.File, m.Schema, m.Contents)
	return nil
}

type restoreCommand struct {
	File    string `arg:"" help:"A backup that footbridge backup wrote."`
	Replace bool   `help:"Replace a database that holds data. Stop the server first."`
}

// Run puts a backup in place.
func (c restoreCommand) Run(s *session) error {
	cfg, err := s.settings(nil)
	if err != nil {
		return err
	}
	to := cfg.DatabaseURL()
	if db.IsPostgres(to) {
		return fmt.Errorf("the database is on a PostgreSQL server; use its own tool:\n  pg_restore --clean --if-exists --dbname='%s' %s", redacted(to), c.File)
	}
	m, err := db.Restore(s.ctx, c.File, to, c.Replace)
	switch {
	case errors.Is(err, db.ErrInUse) && !c.Replace:
		return fmt.Errorf("%w at %s; --replace replaces it", err, to)
	case err != nil:
		return err
	}
	s.printf("%s: restored, as of %s, schema %d, contents %s\n", to, m.MadeAt.Format("2 January 2006, 15:04 UTC"), m.Schema, m.Contents)
	return nil
}

// redacted is a database's address without its password.
func redacted(address string) string {
	if u, err := url.Parse(address); err == nil && u.User != nil {
		return u.Redacted()
	}
	return address
}

type checkCommand struct{}

// Run looks for damage and broken rules.
func (checkCommand) Run(s *session) error {
	return s.with(func(a *App) error {
		problems, err := a.Check(s.ctx)
		if err != nil {
			return err
		}
		for _, p := range problems {
			s.printf("%s\n", p)
		}
		if len(problems) > 0 {
			s.printf("%d problems found.\n", len(problems))
			return errFound
		}
		s.printf("No problem found.\n")
		return nil
	})
}
