package forms

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Reading without loss. Each field of FHIR that is acted on is a part: it can be
// read into a struct and written from it. After reading, every part is written at
// once and compared with what the file says. Where they are the same, nothing
// more is kept; where not, what the file says goes into Extra as it stands, and
// is written again for as long as the struct still says what it said then.

// reading is what has been noticed while reading one file.
type reading struct {
	notes []Note
	sets  []string // the addresses of the lists in the form
}

func (c *reading) has(set string) bool { return c != nil && slices.Contains(c.sets, set) }

func (c *reading) note(path, what string, acted bool) {
	if c != nil {
		c.notes = append(c.notes, Note{Path: path, What: what, Acted: acted})
	}
}

// spot is a part of a file.
type spot struct {
	path string
	v    any
	in   object // what it is a field of
}

func (p spot) wrong(want string) error { return fmt.Errorf("%s: should be %s", p.path, want) }

// fieldOf is how one field of FHIR is read into T and written from it.
type fieldOf[T any] struct {
	name  string
	read  func(c *reading, x *T, p spot) error
	write func(x *T) any // nil when there is nothing to write
	// over writes x over what was kept of the file, changing only what has
	// changed. Without it, what was kept is written when x still says the same.
	over func(x *T, kept any) any
	// keep makes less of what must be kept for over.
	keep func(v any) any
	// exact parts keep what they do not understand themselves, one level down.
	exact bool
}

// codec is how an object of FHIR is read into T and written from it.
type codec[T any] struct {
	parts []fieldOf[T]
	exts  []extension[T]
	extra func(x *T) *Extra
}

func (k codec[T]) read(c *reading, path string, o object, x *T) error {
	for _, p := range k.parts {
		if v := o[p.name]; v != nil {
			if err := p.read(c, x, spot{under(path, p.name), v, o}); err != nil {
				return err
			}
		}
	}
	kept := Extra{}
	for _, name := range fieldOrder(o) {
		v := o[name]
		n := slices.IndexFunc(k.parts, func(p fieldOf[T]) bool { return p.name == name })
		switch {
		case name == "extension":
			list, err := readExtensions(c, k.exts, x, spot{under(path, name), v, o})
			if err != nil {
				return err
			}
			if list != nil {
				kept[name] = raw(list)
			}
		case n < 0:
			kept[name] = raw(v)
			c.unknown(under(path, name), name)
		case v == nil:
			kept[name] = raw(v)
		case k.parts[n].exact && len(listOf(v)) > 0:
		case !equal(k.parts[n].write(x), v):
			if keep := k.parts[n].keep; keep != nil {
				v = keep(v)
			}
			kept[name] = raw(v)
		}
	}
	if extra := k.extra(x); len(kept) > 0 {
		if *extra == nil {
			*extra = Extra{}
		}
		maps.Copy(*extra, kept)
	}
	return nil
}

func (k codec[T]) write(x *T) object {
	o := object{}
	extra := *k.extra(x)
	for name, kept := range extra {
		if v := tree(kept); name != helpKept && (v != nil || string(kept) == "null") {
			o[name] = v
		}
	}
	for _, p := range k.parts {
		kept, has := o[p.name]
		v := p.write(x)
		if has {
			v = p.again(x, kept, v, o)
		}
		if v == nil && (!has || kept != nil) {
			delete(o, p.name)
			continue
		}
		o[p.name] = v
	}
	var before []any
	if kept, ok := extra["extension"]; ok {
		before, _ = tree(kept).([]any)
		delete(o, "extension")
		if before == nil && tree(kept) != nil {
			before = []any{}
		}
	}
	if list := writeExtensions(k.exts, x, before); len(list) > 0 || before != nil && len(before) == 0 {
		o["extension"] = list
	}
	return o
}

