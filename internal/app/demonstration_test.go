package app

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/app/demo"
	"footbridge/internal/config"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/extracts"
	"footbridge/internal/strategy"
	"footbridge/internal/when"
)

// filled is the program over a database with the trust of that seed.
func filled(t testing.TB, d *db.DB, seed uint64) *App {
	t.Helper()
	a := build(t, d)
	a.Config.Outbox = t.TempDir()
	trial := &demonstration{cfg: a.Config, seed: seed, now: a.now, log: a.Log, app: a}
	if err := trial.fill(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return a
}

// trusts are databases with the trust of seed 1, which takes long to make.
var trusts = dbtest.Fill(func(t testing.TB, d *db.DB) { filled(t, d, 1) })

// facts are what the seed decides.
func facts(t *testing.T, a *App) []string {
	t.Helper()
	ctx := t.Context()
	all, err := a.Units.Organisations(ctx)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	by := actor.System(all[0].OrgID, "test")
	var out []string
	_, people, err := a.People.Search(ctx, by, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	out = append(out, fmt.Sprintf("%d people", people))
	posts, err := a.Units.AllPosts(ctx, by.OrgID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range posts {
		out = append(out, fmt.Sprintf("post %s at %s: %s", p.Title, p.UnitName, p.HolderName))
	}
	err = a.Strategy.EachRow(ctx, by.OrgID, strategy.Filter{}, func(r strategy.Row) error {
		out = append(out, fmt.Sprintf("action %s: %s, %v, %s", r.Action.Title, r.Standing.Status, r.Standing.Overdue, r.Action.UpdatedOn))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	batches, _, err := a.Extracts.Batches(ctx, by, "", 10, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range batches {
		out = append(out, fmt.Sprintf("load of %s: %d rows, %d to put right", b.SourceName, b.RowsGood, b.RowsWaiting))
	}
	slices.Sort(out)
	return out
}

// The same seed makes the same trust, on whatever engine. (That another seed makes
// another is seen where the demonstration is made anew.)
func TestSameSeedSameTrust(t *testing.T) {
	t.Parallel()
	one, two := facts(t, build(t, trusts.SQLite(t))), []string(nil)
	if dbtest.HasPostgres() {
		two = facts(t, build(t, trusts.Postgres(t)))
	} else {
		two = facts(t, filled(t, dbtest.SQLite(t), 1))
	}
	if diff := cmp.Diff(one, two); diff != "" {
		t.Errorf("the same seed made other data:\n%s", diff)
	}
}

// The trust is sound on both engines, and shows every state that there is.
func TestTrust(t *testing.T) {
	t.Parallel()
	trusts.Each(t, func(t *testing.T, d *db.DB) {
		a := build(t, d)
		problems, err := a.Check(t.Context())
		if err != nil || len(problems) > 0 {
			t.Errorf("got %v, %v", problems, err)
		}
		all, err := a.Units.Organisations(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		trail, err := a.Audit.Verify(t.Context(), all[0].OrgID)
		if err != nil || len(trail) > 0 {
			t.Errorf("got %v, %v", trail, err)
		}
		seen, overdue, ownerless := map[actions.Status]int{}, 0, 0
		err = a.Strategy.EachRow(t.Context(), all[0].OrgID, strategy.Filter{}, func(r strategy.Row) error {
			seen[r.Standing.Status]++
			if r.Standing.Overdue {
				overdue++
			}
			if len(r.Posts) == 0 {
				ownerless++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, status := range actions.Statuses {
			if seen[status] == 0 {
				t.Errorf("no action is %s", status)
			}
		}
		recordSystem(t, a, actor.System(all[0].OrgID, "test"))
		if overdue == 0 || ownerless < 3 {
			t.Errorf("got %d overdue and %d ownerless actions", overdue, ownerless)
		}
	})
}

// recordSystem looks for what there is to see of the record system: rows to put right,
// one team without a unit, and figures up to the last month that is over.
func recordSystem(t *testing.T, a *App, by actor.Actor) {
	t.Helper()
	batches, _, err := a.Extracts.Batches(t.Context(), by, extracts.Committed, 10, 0)
	if err != nil || len(batches) != 2 || batches[0].RowsWaiting+batches[1].RowsWaiting == 0 {
		t.Errorf("got %v, %v", batches, err)
	}
	teams, err := a.Extracts.Teams(t.Context(), by)
	teams = slices.DeleteFunc(teams, func(team extracts.Team) bool { return team.UnitID != "" })
	if err != nil || len(teams) != 1 {
		t.Errorf("without a unit are %v, %v", teams, err)
	}
	run, err := a.Indicators.LastRun(t.Context(), by.OrgID)
	if want := when.DateOf(a.now().AddDate(0, 0, -1)).MonthOf().Add(-1); err != nil || run.Last != want {
		t.Errorf("the figures end with %s, not %s: %v", run.Last, want, err)
	}
}

// demoSite serves a demonstration to a browser that keeps its cookies.
func demoSite(t *testing.T) (*demonstration, *http.Client, string) {
	t.Helper()
	dir := t.TempDir()
	cfg, err := config.Load(nil, "", func(c *config.Config) { c.Data = dir; c.MetricsAddr = "off" })
	if err != nil {
		t.Fatal(err)
	}
	trusts.File(t, cfg.DatabaseURL())
	trial := &demonstration{cfg: cfg, seed: 1, now: today, log: slog.New(slog.DiscardHandler)}
	if made, err := trial.open(t.Context()); err != nil || made {
		t.Fatal(made, err)
	}
	if trial.stop, err = trial.app.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(trial)
	t.Cleanup(func() {
		server.Close()
		if err := trial.stop(t.Context()); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
		trial.app.DB.Close()
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return trial, &http.Client{Jar: jar}, server.URL
}

func page(t *testing.T, res *http.Response, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var b strings.Builder
	if err := res.Write(&b); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, b.String()
}

func TestEveryRoleCanBeTaken(t *testing.T) {
	t.Parallel()
	trial, browser, address := demoSite(t)
	if len(trial.seats) != len(Roles()) {
		t.Errorf("there are %d seats for %d roles", len(trial.seats), len(Roles()))
	}
	for _, seat := range trial.seats {
		res, err := browser.PostForm(address+"/demo/role", url.Values{"role": {seat.AccountID}, "next": {"/"}})
		status, text := page(t, res, err)
		if status != http.StatusOK || !strings.Contains(text, "You are now: "+seat.Role) {
			t.Errorf("%s: got %d\n%.300s", seat.Role, status, text)
		}
	}
	for _, link := range homeLinks {
		if !trial.app.Site.MayOpen(actor.Actor{AccountID: "a", Grants: actor.System("o", "all").Grants}, link.Href) {
			t.Errorf("the front page leads to %s, which is not there", link.Href)
		}
	}
	// Whoever cannot open the page on which the role is switched lands at home.
	for label, want := range map[string]string{"Administrator": "/ops", "Carer": "/", "Commissioner": "/", "Family member or carer": "/"} {
		for _, seat := range trial.seats {
			if seat.Role != label {
				continue
			}
			res, err := browser.PostForm(address+"/demo/role", url.Values{"role": {seat.AccountID}, "next": {"/ops"}})
			if status, _ := page(t, res, err); status != http.StatusOK || res.Request.URL.Path != want {
				t.Errorf("%s: got %d at %s, want %s", label, status, res.Request.URL.Path, want)
			}
		}
	}
	res, err := browser.PostForm(address+"/demo/role", url.Values{"role": {"nobody"}})
	if status, _ := page(t, res, err); status != http.StatusNotFound {
		t.Errorf("somebody unknown: got %d", status)
	}
	res, err = browser.PostForm(address+"/demo/role", url.Values{})
	if status, _ := page(t, res, err); status != http.StatusUnprocessableEntity {
		t.Errorf("nobody chosen: got %d", status)
	}
	res, err = browser.PostForm(address+"/demo/role", url.Values{"role": {trial.seats[0].AccountID}, "next": {"//evil.example"}})
	if _, text := page(t, res, err); strings.Contains(text, "evil") {
		t.Error("the switch leads to another site")
	}
}

func TestReset(t *testing.T) {
	t.Parallel()
	trial, browser, address := demoSite(t)
	res, err := browser.PostForm(address+"/demo/role", url.Values{"role": {trial.seats[1].AccountID}, "next": {"/"}})
	page(t, res, err)
	by := actor.System(trial.seats[0].OrgID, "test")
	if _, err := trial.app.Strategy.AddEdition(t.Context(), by, strategy.EditionInput{Title: "Scribble", FromMonth: when.Month{Year: 2027, Month: 5}, ToMonth: when.Month{Year: 2027, Month: 5}}); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest("POST", address+"/demo/reset", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Origin", "https://evil.example")
	res, err = browser.Do(req)
	if status, _ := page(t, res, err); status != http.StatusForbidden {
		t.Errorf("a form from another site: got %d", status)
	}
	before := facts(t, trial.app)
	trial.seed = 2
	res, err = browser.PostForm(address+"/demo/reset", nil)
	status, text := page(t, res, err)
	if status != http.StatusOK || !strings.Contains(text, "as it was at first") {
		t.Fatalf("got %d\n%.500s", status, text)
	}
	all, err := trial.app.Strategy.Editions(t.Context(), trial.seats[0].OrgID)
	if err != nil || len(all) != 2 {
		t.Errorf("got %v, %v", all, err)
	}
	if len(trial.seats) != len(Roles()) || !strings.Contains(text, demo.Name) {
		t.Error("the demonstration is not whole after the reset")
	}
	if slices.Equal(before, facts(t, trial.app)) {
		t.Error("another seed made the same data")
	}
}
