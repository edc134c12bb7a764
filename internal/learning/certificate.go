package learning

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/college"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Certificate says that a student took part in a course, in the words in which
// it was issued.
type Certificate struct {
	OrgID, ID, UnitID, StudentID, RunID string
	Code                                string // number and secret letters, as printed
	Name, Fold                          string
	College, Title                      string
	Basis                               string // sessions or hours
	Came, Held, Minutes                 int
	FromOn, ToOn, IssuedOn              when.Date
	ByName                              string
	WithdrawnOn                         when.Date
	WithdrawnReason                     string
	CreatedAt                           time.Time
}

// Stands reports whether it has not been withdrawn.
func (c Certificate) Stands() bool { return c.WithdrawnOn.IsZero() }

// Hours are the hours attended, as people write them.
func (c Certificate) Hours() string { return hours(c.Minutes) }

// hours writes minutes as hours, to the half hour below.
func hours(minutes int) string {
	whole, half := minutes/60, minutes%60 >= 30
	switch {
	case whole == 0 && !half:
		return strconv.Itoa(minutes) + " minutes"
	case whole == 0:
		return "half an hour"
	case half:
		return strconv.Itoa(whole) + "½ hours"
	case whole == 1:
		return "1 hour"
	}
	return strconv.Itoa(whole) + " hours"
}

// Taken says how much of the course they took part in, in words.
func (c Certificate) Taken() string {
	if c.Basis == "hours" {
		return c.Hours() + " of learning"
	}
	return fmt.Sprintf("%d of %d sessions (%s)", c.Came, c.Held, c.Hours())
}

// Days are the days on which the course began and ended, in words.
func (c Certificate) Days() string {
	if c.FromOn == c.ToOn {
		return c.FromOn.String()
	}
	return c.FromOn.String() + " to " + c.ToOn.String()
}

// earned reports whether what somebody attended is enough for a certificate that
// goes by rule, where completion is the share of the course asked for, in per
// cent of its sessions or of its minutes.
func earned(rule string, completion int, a college.AttendedRun) bool {
	if a.SessionsHeld == 0 || a.SessionsCame == 0 {
		return false
	}
	switch rule {
	case "sessions":
		return a.SessionsCame*100 >= a.SessionsHeld*completion
	case "hours":
		return a.MinutesCame*100 >= a.MinutesHeld*completion
	}
	return false
}

// over reports whether a run's last session is behind us.
func (l *Learning) over(r college.Run) bool {
	return !r.EndsAt.IsZero() && !r.EndsAt.After(l.now()) && slices.Contains([]string{"open", "closed", "finished"}, r.State)
}

// Candidate is a student of a run with what they attended, and their certificate
// if they have one.
type Candidate struct {
	StudentID, Name string
	Attended        college.AttendedRun
	Earned          bool
	Certificate     Certificate // the one that stands, if any
}

// Candidates is a run with its students, for issuing certificates.
type Candidates struct {
	Run        college.Run
	Rule       string // sessions, hours or none
	Completion int    // per cent
	Over       bool
	List       []Candidate
}

// Ready is how many certificates could be issued now.
func (c Candidates) Ready() int {
	n := 0
	for _, x := range c.List {
		if x.Earned && x.Certificate.ID == "" {
			n++
		}
	}
	return n
}

// Candidates lists who of a run has earned a certificate.
func (l *Learning) Candidates(ctx context.Context, by actor.Actor, runID string) (Candidates, error) {
	run, err := l.run(ctx, l.db, by, Read, runID)
	if err != nil {
		return Candidates{}, err
	}
	return l.candidates(ctx, l.db, run)
}

func (l *Learning) candidates(ctx context.Context, tx *db.DB, run college.Run) (Candidates, error) {
	out := Candidates{Run: run, Over: l.over(run)}
	setting, err := l.college.Setting(ctx, tx, run.OrgID, run.UnitID)
	if err != nil {
		return out, err
	}
	out.Completion = setting.Completion
	version, err := l.courses.Version(ctx, tx, run.OrgID, run.VersionID)
	if err != nil {
		return out, err
	}
	out.Rule = version.CertificateBy
	attended, err := l.college.AttendedOfRuns(ctx, tx, run.OrgID, []string{run.ID})
	if err != nil {
		return out, err
	}
	issued, err := certificatesOfRun(ctx, tx, run.OrgID, run.ID)
	if err != nil {
		return out, err
	}
	ids := make([]string, 0, len(attended))
	for _, a := range attended {
		ids = append(ids, a.StudentID)
	}
	names, err := l.college.StudentNames(ctx, tx, run.OrgID, ids)
	if err != nil {
		return out, err
	}
	for _, a := range attended {
		c := Candidate{StudentID: a.StudentID, Name: names[a.StudentID], Attended: a, Earned: out.Over && earned(out.Rule, out.Completion, a)}
		for _, x := range issued {
			if x.StudentID == a.StudentID && x.Stands() {
				c.Certificate = x
			}
		}
		out.List = append(out.List, c)
	}
	slices.SortFunc(out.List, func(a, b Candidate) int { return strings.Compare(a.Name+a.StudentID, b.Name+b.StudentID) })
	return out, nil
}

