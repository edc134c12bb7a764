package people

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"footbridge/internal/fold"
)

// words are the folded words a name is found by: each word, the parts that an
// apostrophe or a capital inside shows, and neighbours written as one, so that
// O'Neil, O Neil and ONeil all have "oneil", "o" and "neil".
func words(name string) []string {
	var whole, out []string
	for _, token := range strings.FieldsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune(fold.Apostrophes, r)
	}) {
		whole = append(whole, strings.Fields(fold.Text(token))...)
		for _, part := range parts(token) {
			out = append(out, strings.Fields(fold.Text(part))...)
		}
	}
	out = append(out, strings.Fields(fold.Text(name))...)
	out = append(out, whole...)
	for i := range len(whole) - 1 {
		out = append(out, whole[i]+whole[i+1])
		if i+2 < len(whole) && short(whole[i]) && short(whole[i+1]) { // van der Berg
			out = append(out, whole[i]+whole[i+1]+whole[i+2])
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func short(word string) bool { return utf8.RuneCountInString(word) <= 3 }

// parts cuts a word at apostrophes and before a capital inside it: Mc|Donald.
func parts(token string) []string {
	var out []string
	r, from := []rune(token), 0
	for i := range r {
		cut := i > 0 && i+1 < len(r) && unicode.IsUpper(r[i]) && unicode.IsLower(r[i+1]) && unicode.IsLetter(r[i-1])
		if cut || strings.ContainsRune(fold.Apostrophes, r[i]) {
			out, from = append(out, string(r[from:i])), i
		}
	}
	return append(out, string(r[from:]))
}

// Contact words are kept apart from names by a sign no name has.
const (
	emailSign = "@"
	phoneSign = "#"
)

// indexWords are all the words by which p is found.
func indexWords(p Person) []string {
	out := append(words(p.Name), words(p.PreferredName)...)
	if p.Email != "" {
		out = append(out, emailSign+strings.ToLower(p.Email))
	}
	if d := digits(p.Phone); d != "" {
		out = append(out, phoneSign+d)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// maxTerms bounds a search: more words than this only make it slower.
const maxTerms = 6

// terms are the ways to read what was typed: each a list of words that must all
// begin a word of the person. "o neil" is also read as "oneil".
func terms(q string) [][]string {
	switch number := digits(q); {
	case strings.Contains(q, "@"):
		return [][]string{{emailSign + strings.ToLower(strings.TrimSpace(q))}}
	case len(number) >= 5 && strings.Trim(q, "0123456789 +-()") == "":
		return [][]string{{phoneSign + number}}
	}
	base := strings.Fields(fold.Text(q))
	if len(base) == 0 {
		return nil
	}
	base = base[:min(len(base), maxTerms)]
	out := [][]string{base}
	for i := range len(base) - 1 {
		joined := append(slices.Clone(base[:i]), base[i]+base[i+1])
		out = append(out, append(joined, base[i+2:]...))
	}
	return out
}

// after is the first word that does not begin with prefix, in byte order.
func after(prefix string) []byte {
	b := []byte(prefix)
	b[len(b)-1]++ // never 0xff in UTF-8
	return b
}
