package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/mail"
	"slices"
	"strings"
	"time"

	"footbridge/internal/access"
	"footbridge/internal/actions"
	"footbridge/internal/audit"
	"footbridge/internal/college"
	"footbridge/internal/config"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/evaluation"
	"footbridge/internal/extracts"
	"footbridge/internal/fault"
	"footbridge/internal/funders"
	"footbridge/internal/indicators"
	"footbridge/internal/jobs"
	"footbridge/internal/learning"
	"footbridge/internal/library"
	"footbridge/internal/notify"
	"footbridge/internal/people"
	"footbridge/internal/prospectus"
	"footbridge/internal/questionnaires"
	"footbridge/internal/strategy"
	"footbridge/internal/surveys"
	"footbridge/internal/trainers"
	"footbridge/internal/units"
	"footbridge/internal/web"
	"footbridge/internal/welcome"
)

// App is the whole program over one open database.
type App struct {
	DB             *db.DB
	Config         config.Config
	Log            *slog.Logger
	Site           *web.Site
	Access         *access.Access
	Audit          *audit.Log
	Jobs           *jobs.Queue
	Notify         *notify.Notifier
	People         *people.People
	Units          *units.Units
	Actions        *actions.Actions
	Strategy       *strategy.Strategy
	Courses        *courses.Courses
	Trainers       *trainers.Trainers
	College        *college.College
	Prospectus     *prospectus.Prospectus
	Learning       *learning.Learning
	Library        *library.Library
	Funders        *funders.Funders
	Questionnaires *questionnaires.Questionnaires
	Surveys        *surveys.Surveys
	Welcome        *welcome.Welcome
	Extracts       *extracts.Extracts
	Indicators     *indicators.Indicators
	Evaluation     *evaluation.Evaluation
	Roles          []access.Role

	now      func() time.Time
	observer *observer
	demo     *demonstration // nil outside a demonstration
}

// Build makes the program over d. Nothing runs and nothing listens yet.
func Build(d *db.DB, cfg config.Config, now func() time.Time, log *slog.Logger) (*App, error) {
	a := &App{DB: d, Config: cfg, Log: log, Roles: Roles(), now: now}
	sender, err := newSender(cfg)
	if err != nil {
		return nil, err
	}
	a.Audit = audit.New(d, now)
	a.Jobs = jobs.New(d, log, now)
	a.Notify = notify.New(d, now, a.Jobs, sender, messages()...)
	a.People = people.New(d, now)
	a.Units = units.New(d, now, a.People)
	a.Actions = actions.New(d, now)
	a.Strategy = strategy.New(d, now, a.Units, a.People, a.Notify, a.Actions)
	a.Strategy.Schedule(a.Jobs, cfg.BaseURL)
	a.Questionnaires = questionnaires.New(d, now, a.Units)
	a.Surveys = surveys.New(d, now, a.Units, a.People, a.Notify, a.Questionnaires, a.Strategy, cfg.BaseURL)
	a.Surveys.SchedulePacks(a.Jobs)
	a.Surveys.Schedule(a.Jobs)
	a.Strategy.OnAction(a.Surveys.OnAction)
	a.Questionnaires.OnUse(a.Surveys.UsesOf)
	a.Welcome = welcome.New(d, now, a.Units, cfg.BaseURL)
	a.Extracts = extracts.New(d, now, a.Units)
	a.Extracts.Open(cfg.Data, cfg.PseudonymKey)
	a.Extracts.Schedule(a.Jobs)
	a.Indicators = indicators.New(d, now, a.Units, a.Extracts, a.Strategy, a.Jobs)
	a.Indicators.Schedule(a.Jobs)
	a.Evaluation = evaluation.New(d, now, a.Units, a.Extracts, a.Jobs)
	a.Evaluation.Number(a.Extracts.Number)
	a.Courses = courses.New(d, now, a.Units, a.People, a.Strategy)
	a.Strategy.OnThread(a.Courses.Threads)
	a.Strategy.OnThread(a.Indicators.Threads)
	a.Strategy.OnAction(a.Indicators.OnAction)
	a.Trainers = trainers.New(d, now, a.Units, a.People)
	a.College = college.New(d, now, a.Units, a.People, a.Notify, a.Courses, a.Trainers, cfg.BaseURL)
	a.College.Schedule(a.Jobs)
	a.Prospectus = prospectus.New(d, now, a.Units, a.People, a.Notify, a.Courses, a.Trainers, a.College, cfg.BaseURL)
	a.Prospectus.Schedule(a.Jobs)
	a.Learning = learning.New(d, now, a.Units, a.People, a.Notify, a.Courses, a.Trainers, a.College, a.Questionnaires, cfg.BaseURL)
	a.Learning.Schedule(a.Jobs)
	a.Library = library.New(d, now, a.Units, a.People, a.Notify, a.College, cfg.BaseURL)
	a.Funders = funders.New(d, now, a.Units, a.People, a.Courses, a.Trainers, a.College, a.Learning)
	a.Access = access.New(d, now, a.accessOptions())
	a.College.Accounts(a.Access)
	a.People.OnMerge(func(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
		return a.Access.MergePerson(ctx, tx, system(orgID), keepID, dropID)
	})
	a.People.OnExport("account", a.Access.ExportPerson)
	a.People.OnErase(a.Access.ErasePerson)
	a.People.OnMerge(a.Notify.MergePerson)
	a.People.OnExport("messages", a.Notify.ExportPerson)
	a.People.OnErase(a.Notify.ErasePerson)
	a.People.OnMerge(a.Strategy.MergePerson)
	a.People.OnExport("steering group", a.Strategy.ExportPerson)
	a.People.OnErase(a.Strategy.ErasePerson)
	a.People.OnExport("college calls", a.College.ExportCalls)
	a.People.OnErase(a.College.ForgetCalls)
	a.mount()
	return a, nil
}

