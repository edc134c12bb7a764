package surveys

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Mask stands for a name in a comment.
const Mask = "[name]"

// Suspect is a word in a comment that may say who somebody is. A person decides.
type Suspect struct{ Words, Why string }

var suspects = []struct {
	why string
	is  *regexp.Regexp
}{
	{"an e-mail address", regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}`)},
	{"a number", regexp.MustCompile(`\+?\d[\d\s().-]{6,}\d`)},
	{"a postcode", regexp.MustCompile(`\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b`)},
	{"a title and a name", regexp.MustCompile(`\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Nurse|Sister|Matron|Rev)\.? \p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)?`)},
	{"a word with a capital letter", regexp.MustCompile(`\p{Lu}[\p{Ll}'’-]+(?: \p{Lu}[\p{Ll}'’-]+)*`)},
}

// ordinary are words with a capital letter that name nobody.
var ordinary = strings.Fields("I I'm I've I'd I'll I’m I’ve I’d I’ll Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December Christmas Easter English Welsh Bengali Recovery College Trust Hospital")

// Suspects are the words of a comment that may say who somebody is, each once, in
// the order in which they stand.
func Suspects(words string) []Suspect {
	type found struct {
		Suspect
		at int
	}
	var out []found
	taken := make([]bool, len(words))
	for _, kind := range suspects {
		for _, span := range kind.is.FindAllStringIndex(words, -1) {
			text := strings.TrimSpace(words[span[0]:span[1]])
			if slices.Contains(taken[span[0]:span[1]], true) {
				continue
			}
			capital := kind.why == suspects[len(suspects)-1].why
			if capital && (plainWord(words, span[0], text) || slices.Contains(ordinary, text)) {
				continue
			}
			for i := span[0]; i < span[1]; i++ {
				taken[i] = true
			}
			if !slices.ContainsFunc(out, func(f found) bool { return f.Words == text }) {
				out = append(out, found{Suspect{text, kind.why}, span[0]})
			}
		}
	}
	slices.SortFunc(out, func(a, b found) int { return cmp.Compare(a.at, b.at) })
	list := make([]Suspect, len(out))
	for i, f := range out {
		list[i] = f.Suspect
	}
	return list
}

// plainWord reports whether one word has its capital letter because a sentence
// begins with it, and nowhere else.
func plainWord(words string, at int, text string) bool {
	if strings.Contains(text, " ") {
		return false
	}
	begins := func(at int) bool {
		before := strings.TrimRightFunc(words[:at], func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("\"'“‘(-", r) })
		return before == "" || strings.HasSuffix(before, ".") || strings.HasSuffix(before, "!") || strings.HasSuffix(before, "?") || strings.Contains(words[len(before):at], "\n")
	}
	for from := 0; ; {
		next := strings.Index(words[from:], text)
		if next < 0 {
			return begins(at)
		}
		if !begins(from + next) {
			return false
		}
		from += next + len(text)
	}
}

// MaskWords puts [name] in place of words wherever they stand by themselves.
func MaskWords(text string, words []string) string {
	list := slices.Clone(words)
	slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) }) // the longest first
	for _, w := range list {
		if w = strings.TrimSpace(w); w == "" {
			continue
		}
		var out strings.Builder
		rest := text
		for {
			at := strings.Index(rest, w)
			if at < 0 {
				break
			}
			end := at + len(w)
			before := lastOf(out.String() + rest[:at])
			after := firstOf(rest[end:])
			out.WriteString(rest[:at])
			if unicode.IsLetter(before) || unicode.IsLetter(after) {
				out.WriteString(w)
			} else {
				out.WriteString(Mask)
			}
			rest = rest[end:]
		}
		text = out.String() + rest
	}
	return text
}

func lastOf(s string) rune {
	var last rune
	for _, r := range s[max(0, len(s)-4):] {
		last = r
	}
	return last
}

func firstOf(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}
