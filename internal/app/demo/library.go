package demo

import (
	"fmt"

	"footbridge/internal/library"
	"footbridge/internal/when"
)

// shelf is what the college's library has: title, author, kind, copies.
var shelf = []struct {
	title, author, kind string
	copies              int
	about               string
}{
	{"The Long Way Round the Pond", "Maud Ellery", "book", 3, "A year of short walks, and what they did for one person."},
	{"Kettle, Window, Door", "Tobias Quill", "book", 2, "Small things that help on a heavy day."},
	{"Sleep Is Not a Test", "Dr Ines Farrow", "book", 2, "Nights without counting hours."},
	{"Letters to a New Trainer", "The Thursday Group", "book", 4, "Twelve people who teach say what they wish they had known."},
	{"Bread for Beginners", "Nkechi Orchard", "book", 2, "Flour, water, patience."},
	{"The Worry Drawer", "Hamish Tolland", "book", 3, "Where worries can wait."},
	{"Minding and Being Minded", "Parveen Ashe", "book", 2, "For people who look after somebody, and after themselves."},
	{"Voices at the Table", "Edited by Gwen Sallow", "book", 2, "People who hear voices on living with them."},
	{"One Room at a Time", "Leon Pardoe", "book", 2, "Keeping house when everything is too much."},
	{"The Quiet Allotment", "Olive Threlfall", "book", 1, "Growing things, slowly."},
	{"Asking for What You Need", "Deepa Mill", "book", 3, "At work, at the surgery, at home."},
	{"A Field Guide to Good Days", "Osian Larkhill", "book", 2, "How to notice them."},
	{"Money Without Knots", "Rosalind Quarry", "book", 2, "Letters, bills and where to begin."},
	{"Painting Badly on Purpose", "Salma Winterbourne", "book", 1, "Forty exercises and no rules."},
	{"What My Brother Taught Me", "Josiah Standish", "book", 2, "A sister's and a brother's story, told by both."},
	{"Working Again", "Renata Kirkbride", "book", 3, "First weeks in a job after a long time."},
	{"The Plain Book of Rights", "Vale Law Centre", "book", 2, "Housing, benefits, health: who to ask."},
	{"Breathing Space", "Amina Foundry", "book", 2, "Ways to slow down that need no mat."},
	{"Tea at Four", "Mabel Fairweather", "book", 1, "A novel about a drop-in."},
	{"Nobody's Fault", "Emeka Birtwhistle", "book", 2, "Poems."},
	{"Planning My Week", "The college", "handout", 0, "Two pages with boxes to fill in."},
	{"What Helps Me: a Page for My Pocket", "The college", "handout", 0, "To fold and keep."},
	{"Before a Meeting", "The college", "handout", 0, "Questions to take along."},
	{"How to Give Feedback Kindly", "The trainers' circle", "handout", 0, "For pairs who teach together."},
	{"Sleep Diary", "The college", "handout", 0, "For two weeks, if you would like to."},
	{"Getting There: Buses to Our Rooms", "The college", "leaflet", 30, "With the stops that have seats."},
	{"Learning With Us", "The college", "leaflet", 50, "What a Recovery College is, on one page."},
	{"Support for Carers in the Vale", "Vale Carers", "leaflet", 25, "Who to ring, and when."},
	{"Your First Day", "The student forum", "leaflet", 40, "What happens, told by students."},
	{"Volunteering Near You", "Volunteer Bridge", "leaflet", 20, "Places that welcome beginners."},
	{"Eating Well on Little", "Kingsmere Food Hub", "leaflet", 20, "Ten suppers."},
	{"The Listening Game", "The Tuesday group", "game", 2, "Cards for pairs: one talks, one listens, then swap."},
	{"Common Ground", "The Tuesday group", "game", 1, "Find three things you share with a stranger."},
	{"Strengths Bingo", "Oldbridge peers", "game", 2, "Everybody wins."},
	{"Map of My Town", "Valeside Library", "game", 1, "A map to draw on together."},
	{"Rain on a Tin Roof", "Recorded at the Mill", "recording", 1, "An hour of it."},
	{"Twenty Minutes Lying Down", "Read by Zofia Meadow", "recording", 2, "A slow voice."},
	{"Stories From the First Term", "The student forum", "recording", 1, "Seven students tell theirs, with their leave."},
	{"A Walk Along the Canal", "Recorded by Kofi Linden", "recording", 1, "For days when going out is too far."},
	{"Songs We Sang on Fridays", "The Friday choir", "recording", 2, "With the words."},
}

// makeLibrary fills the shelves. Handouts have a page to print.
func (m *maker) makeLibrary() error {
	college := m.units[collegeName]
	for i, s := range shelf {
		item := library.Item{UnitID: college.ID, Kind: s.kind, Title: s.title, Author: s.author, About: s.about, Copies: s.copies}
		var file library.File
		switch {
		case s.kind == "handout":
			file = library.File{Name: "handout.txt", Content: []byte(s.title + "\n\n" + s.about + "\n")}
		case s.kind == "leaflet":
			item.Shelf, item.URL = "By the door", fmt.Sprintf("https://leaflets.example.org/%d", i)
		default:
			item.Shelf = fmt.Sprintf("%c %d", 'A'+i/10, 1+i%10)
		}
		added, err := m.Library.Add(m.ctx, m.by, item, file)
		if err != nil {
			return fmt.Errorf("%s: %w", s.title, err)
		}
		m.items = append(m.items, added)
	}
	return nil
}

// makeLoans lends to students who are enrolled by then: some gave theirs back,
// some kept it longer, some should have brought it back by now.
func (m *maker) makeLoans() error {
	if len(m.students) == 0 {
		return nil
	}
	for i := range 36 {
		student, item := m.students[i*7%len(m.students)], m.items[i*3%20]
		if i >= 20 {
			item = m.items[31+i%9]
		}
		ago := 70 - 2*i
		lent := m.today.AddDays(-max(ago, 1))
		m.on(lent, func() error {
			if free, err := m.Library.Item(m.ctx, m.by, item.ID); err != nil || free.Free() == 0 {
				return err
			}
			loan, err := m.Library.Lend(m.ctx, m.by, item.ID, student.ID, when.Date{})
			if err != nil {
				return fmt.Errorf("%s: %w", item.Title, err)
			}
			return m.afterLoan(i, loan)
		})
	}
	return nil
}

// afterLoan lets a loan go the way of its number.
func (m *maker) afterLoan(i int, loan library.Loan) error {
	days := m.today.Days(loan.LentOn)
	switch {
	case i%9 == 4 && days > 30:
		return m.Library.Lose(m.ctx, m.by, loan.ID)
	case i%3 == 0 && days > 14:
		return m.Library.Return(m.ctx, m.by, loan.ID)
	}
	return nil
}
