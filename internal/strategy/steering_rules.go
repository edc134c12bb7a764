package strategy

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

// Perspectives a member of the steering group may bring. The member chooses;
// pages show how many there are of each, never whose it is.
var perspectives = []string{"lived experience", "carer", "clinical", "executive", "partner", "commissioner"}

// memberRoles are the roles in the steering group, in order of a list.
var memberRoles = []string{"chair", "member", "in attendance"}

// SteeringMember is a seat in the steering group: a person's, a post's or a
// partner's.
type SteeringMember struct {
	OrgID, ID, StrategyID       string
	PersonID, PostID, PartnerID string // one of them
	Name                        string // as written when the seat was given
	Role, Perspective           string
	FromOn, UntilOn             when.Date
	Version                     int
	CreatedAt                   time.Time
}

// On reports whether the seat was held on a day.
func (m SteeringMember) On(day when.Date) bool {
	return !day.Before(m.FromOn) && (m.UntilOn.IsZero() || !day.After(m.UntilOn))
}

// membersOn are the members of a day: chairs first, then by name.
func membersOn(all []SteeringMember, day when.Date) []SteeringMember {
	var out []SteeringMember
	for _, m := range all {
		if m.On(day) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b SteeringMember) int {
		return cmp.Or(slices.Index(memberRoles, a.Role)-slices.Index(memberRoles, b.Role),
			strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return out
}

// wordCount is how many there are of something.
type wordCount struct {
	Word string
	N    int
}

// perspectiveCounts is how many members bring each perspective, none included:
// a group without lived experience should see that it has none.
func perspectiveCounts(members []SteeringMember) []wordCount {
	out := make([]wordCount, len(perspectives))
	for i, p := range perspectives {
		out[i].Word = p
		for _, m := range members {
			if m.Perspective == p {
				out[i].N++
			}
		}
	}
	return out
}

// SteeringMeeting is one meeting of the steering group.
type SteeringMeeting struct {
	OrgID, ID, StrategyID      string
	OnDate                     when.Date
	Place, Link, Agenda, Notes string
	Version                    int
	CreatedAt                  time.Time
	Came, NotAble, Decisions   int // counts
}

// Decision is what a meeting of the steering group decided, or asks the board
// to decide.
type Decision struct {
	OrgID, ID, MeetingID string
	OnDate               when.Date // of the meeting
	Words                string
	AsksBoard            bool
	Answer               string // what the board said
	AnsweredOn           when.Date
	CreatedAt            time.Time
	Objectives           []string // ids
	Actions              []string // ids
	Corrections          []Correction
}

// HighlightReport is the report of one period. It is live until it is frozen;
// from then on Content and Words are the report, whatever happens to the plan.
type HighlightReport struct {
	OrgID, ID, StrategyID string
	FromOn, ToOn          when.Date
	Summary               string
	CorrectsID            string // the report that this one puts right
	Correction            string // what was wrong with it
	Content               db.JSON[HighlightContent]
	Words, Hash           string
	FrozenAt              time.Time
	FrozenBy              string
	Version               int
	CreatedAt             time.Time
	CorrectedBy           string // id of the report that puts this one right
}

// Frozen reports whether the report can no longer change.
func (r HighlightReport) Frozen() bool { return !r.FrozenAt.IsZero() }

// Intact reports whether a frozen report is what was frozen.
func (r HighlightReport) Intact() bool { return contentHash(r.Content.V, r.Words) == r.Hash }

// HighlightContent is what a highlight report says. Everything is in words, so
// that nothing it shows can change later.
type HighlightContent struct {
	Strategy, From, To string
	Summary            string
	Corrects           string // which report it puts right, and what was wrong
	Objectives         []HighlightObjective
	Finished, Updates  []HighlightLine
	Exceptions         []HighlightLine
	Ownerless          []HighlightLine
	Next               []HighlightLine // due in the three months after
	Meetings           []HighlightLine
	Decisions, Asked   []HighlightLine
	Plans              []HighlightLine
	Signup             []HighlightLine
}

// HighlightObjective is how an objective stood at the end of the period.
type HighlightObjective struct {
	Number                                          int
	Title, Status, Why                              string
	NotStarted, OnTrack, AtRisk, OffTrack, Complete int
	Overdue, Ownerless                              int
}

// HighlightLine is one line of a list: a day, what it is about, and words.
type HighlightLine struct{ On, Title, Status, Words string }
