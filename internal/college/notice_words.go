package college

import "footbridge/internal/notify"

// templatePrefix begins the names of this module's messages.
const templatePrefix = "college."

// noticeFields are what each message about a run can fill in.
var noticeFields = []string{"Course", "When", "Where", "Getting", "Bring", "Reason", "Link", "Phone"}

var noticeExamples = map[string]string{
	"Course": "Sleeping better", "When": "Monday 3 May 2027, 10:00am to 12:00pm", "Where": "Kingsmere Library, Garden Room",
	"Getting": "Bus 14 stops outside. There is a lift.", "Bring": "Nothing: there are pens and tea.", "Reason": "The trainer is not able to come.",
	"Link": "https://college.example.org/college/my", "Phone": "01632 960123", "Until": "5 May 2027, 10:00am", "Answer": "https://college.example.org/college/offer/abc",
}

// Templates are the words of the module's messages until a college writes its
// own. Subjects are the same for everybody and say nothing personal: they show on
// a locked phone that others may see.
func Templates() []notify.Template {
	const (
		facts = `{{.Course}}
{{.When}}
{{if .Where}}{{.Where}}{{end}}

{{if .Getting}}{{.Getting}}{{end}}

{{if .Bring}}{{.Bring}}{{end}}`
		foot = `{{if .Phone}}You can also ring us on {{.Phone}}.{{end}}`
	)
	list := []notify.Template{
		{Name: NoticeConfirmed, Subject: "Your booking", About: "When a place is booked.", Body: `Hello {{.Name}},

You have a place.

` + facts + `

Not able to come after all? Tell us here, and somebody else can have the place: {{.Link}}

` + foot},
		{Name: NoticeRequested, Subject: "We have your request", About: "When the college looks at a booking before it agrees.", Body: `Hello {{.Name}},

Thank you for asking for a place on {{.Course}}, {{.When}}. The college looks at each booking of this course first, and will tell you soon. This is not the waiting list.

How it stands: {{.Link}}

` + foot},
		{Name: NoticeRefused, Subject: "About your request", About: "When the college does not agree to a booking, with its reason.", Body: `Hello {{.Name}},

We are sorry: we cannot give you a place on {{.Course}} this time.

{{.Reason}}

Other courses that are open: {{.Link}}

` + foot, Needs: []string{"Reason"}},
		{Name: NoticeWaiting, Subject: "You are on the list", About: "When somebody joins a waiting list.", Body: `Hello {{.Name}},

You are on the waiting list for {{.Course}}, {{.When}}. When a place comes free we offer it in order, and keep it for you for a while.

Where you are on the list: {{.Link}}

` + foot},
		{Name: NoticeOffer, Subject: "A place has come free", About: "When a freed place is offered. The link answers without signing in.", Body: `Hello {{.Name}},

A place has come free for you.

` + facts + `

Say yes or no here, there is no need to sign in: {{.Answer}}

We keep it for you until {{.Until}}. After that it goes to the next person.

` + foot, Fields: []string{"Until", "Answer"}, Needs: []string{"Answer", "Until"}},
		{Name: NoticeOfferEnded, Subject: "About the place we kept", About: "When nobody answered an offer in time.", Body: `Hello {{.Name}},

The place on {{.Course}} that we kept for you has gone to the next person. That is all right. If you would still like to come, join the list again: {{.Link}}

` + foot},
		{Name: NoticeUnplaced, Subject: "About the waiting list", About: "When a course begins and somebody still waits.", Body: `Hello {{.Name}},

{{.Course}} has begun, and no place came free. We are sorry. We can tell you when it runs again: {{.Link}}

` + foot},
		{Name: NoticeCancelled, Subject: "Your booking is cancelled", About: "When a student cancels, leaves a list or takes a request back.", Body: `Hello {{.Name}},

You are no longer booked on {{.Course}}, {{.When}}. Thank you for telling us: somebody else can come instead.

You can book again at any time: {{.Link}}

` + foot},
		{Name: NoticeCollegeCancelled, Subject: "About your booking", About: "When the college cancels one student's booking.", Body: `Hello {{.Name}},

We have cancelled your booking of {{.Course}}, {{.When}}.

{{.Reason}}

Your bookings: {{.Link}}

` + foot},
		{Name: NoticeRunCancelled, Subject: "A course is cancelled", About: "When a whole course is cancelled, to everybody booked, offered or waiting.", Body: `Hello {{.Name}},

We are sorry: {{.Course}}, {{.When}}, will not take place.

{{.Reason}}

You need not do anything. Other courses: {{.Link}}

` + foot},
		{Name: NoticeSessionCancelled, Subject: "A session is cancelled", About: "When one session is cancelled.", Body: `Hello {{.Name}},

This session of {{.Course}} will not take place: {{.When}}.

{{.Reason}}

The other sessions are as they were: {{.Link}}

` + foot},
		{Name: NoticeChanged, Subject: "A change to your course", About: "When the time or the place changes.", Body: `Hello {{.Name}},

Something has changed. This is how it is now:

` + facts + `

{{.Reason}}

Your bookings: {{.Link}}

` + foot, Needs: []string{"When"}},
		{Name: NoticePostponed, Subject: "A course is moved", About: "When a course or session moves to another day.", Body: `Hello {{.Name}},

{{.Course}} has moved to another day. It is now:

` + facts + `

{{.Reason}}

If you cannot come then, tell us here: {{.Link}}

` + foot, Needs: []string{"When"}},
		{Name: NoticeReminder, Subject: "Coming up", About: "Before each session, as long before and in the way each student chose.", Body: `Hello {{.Name}},

See you soon.

` + facts + `

Not able to come? Tell us here, there is no need for a reason: {{.Link}}

` + foot},
		{Name: NoticeMissed, Subject: "We missed you", About: "When somebody was not there and had not said so.", Body: `Hello {{.Name}},

We missed you at {{.Course}}, {{.When}}. We hope you are all right. You are welcome next time, and there is nothing to explain.

If something made it hard to come, tell us and we will see what we can do: {{.Link}}

` + foot},
	}
	for i := range list {
		list[i].Fields = append(list[i].Fields, noticeFields...)
		list[i].Examples, list[i].Name = noticeExamples, templateOf(list[i].Name)
	}
	return list
}
