// Package backup writes the content of the database into one encrypted archive
// and restores it into an empty database of either engine, which is also the
// way from SQLite to PostgreSQL and back.
//
// Owns: the archive's format, its key file, the refusal of what is damaged or
// does not fit. Does not own: where archives are kept, who may make one, the
// schema (migrations).
//
// An archive is a tar of manifest.json, tables/<table>.ndjson in the order of
// their names, and trailer.json; compressed with gzip and encrypted with age to
// the key in the folder of key files. A row is a JSON array in the order of the
// columns' names; rows follow the primary key. Both engines therefore give the
// same bytes for the same content.
//
// Left out: the job engine's tables and the migrations' own (the new database
// has its own), search indexes (made anew from what they index), what the
// caller names, and columns that the engine fills by itself.
package backup
