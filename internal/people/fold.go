package people

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letters that have no decomposition but that people type without their stroke.
var letters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ħ': "h", 'ı': "i", 'ŋ': "n", 'ŧ': "t", 'ĸ': "k",
	'&': " and ",
}

// apostrophes join what they stand between: O'Neil is oneil.
const apostrophes = "'’‘ʼʻ`´ʹ′＇"

// Fold makes names and titles comparable: small letters without accents or
// apostrophes, words and numbers with one space between them.
func Fold(s string) string {
	for range 4 { // once is enough but for a few letters, which settle after another turn
		next := foldOnce(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

func foldOnce(s string) string {
	var b strings.Builder
	// The marks among apostrophes are dropped before they decompose to a space.
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(apostrophes, r) {
			return -1
		}
		return r
	}, s)
	for _, r := range norm.NFKD.String(s) {
		r = unicode.ToLower(r)
		switch to, ok := letters[r]; {
		case ok:
			b.WriteString(to)
		case unicode.Is(unicode.Mn, r) || strings.ContainsRune(apostrophes, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mc, r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// words are the folded words a name is found by: each word, the parts that an
// apostrophe or a capital inside shows, and neighbours written as one, so that
// O'Neil, O Neil and ONeil all have "oneil", "o" and "neil".
func words(name string) []string {
	var whole, out []string
	for _, token := range strings.FieldsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune(apostrophes, r)
	}) {
		whole = append(whole, strings.Fields(Fold(token))...)
		for _, part := range parts(token) {
			out = append(out, strings.Fields(Fold(part))...)
		}
	}
	out = append(out, strings.Fields(Fold(name))...)
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
		if cut || strings.ContainsRune(apostrophes, r[i]) {
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
	base := strings.Fields(Fold(q))
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
