package extracts

import (
	"cmp"
	"context"

	"footbridge/internal/db"
)

// What each kind keeps of a row on its way.
type (
	personRow struct {
		died                                int32
		borough                             uint16
		gender, ethnicity, smi, deprivation uint8
	}
	referralRow struct {
		ended                      int32
		unit                       uint16
		teamType, reason, rejected uint8
	}
	contactRow struct {
		unit, minutes               uint16
		attendance, mechanism, role uint8
	}
	stayRow struct {
		ended int32
		unit  uint16
	}
	statusRow struct { // of accommodation and employment
		record        int64
		status, other uint8
	}
	codeRow  struct{ code uint8 } // of checks and learning
	carerRow struct {
		carer             int64
		offered, assessed int32
		unit              uint16
	}
	planRow struct {
		offered, made, reviewed int32
		unit                    uint16
		plan                    uint8
	}
	needRow struct {
		unit                   uint16
		need, wanted, received uint8
	}
)

// fill turns the rows of a kind into columns, which size makes and set fills.
func fill[T any](ctx context.Context, b *build, rows *Rows, k reading[T], size func(n int), set func(i int, r *rec[T])) error {
	tallies, err := gather(ctx, b, k, size, set)
	b.pending = append(b.pending, pending{rows, tallies})
	return err
}

func (b *build) people(ctx context.Context) error {
	_, err := gather(ctx, b, reading[personRow]{
		table: "extracts_person", columns: "born, gender, ethnicity, deprivation, borough, smi, died",
		read: func(l *lane, row db.Row, out *rec[personRow]) {
			out.day, out.key = day(row, 0), mix(1, uint64(out.person))
			decile, _ := row.Int(3)
			out.of = personRow{
				gender: l.code(genders, row.Text(1)), ethnicity: l.code(ethnicities, row.Text(2)), deprivation: uint8(min(max(decile, 0), 10)),
				borough: l.name(boroughs, row.Text(4)), smi: l.code(smis, row.Text(5)), died: day(row, 6),
			}
		},
	}, func(n int) { b.known = make([]rec[personRow], n) }, func(i int, r *rec[personRow]) { b.known[i] = *r })
	return err
}

func (b *build) referrals(ctx context.Context) error {
	c := &b.out.Referrals
	return fill(ctx, b, &c.Rows, reading[referralRow]{
		table: "extracts_referral", columns: "referral, team, team_type, reason, received, ended, rejected",
		read: func(l *lane, row db.Row, out *rec[referralRow]) {
			out.day, out.key = day(row, 4), l.number(row.Text(0))
			out.of = referralRow{
				ended: day(row, 5), unit: l.unit(row.Text(1)), teamType: l.code(teamTypes, row.Text(2)),
				reason: l.code(reasons, row.Text(3)), rejected: l.code(rejections, row.Text(6)),
			}
		},
	}, func(n int) {
		c.Received, c.Ended, c.Unit = make([]int32, n), make([]int32, n), make([]uint16, n)
		c.TeamType.At, c.Reason.At, c.Rejected.At = make([]uint8, n), make([]uint8, n), make([]uint8, n)
	}, func(i int, r *rec[referralRow]) {
		c.Received[i], c.Ended[i], c.Unit[i] = r.day, r.of.ended, r.of.unit
		c.TeamType.At[i], c.Reason.At[i], c.Rejected.At[i] = r.of.teamType, r.of.reason, r.of.rejected
	})
}