// newSender sends by SMTP where there is a server, and otherwise keeps every
// message in a folder: nothing leaves the machine by default.
func newSender(cfg config.Config) (notify.Sender, error) {
	from, err := mail.ParseAddress(cfg.MailFrom)
	if err != nil {
		return nil, fmt.Errorf("the sender of messages: %w", err)
	}
	who := notify.From{Address: from.Address, Name: from.Name}
	if cfg.SMTPHost == "" {
		return &notify.Folder{From: who, Dir: cfg.Outbox}, nil
	}
	s := &notify.SMTP{From: who, Host: cfg.SMTPHost, Port: cfg.SMTPPort, User: cfg.SMTPUser, Password: cfg.SMTPPassword, TLS: cfg.SMTPTLS}
	return s, s.Check()
}

// messages are the templates of every package that sends any.
func messages() []notify.Template {
	out := slices.Concat(strategy.Templates(), college.Templates(), learning.Templates(), prospectus.Templates(), library.Templates(), surveys.Templates())
	for _, t := range access.Templates() {
		out = append(out, notify.Template{Name: t.Name, Subject: t.Subject, Body: t.Body, About: t.About})
	}
	return out
}

func (a *App) accessOptions() access.Options {
	o := access.Options{
		Roles: a.Roles, FirstRoles: firstRoles, UnitPaths: a.Units.Paths,
		Units: func(ctx context.Context, orgID string) ([]access.Unit, error) {
			tree, err := a.Units.Tree(ctx, orgID)
			var out []access.Unit
			for _, u := range tree {
				if u.Open() {
					out = append(out, access.Unit{ID: u.ID, Name: u.Name, Path: u.Path})
				}
			}
			return out, err
		},
		Organisations: func(ctx context.Context) ([]access.OrgChoice, error) {
			all, err := a.Units.Organisations(ctx)
			var out []access.OrgChoice
			for _, o := range all {
				out = append(out, access.OrgChoice{ID: o.OrgID, Name: o.Name, Slug: o.Slug})
			}
			return out, err
		},
		Found:       a.foundFirst,
		PersonEmail: a.personEmail,
		Send: func(ctx context.Context, tx *db.DB, m access.Mail) error {
			return a.Notify.Send(ctx, tx, notify.Message{
				OrgID: m.OrgID, Key: m.Key, To: notify.Contact{PersonID: m.PersonID, Name: m.ToName, Email: m.ToEmail},
				Template: m.Template, Data: m.Data, Urgent: true,
			})
		},
		BaseURL: a.Config.BaseURL, SiteName: a.Config.Name, Secure: a.Config.Secure(),
		ClientIP:  clientIP(a.Config.ProxyHeader),
		ErrorPage: func(w http.ResponseWriter, r *http.Request, err error) { a.Site.Error(w, r, err) },
	}
	if c := a.Config; c.OIDCIssuer != "" {
		o.OIDC = []access.Provider{{
			Slug: "oidc", Label: c.OIDCName, Issuer: c.OIDCIssuer, ClientID: c.OIDCClientID, ClientSecret: c.OIDCClientSecret,
			ACR: c.OIDCACR, TrustEmail: c.OIDCTrustEmail,
		}}
	}
	return o
}

// Found makes an organisation and its root unit. Its short name is made from
// the name.
func (a *App) Found(ctx context.Context, name string) (units.Organisation, units.Unit, error) {
	return a.Units.Found(ctx, name, slugOf(name))
}

