package surveys

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

func inviteRoutes(h handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /surveys/waves/{wave}/invite", Permission: Manage, Handler: h.askInvite},
		{Pattern: "POST /surveys/waves/{wave}/invite", Permission: Manage, Handler: h.invite},
		{Pattern: "POST /surveys/waves/{wave}/remind", Permission: Manage, Button: true, Handler: h.remind},
	}
}

type invitePage struct {
	web.Page
	Wave            Wave
	Invited         Invited
	Units, Channels []web.Option
	Found           []web.Option // people who were searched for
	Q               string
	Bad             []RowProblem
	Most            int
}

func (h handlers) showInvite(w http.ResponseWriter, r *http.Request, form *web.Form, bad []RowProblem) error {
	ctx, by := r.Context(), actor.From(r.Context())
	wave, units, err := h.manageableWave(r)
	if err != nil {
		return err
	}
	data := invitePage{Page: web.NewPage(w, r, "Invitations", listCrumb, web.Crumb{Label: wave.Title, Href: wavePath(wave.ID)}).WithForm(form), Wave: wave, Units: units, Channels: choices(InviteChannels), Bad: bad, Most: MostInvited, Q: r.URL.Query().Get("q")}
	if data.Invited, err = h.s.Invited(ctx, by, wave.ID); err != nil {
		return err
	}
	if data.Q != "" && by.Can("people.read") {
		found, _, err := h.s.people.Search(ctx, by, data.Q, 1)
		if err != nil {
			return err
		}
		for _, p := range found {
			data.Found = append(data.Found, web.Option{Value: p.ID, Label: p.Name})
		}
	}
	return web.Render(w, web.FormStatus(form), pages["invite.html"], data)
}

func (h handlers) askInvite(w http.ResponseWriter, r *http.Request) error {
	return h.showInvite(w, r, web.NewForm(map[string]string{"channel": "mail"}), nil)
}

// invitees are those who are picked, typed or uploaded. Of a table the first
// column is the address and the second the name; a line that has no address but
// words that say so is its heading.
func invitees(r *http.Request, form *web.Form) []Invitee {
	var out []Invitee
	for _, id := range form.Values["people"] {
		out = append(out, Invitee{PersonID: id})
	}
	row := 0
	for line := range strings.Lines(form.Value("addresses")) {
		row++
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		address, name, _ := strings.Cut(line, ";")
		out = append(out, Invitee{Address: address, Name: name, Row: row})
	}
	file, head, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return out
	}
	if err != nil {
		form.Fail("file", "The file could not be read. Please try again.")
		return out
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, 2<<20))
	if err == nil && len(content) == 0 {
		return out
	}
	rows, readErr := export.Read(head.Filename, content)
	if err != nil || readErr != nil {
		form.Fail("file", "The file could not be read. Use a CSV file or an Excel workbook with one address a row.")
		return out
	}
	for i, cells := range rows {
		if len(cells) == 0 || strings.TrimSpace(strings.Join(cells, "")) == "" || i == 0 && !strings.ContainsAny(cells[0], "@0123456789") {
			continue
		}
		x := Invitee{Address: cells[0], Row: i + 1}
		if len(cells) > 1 {
			x.Name = cells[1]
		}
		out = append(out, x)
	}
	return out
}

func (h handlers) invite(w http.ResponseWriter, r *http.Request) error {
	wave, units, err := h.manageableWave(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	unit, channel, list := form.OneOf("unit", "The unit", units, true), form.OneOf("channel", "How the invitations go out", choices(InviteChannels), true), invitees(r, form)
	var bad []RowProblem
	return finish(w, r, form, func() (string, error) {
		var err error
		if _, bad, err = h.s.Invite(r.Context(), actor.From(r.Context()), wave.ID, unit, channel, list); err == nil && len(bad) > 0 {
			err = fault.Field("addresses", "Nobody was invited yet: some rows need putting right. They are listed below.")
		}
		return wavePath(wave.ID) + "/invite", err
	}, "The invitations are on their way.", func() error { return h.showInvite(w, r, form, bad) })
}

func (h handlers) remind(w http.ResponseWriter, r *http.Request) error {
	return h.press(w, r, "The reminders are on their way.", func(id string) error {
		_, err := h.s.Remind(r.Context(), actor.From(r.Context()), id)
		return err
	})
}
