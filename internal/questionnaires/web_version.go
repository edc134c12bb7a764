package questionnaires

import (
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/forms"
	"footbridge/internal/web"
)

func versionRoutes(h handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /questionnaires/version/{qversion}/see", Permission: Read, Handler: h.see},
		{Pattern: "POST /questionnaires/version/{qversion}/draft", Permission: Edit, Whole: true, Button: true, Handler: h.newDraft},
	}
}

// version is the version of the address, and its questionnaire.
func (h handlers) version(r *http.Request, parameter string) (Version, Questionnaire, error) {
	orgID := actor.From(r.Context()).OrgID
	v, err := h.q.Version(r.Context(), orgID, r.PathValue(parameter))
	if err != nil {
		return v, Questionnaire{}, err
	}
	of, err := h.q.One(r.Context(), h.q.db, orgID, v.QuestionnaireID)
	return v, of, err
}

// before is the published version before v, if there is one.
func (h handlers) before(r *http.Request, v Version) (Version, bool, error) {
	all, err := h.q.Versions(r.Context(), v.OrgID, v.QuestionnaireID)
	for _, other := range all {
		if other.Number < v.Number && !other.Draft() {
			return other, true, err
		}
	}
	return Version{}, false, err
}

type versionPage struct {
	web.Page
	Version       Version
	Questionnaire Questionnaire
	Rows          []outlineRow
	Scores        []forms.Score
	Before        int // number of the published version before, 0 for none
	Changes       []string
	Uses          []Use
	HasDraft      bool
	MayEdit       bool
}

func (h handlers) see(w http.ResponseWriter, r *http.Request) error {
	v, of, err := h.version(r, "qversion")
	if err != nil {
		return err
	}
	by := actor.From(r.Context())
	data := versionPage{Page: web.NewPage(w, r, of.Title+", version "+number(v.Number), listCrumb, crumbOf(of)), Version: v, Questionnaire: of,
		Rows: outline(&v.Form, Version{}), Scores: v.Form.Scores, MayEdit: by.CanEverywhere(Edit)}
	if data.Uses, err = h.q.UsesOf(r.Context(), by.OrgID, v.ID); err != nil {
		return err
	}
	older, found, err := h.before(r, v)
	if err != nil {
		return err
	}
	if found {
		data.Before, data.Changes = older.Number, v.Form.Changes(&older.Form)
	}
	_, data.HasDraft, err = draftOf(r.Context(), h.q.db, by.OrgID, of.ID)
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["version.html"], data)
}

func (h handlers) newDraft(w http.ResponseWriter, r *http.Request) error {
	draft, err := h.q.NewDraft(r.Context(), actor.From(r.Context()), r.PathValue("qversion"))
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/questionnaires/draft/"+draft.ID+"/edit", "A new draft. The published version stays as it is.")
}
