package surveys

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/units"
)

// Edition is the figures of a wave as they were published.
type Edition struct {
	OrgID, WaveID    string
	Number           int
	Data, Hash       string
	PublishedAt      time.Time
	PublishedBy      string
	WithdrawnAt      time.Time
	WithdrawnBy, Why string
}

// Intact reports whether the edition is what was published.
func (e Edition) Intact() bool { return e.Hash == fingerprint(e.Data) }

// Out reports whether everybody may read the edition.
func (e Edition) Out() bool { return e.WithdrawnAt.IsZero() }

func fingerprint(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// Published is what an edition says.
type Published struct {
	Table  *Table           `json:"table"`
	Method string           `json:"method"` // how people were asked, in words
	Themes []PublishedTheme `json:"themes"`
}

// PublishedTheme is what people said in their own words, and what is done.
type PublishedTheme struct {
	Title    string            `json:"title"`
	Said     string            `json:"said"`
	Comments []string          `json:"comments"`
	Changes  []PublishedChange `json:"changes"`
}

// PublishedChange is one thing that is done.
type PublishedChange struct {
	Words string `json:"words"`
	When  string `json:"when"`
	Made  bool   `json:"made"`
}

// Content is what the edition says.
func (e Edition) Content() (Published, error) {
	var p Published
	err := json.Unmarshal([]byte(e.Data), &p)
	return p, err
}

var (
	errNoResults = fault.New(fault.NotFound, "There are no results at this address. They may have been withdrawn.")
	errNotClosed = fault.New(fault.Conflict, "A wave is published when it has closed and everybody has answered.")
)

// mostComments is how many comments stand under a theme that is published.
const mostComments = 20

// Draft is what would be published of a wave now.
func (s *Surveys) Draft(ctx context.Context, by actor.Actor, waveID, method string) (Wave, Published, error) {
	w, err := s.managed(ctx, s.db, by, waveID)
	if err != nil {
		return w, Published{}, err
	}
	p, err := s.draft(ctx, s.db, w, method)
	return w, p, err
}

func (s *Surveys) draft(ctx context.Context, tx *db.DB, w Wave, method string) (Published, error) {
	if state := w.Stands(s.today()); state != "closed" && state != "published" {
		return Published{}, errNotClosed
	}
	t, err := s.figures(ctx, tx, w)
	if err != nil {
		return Published{}, err
	}
	p := Published{Table: t, Method: method}
	said, err := s.youSaid(ctx, tx, w)
	if err != nil {
		return p, err
	}
	for _, x := range said {
		theme := PublishedTheme{Title: x.Theme.Title, Said: x.Theme.Said}
		if theme.Comments, err = shownIn(ctx, tx, w.OrgID, x.Theme.ID, mostComments); err != nil {
			return p, err
		}
		for _, c := range x.Changes {
			theme.Changes = append(theme.Changes, PublishedChange{c.Words, c.When(), c.Made()})
		}
		p.Themes = append(p.Themes, theme)
	}
	return p, nil
}

// Publish freezes the figures of a wave that has closed, with what people said
// and what is done, and lets everybody read them. A wave that is published
// already gets a new edition.
func (s *Surveys) Publish(ctx context.Context, by actor.Actor, waveID, method string) (Edition, error) {
	method = strings.TrimSpace(method)
	if method == "" || utf8.RuneCountInString(method) > 2000 {
		return Edition{}, fault.Field("method", "Say how people were asked, in 2000 characters or fewer.")
	}
	// Counting takes its time: it must not hold up whoever writes.
	_, content, err := s.Draft(ctx, by, waveID, method)
	if err != nil {
		return Edition{}, err
	}
	data, err := json.Marshal(content)
	if err != nil {
		return Edition{}, err
	}
	e := Edition{OrgID: by.OrgID, WaveID: waveID, Data: string(data), Hash: fingerprint(string(data)), PublishedAt: s.now().UTC().Truncate(time.Microsecond), PublishedBy: cmp.Or(by.Name, "somebody")}
	return e, s.db.Tx(ctx, func(tx *db.DB) error {
		w, err := s.managed(ctx, tx, by, waveID)
		if err != nil {
			return err
		}
		old, err := editionsOf(ctx, tx, by.OrgID, waveID)
		if err != nil {
			return err
		}
		e.Number = len(old) + 1
		if err := insertEdition(ctx, tx, e); err != nil {
			return err
		}
		if err := setPublished(ctx, tx, w, e.PublishedAt); err != nil {
			return err
		}
		if err := sealRemarks(ctx, tx, by.OrgID, waveID); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "surveys.figures.published", waveTarget(w), audit.Change{Field: "edition", To: fmt.Sprint(e.Number)}, audit.Change{Field: "fingerprint", To: e.Hash})
	})
}

