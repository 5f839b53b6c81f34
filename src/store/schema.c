/* schema.c - the tables of every version, and the way up. */
#include "config.h"

#include "base/fail.h"
#include "store/schema.h"

#define APPLICATION_ID 0x686f6f6b /* "hook" */

/*
 * Each text takes the database from version n to n + 1; what has been released never changes.
 * "state = 'a' OR state = 'b'" and not "state IN (...)": from three values on, SQLite would make a
 * temporary table of them at every insertion.
 */
static const char *const migrations[SCHEMA_VERSION] = {
    "PRAGMA application_id = 0x686f6f6b;\n"
    "\n"
    "CREATE TABLE event (\n"
    "    id          INTEGER PRIMARY KEY,\n"
    "    source      TEXT NOT NULL,\n"
    "    delivery    TEXT NOT NULL,\n"
    "    delivery_key BLOB NOT NULL,          -- the same, sorted by time: store/sorted.h\n"
    "    kind        TEXT NOT NULL,\n"
    "    action      TEXT,\n"
    "    repository  TEXT COLLATE NOCASE,\n"
    "    subject     TEXT,                    -- commit\n"
    "    secret      TEXT NOT NULL,           -- name of the secret that verified it\n"
    "    status      TEXT NOT NULL\n"
    "                CHECK (status = 'accepted' OR status = 'ignored' OR status = 'suspect'\n"
    "                       OR status = 'unreadable'),\n"
    "    reason      TEXT,\n"
    "    parent      INTEGER,                 -- event that this one replays\n"
    "    received_ms INTEGER NOT NULL,\n"
    "    body_key    INTEGER NOT NULL,        -- sorted by time, not unique: store/sorted.h\n"
    "    body_sha    BLOB NOT NULL CHECK (length(body_sha) = 32),\n"
    "    body_length INTEGER NOT NULL,        -- bytes, unpacked\n"
    "    headers     TEXT NOT NULL,           -- JSON\n"
    "    body        BLOB,                    -- zstd; NULL after retention\n"
    "    UNIQUE (source, delivery_key)\n"
    ") STRICT;\n"
    "CREATE INDEX event_body ON event (body_key);\n"
    "CREATE INDEX event_received ON event (received_ms);\n"
    "CREATE INDEX event_kept ON event (received_ms) WHERE body IS NOT NULL;\n"
    "CREATE INDEX event_subject ON event (id / 1024, subject) WHERE subject IS NOT NULL;\n"
    "\n"
    "CREATE TABLE job (\n"
    "    id           INTEGER PRIMARY KEY,\n"
    "    event_id     INTEGER NOT NULL REFERENCES event (id),\n"
    "    kind         TEXT NOT NULL,\n"
    "    rule         TEXT NOT NULL,\n"
    "    step         INTEGER NOT NULL,\n"
    "    lane         TEXT NOT NULL,\n"
    "    serial_key   TEXT,\n"
    "    subject      TEXT,\n"
    "    order_ms     INTEGER NOT NULL,\n"
    "    newest       INTEGER NOT NULL,       -- 1: a newer one replaces it while it waits\n"
    "    crash        TEXT NOT NULL\n"
    "                 CHECK (crash = 'rerun' OR crash = 'verify' OR crash = 'once'),\n"
    "    state        TEXT NOT NULL\n"
    "                 CHECK (state = 'waiting' OR state = 'ready' OR state = 'leased'\n"
    "                        OR state = 'started' OR state = 'done' OR state = 'dead'\n"
    "                        OR state = 'unknown' OR state = 'cancelled'\n"
    "                        OR state = 'superseded'),\n"
    "    blocked      INTEGER NOT NULL DEFAULT 0,  -- waiting for its key, not for its time\n"
    "    run_at_ms    INTEGER NOT NULL,\n"
    "    reason       TEXT,                   -- why it is in that state\n"
    "    fence        INTEGER NOT NULL DEFAULT 0,\n"
    "    owner        TEXT,\n"
    "    lease_ms     INTEGER,                -- the lease ends then\n"
    "    attempt      INTEGER NOT NULL DEFAULT 0,  -- begun\n"
    "    failed       INTEGER NOT NULL DEFAULT 0,\n"
    "    crashed      INTEGER NOT NULL DEFAULT 0,  -- cut off by their worker's death\n"
    "    attempts     INTEGER NOT NULL,       -- allowed\n"
    "    check_first  INTEGER NOT NULL DEFAULT 0,\n"
    "    created_ms   INTEGER NOT NULL,\n"
    "    updated_ms   INTEGER NOT NULL,\n"
    "    args         TEXT NOT NULL,          -- JSON\n"
    "    UNIQUE (event_id, rule, step)\n"
    ") STRICT;\n"
    "CREATE INDEX job_ready ON job (lane, run_at_ms, id) WHERE state = 'ready';\n"
    "CREATE INDEX job_due ON job (run_at_ms) WHERE state = 'waiting' AND blocked = 0;\n"
    "CREATE INDEX job_waiting ON job (serial_key, blocked, id)\n"
    "    WHERE state = 'waiting' AND serial_key IS NOT NULL;\n"
    "CREATE INDEX job_lease ON job (lease_ms) WHERE state IN ('leased', 'started');\n"
    "CREATE UNIQUE INDEX job_serial ON job (serial_key)\n"
    "    WHERE (state = 'ready' OR state = 'leased' OR state = 'started')\n"
    "    AND serial_key IS NOT NULL;\n"
    "CREATE INDEX job_order ON job (serial_key, order_ms, id)\n"
    "    WHERE serial_key IS NOT NULL\n"
    "    AND state <> 'cancelled' AND state <> 'dead' AND state <> 'superseded';\n"
    "CREATE INDEX job_trouble ON job (state, id) WHERE state IN ('dead', 'unknown');\n"
    "\n"
    "CREATE TABLE attempt (\n"
    "    job_id   INTEGER NOT NULL REFERENCES job (id),\n"
    "    n        INTEGER NOT NULL,\n"
    "    owner    TEXT NOT NULL,\n"
    "    start_ms INTEGER NOT NULL,\n"
    "    end_ms   INTEGER,\n"
    "    outcome  TEXT,                       -- NULL: under way\n"
    "    detail   TEXT,\n"
    "    PRIMARY KEY (job_id, n)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE INDEX attempt_ended ON attempt (end_ms) WHERE end_ms IS NOT NULL;\n"
    "\n"
    "CREATE TABLE step (                      -- one command of an attempt\n"
    "    id          INTEGER PRIMARY KEY,\n"
    "    job_id      INTEGER NOT NULL REFERENCES job (id),\n"
    "    attempt     INTEGER NOT NULL,\n"
    "    n           INTEGER NOT NULL,\n"
    "    title       TEXT NOT NULL,\n"
    "    ended       TEXT NOT NULL,           -- \"exit status 2\"\n"
    "    code        INTEGER NOT NULL,\n"
    "    start_ms    INTEGER NOT NULL,\n"
    "    duration_ms INTEGER NOT NULL,\n"
    "    output      BLOB CHECK (length(output) <= 65536),\n"
    "    UNIQUE (job_id, attempt, n)\n"
    ") STRICT;\n"
    "\n"
    "CREATE TABLE note (                      -- what else happened to an event or a job\n"
    "    id       INTEGER PRIMARY KEY,\n"
    "    event_id INTEGER NOT NULL REFERENCES event (id),\n"
    "    job_id   INTEGER,\n"
    "    rule     TEXT,\n"
    "    at_ms    INTEGER NOT NULL,\n"
    "    text     TEXT NOT NULL\n"
    ") STRICT;\n"
    "CREATE INDEX note_event ON note (event_id);\n"
    "\n"
    "CREATE TABLE deployment (                -- a commit, brought into an environment\n"
    "    id          INTEGER PRIMARY KEY,\n"
    "    repository  TEXT NOT NULL COLLATE NOCASE,\n"
    "    environment TEXT NOT NULL COLLATE NOCASE,\n"
    "    sha         TEXT NOT NULL,\n"
    "    ref         TEXT,\n"
    "    rule        TEXT,\n"
    "    origin      TEXT NOT NULL,           -- push, merge, comment, slack ...\n"
    "    by_login    TEXT,\n"
    "    state       TEXT NOT NULL\n"
    "                CHECK (state = 'queued' OR state = 'in_progress' OR state = 'success'\n"
    "                       OR state = 'failure' OR state = 'error' OR state = 'inactive'),\n"
    "    job_id      INTEGER UNIQUE REFERENCES job (id) ON DELETE SET NULL,\n"
    "    remote_id   TEXT,                    -- GitHub's id of it\n"
    "    detail      TEXT,                    -- how it ended\n"
    "    created_ms  INTEGER NOT NULL,\n"
    "    updated_ms  INTEGER NOT NULL,\n"
    "    ended_ms    INTEGER                  -- NULL: queued or in progress\n"
    ") STRICT;\n"
    "CREATE INDEX deployment_success ON deployment (repository, environment, ended_ms)\n"
    "    WHERE state = 'success';\n"
    "CREATE INDEX deployment_repository ON deployment (repository);\n"
    "CREATE INDEX deployment_updated ON deployment (updated_ms);\n"
    "\n"
    "CREATE TABLE person (                    -- somebody, as GitHub, Asana and Slack know them\n"
    "    id         INTEGER PRIMARY KEY,\n"
    "    github     TEXT UNIQUE COLLATE NOCASE,  -- login\n"
    "    asana      TEXT UNIQUE,              -- gid of the user\n"
    "    slack      TEXT UNIQUE,              -- id of the member\n"
    "    name       TEXT,                     -- for people\n"
    "    updated_ms INTEGER NOT NULL,\n"
    "    CHECK (github IS NOT NULL OR asana IS NOT NULL OR slack IS NOT NULL)\n"
    ") STRICT;\n"
    "\n"
    "CREATE TABLE task (                      -- what stands in Asana for an issue, or an entry\n"
    "    id            INTEGER PRIMARY KEY,\n"
    "    external      TEXT NOT NULL UNIQUE,  -- \"acme-web-12\"\n"
    "    repository_id INTEGER,               -- with number; NULL: of a feed\n"
    "    number        INTEGER,\n"
    "    repository    TEXT COLLATE NOCASE,   -- OWNER/NAME as last heard\n"
    "    gid           TEXT UNIQUE,           -- NULL: perhaps it is being made\n"
    "    project       TEXT,                  -- gid\n"
    "    state         TEXT NOT NULL          -- of the issue or entry\n"
    "                  CHECK (state = 'open' OR state = 'closed' OR state = 'deleted'\n"
    "                         OR state = 'moved'),\n"
    "    completed     INTEGER NOT NULL,      -- the task, as we left or saw it\n"
    "    assignee      TEXT,                  -- gid\n"
    "    giving        TEXT,                  -- gid: about to be the assignee\n"
    "    due           TEXT,                  -- \"2026-12-01\", set by us\n"
    "    labels        TEXT NOT NULL,         -- JSON: tags that we put on\n"
    "    echo          TEXT,                  -- what we did at GitHub, which will tell us\n"
    "    item_ms       INTEGER NOT NULL,      -- of the newest event that counted\n"
    "    version       INTEGER NOT NULL,\n"
    "    updated_ms    INTEGER NOT NULL,\n"
    "    UNIQUE (repository_id, number),\n"
    "    CHECK ((repository_id IS NULL) = (number IS NULL))\n"
    ") STRICT;\n"
    "\n"
    "CREATE TABLE lane (\n"
    "    name           TEXT PRIMARY KEY,\n"
    "    sleep_until_ms INTEGER NOT NULL,\n"
    "    reason         TEXT NOT NULL\n"
    ") STRICT, WITHOUT ROWID;\n"
    "\n"
    "CREATE TABLE state (\n"
    "    kind       TEXT NOT NULL,\n"
    "    key        TEXT NOT NULL,\n"
    "    value      TEXT NOT NULL,\n"
    "    version    INTEGER NOT NULL,\n"
    "    updated_ms INTEGER NOT NULL,\n"
    "    PRIMARY KEY (kind, key)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE INDEX state_gone ON state (updated_ms) WHERE value = 'null';  -- store/facts.h\n"
    "INSERT INTO state VALUES ('schema', 'oldest_reader', '1', 1, 0);\n"
    "PRAGMA user_version = 1;\n",
};

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
        rc = db_run(db, migrations[i]);
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
