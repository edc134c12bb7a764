package notify

import (
	"context"
	"fmt"
	"html"
	"regexp"
	"strings"

	"footbridge/internal/db"
)

// render makes the words of m, the organisation's own where it has some.
func (n *Notifier) render(ctx context.Context, tx *db.DB, m Message) (Template, string, error) {
	for _, t := range n.templates {
		if t.Name != m.Template {
			continue
		}
		data := map[string]string{"Name": oneLine(m.To.Name)}
		for k, v := range m.Data {
			data[k] = v
		}
		if t.Editable() {
			own, found, err := oneOwnWords(ctx, tx, m.OrgID, t.Name)
			if err != nil {
				return t, "", err
			}
			if found {
				t.Subject = own.Subject
				if body, err := fillBody(t.Name, own.Body, data); err == nil {
					return t, body, nil
				} // words that can no longer be filled in: the program's reach people
			}
		}
		body, err := n.fill(t, data)
		return t, body, err
	}
	return Template{}, "", fmt.Errorf("there is no template %q", m.Template)
}

func (n *Notifier) fill(t Template, data map[string]string) (string, error) {
	var b strings.Builder
	if err := n.bodies[t.Name].Execute(&b, data); err != nil {
		return "", fmt.Errorf("template %s: %w", t.Name, err)
	}
	return tidy(b.String()), nil
}

var blankLines = regexp.MustCompile(`\n[ \t]*\n\s*`)

// tidy trims body and leaves one blank line between paragraphs.
func tidy(body string) string {
	body = strings.ReplaceAll(strings.ReplaceAll(body, "\r\n", "\n"), "\x00", "")
	return blankLines.ReplaceAllString(strings.TrimSpace(strings.ToValidUTF8(body, "�")), "\n\n")
}

// Preview is a template with its fields' names in place of what they will hold.
type Preview struct {
	Template
	Text string
}

var field = regexp.MustCompile(`\.([A-Za-z]\w*)`)

// Previews are all templates as they would read, in the order given to New.
func (n *Notifier) Previews() []Preview {
	var out []Preview
	for _, t := range n.templates {
		data := map[string]string{}
		for _, m := range field.FindAllStringSubmatch(t.Body, -1) {
			data[m[1]] = "[" + m[1] + "]"
		}
		text, err := n.fill(t, data)
		if err != nil {
			text = t.Body
		}
		out = append(out, Preview{t, text})
	}
	return out
}

// paragraphs splits a body at its blank lines.
func paragraphs(body string) []string { return strings.Split(body, "\n\n") }

var address = regexp.MustCompile(`https?://[^\s<>"]*[^\s<>".,;:!?)]`)

// htmlOf is the body as a page: paragraphs, with addresses to be clicked.
func htmlOf(subject, body string, large bool) string {
	size := "16px"
	if large {
		size = "18pt"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "<!doctype html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\"><title>%s</title></head>\n", html.EscapeString(subject))
	fmt.Fprintf(&b, "<body style=\"font-family:Arial,Helvetica,sans-serif;font-size:%s;line-height:1.5;color:#212b32;max-width:40em\">\n", size)
	for _, p := range paragraphs(body) {
		b.WriteString("<p>" + strings.ReplaceAll(linked(p), "\n", "<br>\n") + "</p>\n")
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

// linked escapes text and makes its addresses links.
func linked(text string) string {
	var b strings.Builder
	at := 0
	for _, m := range address.FindAllStringIndex(text, -1) {
		b.WriteString(html.EscapeString(text[at:m[0]]))
		u := html.EscapeString(text[m[0]:m[1]])
		b.WriteString(`<a href="` + u + `">` + u + `</a>`)
		at = m[1]
	}
	b.WriteString(html.EscapeString(text[at:]))
	return b.String()
}
