package surveys

import (
	"net/url"
	"strings"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// Whoever runs a wave enters how many of each group there were to ask; what is
// left empty is not known, and what is no number is said.
func TestGroupsOnTheirPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		wave := w.open(t)
		b := &browser{t: t, h: site(d, w.surveys).Handler(), as: who(w.by.OrgID, "lead", w.root.Path, everything...)}
		at := "/surveys/waves/" + wave.ID + "/groups"
		if code, _, page := b.do("GET", at, nil); code != 200 || !strings.Contains(page, "Were you made welcome?") || strings.Contains(page, "How old are you?") {
			t.Fatalf("the page: %d", code)
		}
		if code, _, page := b.do("POST", at, url.Values{"group-0-0": {"many"}}); code != 422 || !strings.Contains(page, `href="#group-0-0"`) {
			t.Errorf("no number: %d", code)
		}
		if code, to, _ := b.do("POST", at, url.Values{"group-0-0": {"31"}, "group-0-1": {""}}); code != 303 || to != "/surveys/waves/"+wave.ID {
			t.Errorf("good numbers: %d %s", code, to)
		}
		known, err := groupsAsked(t.Context(), d, w.by.OrgID, wave.ID)
		if err != nil || len(known) != 1 || known[0] != (askedGroup{"welcome", "yes", 31}) {
			t.Errorf("kept: %+v (%v)", known, err)
		}
		if _, _, page := b.do("GET", at, nil); !strings.Contains(page, `value="31"`) {
			t.Error("what was entered is not shown again")
		}
	})
}
