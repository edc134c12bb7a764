package forms

import (
	"strings"
	"testing"
)

func TestCodesOfPagesRoundTrip(t *testing.T) {
	f := everything()
	for _, e := range []Edition{{}, {Size: 18}, {Language: "en-x-easy"}, {Size: 24, Language: "cy"}} {
		for _, page := range f.Pages(e) {
			c := f.CodeOf(e, page)
			text := Code(c)
			got, err := ParseCode(" " + text + "\n")
			if err != nil || got != c {
				t.Fatalf("%s: %+v, %v; want %+v", text, got, err, c)
			}
		}
	}
	odd := PaperCode{Form: "a/b ü", Version: "1.0/β", Page: 1, Pages: 2}
	if got, err := ParseCode(Code(odd)); err != nil || got != odd {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestADamagedCodeIsRefused(t *testing.T) {
	text := Code(PaperCode{Form: "inpatient-experience", Version: "2", Page: 2, Pages: 4, Edition: Edition{Size: 16}})
	for i := range len(text) {
		for _, c := range []string{"", "0", "7", "A", "x", "/"} {
			if broken := text[:i] + c + text[i+1:]; broken != text {
				if got, err := ParseCode(broken); err == nil {
					t.Fatalf("%s was read as %+v", broken, got)
				}
			}
		}
	}
	forged := "FB1/a/1/9/2/11/"
	for _, bad := range []string{"", "/", "FB1", "hello", forged + "/" + checksum(forged), "FB2" + text[3:], "https://example.org/a/b/c/d/e/f/00000000"} {
		if _, err := ParseCode(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestEverythingThatIsAskedIsOnPaperOnce(t *testing.T) {
	f := everything()
	before := 0
	for _, size := range PaperSizes {
		pages, seen := f.Pages(Edition{Size: size}), map[string]int{}
		for _, page := range pages {
			height := 0.0
			for _, i := range page.Items {
				height += i.height
				if i.As != "heading" && i.As != "table" {
					seen[i.LinkID]++
				}
				for _, row := range i.Rows {
					seen[row.LinkID]++
				}
			}
			if height > paperHeight-codeHeight && len(page.Items) > 2 {
				t.Errorf("at %d points page %d is %.0f mm high", size, page.Number, height)
			}
			if len(page.Items) == 0 && page.Number > 1 {
				t.Errorf("at %d points page %d is empty", size, page.Number)
			}
			if len(page.Items) == 0 {
				continue
			}
			if last := page.Items[len(page.Items)-1]; last.As == "heading" {
				t.Errorf("at %d points page %d ends with the heading %q", size, page.Number, last.Label.Text)
			}
		}
		f.Walk(func(_ []*Item, i *Item) {
			if want := i.asked(); want && seen[i.LinkID] == 0 || !i.shown() && seen[i.LinkID] > 0 {
				t.Errorf("at %d points %s is printed %d times", size, i.LinkID, seen[i.LinkID])
			}
		})
		if len(pages) < before {
			t.Errorf("%d points need fewer pages than the size before: %d, %d", size, len(pages), before)
		}
		before = len(pages)
		if of := f.PageOf(Edition{Size: size}); of["name"] != 1 || of["site"] != len(pages) {
			t.Errorf("pages of name and site: %d, %d of %d", of["name"], of["site"], len(pages))
		}
	}
	if easy, large := len(f.Pages(Edition{Language: "en-x-easy"})), len(f.Pages(Edition{Size: 16})); easy != large {
		t.Errorf("easy read has %d pages, 16 points %d", easy, large)
	}
}

func TestPaperSaysWhereToGoOn(t *testing.T) {
	yes, no := Value{Kind: "boolean", Text: "true"}, Value{Kind: "boolean", Text: "false"}
	ask := func(id string, when ...Condition) Item {
		return Item{LinkID: id, Kind: Boolean, Text: Text{Plain: id + "?"}, EnableWhen: when}
	}
	f := &Form{Items: []Item{
		ask("a"), ask("b", Condition{"a", "=", yes}), {LinkID: "g", Kind: Group, EnableWhen: []Condition{{"a", "=", yes}}, Items: []Item{ask("c")}},
		ask("d", Condition{"a", "=", no}), ask("e"), ask("f", Condition{"e", "!=", no}),
	}}
	got := f.jumps(f.Numbers())
	for _, c := range []struct{ q, key, want string }{{"a", "true", ""}, {"a", "false", "question 4"}, {"e", "false", "the end"}, {"e", "true", ""}, {"b", "true", ""}} {
		if got[c.q][c.key] != c.want {
			t.Errorf("after %s of %s: %q, want %q", c.key, c.q, got[c.q][c.key], c.want)
		}
	}
	doc := printed(t, Paper{Form: f})
	if text := doc.Find(".fb-ticks").First().Text(); !strings.Contains(text, "No → go on to question 4") {
		t.Errorf("the first boxes: %q", text)
	}
	if only := doc.Find(".fb-ask__only").First().Text(); only != "Answer this only if you answered “Yes” to question 1." {
		t.Errorf("the first condition: %q", only)
	}
}

func TestEverySideHasItsHeadCodeAndFoot(t *testing.T) {
	f := everything()
	doc := printed(t, Paper{Form: f, Edition: Edition{Size: 16}, By: "The ward asks", Why: "To learn.\nTo change.", Return: "Put it in the box."})
	sides := doc.Find(".fb-side")
	if n := len(f.Pages(Edition{Size: 16})); sides.Length() != n || doc.Find(".fb-side__code path").Length() != n || n < 3 {
		t.Fatalf("%d sides, %d codes, %d pages", sides.Length(), doc.Find(".fb-side__code path").Length(), n)
	}
	for i := range sides.Length() {
		code, err := ParseCode(sides.Eq(i).Find(".fb-code").Text())
		if err != nil || code.Page != i+1 || code.Form != "everything" || code.Version != "3" || code.Edition.Size != 16 {
			t.Errorf("side %d: %+v, %v", i+1, code, err)
		}
	}
	if doc.Find("h1").Length() != 1 || doc.Find("input, select, textarea, button").Length() != 0 || doc.Find("[style]").Length() != 0 {
		t.Error("a sheet has one title and no controls")
	}
	if text := doc.Text(); strings.Contains(text, "Hidden") || !strings.Contains(text, "Put it in the box.") || !strings.Contains(text, "To change.") {
		t.Error("the words around the questions")
	}
}

func TestALongTableGoesOnOverleaf(t *testing.T) {
	scale := []Option{coding("n", "Never"), coding("s", "Sometimes"), coding("a", "Always")}
	g := Item{LinkID: "g", Kind: Group, Text: Text{Plain: "The ward"}}
	for i := range 60 {
		g.Items = append(g.Items, Item{LinkID: "r" + strings.Repeat("x", i), Kind: Choice, Options: scale, Text: Text{Plain: "Something that was so on the ward"}})
	}
	f := &Form{Items: []Item{g}}
	for _, size := range PaperSizes {
		rows, pages := 0, f.Pages(Edition{Size: size})
		for _, page := range pages {
			for _, i := range page.Items {
				rows += len(i.Rows)
				if i.height > paperHeight || i.As == "table" && page.Number > 2 && !i.Continued {
					t.Errorf("at %d points a part of the table on page %d is %.0f mm high, continued: %v", size, page.Number, i.height, i.Continued)
				}
			}
		}
		if rows != 60 || len(pages) < 3 {
			t.Errorf("at %d points %d rows on %d pages", size, rows, len(pages))
		}
		if got := len(pages[0].Items); size < 20 && got != 2 {
			t.Errorf("at %d points the first page has %d items, not the heading and the table's beginning", size, got)
		}
	}
}
