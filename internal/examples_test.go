package internal_test

import (
	"regexp"
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/app"
	"footbridge/internal/app/demo"
	"footbridge/internal/college"
	"footbridge/internal/db"
	"footbridge/internal/funders"
	"footbridge/internal/notify"
	"footbridge/internal/strategy"
	"footbridge/internal/when"
)

const ownWords = "kinds of message are the same everywhere; each organisation reads and writes its own words"

const linkOnly = "reached by a secret link, which its own package tests"

// skips are the routes that a check cannot apply to, with the reason.
var skips = map[string]map[string]string{
	"other organisation": {
		"GET /college/words/{template}":        ownWords,
		"POST /college/words/{template}":       ownWords,
		"POST /college/words/{template}/reset": ownWords,
	},
	"page": {
		"GET /sign-in/oidc/{provider}":                    "no provider is set up here",
		"GET /sign-in/oidc/{provider}/callback":           "no provider is set up here",
		"GET /reset/{token}":                              linkOnly,
		"GET /invitation/{token}":                         linkOnly,
		"GET /college/offer/{token}":                      linkOnly,
		"GET /college/here/{token}":                       linkOnly,
		"GET /learning/shared/{token}":                    linkOnly,
		"GET /learning/shared/{token}/print":              linkOnly,
		"GET /learning/feedback/{token}":                  linkOnly,
		"GET /setup":                                      "gone once there is an account",
		"GET /prospectus/{organisation}/interest/{token}": linkOnly,
		"GET /prospectus/calendar/of/{token}":             linkOnly,
		"GET /surveys/invited/{invitelink}":               linkOnly,
		"GET /surveys/invited/{invitelink}/return":        linkOnly,
		"GET /surveys/kiosk/worker.js":                    "a script, not a page",
		"GET /welcome/card/{token}":                       linkOnly,
	},
	"bad form": {
		"POST /reset/{token}":                       linkOnly,
		"POST /invitation/{token}":                  linkOnly,
		"POST /learning/feedback/{token}":           linkOnly,
		"POST /surveys/invited/{invitelink}/return": linkOnly,
		"POST /welcome/card/{token}":                linkOnly,
		"POST /setup":                               "gone once there is an account",
	},
}

// sleepDraft is the draft of the next version of a course in the prospectus.
const sleepDraft = `(SELECT v.id FROM courses_version v JOIN courses_course c ON c.org_id = v.org_id AND c.id = v.course_id WHERE v.org_id = $1 AND c.slug = 'sleep-well-again' AND v.state = 'drafting')`

// openWave is a wave of a survey that takes answers.
const openWave = `(SELECT w.id FROM surveys_wave w JOIN surveys_link l ON l.org_id = w.org_id AND l.wave_id = w.id AND l.channel = 'kiosk' WHERE w.org_id = $1 AND w.state = 'open' ORDER BY w.id LIMIT 1)`

