package learning

import (
	"context"
	"strings"

	"footbridge/internal/db"
	"footbridge/internal/people"
)

// Record is what this module holds about a person, as it is given to them.
type Record struct {
	Plan         *PlanRecord         `json:"plan,omitempty"`
	Certificates []CertificateRecord `json:"certificates,omitempty"`
	NextSteps    []StepRecord        `json:"next_steps,omitempty"`
	Readings     []ReadingRecord     `json:"plans_you_opened,omitempty"`
}

// PlanRecord is a learning plan in a [Record], with its history.
type PlanRecord struct {
	Kept
	ReviewOn string         `json:"look_again_on,omitempty"`
	Reviews  []ReviewRecord `json:"reviews,omitempty"`
	Shares   []ShareRecord  `json:"lent_to,omitempty"`
}

// ReviewRecord is a review of a plan in a [Record].
type ReviewRecord struct {
	On    string `json:"on"`
	Back  string `json:"looking_back,omitempty"`
	Ahead string `json:"looking_ahead,omitempty"`
	Plan  Kept   `json:"plan_that_day"`
}

// ShareRecord is to whom a plan was lent in a [Record].
type ShareRecord struct {
	To       string          `json:"to"`
	Sections []string        `json:"sections"`
	For      string          `json:"for"`
	From     string          `json:"from"`
	Until    string          `json:"until"`
	Readings []ReadingRecord `json:"opened,omitempty"`
}

// ReadingRecord is one time that a plan was opened in a [Record].
type ReadingRecord struct {
	By  string `json:"by"`
	How string `json:"how"`
	At  string `json:"at"`
}

// CertificateRecord is a certificate in a [Record].
type CertificateRecord struct {
	Code      string `json:"code"`
	Name      string `json:"name"`
	Title     string `json:"title"`
	Taken     string `json:"taken_part"`
	IssuedOn  string `json:"issued_on"`
	Withdrawn string `json:"withdrawn,omitempty"`
}

// StepRecord is a next step in a [Record].
type StepRecord struct {
	Kind  string `json:"kind"`
	On    string `json:"on"`
	Words string `json:"words,omitempty"`
}

func (l *Learning) exportPerson(ctx context.Context, tx *db.DB, orgID, personID string) (any, error) {
	var out Record
	readings, err := readingsBy(ctx, tx, orgID, personID)
	if err != nil {
		return nil, err
	}
	out.Readings = readingRecords(readings)
	s, found, err := l.college.StudentOf(ctx, tx, orgID, personID)
	if err != nil || !found {
		return out, err
	}
	if out.Plan, err = l.planRecord(ctx, tx, orgID, s.ID); err != nil {
		return nil, err
	}
	certificates, err := certificatesOf(ctx, tx, orgID, s.ID)
	if err != nil {
		return nil, err
	}
	for _, c := range certificates {
		out.Certificates = append(out.Certificates, CertificateRecord{c.Code, c.Name, c.Title, c.Taken(), c.IssuedOn.ISO(), c.WithdrawnReason})
	}
	steps, err := stepsOf(ctx, tx, orgID, s.ID)
	for _, x := range steps {
		out.NextSteps = append(out.NextSteps, StepRecord{x.Kind, x.OnDate.ISO(), x.Words})
	}
	return out, err
}

func readingRecords(list []Reading) []ReadingRecord {
	var out []ReadingRecord
	for _, r := range list {
		out = append(out, ReadingRecord{r.ByName, r.How, r.At.UTC().Format("2006-01-02T15:04:05Z")})
	}
	return out
}

