package archtest

// platformTable is a table without a room's prefix and the package that owns it.
type platformTable struct{ table, owner, reason string }

// platformTables lists the tables that no room owns.
func platformTables() []platformTable {
	return []platformTable{
		{"event_log", "internal/platform/event", "the facts of all rooms"},
		{"event_cursor", "internal/platform/event", "how far each subscriber has read"},
		{"field_history", "internal/platform/event", "old and new values, erasable apart from the facts"},
		{"access_log", "internal/platform/event", "who saw or took out data"},
		{"idempotency", "internal/platform/idem", "results of requests that may be repeated"},
	}
}

// reading lets one package read a table of another.
type reading struct{ folder, table, reason string }

// readings lists reads across owners. Writes across owners are never allowed.
func readings() []reading {
	return []reading{
		{"internal/platform/backup", "goose_db_version", "an archive says to which schema its rows belong"},
	}
}

// wholesale packages handle tables whose names they learn at run time.
type wholesale struct{ path, reason string }

// wholesales lists files that may build SQL with a table's name in a variable.
func wholesales() []wholesale {
	return []wholesale{
		{"internal/platform/apitest/state.go", "compares all tables before and after a request"},
		{"internal/platform/event/partition.go", "looks after the monthly partitions of two tables"},
		{"internal/platform/backup/catalog.go", "reads every table into an archive"},
		{"internal/platform/backup/restore.go", "fills every table of an empty database"},
	}
}
