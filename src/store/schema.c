/* schema.c - whose database it is, of which version, and the way up. */
#include "config.h"

#include "base/fail.h"
#include "store/schema.h"
#include "store/schema_sql.h"

#define APPLICATION_ID 0x686f6f6b /* "hook" */

static int
read_integer(struct db *db, const char *sql, int64_t *value)
{
    return db_number(db_query(db, sql), 0, value);
}

int
schema_version(struct db *db, int64_t *version)
{
    return read_integer(db, "PRAGMA user_version", version);
}

/* An empty file may become ours; anything else must say that it is. */
static int
check_owner(struct db *db)
{
    int64_t id = 0, tables = 0;
    int rc = read_integer(db, "PRAGMA application_id", &id);

    if (rc == 0 && id != APPLICATION_ID)
        rc = read_integer(db, "SELECT count(*) FROM sqlite_schema", &tables);
    if (rc == 0 && tables > 0)
        return fail(FAIL_STORE,
                    "the database holds another program's tables (application id %lld);"
                    " choose another state directory",
                    (long long)id);
    return rc;
}

static int
migrate_from(struct db *db, int64_t from)
{
    int rc = db_begin(db);

    if (rc != 0)
        return rc;
    for (int64_t i = from; i < SCHEMA_VERSION && rc == 0; i++)
        rc = db_run(db, schema_migrations[i]);
    if (rc == 0)
        return db_commit(db);
    db_rollback(db);
    return rc;
}

static int
check_oldest_reader(struct db *db, int64_t version)
{
    int64_t oldest = 0;
    int rc = read_integer(db,
                          "SELECT CAST(value AS INTEGER) FROM state"
                          " WHERE kind = 'schema' AND key = 'oldest_reader'",
                          &oldest);

    if (rc == 0 && (oldest == 0 || oldest > SCHEMA_VERSION))
        rc = fail(FAIL_STORE,
                  "the database is of version %lld and too new for this program, which"
                  " knows version %d: install the newer hooklet",
                  (long long)version, SCHEMA_VERSION);
    return rc;
}

int
schema_migrate(struct db *db, int64_t *from)
{
    int64_t version = 0;
    int rc = check_owner(db);

    *from = 0;
    if (rc == 0)
        rc = schema_version(db, &version);
    if (rc != 0)
        return rc;
    if (version > SCHEMA_VERSION)
        return fail(FAIL_STORE,
                    "the database is of version %lld, this program knows version %d:"
                    " install the newer hooklet",
                    (long long)version, SCHEMA_VERSION);
    if (version < SCHEMA_VERSION)
        rc = migrate_from(db, version);
    if (rc == 0)
        *from = version;
    return rc;
}

int
schema_check(struct db *db)
{
    int64_t id = 0, version = 0;
    int rc = read_integer(db, "PRAGMA application_id", &id);

    if (rc == 0)
        rc = schema_version(db, &version);
    if (rc != 0)
        return rc;
    if (id != APPLICATION_ID || version == 0)
        return fail(FAIL_STORE, "this is no hooklet database; run \"hooklet init\"");
    if (version < SCHEMA_VERSION)
        return fail(FAIL_STORE,
                    "the database is of version %lld, this program needs %d; run"
                    " \"hooklet migrate\"",
                    (long long)version, SCHEMA_VERSION);
    return version > SCHEMA_VERSION ? check_oldest_reader(db, version) : 0;
}
