package surveys

import (
	"io"
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

// pictureWidth is how wide a picture to take away is, in pixels.
const pictureWidth = 1200

// sendChart answers with the chart of a set as a picture or as a list: of the
// first set where none is named.
func sendChart(w http.ResponseWriter, r *http.Request, t *Table, picture bool) error {
	set := r.URL.Query().Get("set")
	for _, s := range t.sets() {
		c := t.chart(s)
		if set != "" && s.Key != set || len(c.Rows) == 0 {
			continue
		}
		if !picture {
			return web.Download(w, export.TypeCSV, "chart-"+s.Key+".csv", func(w io.Writer) error { return export.CSV(w, chartSheet(c)) })
		}
		content, err := c.PNG(pictureWidth)
		if err != nil {
			return err
		}
		return web.DownloadBytes(w, "image/png", "chart-"+s.Key+".png", content)
	}
	return fault.New(fault.NotFound, "There is no such chart.")
}

func (h handlers) waveChart(picture bool) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		_, t, err := h.s.Figures(r.Context(), actor.From(r.Context()), r.PathValue("closedwave"))
		if err == nil && t == nil {
			err = errNotClosed
		}
		if err != nil {
			return err
		}
		return sendChart(w, r, t, picture)
	}
}

func (h handlers) resultChart(picture bool) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		_, _, p, err := h.s.ResultAt(r.Context(), r.PathValue("organisation"), r.PathValue("results"))
		if err != nil {
			return err
		}
		return sendChart(w, r, p.Table, picture)
	}
}
