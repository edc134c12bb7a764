package surveys

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/forms"
)

// dbRow is a row of any table as somebody sees it who has the whole database:
// every column but the answers themselves, and where the engine has put it.
type dbRow struct {
	table  string
	values []string
}

// dump reads every table.
func dump(t *testing.T, d *db.DB) []dbRow {
	t.Helper()
	var out []dbRow
	for _, table := range dbtest.Tables(t, dbtest.SQLite(t)) { // both engines have the same
		var parts []string
		for _, c := range table.Columns {
			if c != "data" && c != "org_id" && c != "wave_id" && c != "survey_id" && c != "unit_id" {
				parts = append(parts, `coalesce(CAST("`+c+`" AS TEXT), '')`)
			}
		}
		if d.Postgres() {
			parts = append(parts, "'xmin ' || CAST(xmin AS TEXT)")
		}
		if len(parts) == 0 {
			continue
		}
		lines, err := db.All[string](t.Context(), d, `SELECT `+strings.Join(parts, " || '¦' || ")+` FROM `+table.Name)
		ok(t, err)
		for _, line := range lines {
			out = append(out, dbRow{table.Name, strings.Split(line, "¦")})
		}
	}
	return out
}

// joined pairs ids of two kinds that share a value which only a few rows have,
// directly or through rows of other tables.
func joined(rows []dbRow, from, to []string) map[string]string {
	holders := map[string][]int{}
	for i, r := range rows {
		for _, v := range r.values {
			if len(v) > 3 {
				holders[v] = append(holders[v], i)
			}
		}
	}
	pairs := map[string]string{}
	for _, start := range from {
		seen, queue := map[string]bool{start: true}, []string{start}
		for len(queue) > 0 && len(seen) < 200 {
			v := queue[0]
			queue = queue[1:]
			if slices.Contains(to, v) {
				pairs[start] = v
			}
			if len(holders[v]) > 5 {
				continue // many rows have it: it tells nothing
			}
			for _, i := range holders[v] {
				for _, w := range rows[i].values {
					if len(w) > 3 && !seen[w] && len(holders[w]) <= 5 {
						seen[w] = true
						queue = append(queue, w)
					}
				}
			}
		}
	}
	return pairs
}

var truth = regexp.MustCompile(`"valueInteger":\s*(\d+)`)

// Somebody with the whole database invites nobody's guess: 50 people are
// invited and answer in an order that is known, and the attacker tries to say
// which answer is whose, by values that rows share, by the order in which rows
// lie, and by time.
func TestAnonymous(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const people = 50
		w := newWorld(t, d)
		s, ctx := w.surveys, t.Context()
		wave := w.open(t)
		words := w.invite(t, wave, people)
		invitations, err := db.All[string](ctx, d, `SELECT id FROM surveys_invitation WHERE org_id = $1 ORDER BY address`, w.by.OrgID)
		ok(t, err)
		order := rand.New(rand.NewPCG(1, 2)).Perm(people)
		for _, i := range order {
			door, err := s.EnterInvited(ctx, words[i])
			ok(t, err)
			r := answer("yes", "")
			r.Items = append(r.Items, forms.ResponseItem{LinkID: "age", Answers: []forms.Answer{{Value: forms.Value{Kind: "integer", Text: fmt.Sprint(i)}}}})
			ok(t, s.Answer(ctx, door, "", "", "", r))
		}
		*w.at = noon.AddDate(0, 0, 1)
		ok(t, s.Night(ctx))
		lie := `SELECT org_id, wave_id, id, unit_id, channel, language, peer, hour, data FROM surveys_response WHERE org_id = $1`
		if d.Postgres() {
			lie += ` ORDER BY ctid`
		}
		kept, err := db.All[Response](ctx, d, lie, w.by.OrgID)
		ok(t, err)
		whose := map[string]int{} // response → who, as the attacker does not know
		var ids []string
		inOrder, asInvited := 0, 0
		for at, r := range kept {
			var who int
			_, err := fmt.Sscan(truth.FindStringSubmatch(r.Data)[1], &who)
			ok(t, err)
			whose[r.ID] = who
			ids = append(ids, r.ID)
			if who == order[at] {
				inOrder++
			}
			if who == at {
				asInvited++
			}
			if !r.Hour.Equal(noon.Truncate(3600e9)) {
				t.Errorf("an answer has the time %s", r.Hour)
			}
		}
		if len(ids) != people || inOrder > 8 || asInvited > 8 {
			t.Errorf("%d answers; by where they lie %d are placed in the order of answering, %d in that of inviting", len(ids), inOrder, asInvited)
		}
		if pairs := joined(dump(t, d), invitations, ids); len(pairs) > 0 {
			t.Errorf("%d invitations lead to an answer, such as %v", len(pairs), pairs)
		}
		if n := rowsIn(t, d, "surveys_token", w.by.OrgID); n != 0 {
			t.Errorf("%d links are left", n)
		}

		// The same attack finds what a ledger that notes the answer would give away.
		_, err = d.Exec(ctx, `CREATE TABLE bad_ledger (org_id TEXT, invitation TEXT, used TEXT)`)
		ok(t, err)
		for id, i := range whose {
			_, err := d.Exec(ctx, `INSERT INTO bad_ledger VALUES ($1, $2, $3)`, w.by.OrgID, invitations[i], id)
			ok(t, err)
		}
		lines, err := db.All[string](ctx, d, `SELECT invitation || ' ' || used FROM bad_ledger WHERE org_id = $1`, w.by.OrgID)
		ok(t, err)
		rows := dump(t, d)
		for _, line := range lines {
			rows = append(rows, dbRow{"bad_ledger", strings.Fields(line)})
		}
		if pairs := joined(rows, invitations, ids); len(pairs) < people {
			t.Errorf("the attack misses what a bad ledger shows: %d of %d", len(pairs), people)
		}
	})
}
