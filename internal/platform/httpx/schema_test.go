package httpx

import (
	"reflect"
	"testing"

	"haike/internal/platform/fault"
	"haike/internal/platform/page"
)

func TestSchemasAreNamedAfterTheirRoom(t *testing.T) {
	for want, value := range map[string]any{
		"FaultField":     fault.Field{},
		"Problem":        Problem{},
		"PageFaultField": page.Page[fault.Field]{},
	} {
		if got := schemaName(reflect.TypeOf(value), "hint"); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
