package condition

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// The limits of one tree. They bound the work of parsing, of the statement and
// of one evaluation, whoever wrote the tree.
const (
	MaxDepth       = 6         // levels, the comparison's own included
	MaxComparisons = 100       // leaves
	MaxList        = 1000      // operands of one list
	MaxRegions     = 500       // operands of all "within" together: each becomes a range, so that an index serves it
	MaxText        = 200       // characters of one text operand
	MaxName        = 100       // bytes of a key, a field's name or an operator
	MaxBytes       = 256 << 10 // of the JSON text
)

// Node is the tree as it travels and as it is stored: exactly one of All, Any,
// Not, or a comparison (Field, Op and, for most operators, Value).
type Node struct {
	All   []Node          `json:"all,omitzero" maxItems:"100" doc:"True when every condition holds; an empty list always holds."`
	Any   []Node          `json:"any,omitzero" minItems:"1" maxItems:"100" doc:"True when at least one condition holds."`
	Not   *Node           `json:"not,omitzero" doc:"True when the condition does not hold."`
	Field string          `json:"field,omitempty" doc:"Key of the field to compare."`
	Op    Operator        `json:"op,omitempty" doc:"Operator; the field's type says which ones it has."`
	Value json.RawMessage `json:"value,omitzero" doc:"Operand: none, one value, a pair, a list or a number of days, as the operator asks."`

	broken error // what UnmarshalJSON found; Bind returns it
}

// Everything is the tree that always holds.
func Everything() Node { return Node{All: []Node{}} }

// Parse reads a tree strictly: unknown, repeated or mixed keys are refused, and
// so is a tree beyond the limits. Fields and operands are judged by Bind.
// It returns ErrBadStructure or ErrTooComplex.
func Parse(raw []byte) (Node, error) {
	if len(raw) > MaxBytes {
		return Node{}, tooComplex("", "bytes", MaxBytes)
	}
	if !utf8.Valid(raw) || !json.Valid(raw) {
		return Node{}, badStructure("")
	}
	p := parser{}
	return p.node(raw, "", 1)
}

// UnmarshalJSON reads with Parse, so that a tree inside a request body or a
// stored rule is read as strictly as one that stands alone. What is wrong with
// it waits for Bind, because a body's decoder would lose the fault's code.
func (n *Node) UnmarshalJSON(raw []byte) error {
	tree, err := Parse(raw)
	*n = tree
	n.broken = err
	return nil
}

type parser struct{ comparisons int }

func (p *parser) node(raw []byte, path string, depth int) (Node, error) {
	if depth > MaxDepth {
		return Node{}, tooComplex(path, "depth", MaxDepth)
	}
	members, err := object(raw, path)
	if err != nil {
		return Node{}, err
	}
	if _, ok := members["field"]; ok {
		return p.comparison(members, path)
	}
	if len(members) != 1 {
		return Node{}, badStructure(path)
	}
	var n Node
	for key, value := range members {
		at := child(path, key)
		switch key {
		case "all":
			n.All, err = p.group(value, at, depth)
		case "any":
			n.Any, err = p.group(value, at, depth)
		case "not":
			var negated Node
			negated, err = p.node(value, at, depth+1)
			n.Not = &negated
		default:
			err = badStructure(at)
		}
	}
	if n.Any != nil && len(n.Any) == 0 {
		return Node{}, badStructure(child(path, "any"))
	}
	return n, err
}

func (p *parser) group(raw []byte, path string, depth int) ([]Node, error) {
	items, err := array(raw, path)
	if err != nil {
		return nil, err
	}
	if len(items) > MaxComparisons {
		return nil, tooComplex(path, "comparisons", MaxComparisons)
	}
	nodes := make([]Node, len(items))
	for i, item := range items {
		if nodes[i], err = p.node(item, element(path, i), depth+1); err != nil {
			return nil, err
		}
	}
	return nodes, nil
}

func (p *parser) comparison(members map[string]json.RawMessage, path string) (Node, error) {
	if p.comparisons++; p.comparisons > MaxComparisons {
		return Node{}, tooComplex(path, "comparisons", MaxComparisons)
	}
	var n Node
	for key, value := range members {
		ok := true
		switch key {
		case "field":
			n.Field, ok = name(value)
		case "op":
			var op string
			op, ok = name(value)
			n.Op = Operator(op)
		case "value":
			n.Value = bytes.Clone(value)
		default:
			ok = false
		}
		if !ok {
			return Node{}, badStructure(child(path, key))
		}
	}
	if n.Op == "" {
		return Node{}, badStructure(child(path, "op"))
	}
	return n, nil
}

// object splits a JSON object into its members. Unlike encoding/json it tells
// upper from lower case in keys and refuses a key that comes twice.
func object(raw []byte, path string) (map[string]json.RawMessage, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return nil, badStructure(path)
	}
	members := map[string]json.RawMessage{}
	for dec.More() {
		token, err := dec.Token()
		key, ok := token.(string)
		if err != nil || !ok || len(key) > MaxName {
			return nil, badStructure(path)
		}
		if _, twice := members[key]; twice {
			return nil, badStructure(child(path, key))
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, badStructure(path)
		}
		members[key] = value
	}
	return members, nil
}

// array splits a JSON array into its elements.
func array(raw []byte, path string) ([]json.RawMessage, error) {
	var items []json.RawMessage
	if len(raw) == 0 || raw[0] != '[' || json.Unmarshal(raw, &items) != nil {
		return nil, badStructure(path)
	}
	return items, nil
}

// name reads a JSON string that names something: errors repeat it, so it is short.
func name(raw json.RawMessage) (string, bool) {
	s, ok := text(raw)
	return s, ok && s != "" && len(s) <= MaxName
}

// text reads a JSON string; every other JSON value is not ok.
func text(raw json.RawMessage) (s string, ok bool) {
	if len(raw) == 0 || raw[0] != '"' {
		return "", false
	}
	return s, json.Unmarshal(raw, &s) == nil
}

func child(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func element(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }
