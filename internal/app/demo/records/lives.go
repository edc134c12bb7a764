package records

import "math/rand/v2"

// put takes one row of a kind.
type put func(*row) error

// each calls fn for everybody, with a row about them and their stream of chance.
func (t *trust) each(kind uint64, fn func(r *row, c *rand.Rand) error) error {
	for i := range t.people {
		r := &row{p: &t.people[i], i: i, code: -1, code2: -1, how: -1, minutes: -1}
		if err := fn(r, t.chance(kind, i)); err != nil {
			return err
		}
	}
	return nil
}

// as makes the row one of that day: under the former identifier while somebody
// had two.
func (t *trust) as(r *row, day int32) *row {
	r.day = day
	r.former = t.Shape == Rowan && r.p.merged != 0 && day < r.p.merged
	r.month = max(0, t.month(day))
	return r
}

// named are everybody's details. Somebody with two records stands there twice;
// the data set brings everybody again at the end.
func (t *trust) named(put put) error {
	return t.each(ofPeople, func(r *row, _ *rand.Rand) error {
		if t.Shape == MHSDS {
			if r.month = max(0, t.month(r.p.main.received)); r.month == t.Months-1 {
				return put(r)
			}
			r.version = 1
			if err := put(r); err != nil {
				return err
			}
			r.version, r.month = 2, t.Months-1
			return put(r)
		}
		if r.p.merged != 0 {
			r.former = true
			if err := put(r); err != nil {
				return err
			}
			r.former = false
		}
		return put(r)
	})
}

func (t *trust) merges(put put) error {
	return t.each(ofPeople, func(r *row, _ *rand.Rand) error {
		if r.p.merged == 0 {
			return nil
		}
		return put(r)
	})
}

