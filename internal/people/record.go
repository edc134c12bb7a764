package people

import (
	"context"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// Record is all that is held about one person, as it is given to them.
type Record struct {
	ExportedAt string           `json:"exported_at"`
	Person     PersonRecord     `json:"person"`
	Merged     []PersonRecord   `json:"merged_records,omitempty"`
	Needs      *NeedsRecord     `json:"needs,omitempty"`
	Equality   []EqualityRecord `json:"equality,omitempty"`
	Elsewhere  map[string]any   `json:"elsewhere,omitempty"` // by module
}

// PersonRecord is a person in a [Record].
type PersonRecord struct {
	ID               string `json:"id"`
	Name             string `json:"name"`
	PreferredName    string `json:"preferred_name,omitempty"`
	Pronouns         string `json:"pronouns,omitempty"`
	Email            string `json:"email,omitempty"`
	Phone            string `json:"phone,omitempty"`
	Address          string `json:"address,omitempty"`
	PreferredChannel string `json:"preferred_channel"`
	QuietFrom        int    `json:"quiet_from,omitempty"`
	QuietTo          int    `json:"quiet_to,omitempty"`
	Language         string `json:"language,omitempty"`
	CreatedAt        string `json:"created_at"`
	UpdatedAt        string `json:"updated_at"`
}

// NeedsRecord is a person's needs in a [Record], with their history.
type NeedsRecord struct {
	AskedOn   string         `json:"asked_on"`
	AskedBy   string         `json:"asked_by"`
	Words     string         `json:"words,omitempty"`
	Flag      bool           `json:"flag_wanted"`
	ShareWith string         `json:"share_with,omitempty"`
	ReviewDue string         `json:"review_due"`
	Needs     []NeedRecord   `json:"needs"`
	Met       []MetRecord    `json:"met,omitempty"`
	Reviews   []ReviewRecord `json:"reviews,omitempty"`
}

// NeedRecord is one need in a [Record].
type NeedRecord struct {
	Need       string `json:"need"`
	Words      string `json:"words,omitempty"`
	RecordedOn string `json:"recorded_on"`
	EndedOn    string `json:"ended_on,omitempty"`
}

// MetRecord is how a need was met in a [Record].
type MetRecord struct {
	Need string `json:"need"`
	On   string `json:"on"`
	Met  bool   `json:"met"`
	How  string `json:"how"`
	By   string `json:"by"`
}

// ReviewRecord is a review of needs in a [Record].
type ReviewRecord struct {
	On      string `json:"on"`
	Words   string `json:"words,omitempty"`
	NextDue string `json:"next_due"`
	By      string `json:"by"`
}

// EqualityRecord is one answer in a [Record].
type EqualityRecord struct {
	Question   string `json:"question"`
	Answer     string `json:"answer"`
	RecordedOn string `json:"recorded_on"`
}

func recordOf(p Person) PersonRecord {
	return PersonRecord{
		ID: p.ID, Name: p.Name, PreferredName: p.PreferredName, Pronouns: p.Pronouns, Email: p.Email, Phone: p.Phone, Address: p.Address,
		PreferredChannel: p.PreferredChannel, QuietFrom: p.QuietFrom, QuietTo: p.QuietTo, Language: p.Language,
		CreatedAt: p.CreatedAt.Format(time.RFC3339), UpdatedAt: p.UpdatedAt.Format(time.RFC3339),
	}
}

var errNoErasing = fault.New(fault.Forbidden, "Your role does not include exporting or erasing whole records.")

// Export gathers all that every module holds about a person, for whoever may
// export whole records or is that person. That it was done is in the trail.
func (p *People) Export(ctx context.Context, by actor.Actor, personID string) (Record, error) {
	if !by.CanEverywhere(Erasing) && (by.PersonID == "" || by.PersonID != personID) {
		return Record{}, errNoErasing
	}
	var out Record
	err := p.db.Tx(ctx, func(tx *db.DB) error {
		person, err := current(ctx, tx, by.OrgID, personID)
		if err != nil {
			return err
		}
		out = Record{ExportedAt: p.now().UTC().Format(time.RFC3339), Person: recordOf(person), Elsewhere: map[string]any{}}
		if err := p.gather(ctx, tx, by.OrgID, personID, &out); err != nil {
			return err
		}
		return p.record(ctx, tx, by, "people.person.exported", person, nil)
	})
	return out, err
}

func (p *People) gather(ctx context.Context, tx *db.DB, orgID, personID string, out *Record) error {
	merges, err := mergesInto(ctx, tx, orgID, personID)
	if err != nil {
		return err
	}
	for _, m := range merges {
		out.Merged = append(out.Merged, recordOf(m.Dropped.V))
	}
	if out.Needs, err = needsRecord(ctx, tx, orgID, personID); err != nil {
		return err
	}
	answers, err := equalityOf(ctx, tx, orgID, personID)
	if err != nil {
		return err
	}
	for _, a := range answers {
		out.Equality = append(out.Equality, EqualityRecord{a.Characteristic, a.Label(), a.RecordedOn.ISO()})
	}
	for _, e := range p.onExport {
		if out.Elsewhere[e.name], err = e.fn(ctx, tx, orgID, personID); err != nil {
			return err
		}
	}
	return nil
}

func needsRecord(ctx context.Context, tx *db.DB, orgID, personID string) (*NeedsRecord, error) {
	n, err := needsOf(ctx, tx, orgID, personID)
	if err != nil || !n.Asked() {
		return nil, err
	}
	out := &NeedsRecord{AskedOn: n.IdentifiedOn.ISO(), AskedBy: n.IdentifiedBy, Words: n.Words, Flag: n.Flag, ShareWith: n.ShareWith, ReviewDue: n.ReviewDue.ISO()}
	items, err := allNeeds(ctx, tx, orgID, personID)
	if err != nil {
		return nil, err
	}
	for _, i := range items {
		out.Needs = append(out.Needs, NeedRecord{i.Label(), i.Words, i.RecordedOn.ISO(), i.EndedOn.ISO()})
	}
	met, err := metOf(ctx, tx, orgID, personID)
	if err != nil {
		return nil, err
	}
	for _, m := range met {
		out.Met = append(out.Met, MetRecord{m.Label(), m.OnDate.ISO(), m.Met, m.How, m.ByName})
	}
	reviews, err := reviewsOf(ctx, tx, orgID, personID)
	for _, r := range reviews {
		out.Reviews = append(out.Reviews, ReviewRecord{r.OnDate.ISO(), r.Words, r.NextDue.ISO(), r.ByName})
	}
	return out, err
}

// Erase removes what every module holds about a person, in one transaction. The
// row stays, as "Erased person", so that what they did still refers to somebody;
// the trail says who erased it, when and why.
func (p *People) Erase(ctx context.Context, by actor.Actor, personID, reason string) error {
	if !by.CanEverywhere(Erasing) {
		return errNoErasing
	}
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fault.Field("reason", "Enter a reason.")
	}
	return p.db.Tx(ctx, func(tx *db.DB) error {
		person, err := current(ctx, tx, by.OrgID, personID)
		if err != nil {
			return err
		}
		ids, err := mergedIDs(ctx, tx, by.OrgID, personID)
		if err != nil {
			return err
		}
		for _, id := range append(ids, personID) {
			if err := eraseRows(ctx, tx, by.OrgID, id, p.now()); err != nil {
				return err
			}
			for _, fn := range p.onErase {
				if err := fn(ctx, tx, by.OrgID, id); err != nil {
					return err
				}
			}
		}
		person.Name = ErasedName
		return p.record(ctx, tx, by, "people.person.erased", person, []audit.Change{{Field: "reason", To: reason}})
	})
}
