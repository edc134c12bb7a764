// Package surveys asks people how it was for them, and shows what they said:
// surveys and their waves, the ways in which answers come, free text and what it
// led to, figures with small numbers hidden, and what is published of them.
//
// Anonymous means anonymous. Nothing that is kept with an answer says who gave
// it: no address, no account, no token, and no time finer than an hour. The
// ledger of invitations is not written when an answer comes.
package surveys

import (
	"strings"
	"sync"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/notify"
	"footbridge/internal/people"
	"footbridge/internal/questionnaires"
	"footbridge/internal/strategy"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// Permissions of this module.
const (
	Read      = "surveys.read"      // figures of the units where it is held, small numbers hidden
	Manage    = "surveys.manage"    // surveys, waves, links, invitations, publishing
	Enter     = "surveys.enter"     // paper and interviews
	Moderate  = "surveys.moderate"  // read free text and mask names
	Interview = "surveys.interview" // ask by phone, with lived experience
)

// Surveys is the module's service.
type Surveys struct {
	db             *db.DB
	now            func() time.Time
	units          *units.Units
	people         *people.People
	notify         *notify.Notifier
	questionnaires *questionnaires.Questionnaires
	strategy       *strategy.Strategy
	baseURL        string
	cache          cache    // of figures
	slugs          sync.Map // of organisations, with their ids: addresses begin with one
	codes, api     *brake   // on codes that are tried, and on answers of other systems
}

// New returns the module over d. Links in its messages begin with baseURL. It
// takes part when people are merged, exported and erased.
func New(d *db.DB, now func() time.Time, u *units.Units, p *people.People, n *notify.Notifier, q *questionnaires.Questionnaires, s *strategy.Strategy, baseURL string) *Surveys {
	x := &Surveys{db: d, now: now, units: u, people: p, notify: n, questionnaires: q, strategy: s, baseURL: strings.TrimRight(baseURL, "/"), codes: newBrake(10, time.Minute), api: newBrake(120, time.Second)}
	p.OnMerge(x.mergePerson)
	p.OnExport("surveys", x.exportPerson)
	p.OnErase(x.erasePerson)
	return x
}

// Survey is one survey: a questionnaire that is asked in waves.
type Survey struct {
	OrgID, ID, Title, About, Kind, QuestionnaireID, MadeWith string
	PeerLed                                                  bool
	ClosedOn                                                 when.Date
	Version                                                  int
	CreatedAt                                                time.Time
}

// Wave is one time of asking.
type Wave struct {
	OrgID, ID, SurveyID, Title, VersionID, Setting, Perspective, Audience, Sample string
	OpensOn, ClosesOn                                                             when.Date
	State                                                                         string // draft, open, closed, published
	Minimum, DoubleShare                                                          int
	Profile, Slug                                                                 string
	AllAtOnce                                                                     bool // one long page instead of one thing per page
	Changes                                                                       int
	PublishedAt                                                                   time.Time
	Version                                                                       int
	CreatedAt                                                                     time.Time
}

// Response is one answer as it is kept: of a wave, from a unit, by a channel, in
// an hour. Data is a FHIR R4 QuestionnaireResponse without free text.
type Response struct {
	OrgID, WaveID, ID, UnitID, Channel, Language string
	Peer                                         bool // asked by somebody with lived experience
	Hour                                         time.Time
	Data                                         string
}