func (b *build) contacts(ctx context.Context) error {
	c := &b.out.Contacts
	return fill(ctx, b, &c.Rows, reading[contactRow]{
		table: "extracts_contact", columns: "contact, team, day, minutes, attendance, mechanism, role",
		read: func(l *lane, row db.Row, out *rec[contactRow]) {
			out.day = day(row, 2)
			if number := row.Text(0); number != "" {
				out.key = l.number(number)
			} else {
				out.key = l.whole(mix(2, uint64(out.person)), row)
			}
			minutes, _ := row.Int(3)
			out.of = contactRow{
				unit: l.unit(row.Text(1)), minutes: uint16(min(max(minutes, 0), 0xffff)), attendance: l.code(attendances, row.Text(4)),
				mechanism: l.code(mechanisms, row.Text(5)), role: l.code(roles, row.Text(6)),
			}
		},
	}, func(n int) {
		c.Day, c.Unit, c.Minutes = make([]int32, n), make([]uint16, n), make([]uint16, n)
		c.Attendance.At, c.Mechanism.At, c.Role.At = make([]uint8, n), make([]uint8, n), make([]uint8, n)
	}, func(i int, r *rec[contactRow]) {
		c.Day[i], c.Unit[i], c.Minutes[i] = r.day, r.of.unit, r.of.minutes
		c.Attendance.At[i], c.Mechanism.At[i], c.Role.At[i] = r.of.attendance, r.of.mechanism, r.of.role
	})
}

func (b *build) stays(ctx context.Context) error {
	c := &b.out.Stays
	return fill(ctx, b, &c.Rows, reading[stayRow]{
		table: "extracts_stay", columns: "stay, team, started, ended",
		read: func(l *lane, row db.Row, out *rec[stayRow]) {
			out.day, out.key = day(row, 2), l.number(row.Text(0))
			out.of = stayRow{unit: l.unit(row.Text(1)), ended: day(row, 3)}
		},
	}, func(n int) {
		c.Started, c.Ended, c.Unit = make([]int32, n), make([]int32, n), make([]uint16, n)
	}, func(i int, r *rec[stayRow]) {
		c.Started[i], c.Ended[i], c.Unit[i] = r.day, r.of.ended, r.of.unit
	})
}

// bySubmission orders records of a day: what was submitted later, and among
// that the higher record number, comes later.
func bySubmission(a, b *rec[statusRow]) int {
	if c := cmp.Compare(a.rank>>48, b.rank>>48); c != 0 {
		return c
	}
	return cmp.Compare(a.of.record, b.of.record)
}

func statuses(table, other string, first, second dictionary) reading[statusRow] {
	return reading[statusRow]{
		table: table, columns: "day, record, status, " + other,
		read: func(l *lane, row db.Row, out *rec[statusRow]) {
			record, _ := row.Int(1)
			out.day, out.key = day(row, 0), l.whole(mix(1, uint64(out.person)), row)
			out.of = statusRow{record: record, status: l.code(first, row.Text(2)), other: l.code(second, row.Text(3))}
		},
		after: bySubmission,
	}
}

func (b *build) accommodation(ctx context.Context) error {
	c := &b.out.Accommodation
	return fill(ctx, b, &c.Rows, statuses("extracts_accommodation", "settled", homes, settled), func(n int) {
		c.Day, c.Submitted, c.Record = make([]int32, n), make([]int32, n), make([]int64, n)
		c.Status.At, c.Settled.At = make([]uint8, n), make([]uint8, n)
	}, func(i int, r *rec[statusRow]) {
		c.Day[i], c.Submitted[i], c.Record[i] = r.day, int32(r.rank>>48)+earliest, r.of.record
		c.Status.At[i], c.Settled.At[i] = r.of.status, r.of.other
	})
}

func (b *build) employment(ctx context.Context) error {
	c := &b.out.Employment
	return fill(ctx, b, &c.Rows, statuses("extracts_employment", "hours", jobsHeld, weekly), func(n int) {
		c.Day, c.Submitted, c.Record = make([]int32, n), make([]int32, n), make([]int64, n)
		c.Status.At, c.Hours.At = make([]uint8, n), make([]uint8, n)
	}, func(i int, r *rec[statusRow]) {
		c.Day[i], c.Submitted[i], c.Record[i] = r.day, int32(r.rank>>48)+earliest, r.of.record
		c.Status.At[i], c.Hours.At[i] = r.of.status, r.of.other
	})
}

func events(table, code string, d dictionary) reading[codeRow] {
	return reading[codeRow]{
		table: table, columns: "day, " + code,
		read: func(l *lane, row db.Row, out *rec[codeRow]) {
			out.day, out.key = day(row, 0), l.whole(mix(1, uint64(out.person)), row)
			out.of = codeRow{l.code(d, row.Text(1))}
		},
	}
}

