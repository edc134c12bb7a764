package welcome

import (
	"strconv"

	"footbridge/internal/export"
)

// Few stands for a figure that is not shown.
const few = "*"

// Sheet is the table as a spreadsheet, with the same figures hidden as on the
// page.
func (t Table) Sheet() export.Sheet {
	var rows [][]string
	for _, line := range t.Lines {
		for i, ward := range t.Wards {
			rows = append(rows, row(t.Quarter, ward.Name, line.Item, line.Wards[i]))
		}
		rows = append(rows, row(t.Quarter, "All wards", line.Item, line.All))
	}
	return export.Sheet{
		Name: "Welcome " + t.Quarter.Code(), Rows: export.Listed(rows),
		Columns: []export.Column{
			{Name: "quarter", About: "When people came to the ward"}, {Name: "ward", About: "The ward, or all wards of the organisation"},
			{Name: "item", About: "What everybody is owed"}, {Name: "happened", About: "How many said that it happened; * is too few to show"},
			{Name: "said", About: "How many said yes, partly or no; * is too few to show"}, {Name: "percent", About: "happened of said, rounded"},
			{Name: "low", About: "Lower end of the Wilson 95 % interval, in per cent"}, {Name: "high", About: "Upper end"},
		},
	}
}

func row(q Quarter, ward string, item Item, f Figure) []string {
	if f.Few {
		return []string{q.Code(), ward, item.Owed, few, few, few, few, few}
	}
	return []string{q.Code(), ward, item.Owed, strconv.Itoa(f.Yes), strconv.Itoa(f.Said), strconv.Itoa(f.Percent()), strconv.Itoa(f.Low()), strconv.Itoa(f.High())}
}
