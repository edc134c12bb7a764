package webtest

import (
	"embed"
	"net/http"

	"footbridge/internal/web"
)

//go:embed templates/*.html
var galleryFiles embed.FS

var galleryPages = web.Pages(galleryFiles)

// galleryPage shows every component once, so that tests and people can look at
// all of them together.
type galleryPage struct {
	web.Page
	Name, Email, Secret, Words, Kind, Way, Boxes, On, Due, File web.Field
	Tags                                                        []web.Tag
	Tabs                                                        []web.Tab
	Pager                                                       web.Pager
	Moments                                                     []web.Moment
	More                                                        web.Details
	Mind                                                        web.Callout
	Facts                                                       []web.Fact
	Spread                                                      []web.Share
	Cards                                                       []web.Card
}

var (
	kinds = []web.Option{{Value: "", Label: "Choose one"}, {Value: "team", Label: "Team"}, {Value: "ward", Label: "Ward"}}
	ways  = []web.Option{{Value: "letter", Label: "Letter", Hint: "By post, in large print if you like."}, {Value: "phone", Label: "Phone"}}
)

// Gallery returns the routes of a page that shows every component. Posted to
// with nothing, it shows what is wrong with every field.
func Gallery() []web.Route {
	return []web.Route{
		{Pattern: "GET /gallery", Permission: web.Anyone, Handler: func(w http.ResponseWriter, r *http.Request) error {
			return showGallery(w, r, &web.Form{})
		}},
		{Pattern: "POST /gallery", Permission: web.Anyone, Handler: saveGallery},
	}
}

func saveGallery(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	form.Text("title", "A title", 1, 20)
	form.Email("email", "An e-mail address", true)
	form.Text("secret", "Your password", 1, 200)
	form.Text("words", "A description", 1, 200)
	form.OneOf("kind", "A kind", kinds, true)
	form.OneOf("way", "A way", ways, true)
	if len(form.Some("boxes", ways)) == 0 {
		form.Fail("boxes", "Choose at least one.")
	}
	form.Date("on", "The date", true)
	form.Month("due", "The month", true)
	form.Fail("file", "Choose a file.")
	return showGallery(w, r, form)
}

func showGallery(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	page := galleryPage{
		Page:   web.NewPage(w, r, "Every component", web.Crumb{Label: "Tests", Href: "/"}, web.Crumb{Label: "Components", Href: "/gallery"}).WithForm(form),
		Name:   form.Input("title", "Title", "A few words.").UpTo(20),
		Email:  form.Input("email", "E-mail address", "").OfType("email").Complete("email"),
		Secret: form.Input("secret", "Password", "").OfType("password").Complete("current-password").Wide("20"),
		Words:  form.Area("words", "Description", "What people should know.", 4).UpTo(200),
		Kind:   form.Choice("kind", "Kind", "", kinds),
		Way:    form.Choice("way", "How should we write to you?", "One answer.", ways),
		Boxes:  form.Choice("boxes", "Which of these apply?", "", ways),
		On:     form.Input("on", "When was it?", "For example, 27 3 2027."),
		Due:    form.Input("due", "Due month", "For example, 3 2027."),
		File:   form.Input("file", "Spreadsheet", "CSV or XLSX.").Accepting(".csv,.xlsx"),
		Pager:  web.NewPager(r, 2, 120),
	}
	page.exhibits()
	return web.Render(w, web.FormStatus(form), galleryPages["gallery.html"], page)
}

// exhibits fills in what is not part of a form.
func (p *galleryPage) exhibits() {
	for _, colour := range []string{"grey", "green", "yellow", "orange", "red", "blue", "purple", "white"} {
		p.Tags = append(p.Tags, web.Tag{Text: "A tag in " + colour, Colour: colour})
	}
	p.Tabs = []web.Tab{{Label: "Overview", Href: "/gallery", Current: true}, {Label: "Actions", Href: "/gallery?view=actions", Count: "17"}, {Label: "History", Href: "/gallery?view=history"}}
	p.Moments = []web.Moment{
		{At: "3 May 2027, 9.15am", By: "Asha Lark", Title: "Marked as complete", Text: "The last course ran.\nForty people came.", Tag: &p.Tags[1], Href: "/gallery"},
		{At: "1 April 2027", Title: "Started"},
	}
	p.More = web.Details{Summary: "What does this mean?", Text: "A first paragraph.\n\nA second one."}
	p.Mind = web.Callout{Heading: "Two actions have no owner", Text: "Nobody will be reminded of them until a post is named."}
	p.Facts = []web.Fact{{Key: "Owner", Value: "Head of learning", Href: "/gallery"}, {Key: "Due", Value: "May 2027"}, {Key: "Evidence", Value: "None yet", Href: "/gallery", Action: "Add"}}
	p.Spread = []web.Share{{Label: "On track", Colour: "green", Count: 9, Total: 17}, {Label: "At risk", Colour: "yellow", Count: 1, Total: 17, Href: "/gallery"}, {Label: "Not started", Colour: "grey", Count: 0, Total: 17}}
	p.Cards = []web.Card{{Title: "The plan on a page", Href: "/gallery", Text: "Ten objectives and how they are going."}, {Title: "Overdue", Href: "/gallery?view=overdue", Figure: "2", Text: "Actions past their month."}}
}