func (b *build) checks(ctx context.Context) error {
	c := &b.out.Checks
	return fill(ctx, b, &c.Rows, events("extracts_check", "item", items), func(n int) { c.Day, c.Item.At = make([]int32, n), make([]uint8, n) },
		func(i int, r *rec[codeRow]) { c.Day[i], c.Item.At[i] = r.day, r.of.code })
}

func (b *build) learning(ctx context.Context) error {
	c := &b.out.Learning
	return fill(ctx, b, &c.Rows, events("extracts_learning", "event", college), func(n int) { c.Day, c.Event.At = make([]int32, n), make([]uint8, n) },
		func(i int, r *rec[codeRow]) { c.Day[i], c.Event.At[i] = r.day, r.of.code })
}

func (b *build) carers(ctx context.Context) error {
	c := &b.out.Carers
	return fill(ctx, b, &c.Rows, reading[carerRow]{
		table: "extracts_carer", columns: "carer, team, identified, offered, assessed",
		read: func(l *lane, row db.Row, out *rec[carerRow]) {
			carer, _ := row.Int(0)
			carer = b.same.find(carer)
			out.day, out.key = day(row, 2), mix(mix(1, uint64(out.person)), uint64(carer))
			out.of = carerRow{carer: carer, unit: l.unit(row.Text(1)), offered: day(row, 3), assessed: day(row, 4)}
		},
	}, func(n int) {
		c.Carer, c.Unit = make([]int64, n), make([]uint16, n)
		c.Identified, c.Offered, c.Assessed = make([]int32, n), make([]int32, n), make([]int32, n)
	}, func(i int, r *rec[carerRow]) {
		c.Carer[i], c.Unit[i] = r.of.carer, r.of.unit
		c.Identified[i], c.Offered[i], c.Assessed[i] = r.day, r.of.offered, r.of.assessed
	})
}

func (b *build) plans(ctx context.Context) error {
	c := &b.out.Plans
	return fill(ctx, b, &c.Rows, reading[planRow]{
		table: "extracts_plan", columns: "team, plan, offered, made, reviewed",
		read: func(l *lane, row db.Row, out *rec[planRow]) {
			out.key = l.whole(mix(1, uint64(out.person)), row)
			out.of = planRow{offered: day(row, 2), made: day(row, 3), reviewed: day(row, 4), unit: l.unit(row.Text(0)), plan: l.code(planKinds, row.Text(1))}
			if out.day = out.of.offered; out.day == None {
				out.day = out.of.made
			}
		},
	}, func(n int) {
		c.Unit, c.Plan.At = make([]uint16, n), make([]uint8, n)
		c.Offered, c.Made, c.Reviewed = make([]int32, n), make([]int32, n), make([]int32, n)
	}, func(i int, r *rec[planRow]) {
		c.Unit[i], c.Plan.At[i] = r.of.unit, r.of.plan
		c.Offered[i], c.Made[i], c.Reviewed[i] = r.of.offered, r.of.made, r.of.reviewed
	})
}

func (b *build) needs(ctx context.Context) error {
	c := &b.out.Needs
	return fill(ctx, b, &c.Rows, reading[needRow]{
		table: "extracts_need", columns: "team, day, need, wanted, received",
		read: func(l *lane, row db.Row, out *rec[needRow]) {
			out.day, out.key = day(row, 1), l.whole(mix(1, uint64(out.person)), row)
			out.of = needRow{unit: l.unit(row.Text(0)), need: l.code(helps, row.Text(2)), wanted: l.code(wants, row.Text(3)), received: l.code(receipts, row.Text(4))}
		},
	}, func(n int) {
		c.Unit, c.Day = make([]uint16, n), make([]int32, n)
		c.Need.At, c.Wanted.At, c.Received.At = make([]uint8, n), make([]uint8, n), make([]uint8, n)
	}, func(i int, r *rec[needRow]) {
		c.Unit[i], c.Day[i] = r.of.unit, r.day
		c.Need.At[i], c.Wanted.At[i], c.Received.At[i] = r.of.need, r.of.wanted, r.of.received
	})
}
