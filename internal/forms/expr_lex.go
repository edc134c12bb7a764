package forms

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Limits of an expression.
const (
	maxExpression = 20_000 // bytes
	maxDepth      = 100
	maxSteps      = 200_000 // values looked at
)

// Unsupported names a part of FHIRPath that is not worked out here.
type Unsupported struct{ What string }

// Error says what it is.
func (u Unsupported) Error() string { return u.What + " is not worked out here" }

// token is a word of an expression. Kind is 'i' for a name, 's' a string, 'n' a
// number, 'd' a date or time, '%' a variable, '$' as $this, 'o' an operator, 0
// the end.
type token struct {
	kind byte
	text string
	at   int
}

type lexer struct {
	in string
	at int
}

func letter(c byte) bool { return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func digit(c byte) bool  { return '0' <= c && c <= '9' }

func (l *lexer) take(ok func(c byte) bool) string {
	from := l.at
	for l.at < len(l.in) && ok(l.in[l.at]) {
		l.at++
	}
	return l.in[from:l.at]
}

// space skips what says nothing, comments too.
func (l *lexer) space() {
	for l.at < len(l.in) {
		rest := l.in[l.at:]
		switch {
		case strings.IndexByte(" \t\r\n", rest[0]) >= 0:
			l.at++
		case strings.HasPrefix(rest, "//"):
			l.at += len(strings.SplitN(rest, "\n", 2)[0])
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest[2:], "*/")
			if end < 0 {
				l.at = len(l.in)
				return
			}
			l.at += end + 4
		default:
			return
		}
	}
}

func (l *lexer) next() (token, error) {
	l.space()
	from := l.at
	if from >= len(l.in) {
		return token{at: from}, nil
	}
	c := l.in[from]
	switch {
	case letter(c):
		return token{'i', l.take(func(c byte) bool { return letter(c) || digit(c) }), from}, nil
	case digit(c):
		return token{'n', l.number(), from}, nil
	case c == '\'' || c == '`' || c == '"':
		s, err := l.quoted(c)
		kind := byte('s')
		if c != '\'' {
			kind = 'i'
		}
		return token{kind, s, from}, err
	case c == '@':
		l.at++
		return token{'d', l.take(func(c byte) bool { return digit(c) || strings.IndexByte("-:.TZ+", c) >= 0 }), from}, nil
	case c == '%' || c == '$':
		return l.named(c)
	}
	for _, op := range []string{"<=", ">=", "!=", "!~"} {
		if strings.HasPrefix(l.in[from:], op) {
			l.at += 2
			return token{'o', op, from}, nil
		}
	}
	if strings.IndexByte("()[]{}.,+-*/&|=<>~", c) >= 0 {
		l.at++
		return token{'o', string(c), from}, nil
	}
	r, _ := utf8.DecodeRuneInString(l.in[from:])
	return token{}, fmt.Errorf("at %d: %q does not belong there", from+1, r)
}

func (l *lexer) number() string {
	from := l.at
	l.take(digit)
	if l.at+1 < len(l.in) && l.in[l.at] == '.' && digit(l.in[l.at+1]) {
		l.at++
		l.take(digit)
	}
	return l.in[from:l.at]
}

// named is %resource, %`a name`, $this.
func (l *lexer) named(c byte) (token, error) {
	from := l.at
	l.at++
	if l.at < len(l.in) && c == '%' && strings.IndexByte("`'\"", l.in[l.at]) >= 0 {
		s, err := l.quoted(l.in[l.at])
		return token{c, s, from}, err
	}
	name := l.take(func(c byte) bool { return letter(c) || digit(c) })
	if name == "" {
		return token{}, fmt.Errorf("at %d: a name must follow %c", from+1, c)
	}
	return token{c, name, from}, nil
}

var escapes = map[byte]string{'n': "\n", 'r': "\r", 't': "\t", 'f': "\f"}

func (l *lexer) quoted(quote byte) (string, error) {
	from := l.at
	var b strings.Builder
	for l.at++; l.at < len(l.in); l.at++ {
		c := l.in[l.at]
		switch {
		case c == quote:
			l.at++
			return b.String(), nil
		case c != '\\' || l.at+1 >= len(l.in):
			b.WriteByte(c)
		default:
			l.at++
			c = l.in[l.at]
			if c == 'u' && l.at+4 < len(l.in) {
				var r rune
				if _, err := fmt.Sscanf(l.in[l.at+1:l.at+5], "%04x", &r); err == nil {
					b.WriteRune(r)
					l.at += 4
					continue
				}
			}
			if s, ok := escapes[c]; ok {
				b.WriteString(s)
			} else {
				b.WriteByte(c)
			}
		}
	}
	return "", fmt.Errorf("at %d: what begins here in quotes does not end", from+1)
}
