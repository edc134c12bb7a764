package forms

import "slices"

// extension is how an extension of FHIR is read into T and written from it.
type extension[T any] struct {
	url  string
	also []string // read as if they were url
	// read takes what e says and says whether it understood.
	read  func(x *T, e object) bool
	write func(x *T) []object // without url
}

func (h *extension[T]) is(url string) bool { return h.url == url || slices.Contains(h.also, url) }

// take reads e into x. It is taken only when x then says one thing more: a
// second one, or one that says nothing, is left for what is kept.
func (h *extension[T]) take(x *T, e object) bool {
	was, before := *x, len(h.write(x))
	if h.read(x, e) && len(h.write(x)) == before+1 {
		return true
	}
	*x = was
	return false
}

func (h *extension[T]) all(x *T) []object {
	list := h.write(x)
	for _, e := range list {
		e["url"] = h.url
	}
	return list
}

func handler[T any](exts []extension[T], e object) *extension[T] {
	url, _ := e["url"].(string)
	for n := range exts {
		if exts[n].is(url) {
			return &exts[n]
		}
	}
	return nil
}

// readExtensions reads a list of extensions into x. It returns what must be kept
// to write the same list again: nothing when it is what x would write anyway;
// otherwise the list, where a string stands for one that x writes by itself.
func readExtensions[T any](c *reading, exts []extension[T], x *T, p spot) ([]any, error) {
	list, ok := p.v.([]any)
	if !ok {
		return nil, p.wrong("a list")
	}
	if len(list) == 0 {
		return list, nil
	}
	short := make([]any, len(list))
	for n, v := range list {
		e, ok := v.(object)
		if !ok {
			return nil, spot{path: nth(p.path, n)}.wrong("an object")
		}
		short[n] = e
		h := handler(exts, e)
		if h == nil || !h.take(x, e) {
			c.unknownExtension(nth(p.path, n), e, h != nil)
			continue
		}
		var alone T
		if h.take(&alone, e) && equal(h.all(&alone)[0], e) {
			short[n] = h.url
		}
	}
	for _, kept := range [][]any{nil, short} {
		if equal(writeExtensions(exts, x, kept), list) {
			return kept, nil
		}
	}
	return list, nil
}

// writeExtensions writes what x says over a list that was kept: in the same
// places, and as it was read where it still says the same.
func writeExtensions[T any](exts []extension[T], x *T, kept []any) []any {
	now := map[string][]object{}
	for n := range exts {
		now[exts[n].url] = exts[n].all(x)
	}
	out := make([]any, len(kept))
	var then T
	for n, v := range kept {
		e, ok := v.(object)
		if !ok {
			continue
		}
		h := handler(exts, e)
		if h == nil || !h.take(&then, e) {
			out[n] = e
			continue
		}
		var alone T
		if !h.take(&alone, e) {
			continue
		}
		same := slices.IndexFunc(now[h.url], func(g object) bool { return equal(g, h.all(&alone)[0]) })
		if same >= 0 {
			out[n] = e
			now[h.url] = slices.Delete(now[h.url], same, same+1)
		}
	}
	for n, v := range kept { // what has changed, in its old place
		if out[n] != nil {
			continue
		}
		url, _ := v.(string)
		if e, ok := v.(object); ok {
			url = handler(exts, e).url
		}
		if left := now[url]; len(left) > 0 {
			out[n] = left[0]
			now[url] = left[1:]
		}
	}
	out = slices.DeleteFunc(out, func(v any) bool { return v == nil })
	for n := range exts {
		for _, e := range now[exts[n].url] {
			out = append(out, e)
		}
	}
	return out
}

// The extensions that most are made of.

func textExtension[T any](url, kind string, field func(x *T) *string) extension[T] {
	return extension[T]{
		url: url,
		read: func(x *T, e object) bool {
			s, ok := e["value"+kind].(string)
			*field(x) = s
			return ok
		},
		write: func(x *T) []object {
			if s := *field(x); s != "" {
				return []object{{"value" + kind: s}}
			}
			return nil
		},
	}
}

func flagExtension[T any](url string, field func(x *T) *bool) extension[T] {
	return extension[T]{
		url:  url,
		read: func(x *T, e object) bool { *field(x) = e["valueBoolean"] == true; return true },
		write: func(x *T) []object {
			if *field(x) {
				return []object{{"valueBoolean": true}}
			}
			return nil
		},
	}
}

func numberExtension[T any](url string, also []string, field func(x *T) **float64) extension[T] {
	return extension[T]{
		url: url, also: also,
		read: func(x *T, e object) bool {
			v := e["valueDecimal"]
			if v == nil {
				v = e["valueInteger"]
			}
			n, ok := decimal(v)
			*field(x) = &n
			return ok
		},
		write: func(x *T) []object {
			if n := *field(x); n != nil {
				return []object{{"valueDecimal": numberTree(*n)}}
			}
			return nil
		},
	}
}

func expressionExtension[T any](url string, get func(x *T) []Expression, add func(x *T, e Expression)) extension[T] {
	return extension[T]{
		url: url,
		read: func(x *T, e object) bool {
			o, _ := e["valueExpression"].(object)
			text, ok := o["expression"].(string)
			if !ok {
				return false
			}
			one := Expression{Text: text}
			one.Name, _ = o["name"].(string)
			one.Language, _ = o["language"].(string)
			one.Description, _ = o["description"].(string)
			add(x, one)
			return true
		},
		write: func(x *T) []object {
			var list []object
			for _, one := range get(x) {
				o := object{"language": "text/fhirpath", "expression": one.Text}
				for name, s := range map[string]string{"name": one.Name, "description": one.Description, "language": one.Language} {
					if s != "" {
						o[name] = s
					}
				}
				list = append(list, object{"valueExpression": o})
			}
			return list
		},
	}
}
