package college

// dayTemplates are the pages for the day of a session and after it.
var dayTemplates = map[string]any{
	"register_week.html": weekPage{}, "register_form.html": registerPage{}, "register_walkin.html": walkInPage{}, "register_sheet.html": sheetPage{},
	"register_wall.html": wallPage{}, "register_here.html": herePage{}, "register_rooms.html": roomsPage{}, "register_doors.html": roomsPage{},
	"register_mine.html": mySittingsPage{}, "register_run.html": runRegisterPage{}, "register_calls.html": callsPage{}, "register_call.html": callPage{},
}
