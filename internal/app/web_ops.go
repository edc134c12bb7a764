package app

import (
	"fmt"
	"net/http"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/jobs"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

// opsPage is the data of ops.html.
type opsPage struct {
	web.Page
	Version, Engine, Size string
	Have, Want            int64
	Jobs                  []jobs.Count
	Outbox                []outboxCount
	Sealed                string
	Where                 string // messages go
	Checked               string
}

type outboxCount struct {
	State    string
	Messages int
}

// ops shows how the service runs.
func (a *App) ops(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	data := opsPage{Page: web.NewPage(w, r, "Operations"), Version: Version(), Engine: "SQLite", Checked: when.Stamp(a.now())}
	if a.DB.Postgres() {
		data.Engine = "PostgreSQL"
	}
	size, err := a.DB.Size(ctx)
	if err != nil {
		return err
	}
	data.Size = fmt.Sprintf("%.1f MB", float64(size)/1e6)
	if data.Have, data.Want, err = a.DB.Version(ctx); err != nil {
		return err
	}
	if data.Jobs, err = a.Jobs.Counts(ctx); err != nil {
		return err
	}
	counts, err := a.Notify.Counts(ctx, by.OrgID)
	if err != nil {
		return err
	}
	for _, c := range counts {
		data.Outbox = append(data.Outbox, outboxCount{string(c.State), c.Messages})
	}
	state, err := a.Audit.State(ctx, by.OrgID)
	if err != nil {
		return err
	}
	data.Sealed = sealWords(state.Seq, state.Waiting, state.SealedAt)
	data.Where = "the folder outbox: no mail server is set"
	if a.Config.SMTPHost != "" {
		data.Where = "the mail server"
	}
	return web.Render(w, http.StatusOK, pages["ops.html"], data)
}

func sealWords(sealed int64, waiting int, at time.Time) string {
	if sealed == 0 {
		return fmt.Sprintf("nothing sealed yet, %d waiting", waiting)
	}
	return fmt.Sprintf("%d entries sealed, the last on %s; %d waiting", sealed, when.Stamp(at), waiting)
}
