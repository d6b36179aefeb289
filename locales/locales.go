// Package locales holds every text that users read, one JSON file per language and
// namespace: zh-CN/<namespace>.json is the source, en/<namespace>.json its translation.
//
// Server and web app read the same files. A file is a flat object of keys, dots
// included ("iam.last_administrator"), and messages in the subset of ICU
// MessageFormat that package i18n describes. This package only embeds them.
package locales

import "embed"

// FS holds <locale>/<namespace>.json.
//
//go:embed zh-CN/*.json en/*.json
var FS embed.FS
