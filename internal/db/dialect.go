package db

import (
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"footbridge/internal/fault"
)

var errNoRow = fault.New(fault.NotFound, "We could not find that record.")

// Queue is the driver of the job queue over the same connections, so that a job
// is queued in the caller's transaction. On SQLite the queue shares the single
// write connection and so never meets a locked database.
func (db *DB) Queue() riverdriver.Driver[*sql.Tx] {
	if db.pg {
		return riverdatabasesql.New(db.write)
	}
	return riversqlite.New(db.write)
}

// SQLTx is the engine's transaction, for the job queue; nil outside [DB.Tx].
func (db *DB) SQLTx() *sql.Tx { return db.tx }

// code is the engine's error code: an SQLSTATE, or an SQLite result code.
func code(err error) (state string, lite int) {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code, 0
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return "", e.Code()
	}
	return "", 0
}

// Duplicate reports whether err says that such a record already exists.
func Duplicate(err error) bool {
	state, lite := code(err)
	return state == "23505" || lite == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
}

// Dangling reports whether err says that a referenced record does not exist, or
// that one still refers to the record being removed.
func Dangling(err error) bool {
	state, lite := code(err)
	return state == "23503" || lite == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
}

// Breaks reports whether err says that a CHECK or NOT NULL rule is broken.
func Breaks(err error) bool {
	state, lite := code(err)
	return state == "23514" || state == "23502" || lite == sqlite3.SQLITE_CONSTRAINT_CHECK || lite == sqlite3.SQLITE_CONSTRAINT_NOTNULL
}

// translate turns an engine's error into a fault where the user can act on it.
func translate(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	state, lite := code(err)
	switch {
	case Duplicate(err), Dangling(err), Breaks(err):
		return &fault.Error{Kind: fault.Conflict, Text: "That change clashes with an existing record.", Err: err}
	case lite&0xff == sqlite3.SQLITE_FULL, state == "53100":
		return &fault.Error{Kind: fault.Unavailable, Text: "The server's disk is full, so nothing was saved. Please tell the person who looks after it.", Err: err}
	case lite&0xff == sqlite3.SQLITE_READONLY, state == "25006":
		return &fault.Error{Kind: fault.Unavailable, Text: "The database can only be read just now, so nothing was saved.", Err: err}
	}
	return err
}

// retryable reports whether the engine asks for the transaction to run again.
func retryable(err error) bool {
	if errors.Is(err, errGroupLost) {
		return true
	}
	state, lite := code(err)
	return state == "40001" || state == "40P01" || lite&0xff == sqlite3.SQLITE_BUSY
}
