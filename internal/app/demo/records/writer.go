package records

import (
	"errors"
	"fmt"
)

// writer writes every file of one shape.
type writer struct {
	trust   *trust
	dir     string
	layouts []layout
}

func (w *writer) write() ([]File, error) {
	sources := map[string]func(put) error{
		"people": w.trust.named, "merges": w.trust.merges, "referrals": w.trust.referrals, "contacts": w.trust.contacts, "stays": w.trust.spells,
		"accommodation": w.trust.homes, "employment": w.trust.work, "checks": w.trust.checks, "carers": w.trust.carers,
		"plans": w.trust.plans, "needs": w.trust.wanted, "learning": w.trust.studies,
	}
	var out []File
	for i := 0; i < len(w.layouts); {
		var sinks []*sink
		kind := w.layouts[i].kind
		for ; i < len(w.layouts) && w.layouts[i].kind == kind; i++ {
			s, err := newSink(w.trust, w.dir, w.layouts[i], i)
			if err != nil {
				return nil, err
			}
			sinks = append(sinks, s)
		}
		err := sources[kind](func(r *row) error {
			if r.version == 3 {
				return sinks[len(sinks)-1].put(r)
			}
			return sinks[0].put(r)
		})
		for _, s := range sinks {
			err = errors.Join(err, s.close())
			out = append(out, s.File)
		}
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", kind, err)
		}
	}
	return out, nil
}
