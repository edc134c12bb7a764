package strategy

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// An import goes in three steps: a file is kept with what its columns mean
// ([Strategy.Upload], [Strategy.MapUpload]); the preview says row by row what
// will happen ([Strategy.Preview]); and exactly that preview is committed
// ([Strategy.CommitImport]): its hash is over the file, the columns, the plan as
// it stands and every step, and is compared again inside the transaction that
// writes. A committed batch can be undone ([Strategy.UndoImport]).

// File is a spreadsheet: its name and its content.
type File struct {
	Name    string
	Content []byte
}

// upload is a file between its upload and its import.
type upload struct {
	OrgID, ID            string
	StrategyID, NewTitle string
	FileName, Sha256     string
	Content              []byte
	Mapping              db.JSON[Mapping]
	ByID, ByName         string
	CreatedAt, ExpiresAt time.Time
}

// uploadTime is how long a file waits to be imported.
const uploadTime = 24 * time.Hour

// Counts sums up what an import does.
type Counts struct {
	Objectives, Actions                              int // in the file
	NewObjectives, NewActions                        int
	ChangedObjectives, ChangedActions, Same, NewPost int
	Ownerless, Undated                               int // actions of the file
}

// Changes reports whether the import would change anything.
func (c Counts) Changes() bool {
	return c.NewObjectives+c.NewActions+c.ChangedObjectives+c.ChangedActions > 0
}

// Preview says what importing an upload will do.
type Preview struct {
	UploadID, FileName string
	Edition            Edition // ID "" when the import makes it
	Mapping            Mapping
	Header             []string   // the headings
	Sample             [][]string // the first rows below them
	Steps              []Step
	Errors             []CellError
	Notes              []string
	NewPosts           []string
	Missing            []string // in the plan and not in the file: they stay as they are
	Counts             Counts
	Hash               string
}

// Ready reports whether the preview can be committed.
func (p Preview) Ready() bool { return len(p.Errors) == 0 && p.Mapping.usable() && p.Counts.Changes() }

// mayImport is nil when by keeps the trust's own plan.
func (s *Strategy) mayImport(ctx context.Context, by actor.Actor) error {
	return s.mayPlan(ctx, s.db, by, "")
}

// Upload keeps a file to be imported into a strategy, or with strategyID "" into
// a new one of that title, and returns its id. The columns are recognised by
// their headings; [Strategy.MapUpload] says otherwise.
func (s *Strategy) Upload(ctx context.Context, by actor.Actor, strategyID, newTitle string, f File) (string, error) {
	if err := s.mayImport(ctx, by); err != nil {
		return "", err
	}
	newTitle = spaced(newTitle)
	if strategyID == "" && (newTitle == "" || utf8.RuneCountInString(newTitle) > 200) {
		return "", fault.Field("title", "Enter a title of 200 characters or fewer for the new strategy.")
	}
	if strategyID != "" {
		newTitle = ""
	}
	rows, err := export.Read(f.Name, f.Content)
	if err != nil {
		return "", err
	}
	now, sum := s.now(), sha256.Sum256(f.Content)
	u := upload{
		OrgID: by.OrgID, ID: id.New(), StrategyID: strategyID, NewTitle: newTitle, FileName: fileName(f.Name), Sha256: hex.EncodeToString(sum[:]),
		Content: f.Content, Mapping: db.JSON[Mapping]{V: recognise(rows)}, ByID: by.AccountID, ByName: by.Name, CreatedAt: now, ExpiresAt: now.Add(uploadTime),
	}
	return u.ID, s.db.Tx(ctx, func(tx *db.DB) error {
		if err := dropExpired(ctx, tx, by.OrgID, now); err != nil {
			return err
		}
		if strategyID != "" {
			if _, err := editionByID(ctx, tx, by.OrgID, strategyID); err != nil {
				return err
			}
		}
		return insertUpload(ctx, tx, u)
	})
}

