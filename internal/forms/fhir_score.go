package forms

import (
	"encoding/json"
	"slices"
)

// What FHIR has no word for is an extension of our own with parts: each part is
// an extension within it, with a short name for its address.

func sub(url, kind string, v any) object { return object{"url": url, "value" + kind: v} }

// subText is words with their translations.
func subText(url string, t Text) object {
	o := object{"valueString": t.Plain}
	put(o, "url", url)
	if words := twin(&t, nil); words != nil {
		o["_valueString"] = words
	}
	return o
}

func readSubText(e object, t *Text) (bool, error) {
	words, ok := e["valueString"].(string)
	t.Plain = words
	twin, _ := e["_valueString"].(object)
	if list, has := twin["extension"]; has {
		if _, err := readExtensions(nil, translations, t, spot{v: list}); err != nil {
			return false, err
		}
	}
	return ok, nil
}

func textSubs(list []object, pairs ...string) []object {
	for n := 0; n+2 < len(pairs); n += 3 {
		if pairs[n+2] != "" {
			list = append(list, sub(pairs[n], pairs[n+1], pairs[n+2]))
		}
	}
	return list
}

// eachSub calls fn with the parts of an extension; false when one is no object.
func eachSub(e object, fn func(url string, s object) bool) bool {
	list, ok := e["extension"].([]any)
	for _, v := range list {
		s, is := v.(object)
		ok = ok && is && fn(textOf(s["url"]), s)
	}
	return ok
}

func anyList(list []object) []any {
	out := make([]any, len(list))
	for n, o := range list {
		out[n] = o
	}
	return out
}

var figureExtension = extension[Item]{
	url: ours + "figure",
	read: func(i *Item, e object) bool {
		var f Figure
		ok := eachSub(e, func(url string, s object) bool {
			switch url {
			case "label":
				ok, err := readSubText(s, &f.Label)
				return ok && err == nil
			case "count":
				f.Count = append(f.Count, textOf(s["valueCode"]))
			case "of":
				f.Of = append(f.Of, textOf(s["valueCode"]))
			case "set":
				f.Set = textOf(s["valueString"])
			case "domain":
				f.Domain = textOf(s["valueCode"])
			}
			return true
		})
		i.Figure = &f
		return ok
	},
	write: func(i *Item) []object {
		f := i.Figure
		if f == nil {
			return nil
		}
		list := []object{subText("label", f.Label)}
		for _, code := range f.Count {
			list = append(list, sub("count", "Code", code))
		}
		for _, code := range f.Of {
			list = append(list, sub("of", "Code", code))
		}
		list = textSubs(list, "set", "String", f.Set, "domain", "Code", f.Domain)
		return []object{{"extension": anyList(list)}}
	},
}

var scoreExtension = extension[Form]{
	url: ours + "score",
	read: func(f *Form, e object) bool {
		s, ok := readScore(e)
		f.Scores = append(f.Scores[:len(f.Scores):len(f.Scores)], s)
		return ok
	},
	write: func(f *Form) []object {
		var list []object
		for n := range f.Scores {
			list = append(list, object{"extension": anyList(scoreSubs(&f.Scores[n]))})
		}
		return list
	},
}

func scoreSubs(s *Score) []object {
	list := textSubs(nil, "id", "String", s.ID)
	if s.Title.Plain != "" || len(s.Title.In) > 0 {
		list = append(list, subText("title", s.Title))
	}
	list = textSubs(list, "method", "Code", string(s.Method))
	for _, i := range s.Items {
		one := textSubs(nil, "linkId", "String", i.LinkID)
		if i.Reversed {
			one = append(one, sub("reversed", "Boolean", true))
		}
		if i.Weight != 0 {
			one = append(one, sub("weight", "Decimal", numberTree(i.Weight)))
		}
		list = append(list, object{"url": "item", "extension": anyList(one)})
	}
	for _, of := range s.Of {
		list = append(list, sub("of", "String", of))
	}
	if s.MinAnswered != 0 {
		list = append(list, sub("minAnswered", "Integer", numberTree(float64(s.MinAnswered))))
	}
	if s.Prorate {
		list = append(list, sub("prorate", "Boolean", true))
	}
	if s.Multiply != 0 {
		list = append(list, sub("multiply", "Decimal", numberTree(s.Multiply)))
	}
	for _, row := range s.Lookup {
		list = append(list, object{"url": "lookup", "extension": []any{
			sub("from", "Decimal", numberTree(row.From)), sub("to", "Decimal", numberTree(row.To)),
		}})
	}
	if s.Round != nil {
		list = append(list, sub("round", "Integer", numberTree(float64(*s.Round))))
	}
	return textSubs(list, "polarity", "Code", string(s.Polarity), "missing", "String", s.Missing, "source", "String", s.Source)
}

func readScore(e object) (Score, bool) {
	var s Score
	ok := eachSub(e, func(url string, p object) bool {
		ok := true
		switch url {
		case "id":
			s.ID, ok = p["valueString"].(string)
		case "title":
			ok, _ = readSubText(p, &s.Title)
		case "method":
			method, is := p["valueCode"].(string)
			s.Method, ok = Method(method), is
		case "item":
			var i ScoreItem
			ok = readScoreItem(p, &i)
			s.Items = append(s.Items, i)
		case "of":
			s.Of = append(s.Of, textOf(p["valueString"]))
		case "minAnswered":
			s.MinAnswered, ok = whole(p["valueInteger"])
		case "prorate":
			s.Prorate, ok = p["valueBoolean"].(bool)
		case "multiply":
			s.Multiply, ok = decimal(p["valueDecimal"])
		case "lookup":
			var row LookupRow
			ok = readLookup(p, &row)
			s.Lookup = append(s.Lookup, row)
		case "round":
			places, is := whole(p["valueInteger"])
			s.Round, ok = &places, is
		case "polarity":
			s.Polarity = Polarity(textOf(p["valueCode"]))
		case "missing":
			s.Missing = textOf(p["valueString"])
		case "source":
			s.Source = textOf(p["valueString"])
		}
		return ok
	})
	return s, ok
}

func readScoreItem(p object, i *ScoreItem) bool {
	return eachSub(p, func(url string, s object) bool {
		ok := true
		switch url {
		case "linkId":
			i.LinkID, ok = s["valueString"].(string)
		case "reversed":
			i.Reversed, ok = s["valueBoolean"].(bool)
		case "weight":
			i.Weight, ok = decimal(s["valueDecimal"])
		}
		return ok
	})
}

func readLookup(p object, row *LookupRow) bool {
	return eachSub(p, func(url string, s object) bool {
		v, ok := s["valueDecimal"].(json.Number)
		if !ok || !slices.Contains([]string{"from", "to"}, url) {
			return ok
		}
		n, ok := decimal(v)
		if url == "from" {
			row.From = n
		} else {
			row.To = n
		}
		return ok
	})
}
