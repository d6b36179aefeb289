package i18n

import (
	"fmt"
	"slices"
	"strings"
)

// maxDepth bounds nested cases; real messages need two.
const maxDepth = 8

// partKind says what a part of a message is.
type partKind int

const (
	literal   partKind = iota // text as it stands
	plain                     // {name}
	number                    // {name, number}
	plural                    // {name, plural, …}
	selection                 // {name, select, …}
	pound                     // # inside plural
)

// part is one piece of a message; text is the literal text or the parameter's name.
type part struct {
	kind  partKind
	text  string
	cases map[string][]part
}

// Message is a parsed message. It is immutable.
type Message struct {
	parts []part
	names []string
}

// Names returns the message's parameters, sorted, each once.
func (m *Message) Names() []string { return m.names }

// Parse reads a message; see the package comment for the syntax. The error
// says what is wrong and at which character.
func Parse(text string) (*Message, error) {
	p := &parser{input: []rune(text), names: map[string]bool{}}
	parts, err := p.message(0, false)
	if err == nil && p.pos < len(p.input) {
		err = p.fail("a } without its {")
	}
	if err != nil {
		return nil, err
	}
	m := &Message{parts: parts}
	for name := range p.names {
		m.names = append(m.names, name)
	}
	slices.Sort(m.names)
	return m, nil
}

type parser struct {
	input []rune
	pos   int
	names map[string]bool
}

func (p *parser) fail(what string) error {
	return fmt.Errorf("character %d: %s", p.pos+1, what)
}

// peek returns the next character, 0 at the end.
func (p *parser) peek() rune {
	if p.pos < len(p.input) {
		return p.input[p.pos]
	}
	return 0
}

func (p *parser) end() bool { return p.pos >= len(p.input) }

// message reads parts up to the end or an unmatched }.
func (p *parser) message(depth int, inPlural bool) ([]part, error) {
	if depth > maxDepth {
		return nil, p.fail("nested too deeply")
	}
	var parts []part
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			parts = append(parts, part{kind: literal, text: text.String()})
			text.Reset()
		}
	}
	for !p.end() && p.peek() != '}' {
		switch r := p.peek(); {
		case r == '{':
			flush()
			arg, err := p.argument(depth, inPlural)
			if err != nil {
				return nil, err
			}
			parts = append(parts, arg)
		case r == '#' && inPlural:
			flush()
			p.pos++
			parts = append(parts, part{kind: pound})
		case r == '\'':
			if err := p.apostrophe(&text, inPlural); err != nil {
				return nil, err
			}
		default:
			p.pos++
			text.WriteRune(r)
		}
	}
	flush()
	return parts, nil
}

// apostrophe reads a doubled apostrophe as one, '…' that starts before a special
// character as a quotation, and any other apostrophe as itself.
func (p *parser) apostrophe(text *strings.Builder, inPlural bool) error {
	p.pos++
	switch next := p.peek(); {
	case next == '\'':
		p.pos++
		text.WriteByte('\'')
		return nil
	case next != '{' && next != '}' && (next != '#' || !inPlural):
		text.WriteByte('\'')
		return nil
	}
	for !p.end() {
		r := p.peek()
		p.pos++
		if r != '\'' {
			text.WriteRune(r)
			continue
		}
		if p.peek() != '\'' {
			return nil
		}
		p.pos++
		text.WriteByte('\'')
	}
	return p.fail("the quotation does not end")
}

// argument reads {name}, {name, number}, {name, plural, …} or {name, select, …}.
func (p *parser) argument(depth int, inPlural bool) (part, error) {
	p.pos++ // {
	name := p.word()
	if name == "" || !validName(name) {
		return part{}, p.fail("a parameter name is missing")
	}
	p.names[name] = true
	if p.take('}') {
		return part{kind: plain, text: name}, nil
	}
	if !p.take(',') {
		return part{}, p.fail("expected , or }")
	}
	switch style := p.word(); style {
	case "number":
		if !p.take('}') {
			return part{}, p.fail("expected } after number")
		}
		return part{kind: number, text: name}, nil
	case "plural":
		return p.choice(part{kind: plural, text: name}, depth, true)
	case "select":
		return p.choice(part{kind: selection, text: name}, depth, inPlural)
	default:
		return part{}, p.fail("unknown style " + style)
	}
}

// choice reads the cases of plural and select.
func (p *parser) choice(arg part, depth int, inPlural bool) (part, error) {
	if !p.take(',') {
		return part{}, p.fail("expected , and cases")
	}
	arg.cases = map[string][]part{}
	for !p.take('}') {
		label := p.label()
		if !validLabel(arg.kind, label) {
			return part{}, p.fail("unknown case " + label)
		}
		if _, twice := arg.cases[label]; twice {
			return part{}, p.fail("case " + label + " stands twice")
		}
		if !p.take('{') {
			return part{}, p.fail("expected { after " + label)
		}
		parts, err := p.message(depth+1, inPlural)
		if err != nil {
			return part{}, err
		}
		if p.end() {
			return part{}, p.fail("a { without its }")
		}
		p.pos++ // }
		arg.cases[label] = parts
	}
	if _, ok := arg.cases["other"]; !ok {
		return part{}, p.fail("the case other is missing")
	}
	return arg, nil
}

// validLabel knows the plural categories and, for select, any word.
func validLabel(kind partKind, label string) bool {
	if kind == selection {
		return label != "" && !strings.HasPrefix(label, "=")
	}
	if digits, exact := strings.CutPrefix(label, "="); exact {
		return digits != "" && strings.Trim(digits, "0123456789") == "" && (digits == "0" || digits[0] != '0')
	}
	return slices.Contains([]string{"zero", "one", "two", "few", "many", "other"}, label)
}

func validName(name string) bool { return strings.IndexFunc(name[:1], isDigit) < 0 }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// word reads letters, digits, _ and the space around them.
func (p *parser) word() string { return p.run("") }

// label reads a case's name: a word that may contain = . and -.
func (p *parser) label() string { return p.run("=.-") }

func (p *parser) run(also string) string {
	p.space()
	start := p.pos
	for !p.end() {
		r := p.peek()
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' || isDigit(r)
		if !letter && !strings.ContainsRune(also, r) {
			break
		}
		p.pos++
	}
	word := string(p.input[start:p.pos])
	p.space()
	return word
}

// take skips r and the space before it, if it comes next.
func (p *parser) take(r rune) bool {
	p.space()
	if p.peek() != r || p.end() {
		return false
	}
	p.pos++
	return true
}

func (p *parser) space() {
	for !p.end() && strings.ContainsRune(" \t\r\n", p.peek()) {
		p.pos++
	}
}
