package indicators

import (
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

// typeFHIR is the kind of a FHIR resource in JSON.
const typeFHIR = "application/fhir+json"

func (h handlers) measureReport(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	s, err := h.x.sight(ctx, by)
	if err != nil {
		return err
	}
	c := Comparison{Indicators: []string{r.PathValue("indicator")}, Units: some([]string{r.URL.Query().Get("unit")})}
	if len(c.Units) == 0 {
		root, err := s.unit("")
		if err != nil {
			return err
		}
		c.Units = []string{root.ID}
	}
	multiples, chosen, err := h.x.compared(ctx, s, c)
	if err != nil {
		return err
	}
	content, err := multiples[0].Lines[0].measureReport(chosen[0].Name, h.x.now())
	if err != nil {
		return err
	}
	return web.DownloadBytes(w, typeFHIR, c.Indicators[0]+".json", content)
}
