package forms

// AnswersTo are the answers to a question, wherever in the response they stand:
// of every occurrence of a group that repeats, one after another.
func (r *Response) AnswersTo(linkID string) []Value {
	var out []Value
	var walk func(items []ResponseItem)
	walk = func(items []ResponseItem) {
		for _, i := range items {
			walk(i.Items)
			for _, a := range i.Answers {
				if i.LinkID == linkID {
					out = append(out, a.Value)
				}
				walk(a.Items)
			}
		}
	}
	walk(r.Items)
	return out
}
