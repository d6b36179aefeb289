package apitest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Operation is one operation as the description has it.
type Operation struct {
	ID, Method, Path string
	// Permission is the extension x-permission: a key, "public", "signed_in" or "session_only".
	Permission string
	// Subject is the extension x-subject: what {id} names.
	Subject string
	// Success is the status of a good answer.
	Success int
	// Body says that the operation takes a JSON body.
	Body bool
	// Query and PathParameters are the names of its parameters, Texts those among them that take any text.
	Query, PathParameters, Texts []string
}

// Read reports whether the operation promises to change nothing.
func (o Operation) Read() bool { return o.Method == http.MethodGet }

// Operations lists what a description describes, sorted by id.
func Operations(doc *huma.OpenAPI) []Operation {
	var all []Operation
	for path, item := range doc.Paths {
		for method, o := range map[string]*huma.Operation{
			http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put,
			http.MethodPatch: item.Patch, http.MethodDelete: item.Delete,
		} {
			if o != nil {
				all = append(all, read(doc, o, method, path))
			}
		}
	}
	slices.SortFunc(all, func(a, b Operation) int { return strings.Compare(a.ID, b.ID) })
	return all
}

func read(doc *huma.OpenAPI, o *huma.Operation, method, path string) Operation {
	op := Operation{ID: o.OperationID, Method: method, Path: path, Body: o.RequestBody != nil}
	op.Permission, _ = o.Extensions["x-permission"].(string)
	op.Subject, _ = o.Extensions["x-subject"].(string)
	for code := range o.Responses {
		if n, err := strconv.Atoi(code); err == nil && n < 300 {
			op.Success = n
		}
	}
	for _, p := range o.Parameters {
		switch p.In {
		case "query":
			op.Query = append(op.Query, p.Name)
		case "path":
			op.PathParameters = append(op.PathParameters, p.Name)
		default:
			continue
		}
		if takesText(doc, p.Schema) {
			op.Texts = append(op.Texts, p.Name)
		}
	}
	return op
}

func takesText(doc *huma.OpenAPI, s *huma.Schema) bool {
	if s == nil {
		return false
	}
	if s.Ref != "" {
		return takesText(doc, doc.Components.Schemas.SchemaFromRef(s.Ref))
	}
	return s.Type == huma.TypeString || s.Type == huma.TypeArray && takesText(doc, s.Items)
}

// Request is a filled-in operation.
type Request struct {
	Path  map[string]string
	Query url.Values
	// Body is sent as JSON; nil sends none.
	Body any
	// Raw, if not nil, is sent in place of Body.
	Raw []byte
	// Version is sent as If-Match; 0 sends none.
	Version int64
	Header  http.Header
	// From is the caller's address, host:port; a fixed one if empty.
	From string
}

// Caller is somebody who sends requests.
type Caller struct {
	Name string
	// Cookie is the session cookie as the browser would send it, Bearer a personal API token; both empty is anonymous.
	Cookie, Bearer string
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	Took   time.Duration
}

// Code is the problem code of the answer, "" if it is none.
func (a Answer) Code() string {
	var problem struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal(a.Body, &problem) // no JSON has no code
	return problem.Code
}

// Origin is where the callers' browsers are.
const Origin = "http://haike.test"

// Send lets a caller carry out an operation.
func Send(h http.Handler, op Operation, r Request, c Caller) Answer {
	path := op.Path
	for name, value := range r.Path {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
	}
	if len(r.Query) > 0 {
		path += "?" + r.Query.Encode()
	}
	body := r.Raw
	if body == nil && r.Body != nil {
		body, _ = json.Marshal(r.Body) // a sample that does not marshal is refused as an empty body, which its test sees
	}
	q := httptest.NewRequest(op.Method, Origin+path, bytes.NewReader(body)) //nolint:noctx // the request begins here, as one from outside does
	if r.From != "" {
		q.RemoteAddr = r.From
	}
	if body != nil {
		q.Header.Set("Content-Type", "application/json")
	}
	if r.Version != 0 {
		q.Header.Set("If-Match", `"`+strconv.FormatInt(r.Version, 10)+`"`)
	}
	if c.Cookie != "" {
		q.Header.Set("Cookie", c.Cookie)
		q.Header.Set("Origin", Origin)
		q.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if c.Bearer != "" {
		q.Header.Set("Authorization", "Bearer "+c.Bearer)
	}
	for name, values := range r.Header {
		q.Header[name] = values
	}
	w := httptest.NewRecorder()
	began := time.Now() //nolint:forbidigo // a stopwatch
	h.ServeHTTP(w, q)
	took := time.Since(began) //nolint:forbidigo // a stopwatch
	return Answer{Status: w.Code, Header: w.Header(), Body: w.Body.Bytes(), Took: took}
}
