package disclosure

import (
	"bytes"
	"strings"
	"testing"
)

func TestSheets(t *testing.T) {
	for name, c := range map[string]struct {
		rule     Rule
		in, want string
	}{
		"totals": {Rule{}, "Ward,Yes,No,Total\nAsh,10,3,13\nBirch,20,9,29\nTotal,30,12,42\n",
			"Ward,Yes,No,Total\nAsh,*,*,13\nBirch,*,*,29\nTotal,30,12,42\n"},
		"as people keep it": {Rule{}, "\ufeff\"Ward, or team\",Yes,TOTAL \r\n\"The \"\"Ash\"\"\",\"1,200\",\"1,200\"\r\n,,\r\nBirch, 8 ,8\r\n",
			"\"Ward, or team\",Yes,TOTAL \n\"The \"\"Ash\"\"\",1200,1200\nBirch,8,8\n"},
		"rounded": {Rule{Round: true}, ",Yes\nAsh,12\nBirch,4", ",Yes\nAsh,10\nBirch,*\n"},
	} {
		s, err := ReadSheet(strings.NewReader(c.in))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var out bytes.Buffer
		if err := s.Publish(&out, c.rule); err != nil || out.String() != c.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, &out, c.want)
		}
	}
}

func TestBadSheets(t *testing.T) {
	for in, want := range map[string]string{
		"":                                      "the file has no rows of counts",
		"\n\n":                                  "the file has no rows of counts",
		"Ward,Yes":                              "the file has no rows of counts",
		"Ward\nAsh":                             "no columns of counts",
		"Ward;Yes\nAsh;3":                       "separated by commas",
		"Ward,Yes\n\nAsh,many":                  "row 3 (“Ash”), column 2 (“Yes”): “many” is not a whole number",
		"Ward,Yes\nAsh,3.5":                     "“3.5” is not a whole number",
		"Ward,Yes\nAsh,\"1,2\"":                 "“1,2” is not a whole number",
		"Ward,Yes\nAsh,-1":                      "row 2 (“Ash”), column 2 (“Yes”): -1 is less than zero",
		"Ward,Yes\nAsh,":                        "row 2 (“Ash”), column 2 (“Yes”): there is no number",
		"Ward,Yes\nAsh,99999999999999999":       "too large",
		"Ward,Yes\nAsh,99999999999999999999999": "too large",
		"Ward,Yes\nAsh,1,2":                     "row 2 (“Ash”) has 3 columns, the first row has 2",
		"Ward,Yes\nAsh":                         "row 2 (“Ash”) has 1 columns",
		"Ward,Yes\nTotal,3\nAsh,3":              "row 2 (“Total”): the row of totals must be the last",
		"Ward,Total,Yes\nAsh,3,3":               "column 2 (“Total”): the column of totals must be the last",
		"Ward,Total\nAsh,3":                     "nothing but totals",
		"Ward,Yes\nTotal,3":                     "nothing but totals",
		"Ward,Yes,No,Total\nAsh,1,2,4":          "row 2 (“Ash”), column 4 (“Total”): the total is 4, but the row comes to 3",
		"Ward,Yes\nAsh,1\nBirch,2\ntotal,5":     "row 4 (“total”), column 2 (“Yes”): the total is 5, but the column comes to 3",
		"Ward,Yes\n\"Ash,1":                     "not CSV",
		"Ward,Yes\nA\xe9h,1":                    "UTF-8",
	} {
		if s, err := ReadSheet(strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v, want %q", in, s, err, want)
		}
	}
}

// Whatever is in the file, a table is read or refused; what is read can be
// published, unless its totals give it away.
func FuzzReadSheet(f *testing.F) {
	f.Add("Ward,Yes,No,Total\nAsh,10,3,13\nBirch,20,9,29\nTotal,30,12,42\n")
	f.Add("\ufeffa,\"b\"\r\nc,\"1,000\"\r\n")
	f.Fuzz(func(t *testing.T, in string) {
		s, err := ReadSheet(strings.NewReader(in))
		if err != nil || len(s.Labels)*len(s.Head) > 100 {
			return
		}
		for _, rule := range []Rule{{}, {Round: true}} {
			if err := s.Publish(&bytes.Buffer{}, rule); err != nil {
				t.Fatal(err)
			}
		}
	})
}
