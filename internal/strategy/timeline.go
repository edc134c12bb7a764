package strategy

import (
	"fmt"

	"footbridge/internal/actions"
	"footbridge/internal/when"
)

// Timeline is a drawing of when actions are due: a row for each, a column for
// each month, in the units of an SVG. Its table says the same.
type Timeline struct {
	Width, Height int
	Words         string // what the drawing shows, for those who do not see it
	Years         []TimelineMark
	Months        []TimelineMark
	Rows          []TimelineRow
	Today         int // x of today; 0 when it is outside
	Foot          int // y at which the rows end
	Undated       []Row
}

// TimelineMark is a word at a place, and the line below it.
type TimelineMark struct {
	X     int
	Label string
}

// TimelineRow is one line of the drawing: an objective's heading, or an action.
type TimelineRow struct {
	Y, TextY    int
	Heading     string // of an objective; "" for an action
	Label, Full string
	Status      string
	Colour      string
	Shape       string // the path of the mark
	Hollow      bool
	From, To    int  // x of the line; equal for a moment
	Goes        bool // it goes on after the drawing ends
	MarkX       int
	WordX       int
}

// The measures of the drawing.
const (
	timelineLabel  = 330 // width of the labels
	timelineMonth  = 34
	timelineRow    = 28
	timelineTop    = 56
	timelineMargin = 130 // for the words after the last month
)

// timelineShapes are the marks of the statuses, each of its own shape, around
// the point 0,0; colour only helps.
var timelineShapes = map[actions.Status]string{
	actions.NotStarted: "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0Z",
	actions.OnTrack:    "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0Z",
	actions.AtRisk:     "M0-8 8 7H-8Z",
	actions.OffTrack:   "M0-9 9 0 0 9-9 0Z",
	actions.Complete:   "M-7-7H7V7H-7Z",
}

// drawTimeline lays out the rows, in order, on a day.
func drawTimeline(e Edition, rows []Row, today when.Date) Timeline {
	from, to := e.FromMonth, e.ToMonth
	for _, r := range rows {
		for _, m := range []when.Month{r.Action.DueMonth, r.Action.OngoingFrom} {
			if m.IsZero() {
				continue
			}
			if m.Before(from) {
				from = m
			}
			if m.After(to) {
				to = m
			}
		}
	}
	if limit := from.Add(15*12 - 1); to.After(limit) {
		to = limit
	}
	t := Timeline{Width: timelineLabel + (to.Sub(from)+1)*timelineMonth + timelineMargin}
	y, objective := timelineTop, ""
	for _, r := range rows {
		if r.Action.Due().IsZero() {
			t.Undated = append(t.Undated, r)
			continue
		}
		if r.ObjectiveID != objective {
			objective = r.ObjectiveID
			words := fmt.Sprintf("%d. %s", r.Objective.Number, r.Objective.Title)
			t.Rows = append(t.Rows, TimelineRow{Y: y, TextY: y + 19, Heading: clip(words, 90), Full: words})
			y += timelineRow
		}
		t.Rows = append(t.Rows, timelineOf(r, y, from, to))
		y += timelineRow
	}
	t.Foot, t.Height = y, y+12
	t.axis(from, to, today)
	t.Words = fmt.Sprintf("%d actions of “%s” from %s to %s, each at the month it is due. The table below says the same in words.", len(rows)-len(t.Undated), e.Title, from, to)
	return t
}

// monthX is where the middle of a month stands.
func monthX(m, from when.Month) int {
	return timelineLabel + m.Sub(from)*timelineMonth + timelineMonth/2
}

// timelineOf is the line of one action.
func timelineOf(r Row, y int, from, to when.Month) TimelineRow {
	a, st := r.Action, r.Standing
	end := timelineLabel + (to.Sub(from)+1)*timelineMonth
	first := a.DueMonth
	if first.IsZero() {
		first = a.OngoingFrom
	}
	if first.IsZero() || first.Before(from) {
		first = from
	}
	if first.After(to) {
		first = to
	}
	row := TimelineRow{Y: y, TextY: y + 19, Label: clip(a.Title, 44), Full: r.title() + ". " + standingWords(st) + ". Due: " + a.Due().String() + ".",
		Status: standingWords(st), Colour: statusColours[st.Status], Shape: timelineShapes[st.Status], Hollow: st.Status == actions.NotStarted, MarkX: monthX(first, from)}
	row.From, row.To = row.MarkX, row.MarkX
	row.WordX = row.MarkX + 15
	if a.Ongoing {
		row.To, row.Goes = end, true
	}
	return row
}

// axis marks the years, every third month, and today.
func (t *Timeline) axis(from, to when.Month, today when.Date) {
	for m := from; !m.After(to); m = m.Add(1) {
		x := monthX(m, from) - timelineMonth/2
		if m == from || m.Month == 1 {
			t.Years = append(t.Years, TimelineMark{x, fmt.Sprint(m.Year)})
		}
		if (int(m.Month)-1)%3 == 0 || m == from {
			t.Months = append(t.Months, TimelineMark{x, m.Month.String()[:3]})
		}
	}
	if m := today.MonthOf(); !m.Before(from) && !m.After(to) {
		t.Today = monthX(m, from) - timelineMonth/2 + today.Day*timelineMonth/31
	}
}
