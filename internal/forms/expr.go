package forms

type evaluation struct{}

func (b *bound) truth(s *slot, e *Expression) bool { return true }
func (b *bound) calculated(s *slot) []Value {
	var out []Value
	for _, a := range s.answers {
		out = append(out, a.Value)
	}
	return out
}
