package questionnaires

import (
	"net/http"
	"strconv"

	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/web"
)

type paperPage struct {
	web.Page
	Version          Version
	Paper            forms.Paper
	Sizes, Languages []web.Option
	Size, Language   string
}

// paper shows a version as it is printed, to look at and to fill in by hand.
func (h handlers) paper(w http.ResponseWriter, r *http.Request) error {
	v, of, err := h.shown(r)
	if err != nil {
		return err
	}
	if len(v.Form.Items) == 0 {
		return fault.New(fault.Conflict, "There is no question yet, so there is nothing to print.")
	}
	size, _ := strconv.Atoi(r.URL.Query().Get("size"))
	language := r.URL.Query().Get("language")
	data := paperPage{Page: web.NewPage(w, r, of.Title+" on paper", listCrumb, crumbOf(of)), Version: v, Size: number(size), Language: language,
		Paper: forms.Paper{Form: &v.Form, Edition: forms.Edition{Size: size, Language: language}}}
	for _, points := range forms.PaperSizes {
		data.Sizes = append(data.Sizes, web.Option{Value: number(points), Label: number(points) + " point"})
	}
	for _, tag := range v.Form.Languages() {
		data.Languages = append(data.Languages, web.Option{Value: tag, Label: LanguageName(tag)})
	}
	return web.Render(w, http.StatusOK, pages["paper.html"], data)
}