// where says where a thing of each kind is found, for every path parameter:
// the query of one id, with $1 the organisation.
var where = map[string]string{
	"organisation": `SELECT slug FROM units_organisation WHERE org_id = $1`,
	"indicator":    `SELECT r.indicator FROM indicators_result r LEFT JOIN indicators_mark m ON m.org_id = r.org_id AND m.indicator = r.indicator WHERE r.org_id = $1 ORDER BY CASE WHEN m.id IS NULL THEN 1 ELSE 0 END, r.indicator LIMIT 1`,
	"chartmark":    `SELECT id FROM indicators_mark WHERE org_id = $1 AND removed_at IS NULL ORDER BY indicator, id LIMIT 1`,
	"slug":         `SELECT c.slug FROM courses_course c WHERE c.org_id = $1 AND c.published_id IS NOT NULL ORDER BY c.id DESC LIMIT 1`,
	"college":      `SELECT id FROM units_unit WHERE org_id = $1 AND kind = 'college' ORDER BY id LIMIT 1`,
	"openrun":      `SELECT r.id FROM college_run r JOIN college_term t ON t.org_id = r.org_id AND t.id = r.term_id WHERE r.org_id = $1 AND r.state IN ('open', 'closed') AND t.published_at IS NOT NULL AND t.ends_on >= '2027-05-03' ORDER BY r.id LIMIT 1`,
	"publicfile":   `SELECT id FROM courses_material WHERE org_id = $1 AND id = 'pubm1'`,
	"account":      `SELECT account_id FROM access_role WHERE org_id = $1 ORDER BY id LIMIT 1`,
	"role":         `SELECT id FROM access_role WHERE org_id = $1 ORDER BY id LIMIT 1`,
	"session":      `SELECT id FROM access_session WHERE org_id = $1 LIMIT 1`,
	"passkey":      `SELECT id FROM access_passkey WHERE org_id = $1 LIMIT 1`,
	"message":      `SELECT id FROM notify_message WHERE org_id = $1 AND state = 'to post' ORDER BY id LIMIT 1`,
	"person":       `SELECT person_id FROM people_need WHERE org_id = $1 ORDER BY id LIMIT 1`,
	"unit":         `SELECT unit_id FROM strategy_plan WHERE org_id = $1 ORDER BY id LIMIT 1`,
	"post":         `SELECT post_id FROM units_holder WHERE org_id = $1 AND until_on IS NULL ORDER BY id LIMIT 1`,
	"partner":      `SELECT id FROM units_partner WHERE org_id = $1 ORDER BY id LIMIT 1`,
	"strategy":     `SELECT id FROM strategy_strategy WHERE org_id = $1 AND state = 'live' ORDER BY id DESC LIMIT 1`,
	"plan":         `SELECT plan_id FROM strategy_plan_part WHERE org_id = $1 ORDER BY id LIMIT 1`,
	"part":         `SELECT id FROM strategy_plan_part WHERE org_id = $1 ORDER BY id LIMIT 1`,
	"objective":    `SELECT objective_id FROM strategy_plan_part WHERE org_id = $1 ORDER BY id LIMIT 1`,
	"edition":      `SELECT edition_id FROM strategy_plan_signoff WHERE org_id = $1 ORDER BY created_at LIMIT 1`,
	"signup":       `SELECT id FROM strategy_signup WHERE org_id = $1 AND ended_on IS NULL ORDER BY id LIMIT 1`,
	"member":       `SELECT id FROM strategy_member WHERE org_id = $1 ORDER BY id LIMIT 1`,
	"meeting":      `SELECT id FROM strategy_meeting WHERE org_id = $1 ORDER BY id LIMIT 1`,
	"action":       `SELECT action_id FROM actions_evidence WHERE org_id = $1 AND kind = 'file' ORDER BY id LIMIT 1`,
	"evidence":     `SELECT id FROM actions_evidence WHERE org_id = $1 AND kind = 'file' ORDER BY id LIMIT 1`,
	"aim":          `SELECT id FROM strategy_aim WHERE org_id = $1 ORDER BY id LIMIT 1`,
	"jointmeeting": `SELECT id FROM strategy_plan_meeting WHERE org_id = $1 AND plan_id = (SELECT plan_id FROM strategy_plan_part WHERE org_id = $1 ORDER BY id LIMIT 1) LIMIT 1`,
	"decision":     `SELECT id FROM strategy_decision WHERE org_id = $1 AND asks_board AND answered_on IS NULL ORDER BY id LIMIT 1`,
	"report":       `SELECT id FROM strategy_highlight WHERE org_id = $1 AND frozen_at IS NULL ORDER BY id LIMIT 1`,
	"upload":       `SELECT id FROM strategy_upload WHERE org_id = $1 ORDER BY id LIMIT 1`,
	"libraryitem":  `SELECT id FROM library_item WHERE org_id = $1 AND file_name <> '' ORDER BY id LIMIT 1`,
	"borrowing":    `SELECT id FROM library_loan WHERE org_id = $1 AND ended_on IS NULL ORDER BY id LIMIT 1`,
	"trainer":      `SELECT trainer_id FROM trainers_away WHERE org_id = $1 AND trainer_id IN (SELECT mentee_id FROM trainers_mentoring WHERE org_id = $1) ORDER BY id LIMIT 1`,
	"away":         `SELECT id FROM trainers_away WHERE org_id = $1 AND trainer_id IN (SELECT mentee_id FROM trainers_mentoring WHERE org_id = $1) ORDER BY id LIMIT 1`,
	"trainerstep":  `SELECT id FROM trainers_step WHERE org_id = $1 AND trainer_id = (SELECT trainer_id FROM trainers_away WHERE org_id = $1 AND trainer_id IN (SELECT mentee_id FROM trainers_mentoring WHERE org_id = $1) ORDER BY id LIMIT 1) ORDER BY id LIMIT 1`,
	"mentoring":    `SELECT id FROM trainers_mentoring WHERE org_id = $1 AND mentee_id = (SELECT trainer_id FROM trainers_away WHERE org_id = $1 AND trainer_id IN (SELECT mentee_id FROM trainers_mentoring WHERE org_id = $1) ORDER BY id LIMIT 1) ORDER BY id LIMIT 1`,
	"batch":        `SELECT id FROM strategy_import WHERE org_id = $1 ORDER BY id LIMIT 1`,

	"remark":        `SELECT id FROM surveys_comment WHERE org_id = $1 AND state = 'held' AND wave_id IN (SELECT id FROM surveys_wave WHERE org_id = $1 AND state <> 'published') ORDER BY id LIMIT 1`,
	"theme":         `SELECT id FROM surveys_theme WHERE org_id = $1 ORDER BY id LIMIT 1`,
	"change":        `SELECT id FROM surveys_change WHERE org_id = $1 AND state = 'planned' ORDER BY id LIMIT 1`,
	"closedwave":    `SELECT id FROM surveys_wave WHERE org_id = $1 AND title = 'Last winter' ORDER BY id LIMIT 1`,
	"apiform":       `SELECT version_id FROM surveys_wave WHERE org_id = $1 AND id = ` + openWave,
	"results":       `SELECT slug FROM surveys_wave WHERE org_id = $1 AND state = 'published' ORDER BY id LIMIT 1`,
	"questionnaire": `SELECT id FROM questionnaires_questionnaire WHERE org_id = $1 AND name = 'inpatient-experience'`,
	"qversion":      `SELECT v.id FROM questionnaires_version v JOIN questionnaires_questionnaire q ON q.org_id = v.org_id AND q.id = v.questionnaire_id WHERE v.org_id = $1 AND q.name = 'inpatient-experience' AND v.number = 1`,
	"qdraft":        `SELECT v.id FROM questionnaires_version v JOIN questionnaires_questionnaire q ON q.org_id = v.org_id AND q.id = v.questionnaire_id WHERE v.org_id = $1 AND q.name = 'inpatient-experience' AND v.state = 'draft'`,
	"licence":       `SELECT id FROM questionnaires_licence WHERE org_id = $1 AND ended_on IS NULL ORDER BY id LIMIT 1`,

	"charter":  `SELECT id FROM college_charter WHERE org_id = $1 ORDER BY number LIMIT 1`,
	"priority": `SELECT id FROM college_priority WHERE org_id = $1 ORDER BY rank, id LIMIT 1`,
	"year":     `SELECT id FROM college_year WHERE org_id = $1 ORDER BY starts_on LIMIT 1`,
	"term":     `SELECT id FROM college_term WHERE org_id = $1 ORDER BY starts_on DESC LIMIT 1`,
	"venue":    `SELECT id FROM college_venue WHERE org_id = $1 ORDER BY fold LIMIT 1`,
	"room":     `SELECT id FROM college_room WHERE org_id = $1 ORDER BY id LIMIT 1`,
	"copy":     `SELECT id FROM college_copy WHERE org_id = $1 ORDER BY id LIMIT 1`,
	"run":      `SELECT id FROM college_run WHERE org_id = $1 AND state = 'open' ORDER BY id LIMIT 1`,
	"hold":     `SELECT id FROM college_hold WHERE org_id = $1 AND released_at IS NULL ORDER BY id LIMIT 1`,
	"booking":  `SELECT id FROM college_booking WHERE org_id = $1 AND ended_at IS NULL ORDER BY id LIMIT 1`,
	"sitting":  `SELECT session_id FROM college_attendance WHERE org_id = $1 ORDER BY session_id LIMIT 1`,
	"call":     `SELECT id FROM college_followup WHERE org_id = $1 AND done_at IS NULL ORDER BY id LIMIT 1`,

	"review":      `SELECT r.id FROM learning_review r WHERE r.org_id = $1 AND r.back = 'A beginning'`,
	"share":       `SELECT id FROM learning_share WHERE org_id = $1 AND purpose = 'A talk' AND trainer_id IS NULL`,
	"loan":        `SELECT id FROM learning_share WHERE org_id = $1 AND id = 'loan1'`,
	"certificate": `SELECT id FROM learning_certificate WHERE org_id = $1 AND id = 'certificate1'`,
	"code":        `SELECT code FROM learning_certificate WHERE org_id = $1 AND id = 'certificate1'`,
	"cost":        `SELECT id FROM funders_cost WHERE org_id = $1 AND ended_at IS NULL ORDER BY id LIMIT 1`,
	"frozen":      `SELECT id FROM funders_edition WHERE org_id = $1 ORDER BY id LIMIT 1`,
	"step":        `SELECT id FROM learning_step WHERE org_id = $1 AND kind = 'study' AND told_by = 'student' ORDER BY id DESC LIMIT 1`,

	"ward":       `SELECT id FROM units_unit WHERE org_id = $1 AND kind = 'ward' ORDER BY id LIMIT 1`,
	"evaluation": `SELECT id FROM evaluation_evaluation WHERE org_id = $1 ORDER BY id LIMIT 1`,
	"stay":       `SELECT id FROM welcome_stay WHERE org_id = $1 AND ended_on IS NULL ORDER BY id DESC LIMIT 1`,

	"load":           `SELECT batch_id FROM extracts_reject WHERE org_id = $1 AND batch_id = ` + dirtyLoad + ` LIMIT 1`,
	"rejected":       `SELECT CAST(file AS TEXT) || '-' || CAST(row AS TEXT) FROM extracts_reject WHERE org_id = $1 AND batch_id = ` + dirtyLoad + ` ORDER BY file, row LIMIT 1`,
	"loadfile":       `SELECT CAST(file AS TEXT) FROM extracts_reject WHERE org_id = $1 AND batch_id = ` + dirtyLoad + ` ORDER BY file, row LIMIT 1`,
	"extractsource":  `SELECT source FROM extracts_batch WHERE org_id = $1 AND id = ` + dirtyLoad,
	"mappingversion": `SELECT CAST(version AS TEXT) FROM extracts_batch WHERE org_id = $1 AND id = ` + dirtyLoad,

	"survey":        `SELECT survey_id FROM surveys_wave WHERE org_id = $1 AND id = ` + openWave,
	"wave":          `SELECT id FROM surveys_wave WHERE org_id = $1 AND id = ` + openWave,
	"wayin":         `SELECT id FROM surveys_link WHERE org_id = $1 AND closed_on IS NULL AND channel = 'link' AND wave_id = ` + openWave + ` ORDER BY id LIMIT 1`,
	"interviewlink": `SELECT id FROM surveys_link WHERE org_id = $1 AND closed_on IS NULL AND channel = 'interview' ORDER BY id LIMIT 1`,
	"answerlink":    `SELECT o.slug || '.' || l.word FROM surveys_link l JOIN units_organisation o ON o.org_id = l.org_id WHERE l.org_id = $1 AND l.closed_on IS NULL AND l.channel = 'link' AND l.wave_id = ` + openWave + ` ORDER BY l.id LIMIT 1`,
	"kiosklink":     `SELECT o.slug || '.' || l.word FROM surveys_link l JOIN units_organisation o ON o.org_id = l.org_id WHERE l.org_id = $1 AND l.closed_on IS NULL AND l.channel = 'kiosk' ORDER BY l.id LIMIT 1`,
	"thankslink":    `SELECT o.slug || '.' || s.id FROM surveys_survey s JOIN units_organisation o ON o.org_id = s.org_id WHERE s.org_id = $1 ORDER BY s.id LIMIT 1`,
	"papersheet":    `SELECT id FROM surveys_sheet WHERE org_id = $1 AND state = 'differs' ORDER BY id LIMIT 1`,

	"course":        `SELECT id FROM courses_course WHERE org_id = $1 AND slug = 'sleep-well-again'`,
	"courseversion": `SELECT id FROM courses_version WHERE org_id = $1 AND id = ` + sleepDraft,
	"outcome":       `SELECT id FROM courses_outcome WHERE org_id = $1 AND version_id = ` + sleepDraft + ` ORDER BY id LIMIT 1`,
	"material":      `SELECT id FROM courses_material WHERE org_id = $1 AND kind = 'file' AND version_id = ` + sleepDraft + ` ORDER BY id LIMIT 1`,
	"designer":      `SELECT id FROM courses_designer WHERE org_id = $1 AND version_id = ` + sleepDraft + ` ORDER BY id LIMIT 1`,
}

