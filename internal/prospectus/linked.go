package prospectus

import (
	"encoding/json"
	"time"

	"footbridge/internal/when"
)

func inLondon(t time.Time) time.Time { return t.In(when.London) }

// thing is one thing of schema.org.
type thing map[string]any

// LinkedData is a course as schema.org has it, in JSON-LD.
func (p *Prospectus) LinkedData(e *Edition, c *Course, standings map[string]Standing) ([]byte, error) {
	page := p.link(e.Org.Slug, "/courses/"+c.Slug)
	out := thing{
		"@context": "https://schema.org", "@type": "Course", "@id": page, "url": page, "name": c.Title, "description": c.Summary, "courseCode": c.Code,
		"inLanguage": "en-GB", "isAccessibleForFree": true, "educationalLevel": c.Level, "about": c.Strand,
		"provider": thing{"@type": "EducationalOrganization", "name": c.College, "url": p.link(e.Org.Slug, "")},
		"audience": thing{"@type": "Audience", "audienceType": c.For()},
		"offers":   free(page),
	}
	teaches := []string{}
	for _, o := range c.Outcomes {
		teaches = append(teaches, o.Words)
	}
	out["teaches"] = teaches
	instances := []thing{}
	for _, r := range c.Runs {
		if s, ok := standings[r.ID]; ok && len(r.Sessions) > 0 {
			instances = append(instances, instance(r, s, page))
		}
	}
	out["hasCourseInstance"] = instances
	return json.MarshalIndent(out, "", " ")
}

func free(page string) thing {
	return thing{"@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "GBP", "url": page}
}

// Mode is how a run is taught, in the words of schema.org.
func (r *Run) Mode() string {
	switch {
	case r.Online && len(r.Venues) > 0:
		return "blended"
	case r.Online:
		return "online"
	}
	return "onsite"
}

// Starts and Ends are the first and the last moment for other programs.
func (r *Run) Starts() string { return machine(r.StartsAt) }

// Ends is the last moment of the run for other programs.
func (r *Run) Ends() string { return machine(r.EndsAt) }

func machine(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return stamp(t)
}

// instance is a run.
func instance(r *Run, s Standing, page string) thing {
	m := r.meetings()
	out := thing{
		"@type": "CourseInstance", "name": r.Title, "courseMode": r.Mode(), "url": page, "isAccessibleForFree": true,
		"eventStatus": "https://schema.org/EventScheduled", "maximumAttendeeCapacity": r.Capacity, "remainingAttendeeCapacity": s.Left,
	}
	if len(m) > 0 {
		out["startDate"], out["endDate"] = stamp(m[0].StartsAt), stamp(m[len(m)-1].EndsAt)
		out["courseSchedule"] = thing{
			"@type": "Schedule", "startDate": when.DateOf(m[0].StartsAt).ISO(), "endDate": when.DateOf(m[len(m)-1].EndsAt).ISO(), "repeatCount": len(m),
			"startTime": inLondon(m[0].StartsAt).Format("15:04"), "endTime": inLondon(m[0].EndsAt).Format("15:04"), "scheduleTimezone": "Europe/London",
		}
	}
	if s.Kind == "cancelled" {
		out["eventStatus"] = "https://schema.org/EventCancelled"
	}
	offer := free(page)
	offer["availability"] = "https://schema.org/InStock"
	if s.Left == 0 {
		offer["availability"] = "https://schema.org/SoldOut"
	}
	out["offers"] = offer
	places := []thing{}
	for _, v := range r.Venues {
		places = append(places, thing{"@type": "Place", "name": v.Name, "address": thing{"@type": "PostalAddress", "streetAddress": v.Address, "postalCode": v.Postcode, "addressCountry": "GB"}})
	}
	if len(places) == 0 && r.Online {
		places = append(places, thing{"@type": "VirtualLocation", "url": page})
	}
	out["location"] = places
	people := []thing{}
	for _, t := range r.Teachers {
		if t.Name != "" {
			people = append(people, thing{"@type": "Person", "name": t.Name, "description": t.About})
		}
	}
	if len(people) > 0 {
		out["instructor"] = people
	}
	return out
}
