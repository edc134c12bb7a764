package units

import (
	"testing"

	"github.com/jba/templatecheck"
)

func TestTemplates(t *testing.T) {
	data := map[string]any{
		"units.html": treePage{}, "unit.html": unitPage{}, "unit_new.html": unitFormPage{}, "unit_rename.html": unitFormPage{}, "unit_move.html": unitFormPage{},
		"unit_close.html": unitFormPage{}, "posts.html": postsPage{}, "post.html": postPage{}, "post_new.html": postFormPage{}, "post_rename.html": postFormPage{},
		"post_vacate.html": postFormPage{}, "post_close.html": postFormPage{}, "post_appoint.html": postFormPage{}, "partners.html": partnersPage{},
		"partner.html": partnerPage{}, "partner_form.html": partnerFormPage{}, "partner_close.html": partnerPage{},
	}
	for name := range pages {
		if data[name] == nil {
			t.Errorf("%s is not checked", name)
			continue
		}
		if err := templatecheck.CheckHTML(pages[name].Lookup("layout"), data[name]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