// examples finds one thing of each kind in the organisation, after making what
// the demonstration does not have.
func examples(t *testing.T, d *db.DB, a *app.App, org, account string) map[string]string {
	t.Helper()
	extras(t, d, a, org, account)
	ids := map[string]string{"token": "nosuchthing", "invitelink": "nosuchthing", "template": "college.offer", "provider": "nosuchthing"}
	for _, r := range a.Routes() {
		for _, m := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(r.Pattern, -1) {
			name := m[1]
			if ids[name] != "" {
				continue
			}
			query, ok := where[name]
			if !ok {
				t.Errorf("%s: where is a {%s} to be found?", r.Pattern, name)
				continue
			}
			ids[name] = one(t, d, query, org)
		}
	}
	return ids
}

// extras makes what only use brings: a session, a passkey, a letter to post, an
// uploaded plan, a file as evidence.
func extras(t *testing.T, d *db.DB, a *app.App, org, account string) {
	t.Helper()
	by := actor.System(org, "test")
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(d.Exec(t.Context(), `INSERT INTO access_session (token, id, org_id, account_id, agent, data, created_at, seen_at, expires_at)
		VALUES ('t', 'session1', $1, $2, 'Firefox', $3, $4, $4, $5)`, org, account, []byte("x"), today, today.AddDate(0, 0, 1)))
	must(d.Exec(t.Context(), `INSERT INTO access_passkey (org_id, id, account_id, name, credential_id, credential, created_at)
		VALUES ($1, 'passkey1', $2, 'Key', 'c', '{}', $3)`, org, account, today))
	must(nil, d.Tx(t.Context(), func(tx *db.DB) error {
		return a.Notify.Send(t.Context(), tx, notify.Message{OrgID: org, Key: "example", Template: "strategy.digest", Urgent: false,
			Data: map[string]string{"Name": "Ann", "Actions": "Nothing", "Link": "x", "Count": "1", "Month": "May 2027"},
			To:   notify.Contact{Name: "Ann Example", Address: "1 High Street", Channel: "letter"}})
	}))
	name, content, err := demo.PlanFile()
	must(nil, err)
	must(a.Strategy.Upload(t.Context(), by, "", "The plan again", strategy.File{Name: name, Content: content}))
	must(a.Strategy.NewHighlight(t.Context(), by, strategy.HighlightReport{
		StrategyID: one(t, d, where["strategy"], org), FromOn: when.DateOf(today).AddDays(-30), ToOn: when.DateOf(today)}))
	extractExamples(t, a, by)
	runCourse(t, d, by)
	studentExamples(t, d, a, org, account)
	learningExamples(t, d, a, org, account)
	publicCourse(t, d, org)
	term := one(t, d, where["term"], org)
	must(a.Funders.AddCost(t.Context(), by, funders.Cost{TermID: term, Kind: "room", Pence: 12050, OnDate: when.DateOf(today)}))
	must(a.Funders.Freeze(t.Context(), by, "", term, "The commissioners"))
	action := one(t, d, `SELECT id FROM actions_action WHERE org_id = $1 AND closed_on IS NULL AND withdrawn_on IS NULL ORDER BY id LIMIT 1`, org)
	must(nil, d.Tx(t.Context(), func(tx *db.DB) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO actions_evidence (org_id, id, action_id, kind, title, file_name, file_kind, file_size, content, by_id, by_name, created_at)
			VALUES ($1, 'file1', $2, 'file', 'Minutes', 'minutes.txt', 'text/plain; charset=utf-8', 5, $3, '', 'test', $4)`, org, action, []byte("hello"), today)
		return err
	}))
	must(a.Library.Lend(t.Context(), by, one(t, d, `SELECT id FROM library_item WHERE org_id = $1 AND copies > lent ORDER BY id LIMIT 1`, org),
		one(t, d, `SELECT id FROM college_student WHERE org_id = $1 AND left_on IS NULL ORDER BY id LIMIT 1`, org), when.Date{}))
	must(a.College.AddHold(t.Context(), by, college.Hold{ForWhom: "A carers' group", Places: 1, UntilOn: when.DateOf(today),
		RunID: one(t, d, `SELECT id FROM college_run WHERE org_id = $1 AND state = 'open' AND taken < capacity AND starts_at > $2 ORDER BY id LIMIT 1`, org, today.AddDate(0, 0, 2))}))
}
