package college

import (
	"maps"
	"testing"

	"github.com/jba/templatecheck"
)

// planTemplates are the pages for planning a year.
var planTemplates = map[string]any{
	"plan_settings.html": settingsPage{}, "plan_settings_form.html": settingsPage{}, "plan_charters.html": chartersPage{}, "plan_charter.html": chartersPage{},
	"plan_charter_form.html": chartersPage{}, "plan_priorities.html": prioritiesPage{}, "plan_priority_form.html": prioritiesPage{}, "plan_terms.html": termsPage{},
	"plan_year_form.html": yearFormPage{}, "plan_term_form.html": yearFormPage{}, "plan_venues.html": venuesPage{}, "plan_venue.html": venuePage{},
	"plan_venue_form.html": venuePage{}, "plan_room_form.html": venuePage{}, "plan_home.html": homePage{}, "plan_calendar.html": calendarPage{},
	"plan_term.html": termPage{}, "plan_publish.html": termPage{}, "plan_copy.html": termPage{}, "plan_copied.html": termPage{}, "plan_runs.html": runsPage{},
	"plan_run.html": runPage{}, "plan_run_form.html": runFormPage{}, "plan_series.html": runFormPage{}, "plan_sitting.html": runFormPage{},
	"plan_cancel.html": runFormPage{}, "plan_postpone.html": runFormPage{},
}

// bookingTemplates are the pages of bookings.
var bookingTemplates = map[string]any{"booking_list.html": bookingsPage{}, "booking_one.html": bookingPageData{}, "booking_offer.html": offerPage{},
	"notice_words.html": wordsPage{}, "notice_edit.html": wordsFormPage{}, "notice_desk.html": deskPage{}}

// studentTemplates are the pages for enrolling, for students and for those who
// look after them.
var studentTemplates = map[string]any{
	"student_enrol.html": enrolPage{}, "student_list.html": studentsPage{}, "student_find.html": findStudentPage{}, "student.html": studentPage{},
	"student_staff_enrol.html": staffEnrolPage{}, "student_paper.html": paperPage{}, "student_edit.html": editStudentPage{}, "student_requests.html": requestsPage{},
	"my.html": myPage{}, "my_run.html": myRunPage{}, "my_booking.html": myBookingPage{}, "my_details.html": myDetailsPage{}, "my_part.html": myPartPage{},
	"my_leave.html": myLeavePage{}, "student_retention.html": retentionPage{}, "my_nobody.html": nobodyPage{},
}

func TestTemplates(t *testing.T) {
	data := map[string]any{}
	for _, some := range []map[string]any{bookingTemplates, planTemplates, dayTemplates, studentTemplates} {
		maps.Copy(data, some)
	}
	for name := range pages {
		if data[name] == nil {
			t.Errorf("%s is not checked", name)
			continue
		}
		if err := templatecheck.CheckHTML(pages[name].Lookup("layout"), data[name]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
