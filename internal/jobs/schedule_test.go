package jobs

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/when"
)

func utc(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return t
}

// A daily job keeps to people's clocks through both changes of the year.
func TestDaily(t *testing.T) {
	for _, c := range []struct {
		name         string
		hour, minute int
		after, want  string // UTC
	}{
		{"winter", 7, 30, "2027-01-05 07:29", "2027-01-05 07:30"},
		{"exactly then is the next day's", 7, 30, "2027-01-05 07:30", "2027-01-06 07:30"},
		{"summer", 7, 30, "2027-07-05 06:00", "2027-07-05 06:30"},
		{"the clocks go forward", 7, 30, "2027-03-27 08:00", "2027-03-28 06:30"},
		{"the clocks go back", 7, 30, "2027-10-30 08:00", "2027-10-31 07:30"},
		{"an hour that does not exist", 1, 30, "2027-03-27 12:00", "2027-03-28 01:30"},
		{"an hour that comes twice", 1, 30, "2027-10-30 12:00", "2027-10-31 01:30"},
		{"it does not come again", 1, 30, "2027-10-31 01:30", "2027-11-01 01:30"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Daily(c.hour, c.minute).Next(utc(c.after)); !got.Equal(utc(c.want)) {
				t.Errorf("next = %s, want %s", got, c.want)
			}
		})
	}
}

// Whatever the hour, a daily job is due exactly once on every day of two years.
func TestDailyOnceADay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Daily(rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"))
		at, day := utc("2027-01-01 00:00").Add(-time.Nanosecond), when.Date{Year: 2026, Month: 12, Day: 31}
		for range 2 * 365 {
			at = s.Next(at)
			if got := when.DateOf(at); got != day.AddDays(1) {
				t.Fatalf("after %s due on %s", day, got)
			}
			day = day.AddDays(1)
		}
	})
}

// The last due moment is found whatever the rhythm, also after a day of 25 hours.
func TestLatest(t *testing.T) {
	for _, c := range []struct {
		name      string
		s         Schedule
		now, want string
	}{
		{"each minute", Each(time.Minute), "2027-05-03 12:00", "2027-05-03 12:00"},
		{"each hour", Each(time.Hour), "2027-05-03 12:59", "2027-05-03 12:00"},
		{"daily, earlier today", Daily(7, 30), "2027-05-03 12:00", "2027-05-03 06:30"},
		{"daily, yesterday", Daily(7, 30), "2027-05-03 06:29", "2027-05-02 06:30"},
		{"daily, after a long day", Daily(0, 30), "2027-10-31 23:29", "2027-10-30 23:30"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, ok := latest(c.s, utc(c.now)); !ok || !got.Equal(utc(c.want)) {
				t.Errorf("latest = %s, %v, want %s", got, ok, c.want)
			}
		})
	}
}

// Each moment gives one job, whatever number of processes; one that was missed
// while nothing ran is made up for at the next start.
func TestEvery(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := utc("2027-05-03 06:00")
		process := func() *Queue {
			q := quick(t, d)
			q.now = func() time.Time { return now }
			q.Every(note{"digest"}, Daily(7, 30))
			return q
		}
		look := func(q *Queue, want int) {
			t.Helper()
			if err := q.insertDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			n, err := db.One[int](t.Context(), d, `SELECT count(*) FROM river_job`)
			if err != nil || n != want {
				t.Errorf("at %s: %d jobs, %v, want %d", now, n, err, want)
			}
		}
		a, b := process(), process()
		look(a, 1) // yesterday's, which nobody did
		look(b, 1)
		now = utc("2027-05-03 06:30")
		look(a, 2)
		look(a, 2)
		look(b, 2)
		now = utc("2027-05-04 20:00") // down all day
		look(process(), 3)
		look(b, 3)
	})
}

// The schedule runs its jobs, and the handler gets the arguments.
func TestScheduleRuns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := quick(t, d)
		got := collect(q)
		q.Every(note{"tick"}, Each(time.Second))
		start(t, q)
		if a, b := wait(t, got), wait(t, got); a != "tick" || b != "tick" {
			t.Errorf("got %q and %q", a, b)
		}
	})
}
