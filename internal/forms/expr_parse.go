package forms

import (
	"fmt"
	"slices"
	"strconv"
)

// node is a part of an expression. Op is "literal", "{}", "name" (a member of
// kids[0], or of the focus), "call" (of kids[0]; args are the others), "[]", "%",
// "$", "minus", "is", "as", or an operator between kids.
type node struct {
	op    string
	name  string
	value any
	kids  []*node // kids[0] of a name or call is nil when nothing is before it
}

type parser struct {
	lexer
	tok   token
	depth int
}

// parse reads an expression.
func parse(text string) (n *node, err error) {
	if len(text) > maxExpression {
		return nil, fmt.Errorf("the expression is longer than %d characters", maxExpression)
	}
	p := &parser{lexer: lexer{in: text}}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if n, err = p.binary(0); err == nil && p.tok.kind != 0 {
		err = p.unexpected()
	}
	if err != nil {
		return nil, err
	}
	return n, nil
}

// CheckExpression says what is wrong with a FHIRPath expression: that it cannot
// be read, or an [Unsupported] that names what is not worked out here.
func CheckExpression(text string) error {
	n, err := parse(text)
	if err != nil {
		return err
	}
	return n.check()
}

func (n *node) check() error {
	if n == nil {
		return nil
	}
	switch {
	case n.op == "call" && functions[n.name] == nil && !slices.Contains(controls, n.name):
		return Unsupported{"the function " + n.name + "()"}
	case n.op == "%" && slices.Contains(elsewhere, n.name):
		return Unsupported{"%" + n.name}
	}
	for _, kid := range n.kids {
		if err := kid.check(); err != nil {
			return err
		}
	}
	return nil
}

// elsewhere are variables that a record of a patient would give.
var elsewhere = []string{"patient", "user", "encounter", "subject", "factory", "terminologies", "server"}

func (p *parser) advance() (err error) {
	p.tok, err = p.next()
	return err
}

func (p *parser) unexpected() error {
	if p.tok.kind == 0 {
		return fmt.Errorf("the expression ends too early")
	}
	return fmt.Errorf("at %d: “%s” does not belong there", p.tok.at+1, shorten(p.tok.text))
}

func (p *parser) is(op string) bool { return p.tok.kind == 'o' && p.tok.text == op }

func (p *parser) expect(op string) error {
	if !p.is(op) {
		return p.unexpected()
	}
	return p.advance()
}

// levels are the operators from the loosest to the tightest.
var levels = [][]string{
	{"implies"}, {"or", "xor"}, {"and"}, {"in", "contains"}, {"=", "~", "!=", "!~"}, {"<", ">", "<=", ">="}, {"|"}, {"is", "as"},
	{"+", "-", "&"}, {"*", "/", "div", "mod"},
}

func (p *parser) binary(level int) (*node, error) {
	if level == len(levels) {
		return p.unary()
	}
	if p.depth++; p.depth > maxDepth*len(levels) {
		return nil, fmt.Errorf("the expression is nested too deep")
	}
	defer func() { p.depth-- }()
	left, err := p.binary(level + 1)
	for n := 0; err == nil && (p.tok.kind == 'o' || p.tok.kind == 'i') && slices.Contains(levels[level], p.tok.text); n++ {
		if n > 1000 {
			return nil, fmt.Errorf("the expression is too long")
		}
		op := p.tok.text
		if err = p.advance(); err != nil {
			break
		}
		if op == "is" || op == "as" {
			left, err = p.typed(op, left)
			continue
		}
		var right *node
		right, err = p.binary(level + 1)
		left = &node{op: op, kids: []*node{left, right}}
	}
	return left, err
}

// typed reads the name of a type: FHIR.Coding, System.String, string.
func (p *parser) typed(op string, left *node) (*node, error) {
	name := p.tok.text
	if p.tok.kind != 'i' {
		return nil, p.unexpected()
	}
	err := p.advance()
	if err == nil && p.is(".") {
		if err = p.advance(); err == nil {
			name = p.tok.text
			err = p.advance()
		}
	}
	return &node{op: op, name: name, kids: []*node{left}}, err
}

