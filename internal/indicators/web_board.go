package indicators

import (
	"html/template"
	"io"
	"net/http"
	"slices"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

type boardPage struct {
	web.Page
	Board
	Units  []web.Option
	When   []web.Option
	Choose []choice
	Files  takeaway
	Ask    string // the same question, for the print
}

// Picture is the chart without its table.
func (p BoardPage) Picture() template.HTML { return p.Chart.Picture() }

// choice is an indicator that can be in the extract.
type choice struct {
	Line
	Chosen bool
}

func askBoard(r *http.Request) AskBoard {
	q := r.URL.Query()
	from, _ := when.ParseMonth(q.Get("from"))
	to, _ := when.ParseMonth(q.Get("to"))
	return AskBoard{UnitID: q.Get("unit"), Indicators: some(q["i"]), From: from, To: to}
}

func (h handlers) boardData(w http.ResponseWriter, r *http.Request) (boardPage, error) {
	ctx, by, ask := r.Context(), actor.From(r.Context()), askBoard(r)
	b, err := h.x.Board(ctx, by, ask)
	if err != nil {
		return boardPage{}, err
	}
	s, err := h.x.sight(ctx, by)
	if err != nil {
		return boardPage{}, err
	}
	data := boardPage{Page: web.NewPage(w, r, "Extract for a board", crumb), Board: b, Units: unitOptions(s.seen()), Files: take("/indicators/board/figures", r.URL.Query())}
	if r.URL.RawQuery != "" {
		data.Ask = "?" + r.URL.Query().Encode()
	}
	for _, l := range b.All {
		data.Choose = append(data.Choose, choice{l, len(ask.Indicators) == 0 || slices.Contains(ask.Indicators, l.Indicator)})
	}
	if b.Run.ID != "" {
		for m := b.Run.Last; !m.Before(b.Run.First); m = m.Add(-1) {
			data.When = append(data.When, web.Option{Value: m.ISO(), Label: m.String()})
		}
	}
	return data, nil
}

func (h handlers) board(w http.ResponseWriter, r *http.Request) error {
	data, err := h.boardData(w, r)
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["board.html"], data)
}

func (h handlers) boardPrint(w http.ResponseWriter, r *http.Request) error {
	data, err := h.boardData(w, r)
	if err != nil {
		return err
	}
	data.Title = "How it is going: " + data.Unit.Name
	data.Crumbs = append(data.Crumbs, web.Crumb{Label: "Extract for a board", Href: "/indicators/board" + data.Ask})
	return web.Render(w, http.StatusOK, pages["board_print.html"], data)
}

func (h handlers) boardBook(w http.ResponseWriter, r *http.Request) error {
	b, err := h.x.Board(r.Context(), actor.From(r.Context()), askBoard(r))
	if err != nil {
		return err
	}
	return web.Download(w, export.TypeXLSX, "board-extract.xlsx", func(w io.Writer) error { return b.book().Write(w) })
}