// again decides between what was kept of a field and what x says, now.
func (p fieldOf[T]) again(x *T, kept, now any, in object) any {
	if kept == nil {
		return now
	}
	if p.over != nil {
		return p.over(x, kept)
	}
	var then T
	if p.read(nil, &then, spot{p.name, kept, in}) == nil && equal(p.write(&then), now) {
		return kept
	}
	return now
}

// The parts that most fields are made of.

func textPart[T any](name string, field func(x *T) *string) fieldOf[T] {
	return fieldOf[T]{
		name: name,
		read: func(_ *reading, x *T, p spot) error {
			s, ok := p.v.(string)
			if !ok {
				return p.wrong("text")
			}
			*field(x) = s
			return nil
		},
		write: func(x *T) any { return orNil(*field(x)) },
	}
}

func flagPart[T any](name string, field func(x *T) *bool) fieldOf[T] {
	return fieldOf[T]{
		name: name,
		read: func(c *reading, x *T, p spot) error {
			b, ok := p.v.(bool)
			if s, text := p.v.(string); text && (s == "true" || s == "false") {
				c.note(p.path, "is text where it should be true or false; it is read as "+s, true)
				b, ok = s == "true", true
			}
			if !ok {
				return p.wrong("true or false")
			}
			*field(x) = b
			return nil
		},
		write: func(x *T) any {
			if *field(x) {
				return true
			}
			return nil
		},
	}
}

func countPart[T any](name string, field func(x *T) *int) fieldOf[T] {
	return fieldOf[T]{
		name: name,
		read: func(c *reading, x *T, p spot) error {
			n, ok := whole(p.v)
			if s, text := p.v.(string); text && integer.MatchString(s) {
				c.note(p.path, "is text where it should be a number; it is read as "+s, true)
				n, ok = whole(json.Number(s))
			}
			if !ok {
				return p.wrong("a whole number")
			}
			*field(x) = n
			return nil
		},
		write: func(x *T) any {
			if n := *field(x); n != 0 {
				return json.Number(fmt.Sprint(n))
			}
			return nil
		},
	}
}

// listPart is a list of objects that have no Extra of their own: one that has not
// changed is written as it was read.
func listPart[T, E any](name string, field func(x *T) *[]E, read func(c *reading, p spot) (E, bool, error), write func(e E) any) fieldOf[T] {
	readOne := func(c *reading, path string, v any) (E, bool, error) {
		o, ok := v.(object)
		if !ok {
			var none E
			return none, false, spot{path: path}.wrong("an object")
		}
		return read(c, spot{path, o, o})
	}
	l := fieldOf[T]{name: name}
	l.read = func(c *reading, x *T, p spot) error {
		list, ok := p.v.([]any)
		if !ok {
			return p.wrong("a list")
		}
		for n, v := range list {
			e, ok, err := readOne(c, nth(p.path, n), v)
			if err != nil {
				return err
			}
			if ok {
				*field(x) = append(*field(x), e)
			}
		}
		return nil
	}
	l.write = func(x *T) any {
		var list []any
		for _, e := range *field(x) {
			list = append(list, write(e))
		}
		if list == nil {
			return nil
		}
		return list
	}
	l.over = func(x *T, kept any) any {
		var then T
		if l.read(nil, &then, spot{v: kept}) == nil && equal(l.write(&then), l.write(x)) {
			return kept
		}
		before := listOf(kept)
		now := listOf(l.write(x))
		for n := range now {
			same := slices.IndexFunc(before, func(v any) bool {
				e, ok, err := readOne(nil, "", v)
				return err == nil && ok && equal(write(e), now[n])
			})
			if same >= 0 {
				now[n] = before[same]
				before = slices.Delete(slices.Clone(before), same, same+1)
			}
		}
		if now == nil {
			return nil
		}
		return now
	}
	return l
}

func listOf(v any) []any {
	list, _ := v.([]any)
	return list
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// whole is a number without decimals that an int holds on every machine.
func whole(v any) (int, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	i, err := n.Int64()
	return int(i), err == nil && i >= -1<<31 && i < 1<<31
}
