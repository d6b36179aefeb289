package httpx

import (
	"reflect"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// roomOf finds the package in a type's name, that of the type argument of a generic one.
var roomOf = regexp.MustCompile(`haike/internal/(?:modules|platform)/([a-z]+)\.[A-Za-z]+\]?$`)

// schemaName names a schema after its room and type, so that rooms may use the
// same words: iam's user becomes IamUser, a page of them PageIamUser.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	found := roomOf.FindStringSubmatch(t.PkgPath() + "." + t.Name())
	if found == nil {
		return name
	}
	room := strings.ToUpper(found[1][:1]) + found[1][1:]
	if bare, generic := strings.CutPrefix(name, "Page"); generic && strings.Contains(t.Name(), "[") {
		return "Page" + room + bare
	}
	if found[1] == "httpx" {
		return name
	}
	return room + name
}
