package condition

// Description is what a filter builder needs to know: the fields that the
// caller may ask about and what each operator expects.
type Description struct {
	Fields    []FieldDescription    `json:"fields" doc:"Fields in the order of their definition."`
	Operators []OperatorDescription `json:"operators" doc:"Every operator that one of the fields has."`
	Limits    Limits                `json:"limits" doc:"Bounds of one condition."`
}

// FieldDescription is one field as the filter builder offers it.
type FieldDescription struct {
	Key       string     `json:"key"`
	Type      Type       `json:"type" enum:"text,number,money,percent,bool,date,datetime,enum,multi_enum,user,ref,region,tags"`
	Label     string     `json:"label,omitempty" doc:"Name of a custom field; others are in the message catalog."`
	Operators []Operator `json:"operators" doc:"In the order in which to offer them."`
	Options   []Option   `json:"options,omitempty" doc:"Choices of an enum."`
	Words     []string   `json:"words,omitempty" doc:"Words that may stand for an id: me, my_team."`
	Ref       string     `json:"ref,omitempty" doc:"What a ref names: team, pool, product."`
	Scale     int        `json:"scale,omitempty" doc:"Decimals of a number."`
}

// OperatorDescription says what an operator expects as its value.
type OperatorDescription struct {
	Operator Operator `json:"operator"`
	Operand  Operand  `json:"operand" enum:"none,one,pair,list,days"`
}

// Limits are the bounds of one condition.
type Limits struct {
	Depth       int `json:"depth"`
	Comparisons int `json:"comparisons"`
	List        int `json:"list" doc:"Operands of one list."`
	Regions     int `json:"regions" doc:"Operands of all within together."`
	Text        int `json:"text" doc:"Characters of one text operand."`
	Days        int `json:"days" doc:"Days of a relative date."`
}

// Describe describes the registry. Describe what Visible returns, and a caller
// learns nothing of other fields.
func (r *Registry) Describe() Description {
	d := Description{
		Fields:    []FieldDescription{},
		Operators: []OperatorDescription{},
		Limits:    Limits{Depth: MaxDepth, Comparisons: MaxComparisons, List: MaxList, Regions: MaxRegions, Text: MaxText, Days: MaxDays},
	}
	known := map[Operator]bool{}
	for _, field := range r.Fields() {
		d.Fields = append(d.Fields, FieldDescription{
			Key: field.Key, Type: field.Type, Label: field.Label, Operators: field.Type.Operators(),
			Options: field.Options, Words: field.words(), Ref: field.Ref, Scale: field.Scale,
		})
		for _, op := range field.Type.Operators() {
			if !known[op] {
				known[op] = true
				d.Operators = append(d.Operators, OperatorDescription{Operator: op, Operand: op.Operand()})
			}
		}
	}
	return d
}
