package internal_test

import (
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"footbridge/internal/access"
	"footbridge/internal/actor"
	"footbridge/internal/app"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/notify"
	"footbridge/internal/people"
	"footbridge/internal/strategy"
	"footbridge/internal/when"
)

// personal is every table that holds something about a person, and a word that
// the export of that person must have from it, as [markPerson] writes it; a
// table of secrets gives none. A new table with a person in it fails the test
// below until it stands here, is filled there, exported and erased.
var personal = map[string]string{
	"people_person":      "Quilluname",
	"people_word":        "", // made from the names
	"people_needs":       "quilluneeds",
	"people_need":        "quilluneed",
	"people_need_met":    "quillumet",
	"people_need_review": "quillureview",
	"people_equality":    "quilluequality",
	"people_merge":       "Quilluname Second",
	"people_distinct":    "", // that two records are of different people
	"units_holder":       "Recorder of Oddities",
	"notify_message":     "Hello Quilluname",
	"strategy_member":    "lived experience",
	"courses_designer":   "quilluhow",
	"access_account":     "quillumail@example.org",
	"access_role":        "Board member",
	"access_link":        "", // a secret's hash
	"access_recovery":    "", // a secret's hash
	"access_passkey":     "", // a key
	"access_identity":    "", // the account's id at an issuer
	"access_session":     "", // what keeps them signed in

	"college_student":       "quilluwho",
	"college_booking":       "quillupriority",
	"college_booking_event": "quillustep",
	"college_allowance":     "quilluallowed",
	"college_notice":        "quillunotice",
	"college_attendance":    "left early",
	"college_followup":      "quillucall",
	"college_request":       "quillurequest",

	"learning_plan":        "quilluhopes",
	"learning_review":      "quilluback",
	"learning_share":       "quillusister",
	"learning_reading":     "quillureader",
	"learning_certificate": "quillucertificate",
	"learning_step":        "quilluwork",
	"prospectus_interest":  "2028-11-01",
	"prospectus_calendar":  `"kind":"student"`,

	"library_loan": "Oddities Bound",

	"surveys_invitation": "Survey of Oddities",

	"trainers_trainer":     "quilluabout",
	"trainers_step":        "quillunote",
	"trainers_weekly":      "Thursday, 10:00am to noon",
	"trainers_away":        "2027",
	"trainers_mentoring":   "mentored, from",
	"trainers_supervision": "supervisions",
	"trainers_pay":         "Visiting trainer",
}

// arriving are tables that no page writes to yet: whoever lets one do so moves it
// to the list above.
var arriving []string

// keys are the columns that tie a row to a person or to their account.
var keys = []string{"person_id", "account_id", "keep_id", "drop_id", "one_id", "other_id", "merged_into"}

// Every table that the schema ties to a person is in the list above.
func TestPersonalTablesAreKnown(t *testing.T) {
	for _, table := range dbtest.Tables(t, dbtest.SQLite(t)) {
		tied := slices.ContainsFunc(table.Columns, func(c string) bool { return slices.Contains(keys, c) })
		for _, key := range table.Foreign {
			tied = tied || key.To == "people_person" || key.To == "access_account"
		}
		_, known := personal[table.Name]
		if tied && !known && !slices.Contains(arriving, table.Name) && table.Name != "audit_entry" { // the trail: docs/decisions/0011
			t.Errorf("%s holds something about a person: say in personal what the export has of it", table.Name)
		}
	}
}

// A person's whole record can be exported, and nothing of it is left anywhere
// after it was erased, but for the name in the audit trail.
func TestPersonIsExportedAndErased(t *testing.T) {
	trusts.Each(t, func(t *testing.T, d *db.DB) {
		orgID := demoOrg(t, d)
		a := build(t, d, func() time.Time { return today })
		id := markPerson(t, a, d, orgID)
		by := actor.System(orgID, "the test")
		for table := range personal {
			if rowsOf(t, d, table, orgID, id) == 0 {
				t.Errorf("%s: the test has put nothing about the person there", table)
			}
		}
		record, err := a.People.Export(t.Context(), by, id)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(record)
		if err != nil {
			t.Fatal(err)
		}
		for table, word := range personal {
			if !strings.Contains(string(text), word) {
				t.Errorf("the export has no %q, which is in %s", word, table)
			}
		}
		if err := a.People.Erase(t.Context(), by, id, "they asked"); err != nil {
			t.Fatal(err)
		}
		for _, table := range dbtest.Tables(t, dbtest.SQLite(t)) {
			sweep(t, d, table)
		}
		if _, err := a.Audit.Seal(t.Context()); err != nil {
			t.Fatal(err)
		}
		problems, err := a.Check(t.Context())
		if err != nil || len(problems) > 0 {
			t.Errorf("after the erasure: %v, %v", problems, err)
		}
	})
}

// sweep looks for the mark, which no id has in it, in every column of every row.
func sweep(t *testing.T, d *db.DB, table dbtest.Table) {
	t.Helper()
	for _, column := range table.Columns {
		err := db.Each(t.Context(), d, func(text string) error {
			if bytes, err := hex.DecodeString(strings.TrimPrefix(text, `\x`)); err == nil && strings.HasPrefix(text, `\x`) {
				text = string(bytes) // as PostgreSQL writes bytes
			}
			if text = strings.ToLower(text); table.Name == "audit_entry" {
				text = strings.ReplaceAll(text, "quilluname", "")
			}
			if strings.Contains(text, "quillu") {
				t.Errorf("%s.%s still holds %.200q", table.Name, column, text)
			}
			return nil
		}, `SELECT coalesce(CAST("`+column+`" AS TEXT), '') FROM `+table.Name)
		if err != nil {
			t.Fatalf("%s.%s: %v", table.Name, column, err)
		}
	}
}

// rowsOf counts the rows of a table that are tied to the person.
func rowsOf(t *testing.T, d *db.DB, table, orgID, personID string) int {
	t.Helper()
	account := one(t, d, `SELECT id FROM access_account WHERE org_id = $1 AND person_id = $2`, orgID, personID)
	columns := map[string]string{
		"people_person": "id = $2 OR id = $3", "people_merge": "keep_id = $2 OR keep_id = $3", "people_distinct": "one_id = $2 OR other_id = $2 OR one_id = $3",
		"access_account": "id = $2 OR id = $3",
	}
	const trainer = "IN (SELECT id FROM trainers_trainer WHERE person_id = $2 OR person_id = $3)"
	const student = "IN (SELECT id FROM college_student WHERE person_id = $2 OR person_id = $3)"
	where := columns[table]
	switch {
	case where != "":
	case table == "library_loan", table == "learning_plan", table == "learning_certificate", table == "learning_step":
		where = "student_id " + student
	case table == "learning_review", table == "learning_share":
		where = "plan_id IN (SELECT id FROM learning_plan WHERE student_id " + student + ")"
	case table == "college_booking_event":
		where = "booking_id IN (SELECT b.id FROM college_booking b WHERE b.student_id " + student + ")"
	case strings.HasPrefix(table, "college_") && table != "college_student":
		where = "student_id " + student
	case table == "trainers_mentoring":
		where = "mentee_id " + trainer
	case strings.HasPrefix(table, "trainers_") && table != "trainers_trainer":
		where = "trainer_id " + trainer
	case strings.HasPrefix(table, "access_"):
		where = "account_id = $2 OR account_id = $3"
	default:
		where = "person_id = $2 OR person_id = $3"
	}
	n, err := db.One[int](t.Context(), d, `SELECT count(*) FROM `+table+` WHERE org_id = $1 AND (`+where+`)`, orgID, personID, account)
	if err != nil {
		t.Fatalf("%s: %v", table, err)
	}
	return n
}