// Withdraw takes the published figures of a wave back, with the reason.
func (s *Surveys) Withdraw(ctx context.Context, by actor.Actor, waveID, why string) error {
	why = strings.TrimSpace(why)
	if why == "" || utf8.RuneCountInString(why) > 500 {
		return fault.Field("why", "Say why the figures are withdrawn, in 500 characters or fewer.")
	}
	return s.db.Tx(ctx, func(tx *db.DB) error {
		w, err := s.managed(ctx, tx, by, waveID)
		if err != nil {
			return err
		}
		if w.State != "published" {
			return fault.New(fault.Conflict, "The figures of this wave are not published.")
		}
		if err := withdrawEditions(ctx, tx, w, s.now().UTC(), cmp.Or(by.Name, "somebody"), why); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "surveys.figures.withdrawn", waveTarget(w), audit.Change{Field: "why", To: why})
	})
}

// Editions are what was published of a wave, the newest first.
func (s *Surveys) Editions(ctx context.Context, by actor.Actor, waveID string) ([]Edition, error) {
	if _, _, err := s.waveAt(ctx, s.db, by, Read, waveID); err != nil {
		return nil, err
	}
	return editionsOf(ctx, s.db, by.OrgID, waveID)
}

// Result leads to the published figures of a wave.
type Result struct {
	Survey, Wave, Slug string
	PublishedAt        time.Time
}

// Results are the published figures of an organisation, the newest first.
func (s *Surveys) Results(ctx context.Context, slug string) (units.Organisation, []Result, error) {
	org, err := s.units.BySlug(ctx, slug)
	if err != nil {
		return org, nil, err
	}
	list, err := resultsOf(ctx, s.db, org.OrgID)
	return org, list, err
}

// ResultAt is the published edition at an address.
func (s *Surveys) ResultAt(ctx context.Context, slug, word string) (units.Organisation, Edition, Published, error) {
	org, err := s.units.BySlug(ctx, slug)
	if err != nil {
		return org, Edition{}, Published{}, err
	}
	e, p, err := s.resultIn(ctx, org.OrgID, word)
	return org, e, p, err
}

func (s *Surveys) resultIn(ctx context.Context, orgID, word string) (Edition, Published, error) {
	e, found, err := publishedAt(ctx, s.db, orgID, word)
	if err == nil && !found {
		err = errNoResults
	}
	if err != nil {
		return e, Published{}, err
	}
	p, err := e.Content()
	return e, p, err
}

// ResultBy is the published edition at an address, of whatever organisation.
func (s *Surveys) ResultBy(ctx context.Context, word string) (Edition, Published, error) {
	all, err := s.units.Organisations(ctx)
	if err != nil {
		return Edition{}, Published{}, err
	}
	for _, org := range all {
		e, p, err := s.resultIn(ctx, org.OrgID, word)
		if fault.KindOf(err) != fault.NotFound || err == nil {
			return e, p, err
		}
	}
	return Edition{}, Published{}, errNoResults
}

// CheckFigures returns what is wrong with packs and published figures, in
// sentences: nothing, unless somebody has changed the database by hand.
func (s *Surveys) CheckFigures(ctx context.Context, orgID string) ([]string, error) {
	editions, err := allEditions(ctx, s.db, orgID)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range editions {
		if !e.Intact() {
			out = append(out, fmt.Sprintf("edition %d of the figures of wave %s is not what was published", e.Number, e.WaveID))
		}
	}
	bad, err := packsThatDisagree(ctx, s.db, orgID)
	for _, wave := range bad {
		out = append(out, fmt.Sprintf("the packs of wave %s do not hold the answers that are marked as packed", wave))
	}
	return out, err
}
