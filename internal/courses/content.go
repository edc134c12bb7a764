package courses

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"footbridge/internal/audit"
	"footbridge/internal/db"
)

// content is everything that a designer agrees to, in the form that is hashed.
type content struct {
	Title, Summary, ForWhom, Audience, Strand, Level, Format, CertificateBy string
	Sessions, Minutes, Capacity                                             int
	Outcomes                                                                []contentOutcome
	Materials                                                               []contentMaterial
}

type contentOutcome struct {
	Words string
	Aims  []string
}

type contentMaterial struct{ Kind, Title, URL, Words, FileID, Visible string }

// hashOf is the hash of a version's content: outcomes and material in order.
func hashOf(v Version, outcomes []Outcome, materials []Material) string {
	c := content{
		Title: v.Title, Summary: v.Summary, ForWhom: v.ForWhom, Audience: v.Audience, Strand: v.Strand, Level: v.Level, Format: v.Format,
		CertificateBy: v.CertificateBy, Sessions: v.Sessions, Minutes: v.Minutes, Capacity: v.Capacity,
	}
	for _, o := range outcomes {
		var aims []string
		for _, a := range o.Aims {
			aims = append(aims, a.ID)
		}
		slices.Sort(aims)
		c.Outcomes = append(c.Outcomes, contentOutcome{o.Words, aims})
	}
	for _, m := range materials {
		c.Materials = append(c.Materials, contentMaterial{m.Kind, m.Title, m.URL, m.Words, m.FileID, m.Visible})
	}
	text, err := json.Marshal(c)
	if err != nil {
		panic(err) // strings and numbers only
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// contentHash reads the version's outcomes and material and hashes all of it.
func (c *Courses) contentHash(ctx context.Context, tx *db.DB, v Version) (string, error) {
	outcomes, err := c.Outcomes(ctx, tx, v.OrgID, []string{v.ID})
	if err != nil {
		return "", err
	}
	materials, err := materialsOf(ctx, tx, v.OrgID, []string{v.ID}, sightsOf("trainers"))
	return hashOf(v, outcomes[v.ID], materials), err
}

// stateField names a version's state in the audit trail.
func stateField(v Version) string { return fmt.Sprintf("version %d", v.Number) }

// differences are what changed from one text of a version to another.
func differences(from, to Version) []audit.Change {
	var out []audit.Change
	for _, f := range []audit.Change{
		{Field: "Title", From: from.Title, To: to.Title}, {Field: "Summary", From: from.Summary, To: to.Summary},
		{Field: "For whom", From: from.ForWhom, To: to.ForWhom},
		{Field: "Meant for", From: strings.Join(from.AudienceLabels(), "; "), To: strings.Join(to.AudienceLabels(), "; ")},
		{Field: "Strand", From: from.StrandLabel(), To: to.StrandLabel()}, {Field: "Level", From: from.LevelLabel(), To: to.LevelLabel()},
		{Field: "Format", From: from.FormatLabel(), To: to.FormatLabel()}, {Field: "Sessions", From: fmt.Sprint(from.Sessions), To: fmt.Sprint(to.Sessions)},
		{Field: "Minutes of a session", From: fmt.Sprint(from.Minutes), To: fmt.Sprint(to.Minutes)},
		{Field: "Usual places", From: fmt.Sprint(from.Capacity), To: fmt.Sprint(to.Capacity)},
		{Field: "Certificate for", From: from.CertificateLabel(), To: to.CertificateLabel()},
	} {
		if f.From != f.To {
			out = append(out, f)
		}
	}
	return out
}
