package evaluation

import (
	"context"
	"strconv"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/export"
	"footbridge/internal/extracts"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// Bring reads a list of people: a first column of identifiers and a second of
// days. They become numbers, as in the extracts; the list itself is not kept.
// Every row must be right, or nothing is.
func (x *Evaluation) Bring(ctx context.Context, by actor.Actor, evaluationID, source, name string, content []byte) error {
	if err := mayEdit(by); err != nil {
		return err
	}
	if x.number == nil {
		return fault.New(fault.Unavailable, "There is no key for pseudonyms here, so no list can be read.")
	}
	rows, err := export.Read(name, content)
	if err != nil {
		return fault.Field("file", "%s", fault.Text(err))
	}
	days, err := x.readList(by.OrgID, source, rows)
	if err != nil {
		return err
	}
	return x.db.Tx(ctx, func(tx *db.DB) error {
		e, err := entry(ctx, tx, by.OrgID, evaluationID)
		if err != nil {
			return err
		}
		switch old, err := members(ctx, tx, by.OrgID, evaluationID); {
		case err != nil:
			return err
		case e.Design.V.Begin != Listed:
			return fault.New(fault.Conflict, "This evaluation does not go by a list.")
		case len(old) > 0:
			return fault.New(fault.Conflict, "This evaluation has its list already. Another list is another evaluation.")
		}
		for person, day := range days {
			if err := insertMember(ctx, tx, by.OrgID, evaluationID, member{person, day}); err != nil {
				return err
			}
		}
		if err := x.ask(ctx, tx, e); err != nil {
			return err
		}
		return x.record(ctx, tx, by, "evaluation.list", e, audit.Change{Field: "people", To: strconv.Itoa(len(days))})
	})
}

// readList turns rows into people with their days. Of somebody who is there
// twice the first day counts.
func (x *Evaluation) readList(orgID, source string, rows [][]string) (map[int64]int32, error) {
	out := map[int64]int32{}
	for i, row := range rows {
		if len(row) == 0 {
			continue
		}
		day, ok := when.Date{}, false
		if len(row) > 1 {
			day, ok = readDay(row[1])
		}
		if !ok && i == 0 {
			continue // names of the columns
		}
		if !ok {
			return nil, fault.Field("file", "Row %d: the second column must be a day, like 27/03/2027.", i+1)
		}
		person, err := x.number(orgID, source, row[0])
		if err != nil {
			return nil, fault.Field("file", "Row %d: %s", i+1, fault.Text(err))
		}
		if old, there := out[person]; !there || extracts.Days(day) < old {
			out[person] = extracts.Days(day)
		}
	}
	if len(out) == 0 {
		return nil, fault.Field("file", "There is nobody on this list.")
	}
	return out, nil
}

// readDay reads 27/03/2027 and 2027-03-27.
func readDay(text string) (when.Date, bool) {
	text, _, _ = strings.Cut(strings.TrimSpace(text), " ")
	if parts := strings.Split(text, "/"); len(parts) == 3 && len(parts[2]) == 4 && len(parts[0]) < 3 && len(parts[1]) < 3 {
		text = parts[2] + "-" + strings.Repeat("0", 2-len(parts[1])) + parts[1] + "-" + strings.Repeat("0", 2-len(parts[0])) + parts[0]
	}
	d, err := when.ParseDate(text)
	return d, err == nil && !d.IsZero()
}