// markPerson makes a person about whom there is something in every table.
func markPerson(t *testing.T, a *app.App, d *db.DB, orgID string) string {
	t.Helper()
	ctx, by, day := t.Context(), actor.System(orgID, "the test"), when.DateOf(today)
	no := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	add := func(p people.Person) string {
		t.Helper()
		got, err := a.People.Add(ctx, by, p)
		no(err)
		return got.ID
	}
	id := add(people.Person{Name: "Quilluname First", PreferredName: "Quilluname", Pronouns: "quillupronouns", Email: "quillumail@example.org", Phone: "07700 900123", Address: "1 Quillustreet", Language: "quillulanguage"})
	second := add(people.Person{Name: "Quilluname Second", Email: "quillusecond@example.org"})
	no(a.People.Merge(ctx, by, id, second))
	no(a.People.KeepApart(ctx, by, id, add(people.Person{Name: "Somebody Else"})))
	no(a.People.SetNeeds(ctx, by, id, people.Needs{IdentifiedOn: day, IdentifiedBy: "quilluasker", Words: "quilluneeds", Flag: true, ReviewDue: day.AddDays(300)},
		[]people.NeedInput{{Code: "support-bsl", Words: "quilluneed"}}))
	needs, err := a.People.Needs(ctx, orgID, id)
	no(err)
	no(a.People.RecordMet(ctx, by, id, people.Met{NeedID: needs.Items[0].ID, OnDate: day, Met: true, How: "quillumet"}))
	no(a.People.RecordReview(ctx, by, id, people.Review{OnDate: day, Words: "quillureview", NextDue: day.AddDays(365)}))
	no(a.People.SetEquality(ctx, by, id, []people.EqualityAnswer{{Characteristic: "belief", Answer: people.OwnWords, Words: "quilluequality"}}))

	root, err := a.Units.Root(ctx, orgID)
	no(err)
	post, err := a.Units.AddPost(ctx, by, root.ID, "Recorder of Oddities")
	no(err)
	no(a.Units.Appoint(ctx, by, post.ID, id, day))
	current, found, err := a.Strategy.Current(ctx, orgID)
	if no(err); !found {
		t.Fatal("no strategy")
	}
	_, err = a.Strategy.AddMember(ctx, by, strategy.SteeringMember{StrategyID: current.ID, PersonID: id, Role: "member", Perspective: "lived experience", FromOn: day})
	no(err)
	markDesigner(t, a, d, by, id)
	acc, _, err := a.Access.Invite(ctx, by, access.NewAccount{Name: "Quilluname Account", Email: "quillumail@example.org", PersonID: id}, access.GrantInput{Role: "board-member", UnitID: root.ID})
	no(err)
	for table, values := range map[string]string{
		"access_recovery (org_id, id, account_id, hash, created_at)":                                   `'quilluhash', $3`,
		"access_passkey (org_id, id, account_id, name, credential_id, credential, created_at)":         `'Quilluphone', 'quillukey', '{}', $3`,
		"access_identity (org_id, id, account_id, issuer, subject, created_at)":                        `'https://id.example.org', 'quillusubject', $3`,
		"access_session (org_id, id, account_id, token, agent, data, created_at, seen_at, expires_at)": `'quillutoken', 'Quillufox', $4, $3, $3, $3`,
	} {
		args := []any{orgID, acc.ID, today}
		if strings.Contains(values, "$4") {
			args = append(args, []byte("quilludata"))
		}
		_, err := d.Exec(ctx, `INSERT INTO `+table+` VALUES ($1, 'quilluid', $2, `+values+`)`, args...)
		no(err)
	}
	markCollege(t, a, d, orgID, id)
	markProspectus(t, d, orgID, id)
	markTrainer(t, a, orgID, root.ID, id)
	markBorrower(t, a, d, orgID, "student1")
	markLearning(t, a, d, orgID, id)
	markInvited(t, a, orgID, root.ID, id)
	contact, err := a.People.Contact(ctx, orgID, id)
	no(err)
	contact.Channel, contact.Format = "email", "" // so that it is queued
	no(d.Tx(ctx, func(tx *db.DB) error {
		return a.Notify.Send(ctx, tx, notify.Message{OrgID: orgID, Key: "about", To: contact, Template: "strategy.digest", Data: map[string]string{"Actions": "quilluaction", "Link": "https://footbridge.example.org/"}})
	}))
	return id
}

// markDesigner makes the person a designer of a course who agrees it.
func markDesigner(t *testing.T, a *app.App, d *db.DB, by actor.Actor, personID string) {
	t.Helper()
	ctx := t.Context()
	no := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	courseID := one(t, d, `SELECT course_id FROM courses_version WHERE org_id = $1 AND state = 'drafting' ORDER BY id LIMIT 1`, by.OrgID)
	v, _, err := a.Courses.Draft(ctx, d, by.OrgID, courseID)
	no(err)
	no(a.Courses.AddDesigner(ctx, by, courseID, v.Version, courses.DesignerInput{PersonID: personID, Perspective: "carer"}))
	designerID := one(t, d, `SELECT id FROM courses_designer WHERE org_id = $1 AND person_id = $2`, by.OrgID, personID)
	no(a.Courses.RecordAgreement(ctx, by, courseID, designerID, v.ContentHash, "quilluhow"))
	no(a.Courses.Note(ctx, by, courseID, courses.EntryInput{DesignerID: designerID, OnDate: when.DateOf(today), Words: "quillulog"}))
}

// When two records become one, so do their seats: none is lost, and no one sits
// twice.
func TestMergedPersonHasOneSeat(t *testing.T) {
	trusts.Each(t, func(t *testing.T, d *db.DB) {
		orgID := demoOrg(t, d)
		a := build(t, d, func() time.Time { return today })
		ctx, by, day := t.Context(), actor.System(orgID, "the test"), when.DateOf(today)
		current, _, err := a.Strategy.Current(ctx, orgID)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, from := range []when.Date{day.AddDays(-100), day.AddDays(-50)} {
			p, err := a.People.Add(ctx, by, people.Person{Name: "Robin Twice"})
			if err != nil {
				t.Fatal(err)
			}
			_, err = a.Strategy.AddMember(ctx, by, strategy.SteeringMember{StrategyID: current.ID, PersonID: p.ID, Role: "member", Perspective: "carer", FromOn: from})
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, p.ID)
		}
		if err := a.People.Merge(ctx, by, ids[0], ids[1]); err != nil {
			t.Fatal(err)
		}
		got := one(t, d, `SELECT CAST(count(*) AS TEXT) || ' seats, ended ' || CAST(count(until_on) AS TEXT) FROM strategy_member WHERE org_id = $1 AND person_id = $2`, orgID, ids[0])
		if got != "2 seats, ended 1" {
			t.Errorf("got %s", got)
		}
	})
}
