package strategy

import (
	"context"
	"strconv"
	"strings"

	"footbridge/internal/actions"
	"footbridge/internal/export"
)

// exportColumns are the columns of the plan's sheet: those an import reads,
// with what only the sheet shows before the ids.
func exportColumns() []export.Column {
	var out []export.Column
	for _, f := range importFields {
		if f.Name == FieldObjectiveID {
			out = append(out,
				export.Column{Name: exportOnly[0], About: "How the action stood when the sheet was made, overdue included. An import passes it over."},
				export.Column{Name: exportOnly[1], About: "When the action was last updated, and what the update said about the way ahead. An import passes it over."})
		}
		out = append(out, export.Column{Name: f.Heading, About: f.About})
	}
	return out
}

// Export is the trust's own plan as a sheet. Edited in a spreadsheet and
// imported again, it changes exactly the cells that were edited.
func (s *Strategy) Export(ctx context.Context, orgID, strategyID string) (export.Sheet, error) {
	if _, err := editionByID(ctx, s.db, orgID, strategyID); err != nil {
		return export.Sheet{}, err
	}
	st, err := s.planState(ctx, s.db, orgID, strategyID)
	if err != nil {
		return export.Sheet{}, err
	}
	return export.Sheet{Name: st.Edition.Title, Columns: exportColumns(), Rows: func(yield func([]string) error) error {
		for _, o := range st.Objectives {
			if err := s.exportObjective(st, o, yield); err != nil {
				return err
			}
		}
		return nil
	}}, nil
}

// exportObjective writes the rows of one objective. Its words stand in the first
// row only; its number and id in all, so that the rows can be sorted.
func (s *Strategy) exportObjective(st planState, o Objective, yield func([]string) error) error {
	first := true
	row := func(cells map[string]string, status, updated string) error {
		cells[FieldNumber], cells[FieldObjectiveID] = strconv.Itoa(o.Number), o.ID
		if first {
			cells[FieldObjective], cells[FieldObjectiveAims] = o.Title, st.aimLabels(o.ID)
		}
		first = false
		var out []string
		for _, f := range importFields {
			if f.Name == FieldObjectiveID {
				out = append(out, status, updated)
			}
			out = append(out, cells[f.Name])
		}
		return yield(out)
	}
	for _, it := range st.Items {
		if it.ObjectiveID != o.ID {
			continue
		}
		act, title := it.Action, it.Action.Title
		if it.Whole {
			title = ""
		}
		cells := map[string]string{FieldAction: title, FieldOwners: strings.Join(st.ownerLabels(act.Owners), "\n"), FieldDue: dueWords(act.Due()),
			FieldActionAims: st.aimLabels(it.ActionID), FieldActionID: it.ActionID}
		if err := row(cells, standingWords(act.Standing(s.today())), updatedWords(act)); err != nil {
			return err
		}
	}
	if first {
		return row(map[string]string{}, "", "")
	}
	return nil
}

// updatedWords is when an action was last updated, and what was said.
func updatedWords(a actions.Action) string {
	if a.UpdatedOn.IsZero() {
		return ""
	}
	return a.UpdatedOn.String() + ": " + string(a.Outlook)
}
