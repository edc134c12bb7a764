package courses

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/fold"
	"footbridge/internal/people"
)

// DesignRecord is what somebody did as a designer of one version, as it is given
// to them.
type DesignRecord struct {
	Course      string   `json:"course"`
	Version     int      `json:"version"`
	Perspective string   `json:"perspective"`
	Name        string   `json:"name"`
	From        string   `json:"from"`
	Agreed      []string `json:"agreed,omitempty"`
	Changed     []string `json:"changed,omitempty"`
}

// ExportPerson returns the versions that a person designed, what they agreed to
// and what they changed.
func (c *Courses) ExportPerson(ctx context.Context, tx *db.DB, orgID, personID string) (any, error) {
	parts, err := partsOf(ctx, tx, orgID, personID)
	if err != nil {
		return nil, err
	}
	out := []DesignRecord{}
	for _, d := range parts {
		v, err := oneVersion(ctx, tx, orgID, d.VersionID)
		if err != nil {
			return nil, err
		}
		r := DesignRecord{Course: v.Title, Version: v.Number, Perspective: d.Perspective, Name: d.Name, From: d.CreatedAt.Format("2006-01-02")}
		agreements, err := agreementsOf(ctx, tx, orgID, v.ID)
		if err != nil {
			return nil, err
		}
		for _, a := range agreements {
			if a.DesignerID == d.ID {
				r.Agreed = append(r.Agreed, a.AgreedAt.Format("2006-01-02")+" "+a.How)
			}
		}
		entries, err := logOf(ctx, tx, orgID, v.ID)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if e.DesignerID == d.ID {
				r.Changed = append(r.Changed, e.OnDate.ISO()+" "+e.Words)
			}
		}
		out = append(out, r)
	}
	return out, nil
}

// ErasePerson takes the name off what a person designed, and their own words out
// of the log. That somebody with their perspective agreed stays.
func (c *Courses) ErasePerson(ctx context.Context, tx *db.DB, orgID, personID string) error {
	return eraseParts(ctx, tx, orgID, personID, people.ErasedName, fold.Text(people.ErasedName))
}

// MergePerson makes what the record dropID designed that of keepID. Where both
// designed one version they are one designer of it; if its publication rested on
// the two as two people, it says so from now on.
func (c *Courses) MergePerson(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	dropped, err := partsOf(ctx, tx, orgID, dropID)
	if err != nil {
		return err
	}
	kept, err := partsOf(ctx, tx, orgID, keepID)
	if err != nil {
		return err
	}
	keptIn := map[string]Designer{}
	for _, d := range kept {
		if d.RemovedAt.IsZero() {
			keptIn[d.VersionID] = d
		}
	}
	for _, d := range dropped {
		if k, both := keptIn[d.VersionID]; both && d.RemovedAt.IsZero() {
			if err := c.mergeParts(ctx, tx, k, d); err != nil {
				return err
			}
		}
	}
	return moveParts(ctx, tx, orgID, keepID, dropID)
}

// mergeParts leaves one of two parts that one person has in a version: the one
// that its publication rests on, or the first.
func (c *Courses) mergeParts(ctx context.Context, tx *db.DB, keep, drop Designer) error {
	v, err := oneVersion(ctx, tx, keep.OrgID, keep.VersionID)
	if err != nil {
		return err
	}
	rests := func(d Designer) bool { return d.ID == v.LivedID || d.ID == v.PractitionerID }
	out := drop
	switch {
	case rests(keep) && rests(drop):
		if err := restOnOverride(ctx, tx, v, "Footbridge", "Its two designers turned out to be one person when their records were merged."); err != nil {
			return err
		}
	case rests(drop):
		out = keep
	}
	if v.Draft() {
		if err := endAgreement(ctx, tx, out, "removed", c.now()); err != nil {
			return err
		}
		if v.State == Agreed || v.State == Piloted {
			if err := setState(ctx, tx, v, Drafting); err != nil {
				return err
			}
		}
	}
	return removeDesigner(ctx, tx, out, c.now())
}
