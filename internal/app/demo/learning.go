package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/learning"
)

// learners plans what students make of the college. It has its own chance, so
// that the rest of the trust does not change with it.
type learners struct {
	m    *maker
	r    *rand.Rand
	mine []learner // who keeps a plan, in the order in which they began it
}

// learner is a student who is signed in.
type learner struct {
	actor.Actor
	id string
}

// runsFrom is for how many days back it is seen what came after a run.
const runsFrom = 240

// makeLearning plans that students write, lend and look again at their plans,
// and that after each run they say what they thought, get their certificates and
// some tell what came next.
func (m *maker) makeLearning() error {
	l := &learners{m: m, r: rand.New(rand.NewPCG(79, 2027))}
	for _, ago := range []int{130, 95, 60, 25} {
		m.on(m.today.AddDays(-ago), func() error { return l.write(15) })
	}
	m.on(m.today.AddDays(-22), l.lend)
	m.on(m.today.AddDays(-18), l.lookAgain)
	m.on(m.today.AddDays(-12), l.read)
	m.on(m.today.AddDays(-6), l.takeBack)
	for ago := runsFrom; ago >= 1; ago-- {
		day := m.today.AddDays(-ago)
		m.on(day, func() error { return l.afterRuns(day) })
	}
	return nil
}

func among(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

// everybody are the students with a place on some run by now, by name.
func (l *learners) everybody() ([]learner, error) {
	m := l.m
	terms, err := m.College.Terms(m.ctx, m.DB, m.by.OrgID)
	if err != nil || len(terms) == 0 {
		return nil, err
	}
	var ids []string
	for _, t := range terms {
		ids = append(ids, t.ID)
	}
	runs, err := m.College.RunsOfTerms(m.ctx, m.DB, m.by.OrgID, ids)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var out []learner
	for _, run := range runs {
		list, err := l.on(run)
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			if !seen[x.id] {
				seen[x.id] = true
				out = append(out, x)
			}
		}
	}
	slices.SortFunc(out, byName)
	return out, nil
}

func byName(a, b learner) int { return strings.Compare(a.Name+a.id, b.Name+b.id) }

// on are the students with a place on a run, by name.
func (l *learners) on(run college.Run) ([]learner, error) {
	m := l.m
	list, err := m.College.WithPlace(m.ctx, m.DB, run.OrgID, run.ID)
	if err != nil {
		return nil, err
	}
	var people []string
	for _, s := range list {
		people = append(people, s.PersonID)
	}
	names, err := m.People.Names(m.ctx, m.DB, run.OrgID, people)
	var out []learner
	for _, s := range list {
		out = append(out, learner{actor.Actor{OrgID: run.OrgID, PersonID: s.PersonID, Name: names[s.PersonID]}, s.ID})
	}
	slices.SortFunc(out, byName)
	return out, err
}

// write lets some more students begin a plan.
func (l *learners) write(n int) error {
	all, err := l.everybody()
	if err != nil {
		return err
	}
	l.r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, s := range all {
		if n == 0 || slices.ContainsFunc(l.mine, func(x learner) bool { return x.id == s.id }) {
			continue
		}
		n--
		student, err := l.m.College.Student(l.m.ctx, l.m.DB, s.OrgID, s.id)
		if err != nil {
			return err
		}
		p := learning.Plan{
			Hopes: among(l.r, planHopes), Strengths: among(l.r, planStrengths), Helps: among(l.r, planHelps), Wishes: among(l.r, planWishes), Steps: among(l.r, planSteps),
		}
		choices, err := l.m.Learning.Choices(l.m.ctx, s.OrgID, student.UnitID)
		if err != nil {
			return err
		}
		for range l.r.IntN(3) {
			if len(choices) > 0 {
				p.CourseIDs = append(p.CourseIDs, choices[l.r.IntN(len(choices))].CourseID)
			}
		}
		if l.r.IntN(3) > 0 {
			p.ReviewOn = today(l.m).AddDays(30 + l.r.IntN(100))
		}
		if _, err := l.m.Learning.Save(l.m.ctx, s.Actor, p); err != nil {
			return fmt.Errorf("the plan of %s: %w", s.Name, err)
		}
		l.mine = append(l.mine, s)
	}
	return nil
}

// some are every nth of those who keep a plan.
func (l *learners) some(nth int) []learner {
	var out []learner
	for i := 0; i < len(l.mine); i += nth {
		out = append(out, l.mine[i])
	}
	return out
}

// lend lets some lend their plan to a trainer, and a few to somebody outside.
func (l *learners) lend() error {
	for i, s := range l.some(4) {
		in := learning.LendInput{Sections: []string{"hopes", "helps", "steps"}, Purpose: among(l.r, planPurposes), MayWrite: i%4 == 1, UntilOn: today(l.m).AddDays(20 + 30*(i%4))}
		readers, err := l.m.Learning.Readers(l.m.ctx, s.Actor)
		if err != nil {
			return err
		}
		if in.TrainerID, in.ToName = "", among(l.r, planLinks); i%5 != 4 && len(readers) > 0 {
			in.TrainerID = readers[i%min(len(readers), 4)].TrainerID
		} else {
			in.MayWrite = false
		}
		if _, _, err := l.m.Learning.Lend(l.m.ctx, s.Actor, in); err != nil {
			return err
		}
	}
	return nil
}

// read lets those to whom plans are lent open some of them.
func (l *learners) read() error {
	m := l.m
	for i, s := range l.some(4) {
		own, err := m.Learning.Own(m.ctx, s.Actor)
		if err != nil {
			return err
		}
		for _, share := range own.Shares {
			if i%3 == 2 || share.TrainerID == "" {
				continue
			}
			who, err := m.Trainers.ByID(m.ctx, m.DB, s.OrgID, []string{share.TrainerID})
			if err != nil {
				return err
			}
			t := who[share.TrainerID]
			if _, err := m.Learning.ReadLent(m.ctx, actor.Actor{OrgID: s.OrgID, PersonID: t.PersonID, Name: t.Name}, share.ID, i%4 == 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeBack lets a few take their plan back.
func (l *learners) takeBack() error {
	for i, s := range l.some(12) {
		own, err := l.m.Learning.Own(l.m.ctx, s.Actor)
		if err != nil {
			return err
		}
		for _, share := range own.Shares {
			if i%2 == 1 {
				continue
			}
			if err := l.m.Learning.Withdraw(l.m.ctx, s.Actor, share.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// lookAgain lets some look at their plan again.
func (l *learners) lookAgain() error {
	for i, s := range l.some(2) {
		in := learning.ReviewInput{Back: among(l.r, planBack), Ahead: among(l.r, planAhead)}
		if i%3 > 0 {
			in.NextOn = today(l.m).AddDays(10 + 12*(i%9)) // for some that day has come by now
		}
		if _, err := l.m.Learning.AddReview(l.m.ctx, s.Actor, in); err != nil {
			return err
		}
	}
	return nil
}