// referrals are the main one and the other. In the data set one that has ended
// stands there twice: as it began, and as it ended.
func (t *trust) referrals(put put) error {
	n := 0
	return t.each(ofPeople, func(r *row, _ *rand.Rand) error {
		for _, f := range [...]referral{r.p.main, r.p.other} {
			if f.received == 0 {
				continue
			}
			n++
			r.n, r.team, r.code, r.code2, r.how = n, teams[f.team].name, int(f.reason), int(f.team), -1
			if f.rejected {
				r.how = 0
			}
			t.as(r, f.received)
			r.day2, r.version = f.ended, 0
			if began := r.month; t.Shape == MHSDS && f.ended != 0 && t.month(f.ended) > began {
				r.day2, r.version = 0, 1
				if err := put(r); err != nil {
					return err
				}
				r.day2, r.version, r.month = f.ended, 2, t.month(f.ended)
			}
			if err := put(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// spells are the stays on wards, each on that of the person's borough; in the
// data set as they began and as they ended, like referrals.
func (t *trust) spells(put put) error {
	for i, s := range t.stays {
		p := &t.people[s.person]
		r := t.as(&row{p: p, i: int(s.person), n: i + 1, team: wards[p.borough]}, s.started)
		r.day2 = s.ended
		if t.Shape == MHSDS && s.ended != 0 && t.month(s.ended) > r.month {
			r.day2, r.version = 0, 1
			if err := put(r); err != nil {
				return err
			}
			r.day2, r.version, r.month = s.ended, 2, t.month(s.ended)
		}
		if err := put(r); err != nil {
			return err
		}
	}
	return nil
}

// asked calls fn on the days on which somebody is asked about their life: soon
// after they come, then about every so many days.
func (t *trust) asked(p *person, c *rand.Rand, every int32, fn func(day int32) error) error {
	to := t.last
	if p.main.ended != 0 {
		to = p.main.ended
	}
	for day := p.main.received + int32(c.IntN(30)); day <= to; day += every/2 + int32(c.IntN(int(every))) {
		if day < t.first-365 {
			continue // longer ago than any indicator asks
		}
		if err := fn(day); err != nil {
			return err
		}
	}
	return nil
}

// homes say where people live. From one month on less is recorded: the record
// system changed, not people's homes.
func (t *trust) homes(put put) error {
	n, changes := 0, t.months[t.homesChange]
	return t.each(ofHomes, func(r *row, c *rand.Rand) error {
		home := choose(c, homes)
		return t.asked(r.p, c, 200, func(day int32) error {
			recorded, indicated := 0.85, 0.97
			if day >= changes {
				recorded, indicated = 0.5, 0.8
			}
			if happens(c, 0.08) {
				home = choose(c, homes)
			}
			if !happens(c, recorded) {
				return nil
			}
			n++
			t.as(r, day)
			r.n, r.code, r.code2 = n, home, 0
			if home >= unsettled {
				r.code2 = 1
			}
			if !happens(c, indicated) {
				r.code2 = 2
			}
			if err := put(r); err != nil || !happens(c, 0.01) {
				return err
			}
			n++ // another on the same day
			r.n, r.code, r.code2 = n, (home+1)%unsettled, 0
			return put(r)
		})
	})
}

// work says what people do. A little more of them have a job each month, and of
// those who use the college a little more again.
func (t *trust) work(put put) error {
	n := 0
	return t.each(ofWork, func(r *row, c *rand.Rand) error {
		without := 1 + choose(c, occupations[1:])
		paid := choose(c, hours)
		return t.asked(r.p, c, 200, func(day int32) error {
			if !happens(c, 0.86) {
				return nil
			}
			share := t.workFrom + (t.workTo-t.workFrom)*t.progress(day)
			if r.p.student != 0 && day > r.p.student {
				share *= 1.5
			}
			if r.p.ethnic > 2 {
				share *= 0.92
			}
			n++
			t.as(r, day)
			r.n, r.code, r.code2 = n, without, -1
			if float64(r.p.luck) < share {
				r.code, r.code2 = 0, paid
			}
			return put(r)
		})
	})
}

// checks of the body's health, about once a year; more often done as time goes on.
func (t *trust) checks(put put) error {
	return t.each(ofChecks, func(r *row, c *rand.Rand) error {
		if r.p.register == 1 && !happens(c, 0.1) {
			return nil
		}
		return t.asked(r.p, c, 300, func(day int32) error {
			for item := range items {
				if happens(c, float64(items[item].weight)/1000*(0.86+0.12*t.progress(day))) {
					t.as(r, day+int32(c.IntN(5)))
					r.code = item
					if r.day > t.last {
						continue
					}
					if err := put(r); err != nil {
						return err
					}
				}
			}
			return nil
		})
	})
}

// carers who have been found, and whether somebody asked what they need
// themselves. At first it is fewer than one in five.
func (t *trust) carers(put put) error {
	return t.each(ofCarers, func(r *row, c *rand.Rand) error {
		if !happens(c, 0.3) {
			return nil
		}
		for k := range 1 + c.IntN(5)/4 {
			day := max(r.p.main.received, t.first-200) + int32(c.IntN(120))
			if day > t.last {
				return nil
			}
			t.as(r, day)
			r.n, r.team, r.day2, r.day3 = 2*r.i+k, teams[r.p.main.team].name, 0, 0
			if happens(c, 0.25+0.4*t.progress(day)) {
				if r.day2 = day + int32(c.IntN(60)); r.day2 > t.last {
					r.day2 = 0
				} else if happens(c, 0.6) {
					if r.day3 = r.day2 + 7 + int32(c.IntN(80)); r.day3 > t.last {
						r.day3 = 0
					}
				}
			}
			if err := put(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// plans that were offered and made.
func (t *trust) plans(put put) error {
	offered, made := [...]float64{0.9, 0.3, 0.5, 0.12}, [...]float64{0.95, 0.6, 0.8, 0.5}
	return t.each(ofPlans, func(r *row, c *rand.Rand) error {
		for kind := range plans {
			day := max(r.p.main.received, t.first-300) + int32(c.IntN(90))
			share := offered[kind]
			if kind > 0 {
				share *= 1 + t.progress(day) // twice as many by the end
			}
			if !happens(c, share) || day > t.last {
				continue
			}
			t.as(r, day)
			r.code, r.team, r.day2, r.day3 = kind, teams[r.p.main.team].name, 0, 0
			if happens(c, made[kind]) {
				if r.day2 = day + int32(c.IntN(45)); r.day2 > t.last {
					r.day2 = 0
				} else if happens(c, 0.5) {
					if r.day3 = r.day2 + 120 + int32(c.IntN(200)); r.day3 > t.last {
						r.day3 = 0
					}
				}
			}
			if err := put(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// wanted is what help people want, and whether they got it.
func (t *trust) wanted(put put) error {
	return t.each(ofNeeds, func(r *row, c *rand.Rand) error {
		r.team = teams[r.p.main.team].name
		return t.asked(r.p, c, 330, func(day int32) error {
			if !happens(c, 0.7) {
				return nil
			}
			t.as(r, day)
			for need := range needs {
				r.code, r.code2, r.how = need, 1, -1
				if happens(c, float64(needs[need].weight)/1000) {
					r.code2, r.how = 0, choose(c, gotten)
				}
				if err := put(r); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// studies are the days on which people enrolled at the college and came.
func (t *trust) studies(put put) error {
	return t.each(ofLearning, func(r *row, c *rand.Rand) error {
		for day := r.p.student; day != 0 && day <= t.last; day += 80 + int32(c.IntN(60)) {
			t.as(r, day)
			r.code = 0
			if err := put(r); err != nil {
				return err
			}
			for came := day + 7; came <= min(t.last, day+56); came += 7 {
				if !happens(c, 0.75) {
					continue
				}
				t.as(r, came)
				r.code = 1
				if err := put(r); err != nil {
					return err
				}
			}
			if happens(c, 0.4) {
				break
			}
		}
		return nil
	})
}
