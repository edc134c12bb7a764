// Package fold makes text comparable however it was typed: it is what names and
// titles are found, ordered and told apart by. And it begins a sentence.
package fold

import (
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

// Apostrophes join what they stand between: O'Neil is oneil.
const Apostrophes = "'’‘ʼʻ`´ʹ′＇"

// Text is s in small letters without accents or apostrophes, words and numbers
// with one space between them. Folding twice changes nothing.
func Text(s string) string {
	if plain(s) {
		return s
	}
	for range 4 { // once is enough but for a few letters, which settle after another turn
		next := once(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

// plain reports whether s is folded already, as most words that are looked up
// again and again are.
func plain(s string) bool {
	space := true // none at the beginning
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			space = false
		case c == ' ' && !space:
			space = true
		default:
			return false
		}
	}
	return !space || s == ""
}

func once(s string) string {
	var b strings.Builder
	// The marks among apostrophes are dropped before they decompose to a space.
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(Apostrophes, r) {
			return -1
		}
		return r
	}, s)
	for _, r := range norm.NFKD.String(s) {
		r = unicode.ToLower(r)
		switch to, ok := letters[r]; {
		case ok:
			b.WriteString(to)
		case unicode.Is(unicode.Mn, r) || strings.ContainsRune(Apostrophes, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mc, r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Capital is s with a capital letter at its beginning.
func Capital(s string) string { return first(s, unicode.ToUpper) }

// Small is s with a small letter at its beginning.
func Small(s string) string { return first(s, unicode.ToLower) }

func first(s string, to func(rune) rune) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return ""
	}
	return string(to(r)) + s[n:]
}
