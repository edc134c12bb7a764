package surveys

import (
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

func waveRoutes(h handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /surveys", Permission: Read, Handler: h.list},
	}
}

type listPage struct {
	web.Page
	Filter        SurveyFilter
	Kinds, States []web.Option
	Surveys       []Listed
	Pager         web.Pager
	MayManage     bool
}

func (h handlers) list(w http.ResponseWriter, r *http.Request) error {
	by, q, number := actor.From(r.Context()), r.URL.Query(), web.PageNumber(r)
	f := SurveyFilter{Q: q.Get("q"), State: q.Get("state")}
	list, total, err := h.s.List(r.Context(), by, f, web.PerPage, web.Offset(number))
	if err != nil {
		return err
	}
	data := listPage{
		Page: web.NewPage(w, r, "Surveys"), Filter: f, Surveys: list, Pager: web.NewPager(r, number, total), MayManage: by.Can(Manage),
		States: append(options("Every survey", States), web.Option{Value: "none", Label: "No wave yet"}),
	}
	return web.Render(w, http.StatusOK, pages["surveys.html"], data)
}

// options are the choices of a list, after one that chooses none.
func options(first string, list []Choice) []web.Option {
	out := []web.Option{{Value: "", Label: first}}
	for _, c := range list {
		out = append(out, web.Option{Value: c.Code, Label: c.Label})
	}
	return out
}
