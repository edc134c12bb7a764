package learning

import (
	"testing"

	"footbridge/internal/college"
)

// When somebody has earned a certificate.
func TestEarned(t *testing.T) {
	for _, c := range []struct {
		rule       string
		completion int
		came, held int
		minutes    int
		of         int
		want       bool
	}{
		{"sessions", 70, 7, 10, 0, 600, true},
		{"sessions", 70, 6, 10, 600, 600, false},
		{"sessions", 70, 2, 3, 240, 360, false}, // 66.7 %
		{"sessions", 66, 2, 3, 240, 360, true},
		{"sessions", 100, 3, 3, 360, 360, true},
		{"sessions", 1, 0, 3, 0, 360, false},
		{"sessions", 70, 0, 0, 0, 0, false},
		{"hours", 70, 1, 2, 300, 420, true}, // the long one of two
		{"hours", 70, 1, 2, 120, 420, false},
		{"hours", 70, 7, 10, 420, 600, true},
		{"hours", 70, 7, 10, 419, 600, false},
		{"none", 1, 3, 3, 360, 360, false},
		{"", 1, 3, 3, 360, 360, false},
	} {
		a := college.AttendedRun{SessionsCame: c.came, SessionsHeld: c.held, MinutesCame: c.minutes, MinutesHeld: c.of}
		if got := earned(c.rule, c.completion, a); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestHours(t *testing.T) {
	for minutes, want := range map[int]string{20: "20 minutes", 30: "half an hour", 60: "1 hour", 89: "1 hour", 90: "1½ hours", 120: "2 hours", 150: "2½ hours", 725: "12 hours"} {
		if got := hours(minutes); got != want {
			t.Errorf("%d minutes: %q, want %q", minutes, got, want)
		}
	}
}
