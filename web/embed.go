// Package web embeds the built web app, so that the program is one file.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var files embed.FS

// Dist returns the build; it lacks index.html when the web app was not built.
func Dist() (fs.FS, error) { return fs.Sub(files, "dist") }
