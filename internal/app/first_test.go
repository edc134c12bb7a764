package app

import (
	"log/slog"
	"testing"
	"time"

	"footbridge/internal/config"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
)

// The first run takes the organisation that is there already, made by a command
// or by a first run that came to nothing, and never makes a second one.
func TestFirstRunReusesTheOrganisation(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		cfg, err := config.Load(nil, "", func(c *config.Config) { c.Data = t.TempDir() })
		if err != nil {
			t.Fatal(err)
		}
		a, err := Build(d, cfg, time.Now, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		first, root, err := a.foundFirst(t.Context(), "Bridgewater and Vale")
		if err != nil {
			t.Fatal(err)
		}
		again, sameRoot, err := a.foundFirst(t.Context(), "Bridgewater AND Vale ")
		if err != nil || again != first || sameRoot != root {
			t.Errorf("got %s, %s, %v", again, sameRoot, err)
		}
		if _, _, err := a.foundFirst(t.Context(), "Another Trust"); fault.Fields(err)["organisation"] == "" {
			t.Errorf("another name: %v", err)
		}
		if all, err := a.Units.Organisations(t.Context()); err != nil || len(all) != 1 {
			t.Errorf("there are %d organisations, %v", len(all), err)
		}
	})
}