func (l *Learning) planRecord(ctx context.Context, tx *db.DB, orgID, studentID string) (*PlanRecord, error) {
	p, found, err := planOf(ctx, tx, orgID, studentID)
	if err != nil || !found {
		return nil, err
	}
	named, err := l.courses.TitlesOf(ctx, tx, orgID, p.CourseIDs)
	if err != nil {
		return nil, err
	}
	out := &PlanRecord{Kept: kept(p, titles(named)), ReviewOn: p.ReviewOn.ISO()}
	reviews, err := reviewsOf(ctx, tx, orgID, p.ID)
	if err != nil {
		return nil, err
	}
	for _, r := range reviews {
		out.Reviews = append(out.Reviews, ReviewRecord{r.OnDate.ISO(), r.Back, r.Ahead, r.Kept.V})
	}
	shares, err := l.sharesOf(ctx, tx, p)
	for _, s := range shares {
		out.Shares = append(out.Shares, ShareRecord{s.Name, s.Labels(), s.Purpose, s.FromOn.ISO(), s.UntilOn.ISO(), readingRecords(s.Readings)})
	}
	return out, err
}

// erasePerson removes a student's plan with all that hangs on it, and the name
// and words from what stays for the figures.
func (l *Learning) erasePerson(ctx context.Context, tx *db.DB, orgID, personID string) error {
	if err := eraseReader(ctx, tx, orgID, personID, people.ErasedName); err != nil {
		return err
	}
	s, found, err := l.college.StudentOf(ctx, tx, orgID, personID)
	if err != nil || !found {
		return err
	}
	return eraseStudent(ctx, tx, orgID, s.ID, people.ErasedName)
}

// mergePerson makes what the record dropID has that of keepID. Of two plans the
// words are put together, the dropped one's under the kept one's; what it was
// lent for ends, as its owner lent another plan than the one it becomes.
func (l *Learning) mergePerson(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	if err := moveReader(ctx, tx, orgID, keepID, dropID); err != nil {
		return err
	}
	keep, hasKeep, err := l.college.StudentOf(ctx, tx, orgID, keepID)
	if err != nil {
		return err
	}
	drop, hasDrop, err := l.college.StudentOf(ctx, tx, orgID, dropID)
	if err != nil || !hasKeep || !hasDrop {
		return err // a single student stays the student they are, whoever's record it becomes
	}
	return l.MergeStudent(ctx, tx, orgID, keep.ID, drop.ID)
}

// MergeStudent makes what the student dropID has that of keepID: for when two
// students turn out to be one.
func (l *Learning) MergeStudent(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	dropped, found, err := planOf(ctx, tx, orgID, dropID)
	if err != nil {
		return err
	}
	if found {
		if err := l.mergePlan(ctx, tx, keepID, dropped); err != nil {
			return err
		}
	}
	return moveStudent(ctx, tx, orgID, keepID, dropID, l.today())
}

func (l *Learning) mergePlan(ctx context.Context, tx *db.DB, keepID string, dropped Plan) error {
	p, found, err := planOf(ctx, tx, dropped.OrgID, keepID)
	if err != nil {
		return err
	}
	if !found {
		return movePlan(ctx, tx, dropped.OrgID, dropped.ID, keepID)
	}
	for _, f := range []struct{ to, from *string }{
		{&p.Hopes, &dropped.Hopes}, {&p.Strengths, &dropped.Strengths}, {&p.Helps, &dropped.Helps}, {&p.Wishes, &dropped.Wishes}, {&p.Steps, &dropped.Steps},
	} {
		if *f.from != *f.to {
			*f.to = strings.TrimSpace(*f.to + "\n\n" + *f.from)
		}
	}
	p.CourseIDs = append(p.CourseIDs, dropped.CourseIDs...)
	if p.ReviewOn.IsZero() {
		p.ReviewOn = dropped.ReviewOn
	}
	p.UpdatedAt = l.now()
	if err := endShares(ctx, tx, dropped.OrgID, dropped.ID, l.now()); err != nil {
		return err
	}
	if err := joinPlan(ctx, tx, dropped.OrgID, p.ID, dropped.ID); err != nil {
		return err
	}
	seen := map[string]bool{}
	var once []string
	for _, c := range p.CourseIDs {
		if !seen[c] {
			seen[c] = true
			once = append(once, c)
		}
	}
	p.CourseIDs = once
	_, err = updatePlan(ctx, tx, p)
	return err
}
