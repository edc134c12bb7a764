package app

import (
	"fmt"
	"sync"
	"time"

	"footbridge/internal/units"
)

// indicatorsRunCommand works out indicators.
type indicatorsRunCommand struct {
	Org     string `placeholder:"SLUG" help:"Only this organisation; without it, all of them."`
	Adopt   bool   `help:"First bring in the definitions that come along with the program and are not there yet."`
	Workers int    `default:"2" help:"How many organisations are worked out at once."`
}

// Run works out what is behind, of several organisations at once.
func (c indicatorsRunCommand) Run(s *session) error {
	return s.with(func(a *App) error {
		orgs, err := a.Units.Organisations(s.ctx)
		if err != nil {
			return err
		}
		if c.Org != "" {
			org, err := s.organisation(a, c.Org)
			if err != nil {
				return err
			}
			orgs = []units.Organisation{org}
		}
		turn := make(chan units.Organisation)
		var mu sync.Mutex
		var wg sync.WaitGroup
		var first error
		for range max(1, min(c.Workers, len(orgs))) {
			wg.Go(func() {
				for org := range turn {
					began := time.Now()
					words, err := c.one(s, a, org)
					mu.Lock()
					if err != nil {
						words = "broke: " + err.Error()
						if first == nil {
							first = fmt.Errorf("%s: %w", org.Slug, err)
						}
					}
					s.printf("%s: %s (%.1f s)\n", org.Slug, words, time.Since(began).Seconds())
					mu.Unlock()
				}
			})
		}
		for _, org := range orgs {
			turn <- org
		}
		close(turn)
		wg.Wait()
		if first != nil {
			return first
		}
		return a.seal(s.ctx)
	})
}

func (c indicatorsRunCommand) one(s *session, a *App, org units.Organisation) (string, error) {
	by := s.actor(org)
	if c.Adopt {
		if err := a.Indicators.Adopt(s.ctx, by); err != nil {
			return "", err
		}
	}
	if err := a.Indicators.Run(s.ctx, by); err != nil {
		return "", err
	}
	run, err := a.Indicators.LastRun(s.ctx, org.OrgID)
	if err != nil {
		return "", err
	}
	if run.Last.IsZero() {
		return "no extract has been brought in yet", nil
	}
	return fmt.Sprintf("worked out from %s to %s", run.First, run.Last), nil
}
