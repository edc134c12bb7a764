package learning

import (
	"embed"
	"net/http"

	"footbridge/internal/forms"
	"footbridge/internal/web"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files, forms.Templates)

// Routes are the pages of this module.
func Routes(l *Learning) []web.Route {
	h := handlers{l}
	return append(append(append(ownRoutes(h), lentRoutes(h)...), feedbackRoutes(h)...), staffRoutes(h)...)
}

type handlers struct{ l *Learning }

// ownRoutes are a student's own pages.
func ownRoutes(h handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /learning/plan", Permission: web.SignedIn, Handler: h.plan},
		{Pattern: "GET /learning/plan/edit", Permission: web.SignedIn, Handler: h.editPlan},
		{Pattern: "POST /learning/plan", Permission: web.SignedIn, Button: true, Handler: h.savePlan}, // nothing in it has to be filled in
		{Pattern: "GET /learning/plan/print", Permission: web.SignedIn, Handler: h.printPlan},
		{Pattern: "GET /learning/plan.txt", Permission: web.SignedIn, Handler: h.planText},
		{Pattern: "GET /learning/plan/reviews/new", Permission: web.SignedIn, Handler: h.newReview},
		{Pattern: "POST /learning/plan/reviews", Permission: web.SignedIn, Handler: h.addReview},
		{Pattern: "GET /learning/plan/reviews/{review}", Permission: web.SignedIn, Handler: h.review},
		{Pattern: "GET /learning/plan/lend", Permission: web.SignedIn, Handler: h.askLend},
		{Pattern: "POST /learning/plan/lend", Permission: web.SignedIn, Handler: h.lend},
		{Pattern: "GET /learning/plan/readers", Permission: web.SignedIn, Handler: h.readers},
		{Pattern: "POST /learning/plan/shares/{share}/withdraw", Permission: web.SignedIn, Button: true, Handler: h.withdraw},

		{Pattern: "GET /learning/certificates", Permission: web.SignedIn, Handler: h.ownCertificates},
		{Pattern: "GET /learning/certificates/{certificate}", Permission: web.SignedIn, Handler: h.certificate},
		{Pattern: "GET /learning/certificates/{certificate}/pdf", Permission: web.SignedIn, Handler: h.certificatePDF},
		{Pattern: "GET /learning/check", Permission: web.Anyone, Handler: h.check},
		{Pattern: "GET /learning/check/{code}", Permission: web.Anyone, Handler: h.check},

		{Pattern: "GET /learning/next", Permission: web.SignedIn, Handler: h.next},
		{Pattern: "GET /learning/next/new", Permission: web.SignedIn, Handler: h.newOwnStep},
		{Pattern: "POST /learning/next", Permission: web.SignedIn, Handler: h.addOwnStep},
	}
}

// lentRoutes are the pages of whoever a plan is lent to.
func lentRoutes(h handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /learning/lent", Permission: web.SignedIn, Handler: h.loans},
		{Pattern: "GET /learning/lent/{loan}", Permission: web.SignedIn, Handler: h.lent},
		{Pattern: "GET /learning/lent/{loan}/print", Permission: web.SignedIn, Handler: h.printLent},
		{Pattern: "GET /learning/lent/{loan}/write", Permission: web.SignedIn, Handler: h.askWrite},
		{Pattern: "POST /learning/lent/{loan}/write", Permission: web.SignedIn, Button: true, Handler: h.write},
		{Pattern: "GET /learning/shared/{token}", Permission: web.Anyone, Handler: h.shared},
		{Pattern: "GET /learning/shared/{token}/print", Permission: web.Anyone, Handler: h.printShared},
	}
}

// feedbackRoutes are the form behind a link, and what staff see of the answers.
func feedbackRoutes(h handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /learning/feedback/{token}", Permission: web.Anyone, Handler: h.askFeedback},
		{Pattern: "POST /learning/feedback/{token}", Permission: web.Anyone, Handler: h.answer},
		{Pattern: "GET /learning/thanks", Permission: web.Anyone, Handler: h.thanks},
		{Pattern: "GET /learning/heard", Permission: Read, Handler: h.heardList},
		{Pattern: "GET /learning/heard.csv", Permission: Read, Handler: h.heardAs(csvFile)},
		{Pattern: "GET /learning/heard.xlsx", Permission: Read, Handler: h.heardAs(xlsxFile)},
		{Pattern: "GET /learning/runs/{run}/heard", Permission: Read, Handler: h.heard},
		{Pattern: "GET /learning/runs/{run}/heard/add", Permission: Manage, Handler: h.newFeedback},
		{Pattern: "POST /learning/runs/{run}/heard", Permission: Manage, Handler: h.addFeedback},
		{Pattern: "GET /learning/runs/{run}/sheets", Permission: Manage, Handler: h.askSheets},
		{Pattern: "POST /learning/runs/{run}/sheets", Permission: Manage, Handler: h.sheets},
	}
}

// staffRoutes are the pages of the college's staff. No plan is among them.
func staffRoutes(h handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /learning", Permission: Read, Handler: h.overview},
		{Pattern: "GET /learning/issued", Permission: Read, Handler: h.issued},
		{Pattern: "GET /learning/issued.csv", Permission: Read, Handler: h.issuedAs(csvFile)},
		{Pattern: "GET /learning/issued.xlsx", Permission: Read, Handler: h.issuedAs(xlsxFile)},
		{Pattern: "GET /learning/runs/{run}/certificates", Permission: Read, Handler: h.candidates},
		{Pattern: "POST /learning/runs/{run}/certificates", Permission: Manage, Button: true, Handler: h.issue},
		{Pattern: "GET /learning/certificates/{certificate}/withdraw", Permission: Manage, Handler: h.askWithdrawCertificate},
		{Pattern: "POST /learning/certificates/{certificate}/withdraw", Permission: Manage, Handler: h.withdrawCertificate},

		{Pattern: "GET /learning/steps", Permission: Read, Handler: h.steps},
		{Pattern: "GET /learning/steps.csv", Permission: Read, Handler: h.stepsAs(csvFile)},
		{Pattern: "GET /learning/steps.xlsx", Permission: Read, Handler: h.stepsAs(xlsxFile)},
		{Pattern: "GET /learning/steps/new", Permission: Manage, Handler: h.newStep},
		{Pattern: "POST /learning/steps", Permission: Manage, Handler: h.addStep},
		{Pattern: "GET /learning/steps/{step}", Permission: web.SignedIn, Handler: h.editStep},
		{Pattern: "POST /learning/steps/{step}", Permission: web.SignedIn, Handler: h.correctStep},
	}
}

// finish answers a form: on success the visitor goes on to path, otherwise show
// shows the form again.
func finish(w http.ResponseWriter, r *http.Request, form *web.Form, save func() (string, error), message string, show func() error) error {
	if form.OK() {
		path, err := save()
		if err == nil {
			return web.SeeOther(w, r, path, message)
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return show()
}