// foundFirst makes the organisation of the first account, or returns the one of
// that name which `init` made, or a first run that came to nothing.
func (a *App) foundFirst(ctx context.Context, name string) (orgID, rootUnitID string, err error) {
	all, err := a.Units.Organisations(ctx)
	if err != nil {
		return "", "", err
	}
	var names []string
	for _, org := range all {
		if org.Slug == slugOf(name) {
			root, err := a.Units.Root(ctx, org.OrgID)
			return org.OrgID, root.ID, err
		}
		names = append(names, org.Name)
	}
	if len(all) > 0 {
		return "", "", fault.Field("organisation", "There is an organisation already. Enter its name: %s.", strings.Join(names, ", or "))
	}
	org, root, err := a.Found(ctx, name)
	return org.OrgID, root.ID, err
}

// personEmail is the address on the record of a person that stands.
func (a *App) personEmail(ctx context.Context, orgID, personID string) (string, error) {
	person, err := a.People.Person(ctx, orgID, personID)
	if err == nil && person.Gone() {
		err = fault.New(fault.NotFound, "We could not find that person.")
	}
	return person.Email, err
}

// slugOf is name in small letters, digits and hyphens.
func slugOf(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	slug := strings.Trim(b.String()[:min(b.Len(), 60)], "-")
	if slug == "" {
		return "organisation"
	}
	return slug
}

// mount adds every route: what follows is the whole site.
func (a *App) mount() {
	s := web.NewSite(a.Log)
	a.Site = s
	s.Name = func(*http.Request) string { return a.Config.Name }
	s.Authenticate = a.Access.Authenticate
	s.Secure = a.Config.Secure()
	s.Mount(routes(a))
	s.Mount(access.Routes(a.Access))
	s.Mount(audit.Routes(a.Audit))
	s.Mount(notify.Routes(a.Notify))
	s.Mount(people.Routes(a.People))
	s.Mount(units.Routes(a.Units))
	s.Mount(strategy.Routes(a.Strategy))
	s.Mount(courses.Routes(a.Courses))
	s.Mount(trainers.Routes(a.Trainers))
	s.Mount(college.Routes(a.College))
	s.Mount(prospectus.Routes(a.Prospectus, clientIP(a.Config.ProxyHeader)))
	s.Mount(learning.Routes(a.Learning))
	s.Mount(library.Routes(a.Library))
	s.Mount(funders.Routes(a.Funders))
	s.Mount(questionnaires.Routes(a.Questionnaires))
	s.Mount(surveys.Routes(a.Surveys, clientIP(a.Config.ProxyHeader)))
	s.Mount(welcome.Routes(a.Welcome))
	s.Mount(extracts.Routes(a.Extracts))
	s.Mount(indicators.Routes(a.Indicators))
	s.Mount(evaluation.Routes(a.Evaluation))
	s.Nav = []web.NavItem{
		{Label: "Home", Href: "/", Permission: web.SignedIn},
		{Label: "My college", Href: "/college/my", Permission: web.SignedIn},
		{Label: "Prospectus", Href: "/prospectus", Permission: web.Anyone},
		{Label: "What people said", Href: "/surveys/results", Permission: web.Anyone},
		{Label: "Strategy", Href: "/strategy", Permission: "strategy.read"},
		{Label: "How it is going", Href: "/indicators", Permission: indicators.Read},
		{Label: "College", Href: "/college", Permission: "college.read"},
		{Label: "Courses", Href: "/courses", Permission: courses.Read},
		{Label: "College figures", Href: "/funders", Permission: "funders.read"},
		{Label: "Surveys", Href: "/surveys", Permission: surveys.Read},
		{Label: "Extracts", Href: "/extracts", Permission: extracts.Read},
		{Label: "Did it help?", Href: "/evaluation", Permission: evaluation.Read},
		{Label: "Trainers", Href: "/trainers", Permission: "trainers.read"},
		{Label: "Library", Href: "/library", Permission: "library.read"},
		{Label: "People", Href: "/people", Permission: "people.read"},
		{Label: "Units", Href: "/units", Permission: "units.read"},
		{Label: "Accounts", Href: "/accounts", Permission: "access.read"},
		{Label: "Messages", Href: "/messages", Permission: "notify.read"},
		{Label: "Audit", Href: "/audit", Permission: "audit.read"},
		{Label: "Operations", Href: "/ops", Permission: "ops.read"},
	}
}

// Routes lists every route of the site.
func (a *App) Routes() []web.Route { return a.Site.Routes() }

// Handler is the whole site with sessions, counting and logging.
func (a *App) Handler() http.Handler {
	return a.observe().watch(a.Access.Sessions(a.Site.Handler()))
}

// observe returns the one observer of the site, made when every route is
// mounted.
func (a *App) observe() *observer {
	if a.observer == nil {
		a.observer = newObserver(a.Log, a.Routes())
		a.observer.registry.MustRegister(newGauges(a))
	}
	return a.observer
}
