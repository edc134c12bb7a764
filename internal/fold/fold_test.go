package fold_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"footbridge/internal/fold"
)

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		"":                      "",
		"O'Neil":                "oneil",
		"O’NEIL":                "oneil",
		"  Seán   Ó Briain ":    "sean o briain",
		"Zoë Łukasz-Ørsted":     "zoe lukasz orsted",
		"Straße":                "strasse",
		"İpek Işık":             "ipek isik",
		"Head of R & D":         "head of r and d",
		"ﬁona":                  "fiona",
		"Nguyễn Thị Minh":       "nguyen thi minh",
		"李小龍":                   "李小龍",
		"Director (Operations)": "director operations",
		"\xff\x00":              "",
	} {
		if got := fold.Text(in); got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"O'Neil", "Seán Ó Briain", "İ", "ẞ", "Dž", "ﷺ", "´a", "ŉ", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(checkFold)
}

// What holds for any text holds for every letter.
func TestEveryLetter(t *testing.T) {
	for r := range rune(0x20000) {
		if unicode.IsPrint(r) {
			checkFold(t, string(r))
		}
	}
}

func checkFold(t *testing.T, s string) {
	got := fold.Text(s)
	if again := fold.Text(got); again != got {
		t.Errorf("Text(%q) = %q, and folded again %q", s, got, again)
	}
	if !utf8.ValidString(got) || strings.TrimSpace(got) != got || strings.Contains(got, "  ") {
		t.Errorf("Text(%q) = %q is not words with one space between", s, got)
	}
	if i := strings.IndexFunc(got, func(r rune) bool {
		return r != ' ' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}); i >= 0 {
		t.Errorf("Text(%q) = %q keeps a sign", s, got)
	}
}

func TestFirstLetter(t *testing.T) {
	for s, want := range map[string][2]string{"": {"", ""}, "every month": {"Every month", "every month"}, "Écrit": {"Écrit", "écrit"}, "6 checks": {"6 checks", "6 checks"}} {
		if got := [2]string{fold.Capital(s), fold.Small(s)}; got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}
