package app

import (
	"slices"

	"footbridge/internal/access"
)

// Permissions that several roles share.
var (
	reading  = []string{"strategy.read"}
	staff    = []string{"strategy.read", "units.read"}
	updating = []string{"strategy.read", "strategy.update", "units.read"}
	teaching = also(updating, "courses.read", "courses.edit", "college.read", "college.teach", "trainers.read", "library.read")
)

// also returns the permissions of base with more.
func also(base []string, more ...string) []string { return append(slices.Clone(base), more...) }

// Roles are every role there is, most powerful first. A role is held at a unit
// and below. Nobody grants a role whose permissions they do not hold, so the
// administrator, who looks after the machinery, and the recovery lead, who looks
// after the work, are both given to the first account and can be parted later.
func Roles() []access.Role {
	return []access.Role{
		{Slug: "administrator", Label: "Administrator", SecondFactor: true,
			About: "Looks after accounts, units, the audit trail and the running of the service. Does not work in the strategy, and cannot open what belongs to a person.",
			Permissions: []string{"access.read", "access.manage", "access.grant", "units.read", "units.manage", "people.read", "people.edit",
				"people.merge", "people.erase", "audit.read", "notify.read", "notify.manage", "ops.read"}},
		{Slug: "recovery-lead", Label: "Recovery lead",
			About: "The Head of Recovery: the strategy, its import, local plans, sign-up and the steering group. Gives strategy roles to others.",
			Permissions: []string{"strategy.read", "strategy.edit", "strategy.update", "strategy.plan", "strategy.signup", "strategy.steer",
				"units.read", "people.read", "people.edit", "people.equality", "access.read", "access.grant",
				"courses.read", "courses.edit", "courses.publish", "college.read", "college.teach", "college.manage", "college.students", "trainers.read", "trainers.manage",
				"prospectus.manage", "learning.read", "learning.manage", "library.read", "library.lend", "funders.read", "funders.costs",
				"questionnaires.read", "questionnaires.edit", "surveys.read", "surveys.manage", "surveys.enter", "surveys.moderate", "surveys.interview", "welcome.read", "welcome.record",
				"extracts.read", "extracts.load", "indicators.read", "indicators.edit", "evaluation.read", "evaluation.edit"}},
		{Slug: "executive-owner", Label: "Executive owner",
			About:       "The director who answers to the board for the strategy: may change it, update any action and chair the steering group.",
			Permissions: also(updating, "strategy.edit", "strategy.steer", "strategy.signup", "people.read", "college.read", "funders.read", "surveys.read", "welcome.read", "indicators.read", "evaluation.read")},
		{Slug: "steering-group", Label: "Steering group member",
			About:       "Reads the whole strategy, keeps the group's meetings and decisions.",
			Permissions: also(staff, "strategy.steer", "surveys.read", "welcome.read", "indicators.read", "evaluation.read")},
		{Slug: "board-member", Label: "Board member",
			About: "Reads the strategy, its plans, the board paper and what the college reports.", Permissions: also(staff, "funders.read", "surveys.read", "welcome.read", "indicators.read", "evaluation.read")},
		{Slug: "service-director", Label: "Service director or borough lead",
			About:       "Writes the local plan of a borough or specialist area, and updates its actions. Sees what people of its teams said.",
			Permissions: also(updating, "strategy.plan", "people.read", "surveys.read", "welcome.read", "indicators.read")},
		{Slug: "team-manager", Label: "Team or ward manager",
			About: "Reads the strategy, writes the team's plan and updates its actions; sees what people said of the team, and keeps the ward's welcome.", Permissions: also(updating, "strategy.plan", "people.read", "surveys.read", "welcome.read", "welcome.record", "indicators.read")},
		{Slug: "practitioner", Label: "Practitioner or trainer",
			About: "Reads the strategy and updates the actions of their posts; designs courses and keeps the registers of the sessions they teach; keeps the ward's welcome.", Permissions: also(teaching, "welcome.read", "welcome.record")},
		{Slug: "peer-worker", Label: "Peer worker or peer trainer",
			About:       "Reads the strategy and updates the actions of their posts; designs courses and keeps the registers of the sessions they teach; asks people how it was for them.",
			Permissions: also(teaching, "surveys.read", "surveys.enter", "surveys.interview", "welcome.read", "welcome.record")},
		{Slug: "supervisor", Label: "Supervisor",
			About: "Supervises peer workers and professionals; reads the strategy.", Permissions: staff},
		{Slug: "college-manager", Label: "College manager or administrator",
			About: "Runs the college: courses, terms, students, bookings, trainers and what funders ask for; writes its plan and updates its actions.",
			Permissions: also(teaching, "strategy.plan", "people.read", "people.edit", "courses.publish", "trainers.manage", "college.manage", "college.students",
				"prospectus.manage", "learning.read", "learning.manage", "library.lend", "funders.read", "funders.costs", "questionnaires.read", "surveys.read")},
		{Slug: "performance-lead", Label: "Performance, audit or survey lead",
			About: "Reads the strategy, updates the actions on monitoring and audit, and sees what people said for equality monitoring and what the college reports; makes questionnaires, runs surveys and publishes their figures.",
			Permissions: also(updating, "people.read", "people.equality", "college.read", "funders.read",
				"questionnaires.read", "questionnaires.edit", "surveys.read", "surveys.manage", "surveys.enter", "surveys.moderate", "welcome.read",
				"extracts.read", "extracts.load", "indicators.read", "indicators.edit", "evaluation.read", "evaluation.edit")},
		{Slug: "involvement-lead", Label: "Involvement lead",
			About: "Keeps what user and carer groups changed in local plans; reads people's needs for contact; reads what people said in surveys before others do.", Permissions: also(updating, "people.read", "surveys.read", "surveys.enter", "surveys.moderate")},
		{Slug: "hr-lead", Label: "HR lead",
			About: "Updates the actions on training, posts and skill mix.", Permissions: also(updating, "people.read")},
		{Slug: "partner", Label: "Partner agency contact",
			About: "Reads the strategy and its plans as a partner.", Permissions: reading},
		{Slug: "commissioner", Label: "Commissioner",
			About: "Reads the strategy and its plans as a commissioner. Reads what the college reports. Never anything about a person.", Permissions: also(reading, "funders.read", "surveys.read", "welcome.read", "indicators.read", "evaluation.read")},
		{Slug: "student", Label: "Person or student",
			About: "Somebody who uses the services or the college: reads the strategy.", Permissions: reading},
		{Slug: "carer", Label: "Family member or carer",
			About: "Reads the strategy.", Permissions: reading},
	}
}

// firstRoles are given to the first account.
var firstRoles = []string{"administrator", "recovery-lead"}