// Issue gives a certificate to one student of a run, or, with no student named,
// to everybody who has earned one and has none yet. It returns how many.
func (l *Learning) Issue(ctx context.Context, by actor.Actor, runID, studentID string) (int, error) {
	n := 0
	err := l.db.Tx(ctx, func(tx *db.DB) error {
		n = 0
		run, err := l.run(ctx, tx, by, Manage, runID)
		if err != nil {
			return err
		}
		all, err := l.candidates(ctx, tx, run)
		if err != nil {
			return err
		}
		if !all.Over {
			return fault.New(fault.Invalid, "Certificates can be issued when the last session is over.")
		}
		for _, c := range all.List {
			if studentID != "" && c.StudentID != studentID || c.Certificate.ID != "" || !c.Earned {
				continue
			}
			if err := l.issue(ctx, tx, by, all, c); err != nil {
				return err
			}
			n++
		}
		if n == 0 && studentID != "" {
			return fault.New(fault.Invalid, "There is nobody there who has earned a certificate and has none yet.")
		}
		return nil
	})
	return n, err
}

func (l *Learning) issue(ctx context.Context, tx *db.DB, by actor.Actor, all Candidates, c Candidate) error {
	run, a := all.Run, c.Attended
	unit, err := l.units.In(tx).Unit(ctx, run.OrgID, run.UnitID)
	if err != nil {
		return err
	}
	today := l.today()
	number, err := nextNumber(ctx, tx, run.OrgID, run.UnitID, today.Year)
	if err != nil {
		return err
	}
	x := Certificate{
		OrgID: run.OrgID, ID: id.New(), UnitID: run.UnitID, StudentID: c.StudentID, RunID: run.ID, Code: fmt.Sprintf("%d-%04d-%s", today.Year, number, rand.Text()[:8]),
		Name: c.Name, College: unit.Name, Title: run.Title, Basis: all.Rule, Came: a.SessionsCame, Held: a.SessionsHeld, Minutes: a.MinutesCame,
		FromOn: when.DateOf(run.StartsAt), ToOn: when.DateOf(run.EndsAt), IssuedOn: today, ByName: by.Name, CreatedAt: l.now().UTC().Truncate(time.Microsecond),
	}
	x.Fold = foldOf(x)
	if err := insertCertificate(ctx, tx, x); err != nil {
		return err
	}
	return l.record(ctx, tx, by, "learning.certificate.issued", certificateTarget(x))
}

// foldOf is what a certificate is found by.
func foldOf(c Certificate) string { return fold.Text(c.Name + " " + c.Title + " " + c.Code) }

func certificateTarget(c Certificate) audit.Target {
	return audit.Target{Kind: "certificate", ID: c.ID, Words: c.Number() + ", " + c.Title}
}

// Number is the certificate's number without its secret letters.
func (c Certificate) Number() string {
	if i := strings.LastIndexByte(c.Code, '-'); i > 0 {
		return c.Code[:i]
	}
	return c.Code
}

// WithdrawCertificate takes a certificate back that was wrong. It stays, with
// the reason; the right one can then be issued.
func (l *Learning) WithdrawCertificate(ctx context.Context, by actor.Actor, certificateID, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" || utf8.RuneCountInString(reason) > 500 {
		return fault.Field("reason", "Say what is wrong with it, in up to 500 characters.")
	}
	return l.db.Tx(ctx, func(tx *db.DB) error {
		c, err := l.issued(ctx, tx, by, Manage, certificateID)
		if err != nil {
			return err
		}
		ok, err := withdrawCertificate(ctx, tx, by.OrgID, certificateID, l.today(), reason)
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.Conflict, "This certificate has been withdrawn already.")
		}
		return l.record(ctx, tx, by, "learning.certificate.withdrawn", certificateTarget(c))
	})
}

// issued is a certificate of a college where by holds the permission.
func (l *Learning) issued(ctx context.Context, tx *db.DB, by actor.Actor, permission, certificateID string) (Certificate, error) {
	c, err := oneCertificate(ctx, tx, by.OrgID, certificateID)
	if err != nil {
		return c, err
	}
	return c, l.reach(ctx, tx, by, permission, c.UnitID)
}

// Certificate returns a certificate of the actor's own, or one that they may
// read as staff.
func (l *Learning) Certificate(ctx context.Context, by actor.Actor, certificateID string) (Certificate, error) {
	c, err := oneCertificate(ctx, l.db, by.OrgID, certificateID)
	if err != nil {
		return c, err
	}
	me, found, err := l.college.StudentOf(ctx, l.db, by.OrgID, by.PersonID)
	if err != nil || found && me.ID == c.StudentID {
		return c, err
	}
	return c, l.reach(ctx, l.db, by, Read, c.UnitID)
}

// OwnCertificates lists the actor's certificates, the newest first, with those
// that were withdrawn.
func (l *Learning) OwnCertificates(ctx context.Context, by actor.Actor) ([]Certificate, error) {
	me, err := l.me(ctx, l.db, by)
	if err != nil {
		return nil, err
	}
	return certificatesOf(ctx, l.db, by.OrgID, me.ID)
}

// Confirmed is all that the public learns of a certificate: that there is one
// with this code, when it was issued and for how long somebody learnt.
type Confirmed struct {
	IssuedOn, WithdrawnOn when.Date
	Hours                 string
}

// Confirm looks for a certificate by its code, in every organisation.
func (l *Learning) Confirm(ctx context.Context, code string) (Confirmed, bool, error) {
	code = strings.ToUpper(strings.TrimSpace(code))
	if len(code) > 40 {
		return Confirmed{}, false, nil
	}
	all, err := l.units.Organisations(ctx)
	if err != nil {
		return Confirmed{}, false, err
	}
	for _, org := range all {
		c, found, err := certificateByCode(ctx, l.db, org.OrgID, code)
		if err != nil || found {
			return Confirmed{c.IssuedOn, c.WithdrawnOn, c.Hours()}, found, err
		}
	}
	return Confirmed{}, false, nil
}
