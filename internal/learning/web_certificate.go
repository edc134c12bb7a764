package learning

import (
	"bytes"
	"errors"
	"html/template"
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/web"
)

var certificatesCrumb = web.Crumb{Label: "My certificates", Href: "/learning/certificates"}

type certificatesPage struct {
	web.Page
	List []Certificate
}

func (h handlers) ownCertificates(w http.ResponseWriter, r *http.Request) error {
	list, err := h.l.OwnCertificates(r.Context(), actor.From(r.Context()))
	if shown, err := notStudent(w, r, err); shown {
		return err
	}
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["certificates.html"], certificatesPage{web.NewPage(w, r, "My certificates"), list})
}

// certificateSheet is what is printed: the certificate and where to check it.
type certificateSheet struct {
	C       Certificate
	Address string
	Code    export.Code
	Style   template.CSS
}

type certificatePage struct {
	web.Page
	Sheet  certificateSheet
	Manage bool
}

func (h handlers) sheetOf(c Certificate) (certificateSheet, error) {
	s := certificateSheet{C: c, Address: h.l.baseURL + "/learning/check/" + c.Code, Style: certificateStyle}
	var err error
	s.Code, err = export.QR(s.Address)
	return s, err
}

// oneCertificate is the certificate of the address, if the visitor may see it,
// and the way back to the list it is on.
func (h handlers) oneCertificate(r *http.Request) (certificatePage, web.Crumb, error) {
	by := actor.From(r.Context())
	c, err := h.l.Certificate(r.Context(), by, r.PathValue("certificate"))
	if err != nil {
		return certificatePage{}, web.Crumb{}, err
	}
	data := certificatePage{Manage: h.l.reach(r.Context(), h.l.db, by, Manage, c.UnitID) == nil}
	data.Sheet, err = h.sheetOf(c)
	crumb := certificatesCrumb
	if h.l.reach(r.Context(), h.l.db, by, Read, c.UnitID) == nil {
		crumb = issuedCrumb
	}
	return data, crumb, err
}

func (h handlers) certificate(w http.ResponseWriter, r *http.Request) error {
	data, crumb, err := h.oneCertificate(r)
	if err != nil {
		return err
	}
	data.Page = web.NewPage(w, r, "Certificate "+data.Sheet.C.Number(), crumb)
	return web.Render(w, http.StatusOK, pages["certificate.html"], data)
}

// certificateStyle is the whole style of a printed certificate: it can fetch
// nothing.
const certificateStyle template.CSS = `@page { size: A4; margin: 22mm 20mm; }
body { font: 13pt/1.5 "Liberation Sans", Arial, Helvetica, sans-serif; color: #1f2a30; text-align: center; }
h1 { font-size: 26pt; margin: 30mm 0 12mm; } .who { font-size: 22pt; font-weight: bold; margin: 6mm 0; } .what { font-size: 17pt; margin: 6mm 0; }
.foot { margin-top: 30mm; font-size: 10pt; } svg { width: 28mm; height: 28mm; }`

func (h handlers) certificatePDF(w http.ResponseWriter, r *http.Request) error {
	data, crumb, err := h.oneCertificate(r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := pages["certificate.html"].ExecuteTemplate(&b, "certificatedocument", data.Sheet); err != nil {
		return err
	}
	content, err := export.PDF(r.Context(), b.Bytes())
	if errors.Is(err, export.ErrNoPrinter) {
		here := web.Crumb{Label: "Certificate " + data.Sheet.C.Number(), Href: "/learning/certificates/" + data.Sheet.C.ID}
		data.Page = web.NewPage(w, r, "Print the certificate from your browser", crumb, here)
		return web.Render(w, http.StatusOK, pages["certificate_print.html"], data)
	}
	if err != nil {
		return err
	}
	return web.DownloadBytes(w, export.TypePDF, "certificate-"+data.Sheet.C.Number()+".pdf", content)
}

type checkPage struct {
	web.Page
	Code  web.Field
	Asked bool
	Found bool
	What  Confirmed
}

// check tells anybody whether there is a certificate with a code, and no name.
func (h handlers) check(w http.ResponseWriter, r *http.Request) error {
	code := r.PathValue("code")
	if code == "" {
		code = r.URL.Query().Get("code")
	}
	code = plain(code)
	form := web.NewForm(map[string]string{"code": code})
	data := checkPage{Page: web.NewPage(w, r, "Check a certificate"), Asked: code != ""}
	data.Code = form.Input("code", "The code on the certificate", "For example, 2027-0042-K7QM3XPA.").Wide("20")
	if data.Asked {
		var err error
		if data.What, data.Found, err = h.l.Confirm(r.Context(), code); err != nil {
			return err
		}
	}
	return web.Render(w, http.StatusOK, pages["check.html"], data)
}

type withdrawPage struct {
	web.Page
	C      Certificate
	Reason web.Field
}

func (h handlers) showWithdraw(w http.ResponseWriter, r *http.Request, form *web.Form, c Certificate) error {
	here := web.Crumb{Label: "Certificate " + c.Number(), Href: "/learning/certificates/" + c.ID}
	data := withdrawPage{Page: web.NewPage(w, r, "Withdraw certificate "+c.Number(), learningCrumb, issuedCrumb, here).WithForm(form), C: c}
	data.Reason = form.Area("reason", "What is wrong with it?", "The student sees this.", 3)
	return web.Render(w, web.FormStatus(form), pages["certificate_withdraw.html"], data)
}

func (h handlers) askWithdrawCertificate(w http.ResponseWriter, r *http.Request) error {
	c, err := h.l.issued(r.Context(), h.l.db, actor.From(r.Context()), Manage, r.PathValue("certificate"))
	if err != nil {
		return err
	}
	return h.showWithdraw(w, r, web.NewForm(nil), c)
}

func (h handlers) withdrawCertificate(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	c, err := h.l.issued(r.Context(), h.l.db, by, Manage, r.PathValue("certificate"))
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	reason := form.Text("reason", "What is wrong with it", 1, 500)
	return finish(w, r, form, func() (string, error) {
		return "/learning/certificates/" + c.ID, h.l.WithdrawCertificate(r.Context(), by, c.ID, reason)
	}, "Withdrawn. The right one can be issued from the run.", func() error { return h.showWithdraw(w, r, form, c) })
}
