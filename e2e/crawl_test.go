package e2e

import (
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// visitor is a client without a screen, which finds the pages to look at.
type visitor struct {
	t      *testing.T
	base   string
	client *http.Client
}

func newVisitor(t *testing.T, base string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t, base, &http.Client{Jar: jar}}
}

// cookies are what the visitor's browser would need to be the same visitor.
func (v *visitor) cookies() []*http.Cookie {
	u, err := url.Parse(v.base)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.client.Jar.Cookies(u)
}

func (v *visitor) get(address string) (int, *goquery.Document) {
	v.t.Helper()
	res, err := v.client.Get(v.base + address)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		return res.StatusCode, nil
	}
	doc, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return res.StatusCode, doc
}

// roles are the demonstration's roles by label.
func (v *visitor) roles() map[string]string {
	v.t.Helper()
	_, doc := v.get("/")
	out := map[string]string{}
	doc.Find("#demo-role option").Each(func(_ int, o *goquery.Selection) {
		out[strings.TrimSpace(o.Text())] = o.AttrOr("value", "")
	})
	return out
}

// become switches to the demonstration's role whose label begins with these words.
func (v *visitor) become(label string) {
	v.t.Helper()
	all := v.roles()
	for name, value := range all {
		if !strings.HasPrefix(name, label) {
			continue
		}
		res, err := v.client.PostForm(v.base+"/demo/role", url.Values{"role": {value}, "next": {"/"}})
		if err != nil {
			v.t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			v.t.Fatalf("become %s: status %d", name, res.StatusCode)
		}
		return
	}
	v.t.Fatalf("no role begins with %q, only: %s", label, strings.Join(slices.Sorted(maps.Keys(all)), "; "))
}

// found is a page that a visitor can reach.
type found struct {
	address string
	parts   []string // the kinds of elements it is made of: pages of the same parts need one look
}

// most is how many pages a walk visits at most; a demonstration has fewer.
const most = 300

// walk follows every link from the front page, one address of each pattern, and
// fails for a link that leads nowhere.
func (v *visitor) walk() []found {
	v.t.Helper()
	queue, from, seen := []string{"/"}, map[string]string{"/": "the start"}, map[string]bool{"/": true}
	var out []found
	for len(queue) > 0 && len(out) < most {
		address := queue[0]
		queue = queue[1:]
		status, doc := v.get(address)
		if status != http.StatusOK {
			v.t.Errorf("%s: status %d, and %s has a link to it", address, status, from[address])
			continue
		}
		if doc == nil {
			continue // a file
		}
		if q := doc.Find("#site-search").AttrOr("value", ""); q != "" && !strings.HasPrefix(address, "/search") {
			v.t.Errorf("%s: the search in the header holds %q, which nobody searched for", address, q)
		}
		out = append(out, found{address, parts(doc)})
		doc.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
			to, ok := within(address, a.AttrOr("href", ""))
			if key := pattern(to); ok && !seen[key] {
				seen[key], from[to] = true, address
				queue = append(queue, to)
			}
		})
	}
	return out
}

// within resolves a link found at an address, and reports whether it stays.
func within(at, href string) (string, bool) {
	base, err := url.Parse(at)
	if err != nil {
		return "", false
	}
	to, err := base.Parse(href)
	if err != nil || to.Host != "" || to.Scheme != "" || strings.HasPrefix(to.Path, "/assets/") {
		return "", false
	}
	to.Fragment = ""
	return to.String(), true
}

var identity = regexp.MustCompile(`/[0-9a-z]{24,}`)

// pattern is what addresses of one kind of page have in common.
func pattern(address string) string {
	path, query, _ := strings.Cut(address, "?")
	values, _ := url.ParseQuery(query)
	return identity.ReplaceAllString(path, "/*") + "?" + strings.Join(slices.Sorted(maps.Keys(values)), "&")
}

// parts are the kinds of elements that a page is made of.
func parts(doc *goquery.Document) []string {
	kinds := map[string]bool{}
	doc.Find("body *").Each(func(_ int, e *goquery.Selection) {
		kinds[goquery.NodeName(e)+"."+e.AttrOr("class", "")+"["+e.AttrOr("type", "")+e.AttrOr("role", "")+"]"] = true
	})
	return slices.Sorted(maps.Keys(kinds))
}

// TestEveryPage walks through the demonstration as several people and looks at
// every kind of page they can reach, at both widths. Another page of a kind that
// has been looked at is looked at only for parts that no page had.
func TestEveryPage(t *testing.T) {
	need(t)
	base := demonstration(t).base
	seen := &looked{}
	for _, label := range []string{"", "Recovery lead", "Administrator", "Service director", "Practitioner", "Commissioner", "College manager", "Person or student"} {
		t.Run(name(label), func(t *testing.T) {
			t.Parallel()
			v := newVisitor(t, base)
			if label != "" {
				v.become(label)
			}
			pages := v.walk()
			b := open(t, base)
			b.take(v.cookies())
			n := 0
			for _, page := range pages {
				kind, alike := seen.claim(page)
				if alike {
					continue
				}
				if status := b.visit(page.address); status != http.StatusOK {
					t.Errorf("%s: status %d in the browser", page.address, status)
				}
				if kind {
					b.glance()
				} else {
					b.look()
				}
				n++
			}
			t.Logf("%d pages can be reached, %d of them looked at", len(pages), n)
		})
	}
}

// looked is what somebody looks at or has looked at.
type looked struct {
	mu           sync.Mutex
	kinds, parts map[string]bool
}

// claim takes a page to look at. It reports whether a page of that kind has been
// taken before, and whether all its parts have been too, on whatever pages.
func (l *looked) claim(p found) (kind, alike bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kinds == nil {
		l.kinds, l.parts = map[string]bool{}, map[string]bool{}
	}
	key, _, _ := strings.Cut(pattern(p.address), "?") // what is searched for and sorted by are parts of one kind
	kind = l.kinds[key]
	l.kinds[key] = true
	alike = kind
	for _, part := range p.parts {
		alike = alike && l.parts[part]
		l.parts[part] = true
	}
	return kind, alike
}

func name(label string) string {
	if label == "" {
		return "signed out"
	}
	return label
}
