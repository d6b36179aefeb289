package httpx

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"haike/internal/platform/fault"
)

// nonceMark stands in index.html where each answer gets its own nonce, with
// which the app may insert styles.
const nonceMark = "__CSP_NONCE__"

// appPattern takes every path that is nobody else's.
const appPattern = "/"

// webApp serves the built single-page app.
type webApp struct {
	files map[string]asset // by path without the leading slash
	index []byte
}

// asset is a file with its encodings, made at build time.
type asset struct {
	body, gzip, brotli []byte
	media, etag        string
}

// ServeApp serves the web app from its build. A path of no file is a page of
// the app, unless it looks like a file or lies under /assets/ or /api/.
func (r *Router) ServeApp(dist fs.FS) error {
	app := &webApp{files: map[string]asset{}}
	if err := app.load(dist); err != nil {
		return err
	}
	r.mux.Handle(appPattern, app.handler(r))
	return nil
}

func (a *webApp) load(dist fs.FS) error {
	err := fs.WalkDir(dist, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || hidden(name) {
			return err
		}
		return a.add(dist, name)
	})
	if err != nil {
		return fmt.Errorf("httpx: web app: %w", err)
	}
	a.index = a.files["index.html"].body
	delete(a.files, "index.html")
	return nil
}

// hidden files are not served: encodings by their own name, source maps, the
// build's notes.
func hidden(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, ".") || strings.HasPrefix(name, ".") ||
		strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz") || strings.HasSuffix(name, ".map")
}

func (a *webApp) add(dist fs.FS, name string) error {
	body, err := fs.ReadFile(dist, name)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	f := asset{body: body, media: mediaType(name), etag: `"` + hex.EncodeToString(sum[:12]) + `"`}
	f.gzip, _ = fs.ReadFile(dist, name+".gz") // absent where it would not help
	f.brotli, _ = fs.ReadFile(dist, name+".br")
	a.files[name] = f
	return nil
}

// mediaType names the types that we ship; the system's table may be missing or odd.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".webmanifest":
		return "application/manifest+json"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

func (a *webApp) handler(r *Router) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.Method != http.MethodGet && q.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			r.writeProblem(w, q, ErrMethod)
			return
		}
		name := strings.TrimPrefix(path.Clean(q.URL.Path), "/")
		if f, ok := a.files[name]; ok {
			f.serve(w, q, strings.HasPrefix(name, "assets/"))
			return
		}
		// A dot in the last part looks like a file: an old chunk, somebody's probe.
		if strings.HasPrefix(name, "assets/") || strings.Contains(path.Base(name), ".") && name != "" || strings.HasPrefix(name, ".") {
			r.writeProblem(w, q, fault.ErrNotFound)
			return
		}
		a.page(w, q)
	})
}

func (f asset) serve(w http.ResponseWriter, q *http.Request, hashed bool) {
	h := w.Header()
	h.Set("Content-Type", f.media)
	h.Set("ETag", f.etag)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if hashed {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if q.Header.Get("If-None-Match") == f.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := f.body
	accept := q.Header.Get("Accept-Encoding")
	switch {
	case f.brotli != nil && strings.Contains(accept, "br"):
		body = f.brotli
		h.Set("Content-Encoding", "br")
	case f.gzip != nil && strings.Contains(accept, "gzip"):
		body = f.gzip
		h.Set("Content-Encoding", "gzip")
	}
	write(w, q, body)
}

// page answers with the app's one HTML page and a policy that knows its nonce.
func (a *webApp) page(w http.ResponseWriter, q *http.Request) {
	if a.index == nil {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("This program was built without its web app. Run: make build\n"))
		return
	}
	nonce := newNonce()
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Security-Policy", "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-"+nonce+"'; "+
		"img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	write(w, q, bytes.ReplaceAll(a.index, []byte(nonceMark), []byte(nonce)))
}

func write(w http.ResponseWriter, q *http.Request, body []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if q.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // a failed write means that the caller is gone
}

func newNonce() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // crypto/rand never fails
	return base64.RawStdEncoding.EncodeToString(b[:])
}
