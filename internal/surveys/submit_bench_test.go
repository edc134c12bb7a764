package surveys

import (
	"fmt"
	"sync"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/forms"
)

// BenchmarkSubmit answers a form of ten questions through a link, one person
// after the other and two hundred at once; each answer is on disk when it is
// thanked for.
func BenchmarkSubmit(b *testing.B) {
	engines := map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite}
	if dbtest.HasPostgres() {
		engines["postgres"] = dbtest.Postgres
	}
	for name, open := range engines {
		w := newWorld(b, open(b))
		form := asked()
		for n := range 8 {
			i := form.Items[0]
			i.LinkID = fmt.Sprintf("q%d", n)
			form.Items = append(form.Items, i)
		}
		form.Items = form.Items[:10]
		link, err := w.surveys.AddLink(b.Context(), w.by, w.open(b).ID, w.ward.ID, "link", "")
		ok(b, err)
		door, err := w.surveys.Enter(b.Context(), "bridgewater."+link.Word)
		ok(b, err)
		door.Form = &form
		answers := answer("yes", "")
		for n := range 7 {
			i := answers.Items[0]
			i.LinkID = fmt.Sprintf("q%d", n)
			answers.Items = append(answers.Items, i)
		}
		for _, together := range []int{1, 200} {
			b.Run(fmt.Sprintf("%s/%d at once", name, together), func(b *testing.B) {
				submit(b, w.surveys, door, answers, together)
			})
		}
	}
}

// submit sends b.N answers, so many at once.
func submit(b *testing.B, s *Surveys, door Door, answers forms.Response, together int) {
	var wait sync.WaitGroup
	each := make(chan struct{})
	for range together {
		wait.Go(func() {
			for range each {
				if err := s.Answer(b.Context(), door, "", "", "", answers); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for range b.N {
		each <- struct{}{}
	}
	close(each)
	wait.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answers/s")
}
