package indicators

import (
	"context"
	"strconv"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/extracts"
	"footbridge/internal/fault"
)

var errMayNotEdit = fault.New(fault.Forbidden, "Your role does not include changing or working out the indicators.")

var errCutOff = fault.New(fault.Conflict, "This run took so long that it was taken for cut off. What it came to was dropped.")

// longestReason is how long a reason may be, in bytes.
const longestReason = 2000

// Define keeps a definition: the first version of an indicator, or the next one,
// which needs a reason. The figures of versions before stay as they are. The same
// text again is no new version. A mistake in the text names its line.
func (x *Indicators) Define(ctx context.Context, by actor.Actor, text, reason string) (Definition, error) {
	if !by.CanEverywhere(Edit) {
		return Definition{}, errMayNotEdit
	}
	d, err := readDefinition(text)
	if err != nil {
		return d, err
	}
	reason = strings.TrimSpace(reason)
	if len(reason) > longestReason {
		return d, fault.Field("reason", "Say it in at most %d letters.", longestReason)
	}
	err = x.db.Tx(ctx, func(tx *db.DB) error { return x.define(ctx, tx, by, &d, reason) })
	if db.Duplicate(err) {
		err = fault.New(fault.Conflict, "Somebody else has just changed this indicator. Look at their version first.")
	}
	return d, err
}

func (x *Indicators) define(ctx context.Context, tx *db.DB, by actor.Actor, d *Definition, reason string) error {
	before, err := x.versions(ctx, tx, by.OrgID, d.Indicator)
	if err != nil {
		return err
	}
	d.Version = 1
	if len(before) > 0 {
		if d.Version = before[0].Version + 1; before[0].text == d.text {
			d.Version = before[0].Version
			return nil
		}
		if reason == "" {
			return fault.Field("reason", "Say why it changes: the reason is shown where the line breaks.")
		}
	}
	row := definitionRow{Indicator: d.Indicator, Version: d.Version, Text: d.text, Reason: reason, CreatedBy: by.Name, CreatedAt: x.now().UTC().Truncate(time.Microsecond)}
	if !d.Since.IsZero() {
		row.Since = int(extracts.Months(d.Since))
	}
	if err := insertDefinition(ctx, tx, by.OrgID, row); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{At: x.now(), By: by, Action: "indicators.define", Target: audit.Target{Kind: "indicator", ID: d.Indicator},
		Changes: []audit.Change{{Field: "version", To: strconv.Itoa(d.Version)}}})
}

// Adopt puts definitions that come along with the program into the organisation:
// those named, or all. One whose indicator is there already is left as it is.
func (x *Indicators) Adopt(ctx context.Context, by actor.Actor, slugs ...string) error {
	if !by.CanEverywhere(Edit) {
		return errMayNotEdit
	}
	texts := readyTexts()
	if len(slugs) == 0 {
		slugs = names(texts)
	}
	return x.db.Tx(ctx, func(tx *db.DB) error {
		for _, slug := range slugs {
			text, ok := texts[slug]
			if !ok {
				return fault.New(fault.NotFound, "No definition called %s comes along.", slug)
			}
			there, err := x.versions(ctx, tx, by.OrgID, slug)
			if err != nil {
				return err
			}
			if len(there) > 0 {
				continue
			}
			d, err := readDefinition(text)
			if err != nil {
				return err
			}
			if err := x.define(ctx, tx, by, &d, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// Check looks for figures that cannot be read, for versions that are not
// understood, and for a run that broke, and says what it found, a line each.
func (x *Indicators) Check(ctx context.Context, orgID string) ([]string, error) {
	var found []string
	all, err := allDefinitions(ctx, x.db, orgID)
	if err != nil {
		return nil, err
	}
	for _, row := range all {
		if _, err := x.parsed(orgID, row); err != nil {
			found = append(found, err.Error())
		}
	}
	tree, err := x.units.Tree(ctx, orgID)
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	for _, u := range tree {
		there[u.ID] = true
	}
	err = eachResult(ctx, x.db, orgID, func(r resultRow) error {
		cells, err := unpack(r.Cells)
		if err == nil {
			for _, c := range cells {
				if !there[c.UnitID] {
					err = errPacked
				}
			}
		}
		if err != nil {
			found = append(found, "the figures of version "+strconv.Itoa(r.Version)+" of "+r.Indicator+" for "+extracts.MonthOf(int32(r.Month)).String()+" cannot be read")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	runs, err := x.runs(ctx, x.db, orgID, 1)
	if err == nil && len(runs) == 1 && runs[0].State == "broken" {
		found = append(found, "the last run broke: "+runs[0].Why)
	}
	return found, err
}