func (p *parser) unary() (*node, error) {
	minus := false
	for p.is("-") || p.is("+") {
		minus = minus != p.is("-")
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	n, err := p.term()
	if err == nil && minus {
		n = &node{op: "minus", kids: []*node{n}}
	}
	return n, err
}

// term is a value with the path that follows it.
func (p *parser) term() (*node, error) {
	n, err := p.start()
	for steps := 0; err == nil; steps++ {
		if steps > maxDepth {
			return nil, fmt.Errorf("the path is too long")
		}
		switch {
		case p.is("."):
			if err = p.advance(); err == nil {
				n, err = p.member(n)
			}
		case p.is("["):
			var index *node
			if err = p.advance(); err != nil {
				return nil, err
			}
			if index, err = p.binary(0); err == nil {
				n, err = &node{op: "[]", kids: []*node{n, index}}, p.expect("]")
			}
		default:
			return n, nil
		}
	}
	return nil, err
}

func (p *parser) start() (*node, error) {
	tok := p.tok
	switch {
	case p.is("("):
		if err := p.advance(); err != nil {
			return nil, err
		}
		n, err := p.binary(0)
		if err != nil {
			return nil, err
		}
		return n, p.expect(")")
	case p.is("{"):
		if err := p.advance(); err != nil {
			return nil, err
		}
		return &node{op: "{}"}, p.expect("}")
	case tok.kind == 's':
		return &node{op: "literal", value: tok.text}, p.advance()
	case tok.kind == 'd':
		v, err := dateLiteral(tok.text)
		if err != nil {
			return nil, err
		}
		return &node{op: "literal", value: v}, p.advance()
	case tok.kind == 'n':
		return p.numberLiteral()
	case tok.kind == '%' || tok.kind == '$':
		return &node{op: string(tok.kind), name: tok.text}, p.advance()
	case tok.kind == 'i' && (tok.text == "true" || tok.text == "false"):
		return &node{op: "literal", value: tok.text == "true"}, p.advance()
	case tok.kind == 'i':
		return p.member(nil)
	}
	return nil, p.unexpected()
}

func (p *parser) numberLiteral() (*node, error) {
	var v any
	n, err := strconv.ParseInt(p.tok.text, 10, 64)
	v = n
	if err != nil {
		f, err := strconv.ParseFloat(p.tok.text, 64)
		if err != nil {
			return nil, p.unexpected()
		}
		v = f
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.tok.kind == 's' || p.tok.kind == 'i' && slices.Contains(units, p.tok.text) {
		return nil, Unsupported{"a number with a unit (“" + shorten(p.tok.text) + "”)"}
	}
	return &node{op: "literal", value: v}, nil
}

var units = []string{"year", "years", "month", "months", "week", "weeks", "day", "days", "hour", "hours", "minute", "minutes", "second", "seconds", "millisecond", "milliseconds"}

// member reads a name, or a function with its arguments.
func (p *parser) member(of *node) (*node, error) {
	if p.tok.kind == '$' && of != nil || p.tok.kind != 'i' && p.tok.kind != '$' {
		return nil, p.unexpected()
	}
	name := p.tok.text
	if err := p.advance(); err != nil {
		return nil, err
	}
	if !p.is("(") {
		return &node{op: "name", name: name, kids: []*node{of}}, nil
	}
	n := &node{op: "call", name: name, kids: []*node{of}}
	if err := p.advance(); err != nil {
		return nil, err
	}
	for !p.is(")") {
		arg, err := p.binary(0)
		if err != nil {
			return nil, err
		}
		n.kids = append(n.kids, arg)
		if len(n.kids) > maxDepth {
			return nil, fmt.Errorf("there are too many arguments")
		}
		if !p.is(",") {
			break
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	return n, p.expect(")")
}

// dateLiteral is what follows "@".
func dateLiteral(s string) (any, error) {
	v := Value{Kind: "date", Text: s}
	switch {
	case len(s) > 0 && s[0] == 'T':
		v = Value{Kind: "time", Text: s[1:]}
		if len(v.Text) == len("15:04") {
			v.Text += ":00"
		}
	case len(s) > len("2006-01-02"):
		v.Kind = "dateTime"
	}
	if !v.wellFormed() {
		return nil, fmt.Errorf("@%s is not a date", shorten(s))
	}
	return v, nil
}
