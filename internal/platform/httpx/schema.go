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
// same words: iam's userOut becomes IamUser, a page of them PageIamUser.
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
		return "Page" + room + plain(bare)
	}
	if found[1] == "httpx" {
		return name
	}
	return room + plain(name)
}

// plain drops what Go names need and readers of the document do not: userOut,
// userBody and wireUser are all a User.
func plain(name string) string {
	name = strings.TrimPrefix(name, "Wire")
	return strings.TrimSuffix(strings.TrimSuffix(name, "Out"), "Body")
}
