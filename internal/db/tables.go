package db

import (
	"slices"
	"strings"
)

// ReferenceTables have no tenant of their own: every row of every organisation
// may refer to them. On Citus they are copied to every node.
var ReferenceTables = []string{"units_organisation"}

// localTables stay on the coordinator: nothing of an organisation refers to
// them, and they are reached by a key that does not name one.
var localTables = []string{"access_session", "goose_db_version"}

// Local reports whether the table stays on the coordinator: sign-in sessions,
// the list of migrations and the job queue.
func Local(table string) bool {
	return slices.Contains(localTables, table) || strings.HasPrefix(table, "river_")
}
