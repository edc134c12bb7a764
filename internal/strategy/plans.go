package strategy

import (
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

// LocalPlan is a borough's, specialist area's or team's plan under a strategy.
// It inherits every objective, says them in its own words, adds actions and
// partners, and cannot drop one without a reason that the trust sees.
type LocalPlan struct {
	OrgID, ID, StrategyID, UnitID string
	Title                         string
	Statement                     string // what recovery and inclusion mean here
	Profile, Gaps                 string // who lives here, and what is missing
	State                         string // "draft", "signed off", "closed"
	SignedOffOn, ReviewOn         when.Date
	ClosedOn                      when.Date
	ClosedWhy                     string
	Edition                       int // the newest one
	Version                       int
	CreatedAt                     time.Time
}

// planEdition is one agreed or coming version of a plan. Content is what was
// signed off; the draft has none.
type planEdition struct {
	OrgID, ID, PlanID string
	Number            int
	CreatedAt         time.Time
	SignedOffOn       when.Date
	SignedOffBy, Hash string
	Content           db.JSON[PlanContent]
}

// Draft reports whether the edition is not signed off.
func (e planEdition) Draft() bool { return e.Hash == "" }

// planSignoff is the signing off of an edition.
type planSignoff struct {
	OrgID, EditionID, Kind           string
	PartnerSign, UserSign, CarerSign string
	SignedOn                         when.Date
	ByID, ByName                     string
	Content                          db.JSON[PlanContent]
	Hash                             string
	CreatedAt                        time.Time
}

// planChoice is what a plan makes of one objective.
type planChoice struct {
	OrgID, PlanID, ObjectiveID string
	Title, About               string
	Decision, DroppedWhy       string
	DecidedOn                  when.Date
	DecidedBy                  string
	Version                    int // 0: not considered yet
}

// planDecision is one entry of the history of a choice.
type planDecision struct {
	OrgID, ID, PlanID, ObjectiveID string
	Decision, Why                  string
	ByID, ByName                   string
	CreatedAt                      time.Time
}

// PlanPart is what a partner does for an objective of a local plan.
type PlanPart struct {
	OrgID, ID, PlanID, ObjectiveID, PartnerID string
	Part                                      string
	CreatedAt                                 time.Time
}

// JointMeeting is a meeting of a unit with its partners and groups about their
// plan.
type JointMeeting struct {
	OrgID, ID, PlanID string
	OnDate            when.Date
	Said              string
	CreatedAt         time.Time
	Present           []GroupPresent
	Corrections       []Correction
}

// GroupPresent says who came to a joint meeting from one group. PartnerID ""
// is the trust's own people.
type GroupPresent struct{ MeetingID, PartnerID, GroupName, Who string }

// planItem is the place of one of a plan's own actions.
type planItem struct{ ActionID, ObjectiveID string }