// fileName is the last part of a name that a browser sent, as text.
func fileName(name string) string {
	name = spaced(strings.ToValidUTF8(path.Base(strings.ReplaceAll(name, `\`, "/")), ""))
	if name == "" || name == "." || name == "/" {
		return "plan"
	}
	return clip(strings.ReplaceAll(name, "\x00", ""), 200)
}

// MapUpload says what the columns of an upload hold.
func (s *Strategy) MapUpload(ctx context.Context, by actor.Actor, uploadID string, m Mapping) error {
	if err := s.mayImport(ctx, by); err != nil {
		return err
	}
	used := map[int]string{}
	for _, f := range importFields {
		c := m.column(f.Name)
		if c < 0 {
			continue
		}
		if other, ok := used[c]; ok {
			return fault.Field(f.Name, "Column %s is chosen for “%s” already.", columnName(c), other)
		}
		used[c] = f.Label
	}
	if !m.usable() {
		return fault.Field(FieldObjective, "Choose the column that holds the objective.")
	}
	return s.db.Tx(ctx, func(tx *db.DB) error {
		ok, err := setMapping(ctx, tx, by.OrgID, uploadID, m)
		if err != nil || !ok {
			return or(err, errNoUpload)
		}
		return nil
	})
}

var errNoUpload = fault.New(fault.NotFound, "We could not find that file. It may have been imported already, or it has waited for more than a day.")

// Preview says what importing the upload will do, row by row.
func (s *Strategy) Preview(ctx context.Context, by actor.Actor, uploadID string) (Preview, error) {
	if err := s.mayImport(ctx, by); err != nil {
		return Preview{}, err
	}
	u, ok, err := uploadByID(ctx, s.db, by.OrgID, uploadID, s.now())
	if err != nil || !ok {
		return Preview{}, or(err, errNoUpload)
	}
	p, _, err := s.preview(ctx, s.db, by, u)
	return p, err
}

// PreviewImport keeps the file and says what importing it will do. With a nil
// mapping the columns are recognised by their headings.
func (s *Strategy) PreviewImport(ctx context.Context, by actor.Actor, strategyID, newTitle string, f File, m *Mapping) (Preview, error) {
	uploadID, err := s.Upload(ctx, by, strategyID, newTitle, f)
	if err == nil && m != nil {
		err = s.MapUpload(ctx, by, uploadID, *m)
	}
	if err != nil {
		return Preview{}, err
	}
	return s.Preview(ctx, by, uploadID)
}

// preview works out the steps of an upload and their hash.
func (s *Strategy) preview(ctx context.Context, d *db.DB, by actor.Actor, u upload) (Preview, importPlan, error) {
	rows, err := export.Read(u.FileName, u.Content)
	if err != nil {
		return Preview{}, importPlan{}, err
	}
	m := u.Mapping.V
	p := Preview{UploadID: u.ID, FileName: u.FileName, Mapping: m}
	if m.Header < len(rows) {
		p.Header, p.Sample = rows[m.Header], rows[m.Header+1:min(len(rows), m.Header+4)]
	}
	file := parsePlan(rows, m)
	state, err := s.planState(ctx, d, by.OrgID, u.StrategyID)
	if err != nil {
		return Preview{}, importPlan{}, err
	}
	if u.StrategyID == "" {
		state.Edition = s.newEdition(by, u.NewTitle, file)
	}
	p.Edition = state.Edition
	if !m.usable() {
		p.Notes = []string{"The headings do not say which column holds the objective."}
		return p, importPlan{}, nil
	}
	plan := planImport(file, m, state)
	p.Steps, p.Errors, p.Notes, p.NewPosts, p.Missing = plan.Steps, plan.Errors, plan.Notes, plan.NewPosts, plan.Missing
	p.Counts = plan.counts()
	p.Hash, err = previewHash(u, state, plan)
	return p, plan, err
}

// newEdition is the strategy to be made: its period is that of the dates in the
// file, or the next three years.
func (s *Strategy) newEdition(by actor.Actor, title string, f planFile) Edition {
	var from, to when.Month
	for _, o := range f.Objectives {
		for _, a := range o.Actions {
			for _, m := range []when.Month{a.Due.Month, a.Due.From} {
				if !m.IsZero() && (from.IsZero() || m.Before(from)) {
					from = m
				}
				if !m.IsZero() && m.After(to) {
					to = m
				}
			}
		}
	}
	if from.IsZero() {
		from = s.today().MonthOf()
		to = from.Add(35)
	}
	return Edition{OrgID: by.OrgID, Title: title, FromMonth: from, ToMonth: to, State: Draft, Version: 1}
}

// counts sums up the plan.
func (p importPlan) counts() Counts {
	c := Counts{NewPost: len(p.NewPosts)}
	for _, o := range p.ops {
		c.Objectives++
		c.Actions += len(o.actions)
	}
	for _, st := range p.Steps {
		switch st.Kind {
		case StepNewObjective:
			c.NewObjectives++
		case StepNewAction:
			c.NewActions++
		case StepChangeObjective:
			c.ChangedObjectives++
		case StepChangeAction:
			c.ChangedActions++
		case StepSame:
			c.Same++
		}
		for _, f := range st.Flags {
			if f == flagOwner {
				c.Ownerless++
			} else {
				c.Undated++
			}
		}
	}
	return c
}

// previewHash is over everything a preview rests on: the file, what its columns
// mean, the plan as it stands, and the steps.
func previewHash(u upload, st planState, p importPlan) (string, error) {
	type row struct {
		ID, Title, Objective, Due string
		Version, Number           int
		Whole                     bool
		Owners, Aims              []string
	}
	var rows []row
	for _, o := range st.Objectives {
		rows = append(rows, row{ID: o.ID, Title: o.Title, Version: o.Version, Number: o.Number, Aims: st.Aims[o.ID]})
	}
	for _, it := range st.Items {
		rows = append(rows, row{ID: it.ActionID, Title: it.Action.Title, Objective: it.ObjectiveID, Due: it.Action.Due().String(),
			Version: it.Action.Version, Whole: it.Whole, Owners: it.Action.Owners, Aims: st.Aims[it.ActionID]})
	}
	text, err := json.Marshal([]any{u.Sha256, u.StrategyID, u.NewTitle, u.Mapping.V, st.Edition.Period(), rows, p.Steps, p.Errors, p.NewPosts, p.Missing})
	if err != nil {
		return "", fmt.Errorf("hash a preview: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// dueWords is a Due as a sheet shows it: as it was written, when that still means
// the same.
func dueWords(d actions.Due) string {
	if d.IsZero() {
		return ""
	}
	if read, err := actions.ParseDue(d.Words); err == nil && d.Words != "" && sameDue(read, d) {
		return d.Words
	}
	return d.String()
}
