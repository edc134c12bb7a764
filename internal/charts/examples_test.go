package charts

// examples are a chart of each kind, and what is hard about them.
func examples() map[string]Chart {
	v := func(v, low, high float64) Value { return Value{V: v, Low: low, High: high} }
	few := Value{State: TooFew}
	plain := func(values ...float64) []Value {
		var out []Value
		for _, x := range values {
			out = append(out, Value{V: x})
		}
		return out
	}
	return map[string]Chart{
		"bars": {ID: "figure-3", Title: "Not told, or not asked, on the day of admission", Note: "Survey of 2007. Likely: Wilson 95% interval.", Column: "What was not done",
			Reference: &Reference{"All wards in the country", 48},
			Rows: []Row{
				{Label: "Welcomed by a member of staff", N: 100, Values: []Value{v(62, 52.2, 70.9)}},
				{Label: "Told about the ward, its routines, and who would be looking after them while they were there", N: 98, Values: []Value{v(35, 26, 45)}},
				{Label: "Told of their rights", Values: []Value{few}},
				{Label: "Asked about their home", N: 40, Values: []Value{v(0, 0, 8.8)}},
				{Label: "Asked about their pets", N: 40, Values: []Value{v(100, 91.2, 100)}},
				{Label: "Given a leaflet", Values: []Value{{State: Absent}}},
			}},
		"counts": {Title: "Students who enrolled", Unit: Count, Column: "Term", Rows: []Row{{Label: "Spring", Values: plain(134)}, {Label: "Summer", Values: plain(86)}, {Label: "Autumn", Values: plain(1212)}}},
		"grouped": {ID: "grouped", Kind: Grouped, Title: "Told of their rights, by ward and year", Series: []string{"2025", "2026", "Everybody"}, Column: "Ward",
			Rows: []Row{
				{Label: "Ash", N: 120, Values: []Value{v(40, 30, 50), v(55, 44, 66), v(48, 41, 55)}},
				{Label: "Birch", N: 70, Values: []Value{few, v(96, 86, 99), v(88, 80, 94)}},
				{Label: "Cedar", N: 44, Values: plain(12, 0, 100)},
			}},
		"gap": {ID: "gap", Kind: Gap, Title: "How often hope is shown: people and staff", Series: []string{"People", "Staff"}, Column: "What is done",
			Rows: []Row{
				{Label: "Listens to what matters to me", Values: plain(62, 79), Difference: &Value{V: 17, Low: 4, High: 29}},
				{Label: "Speaks of a future", Values: plain(45, 44)},
				{Label: "Celebrates small steps", Values: plain(0, 100)},
				{Label: "Believes that I can do it", Values: plain(88, 71), Difference: &Value{V: -17, Low: -30, High: 1}},
				{Label: "Stays through setbacks", Values: []Value{few, {V: 66}}},
				{Label: "Shares decisions", Values: plain(50, 50)},
			}},
		"stacked": {ID: "stacked", Kind: Stacked, Title: "Was enough known about you?", Series: []string{"Yes, definitely", "Yes, to some extent", "Hardly", "No", "Cannot say"}, Column: "Ward",
			Rows: []Row{
				{Label: "Ash", N: 120, Values: plain(40, 25, 15, 12, 8)},
				{Label: "Birch", N: 60, Values: plain(3, 2, 5, 88, 2)},
				{Label: "Cedar", N: 31, Values: []Value{{V: 50}, {V: 30}, few, few, {V: 5}}},
				{Label: "Elm", Values: []Value{few, few, few, few, few}},
				{Label: "Fir", N: 50, Values: plain(100, 0, 0, 0, 0)},
			}},
		"line": {ID: "line", Kind: Line, Title: "Told of their rights, over time", Column: "Wave", Note: "Ash ward",
			Rows: []Row{
				{Label: "Spring 2025", Values: []Value{v(35, 25, 46)}},
				{Label: "Autumn 2025", Values: []Value{v(41, 32, 52)}},
				{Label: "Spring 2026", Break: "the wording changed", Values: []Value{v(62, 52, 71)}},
				{Label: "Autumn 2026", Values: []Value{few}},
				{Label: "Spring 2027", Values: []Value{v(100, 91, 100)}},
			}},
		"lines": {ID: "lines", Kind: Line, Title: "Three wards", Column: "Month", Series: []string{"Ash", "Birch", "Cedar"}, Reference: &Reference{"Agreed", 70},
			Rows: []Row{
				{Label: "Jan 2026", Values: plain(35, 50, 70)}, {Label: "Feb 2026", Values: plain(38, 47, 72)}, {Label: "Mar 2026", Values: plain(45, 41, 80)},
				{Label: "Apr 2026", Values: []Value{{V: 44}, few, {V: 81}}}, {Label: "May 2026", Values: plain(52, 44, 84)}, {Label: "Jun 2026", Values: plain(58, 40, 79)},
				{Label: "Jul 2026", Values: plain(61, 38, 83)}, {Label: "Aug 2026", Values: plain(66, 39, 90)},
			}},
		"empty":   {ID: "empty", Title: "Nothing yet"},
		"hidden":  {ID: "hidden", Title: "All hidden", Rows: []Row{{Label: "Ash", Values: []Value{few}}, {Label: "Birch", Values: []Value{few}}}},
		"hostile": {ID: `x" onload="alert(1)`, Title: `<script>alert("1")</script> & ' ]]>`, Kind: Bars, Rows: []Row{{Label: "</svg><img src=x onerror=alert(1)>\x00\x1b\u202e", Values: plain(5)}}, Note: "&amp;"},
	}
}
