/* SPDX-License-Identifier: MIT */
/*
 * A table of names and blobs; nothing is synced where libstg is not asked to
 * either. Its blobs are chains that end at a billion bytes, so large contents
 * are in parts.
 */
#include "blobs.h"

#include <sqlite3.h>
#include <unistd.h>

#define UNSYNCED "PRAGMA synchronous=OFF"
#define SYNCED   "PRAGMA synchronous=FULL"
#define PART     ((uint64_t)1 << 20)

bool
blobs_are_there(void)
{
	return true;
}

static bool
execute(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static sqlite3 *
open_file(const char *path, const char *synchronous)
{
	sqlite3 *db = NULL;

	if (sqlite3_open(path, &db) != SQLITE_OK ||
		!execute(db, synchronous) ||
		!execute(db, "CREATE TABLE IF NOT EXISTS blobs("
			     "name TEXT PRIMARY KEY, data BLOB)")) {
		sqlite3_close(db);
		return NULL;
	}
	return db;
}

bool
blobs_write(const char *path, size_t size, size_t piece, const void *bytes)
{
	sqlite3 *db;
	sqlite3_blob *blob = NULL;
	sqlite3_stmt *insert = NULL;
	bool ok;

	(void)unlink(path);
	db = open_file(path, UNSYNCED);
	ok = db && execute(db, "BEGIN") &&
		sqlite3_prepare_v2(db, "INSERT INTO blobs VALUES('Big', "
				       "zeroblob(?))", -1, &insert, NULL) ==
			SQLITE_OK;
	if (ok) {
		sqlite3_bind_int64(insert, 1, (sqlite3_int64)size);
		ok = sqlite3_step(insert) == SQLITE_DONE;
	}
	sqlite3_finalize(insert);
	ok = ok && sqlite3_blob_open(db, "main", "blobs", "data",
			   sqlite3_last_insert_rowid(db), 1, &blob) ==
			SQLITE_OK;
	for (size_t at = 0; ok && at < size; at += piece)
		ok = sqlite3_blob_write(blob, bytes, (int)piece, (int)at) ==
			SQLITE_OK;
	sqlite3_blob_close(blob);
	ok = ok && execute(db, "COMMIT");
	sqlite3_close(db);
	return ok;
}

static bool
insert_all(sqlite3 *db, const char *const *names, size_t count, size_t step,
	const void *bytes, size_t size)
{
	sqlite3_stmt *insert = NULL;
	bool ok = sqlite3_prepare_v2(db, "INSERT INTO blobs VALUES(?, ?)", -1,
			  &insert, NULL) == SQLITE_OK;

	for (size_t i = 0; ok && i < count; i += step) {
		sqlite3_bind_text(insert, 1, names[i], -1, SQLITE_STATIC);
		sqlite3_bind_blob(insert, 2, bytes, (int)size, SQLITE_STATIC);
		ok = sqlite3_step(insert) == SQLITE_DONE;
		sqlite3_reset(insert);
	}
	sqlite3_finalize(insert);
	return ok;
}

bool
blobs_create(const char *path, const char *const *names, size_t count,
	const void *bytes, size_t size)
{
	sqlite3 *db;
	bool ok;

	(void)unlink(path);
	db = open_file(path, UNSYNCED);
	ok = db && execute(db, "BEGIN") &&
		insert_all(db, names, count, 1, bytes, size) &&
		execute(db, "COMMIT");
	sqlite3_close(db);
	return ok;
}

bool
blobs_churn(const char *path, const char *const *names, size_t count,
	const void *bytes, size_t size)
{
	sqlite3 *db = open_file(path, UNSYNCED);
	sqlite3_stmt *erase = NULL;
	bool ok = db && execute(db, "BEGIN") &&
		sqlite3_prepare_v2(db, "DELETE FROM blobs WHERE name = ?", -1,
			&erase, NULL) == SQLITE_OK;

	for (size_t i = 0; ok && i < count; i += 2) {
		sqlite3_bind_text(erase, 1, names[i], -1, SQLITE_STATIC);
		ok = sqlite3_step(erase) == SQLITE_DONE;
		sqlite3_reset(erase);
	}
	sqlite3_finalize(erase);
	ok = ok && insert_all(db, names, count, 2, bytes, size) &&
		execute(db, "COMMIT");
	sqlite3_close(db);
	return ok;
}

static bool
insert_zeros(sqlite3 *db, sqlite3_int64 row, uint64_t size)
{
	sqlite3_stmt *insert = NULL;
	bool ok = sqlite3_prepare_v2(db, "INSERT INTO blobs(rowid, name, data) "
					 "VALUES(?1, ?1, zeroblob(?2))", -1,
			  &insert, NULL) == SQLITE_OK;

	if (ok) {
		sqlite3_bind_int64(insert, 1, row);
		sqlite3_bind_int64(insert, 2, (sqlite3_int64)size);
		ok = sqlite3_step(insert) == SQLITE_DONE;
	}
	sqlite3_finalize(insert);
	return ok;
}

/* Row 1 is the small one. */
bool
blobs_make(const char *path, size_t small, uint64_t large)
{
	sqlite3 *db;
	sqlite3_int64 row = 1;
	bool ok;

	(void)unlink(path);
	db = open_file(path, UNSYNCED);
	ok = db && execute(db, "BEGIN") && insert_zeros(db, row, small);
	while (ok && large > 0) {
		uint64_t part = large < PART ? large : PART;

		ok = insert_zeros(db, ++row, part);
		large -= part;
	}
	ok = ok && execute(db, "COMMIT");
	sqlite3_close(db);
	return ok;
}

void *
blobs_open(const char *path)
{
	return open_file(path, SYNCED);
}

bool
blobs_put(void *handle, bool small, uint64_t offset, const void *bytes,
	size_t length)
{
	sqlite3 *db = handle;
	sqlite3_int64 row = small ? 1 : 2 + (sqlite3_int64)(offset / PART);
	sqlite3_blob *blob = NULL;
	bool ok = !sqlite3_get_autocommit(db) || execute(db, "BEGIN");

	ok = ok && sqlite3_blob_open(db, "main", "blobs", "data", row, 1,
			   &blob) == SQLITE_OK &&
		sqlite3_blob_write(blob, bytes, (int)length,
			(int)(offset % PART)) == SQLITE_OK;
	sqlite3_blob_close(blob);
	return ok;
}

bool
blobs_commit(void *handle)
{
	return execute(handle, "COMMIT");
}

void
blobs_close(void *handle)
{
	sqlite3_close(handle);
}
