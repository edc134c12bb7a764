package trainers

import (
	"testing"

	"github.com/jba/templatecheck"
)

func TestTemplates(t *testing.T) {
	data := map[string]any{
		"trainers.html": listPage{}, "trainer.html": trainerPage{}, "me.html": mePage{}, "trainer_new.html": newPage{}, "trainer_edit.html": formPage{},
		"trainer_end.html": formPage{}, "step.html": formPage{}, "waive.html": formPage{}, "mentor.html": formPage{}, "supervision.html": formPage{},
		"supervised.html": formPage{}, "pay.html": formPage{}, "about.html": formPage{}, "week.html": formPage{}, "away.html": formPage{},
		"pathway.html": collegePage{}, "bands.html": collegePage{}, "band_new.html": collegePage{}, "rate.html": collegePage{},
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

func TestParseClock(t *testing.T) {
	for text, want := range map[string]int{"14:00": 840, "2pm": 840, "9.30 am": 570, "10": 600, "noon": 720, "12:15am": 15, "midnight": 0, "": -1, "25:00": -1, "soon": -1} {
		got, ok := parseClock(text)
		if want == -1 && ok || want != -1 && (got != want || !ok) {
			t.Errorf("parseClock(%q) = %d, %v, want %d", text, got, ok, want)
		}
	}
	for _, minute := range []int{0, 1, 599, 720, 721, 1439} {
		if got, ok := parseClock(clockOf(minute)); !ok || got != minute {
			t.Errorf("parseClock(%q) = %d, %v", clockOf(minute), got, ok)
		}
	}
}
