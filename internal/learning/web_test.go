package learning

import (
	"testing"

	"github.com/jba/templatecheck"

	"footbridge/internal/web"
)

func TestTemplates(t *testing.T) {
	data := map[string]any{
		"not_student.html": web.Page{}, "plan.html": planPage{}, "plan_print.html": planPage{}, "plan_form.html": planFormPage{}, "review_form.html": reviewFormPage{},
		"review.html": reviewPage{}, "lend.html": lendPage{}, "link.html": linkPage{}, "readers.html": readersPage{}, "loans.html": loansPage{}, "lent.html": lentPage{},
		"feedback.html": feedbackPage{}, "thanks.html": web.Page{}, "heard_list.html": heardListPage{}, "heard.html": heardPage{}, "sheets_ask.html": sheetsPage{},
		"sheets.html": sheetsPage{}, "certificates.html": certificatesPage{}, "certificate.html": certificatePage{}, "certificate_print.html": certificatePage{},
		"certificate_withdraw.html": withdrawPage{}, "check.html": checkPage{}, "next.html": nextPage{}, "step_form.html": stepFormPage{}, "step_who.html": whoPage{},
		"overview.html": overviewPage{}, "issued.html": issuedPage{}, "candidates.html": candidatesPage{}, "steps.html": stepsPage{},
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
	if err := templatecheck.CheckHTML(pages["certificate.html"].Lookup("certificatedocument"), certificateSheet{}); err != nil {
		t.Errorf("certificatedocument: %v", err)
	}
}
