package college

import (
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

type mySittingsPage struct {
	web.Page
	Sittings []MySitting
}

func (h handlers) mySittings(w http.ResponseWriter, r *http.Request) error {
	list, err := h.c.MySittings(r.Context(), actor.From(r.Context()))
	if err != nil {
		return err
	}
	data := mySittingsPage{web.NewPage(w, r, "Sessions ahead of me", web.Crumb{Label: "My courses", Href: "/college/my"}), list}
	return web.Render(w, http.StatusOK, pages["register_mine.html"], data)
}

// tell answers the buttons by which a student says whether they can come.
func (h handlers) tell(cannot bool, message string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := h.c.TellCannotCome(r.Context(), actor.From(r.Context()), r.PathValue("sitting"), cannot); err != nil {
			return err
		}
		return web.SeeOther(w, r, "/college/my/sessions", message)
	}
}
