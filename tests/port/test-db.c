/* test-db.c - connections, statements, transactions and copies over SQLite */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/log.h"
#include "port/db.h"

#include <cmocka.h>

struct fixture {
    struct pool *pool;
    char *directory;
    char *path;
    struct db *db;
};

static int
fixture_make(void **state)
{
    struct pool *pool = pool_new();
    struct fixture *f = pool_alloc(pool, sizeof *f);
    const char *base = getenv("TMPDIR");

    f->pool = pool;
    f->directory = pool_printf(pool, "%s/hooklet-XXXXXX", base != NULL ? base : "/tmp");
    if (mkdtemp(f->directory) == NULL)
        return -1;
    f->path = pool_printf(pool, "%s/test.db", f->directory);
    *state = f;
    if (db_open(f->path, DB_CREATE, &f->db) != 0)
        return -1;
    return db_run(f->db, "CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT UNIQUE, bytes BLOB)");
}

static int
fixture_remove(void **state)
{
    static const char *const names[] = {
        "test.db", "test.db-wal", "test.db-shm",  "test.db-journal",
        "copy.db", "link.db",     "copy.db.part",
    };
    struct fixture *f = *state;

    db_close(f->db);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        (void)unlink(pool_printf(f->pool, "%s/%s", f->directory, names[i]));
    (void)rmdir(f->directory);
    pool_free(f->pool);
    return 0;
}

static int64_t
number(struct db *db, const char *sql)
{
    struct db_row *row = db_query(db, sql);
    int64_t value;

    assert_int_equal(db_next(row), 1);
    value = db_integer(row, 0);
    db_done(row);
    return value;
}

static int
insert(struct db *db, int64_t id, const char *text)
{
    struct db_row *row = db_query(db, "INSERT INTO t (id, text) VALUES (?1, ?2)");

    db_bind_integer(row, 1, id);
    db_bind_text(row, 2, text);
    return db_finish(row);
}

static void
values_come_back_as_bound(void **state)
{
    struct fixture *f = *state;
    struct db_row *row = db_query(f->db, "INSERT INTO t VALUES (?1, ?2, ?3)");
    const void *bytes;
    size_t length = 0;

    db_bind_integer(row, 1, INT64_MIN);
    db_bind_text(row, 2, "\xc3\xa4");
    db_bind_blob(row, 3, "a\0b", 3);
    assert_int_equal(db_finish(row), 0);
    assert_int_equal(db_changes(f->db), 1);
    row = db_query(f->db, "SELECT id, text, bytes, NULL FROM t");
    assert_int_equal(db_next(row), 1);
    assert_true(db_integer(row, 0) == INT64_MIN);
    assert_string_equal(db_text(row, 1), "\xc3\xa4");
    assert_string_equal(db_text_copy(row, 1, f->pool), "\xc3\xa4");
    bytes = db_blob(row, 2, &length);
    assert_int_equal(length, 3);
    assert_memory_equal(bytes, "a\0b", 3);
    assert_true(db_is_null(row, 3));
    assert_null(db_text(row, 3));
    assert_null(db_text_copy(row, 3, f->pool));
    assert_int_equal(db_next(row), 0);
    db_done(row);
}

static void
null_text_and_no_bytes_differ(void **state)
{
    struct fixture *f = *state;
    struct db_row *row = db_query(f->db, "INSERT INTO t VALUES (1, ?1, ?2)");

    db_bind_text(row, 1, NULL);
    db_bind_blob(row, 2, NULL, 0);
    assert_int_equal(db_finish(row), 0);
    assert_int_equal(number(f->db, "SELECT text IS NULL AND length(bytes) = 0 FROM t"), 1);
}

static void
statement_is_kept_and_forgets_its_values(void **state)
{
    static const char sql[] = "SELECT coalesce(?1, 'nothing')";
    struct fixture *f = *state;
    struct db_row *first = db_query(f->db, sql);
    struct db_row *second;

    db_bind_text(first, 1, "something");
    assert_int_equal(db_next(first), 1);
    assert_string_equal(db_text(first, 0), "something");
    db_done(first);
    second = db_query(f->db, sql);
    assert_ptr_equal(first, second);
    assert_int_equal(db_next(second), 1);
    assert_string_equal(db_text(second, 0), "nothing");
    db_done(second);
}

static void
same_text_can_be_used_inside_itself(void **state)
{
    static const char sql[] = "SELECT id FROM t ORDER BY id";
    struct fixture *f = *state;
    struct db_row *outer, *inner;

    assert_int_equal(insert(f->db, 1, "a"), 0);
    assert_int_equal(insert(f->db, 2, "b"), 0);
    outer = db_query(f->db, sql);
    assert_int_equal(db_next(outer), 1);
    inner = db_query(f->db, sql);
    assert_int_equal(db_next(inner), 1);
    assert_int_equal(db_integer(inner, 0), 1);
    db_done(inner);
    assert_int_equal(db_next(outer), 1);
    assert_int_equal(db_integer(outer, 0), 2);
    db_done(outer);
}

static void
wrong_sql_is_told_by_the_first_step(void **state)
{
    struct fixture *f = *state;
    struct db_row *row = db_query(f->db, "SELECT nothing FROM nowhere");

    db_bind_integer(row, 1, 1);
    assert_int_equal(db_finish(row), FAIL_STORE);
    assert_non_null(strstr(fail_detail(), "nowhere"));
    assert_int_equal(number(f->db, "SELECT 1"), 1);
}

static void
unknown_parameter_is_a_failure(void **state)
{
    struct fixture *f = *state;
    struct db_row *row = db_query(f->db, "SELECT ?1");

    db_bind_integer(row, 2, 1);
    assert_int_equal(db_finish(row), FAIL_STORE);
}

static void
double_quotes_are_no_strings(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(db_run(f->db, "SELECT \"text that is no column\""), FAIL_STORE);
}

static void
unique_key_is_a_conflict(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(insert(f->db, 1, "a"), 0);
    assert_int_equal(insert(f->db, 2, "a"), FAIL_CONFLICT);
}

static void
foreign_keys_count(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(db_run(f->db, "CREATE TABLE c (id INTEGER REFERENCES t (id))"), 0);
    assert_int_equal(db_run(f->db, "INSERT INTO c VALUES (1)"), FAIL_CONFLICT);
}

static void
missing_database_is_not_found(void **state)
{
    struct fixture *f = *state;
    struct db *db = NULL;

    assert_int_equal(db_open("/nonexistent/test.db", DB_WRITE, &db), FAIL_NOT_FOUND);
    assert_null(db);
    assert_int_equal(db_open(pool_printf(f->pool, "%s/other.db", f->directory), DB_READ, &db),
                     FAIL_NOT_FOUND);
    assert_non_null(strstr(fail_detail(), "hooklet init"));
}

static void
a_file_of_something_else_is_refused(void **state)
{
    struct fixture *f = *state;
    const char *path = pool_printf(f->pool, "%s/copy.db", f->directory);
    struct db *db = NULL;

    assert_int_equal(file_write(path, "this is no database at all, but a text\n", 39, 0600), 0);
    assert_int_equal(db_open(path, DB_WRITE, &db), FAIL_STORE);
    assert_null(db);
}

static void
a_symbolic_link_is_refused(void **state)
{
    struct fixture *f = *state;
    const char *path = pool_printf(f->pool, "%s/link.db", f->directory);
    struct db *db = NULL;

    assert_int_equal(symlink(f->path, path), 0);
    assert_int_equal(db_open(path, DB_WRITE, &db), FAIL_STORE);
}

static void
files_are_for_the_group_whatever_the_umask(void **state)
{
    struct fixture *f = *state;
    const char *path = pool_printf(f->pool, "%s/copy.db", f->directory);
    mode_t mask = umask(0077);
    struct stat info = { 0 };
    struct db *db = NULL;

    assert_int_equal(db_open(path, DB_CREATE, &db), 0);
    assert_int_equal(db_run(db, "CREATE TABLE t (id INTEGER)"), 0);
    (void)umask(mask);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0660);
    assert_int_equal(stat(pool_printf(f->pool, "%s-wal", path), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0660);
    assert_int_equal(stat(pool_printf(f->pool, "%s-shm", path), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0660);
    db_close(db);
    (void)unlink(pool_printf(f->pool, "%s-wal", path));
    (void)unlink(pool_printf(f->pool, "%s-shm", path));
}

static void
settings_are_those_that_durability_needs(void **state)
{
    struct fixture *f = *state;
    struct db_row *row = db_query(f->db, "PRAGMA journal_mode");

    assert_int_equal(db_next(row), 1);
    assert_string_equal(db_text(row, 0), "wal");
    db_done(row);
    assert_int_equal(number(f->db, "PRAGMA synchronous"), 2);
    assert_int_equal(number(f->db, "PRAGMA wal_autocheckpoint"), 0);
    assert_int_equal(number(f->db, "PRAGMA auto_vacuum"), 2);
    assert_int_equal(number(f->db, "PRAGMA mmap_size"), 0);
    assert_int_equal(number(f->db, "PRAGMA foreign_keys"), 1);
    assert_int_equal(number(f->db, "PRAGMA trusted_schema"), 0);
    assert_int_equal(number(f->db, "PRAGMA journal_size_limit"), 33554432);
}

static void
reading_connection_cannot_write(void **state)
{
    struct fixture *f = *state;
    struct db *reader = NULL;

    assert_int_equal(db_open(f->path, DB_READ, &reader), 0);
    assert_int_equal(insert(reader, 1, "a"), FAIL_STORE);
    db_close(reader);
}

static void
transaction_is_whole_or_nothing(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(db_begin(f->db), 0);
    assert_true(db_in_transaction(f->db));
    assert_int_equal(insert(f->db, 1, "a"), 0);
    db_rollback(f->db);
    assert_false(db_in_transaction(f->db));
    assert_int_equal(number(f->db, "SELECT count(*) FROM t"), 0);
    assert_int_equal(db_begin(f->db), 0);
    assert_int_equal(insert(f->db, 1, "a"), 0);
    assert_int_equal(db_commit(f->db), 0);
    assert_int_equal(number(f->db, "SELECT count(*) FROM t"), 1);
}

static void
insertion_gives_the_new_id_or_none(void **state)
{
    static const char sql[] = "INSERT INTO t (id) VALUES (?1) ON CONFLICT (id) DO NOTHING";
    struct fixture *f = *state;
    int64_t before = db_total_changes(f->db), id = 9;
    struct db_row *row = db_query(f->db, sql);

    db_bind_integer(row, 1, 41);
    assert_int_equal(db_insert(row, &id), 0);
    assert_int_equal(id, 41);
    assert_int_equal(db_total_changes(f->db), before + 1);
    row = db_query(f->db, sql);
    db_bind_integer(row, 1, 41);
    assert_int_equal(db_insert(row, &id), 0);
    assert_int_equal(id, 0);
    assert_int_equal(db_total_changes(f->db), before + 1);
    assert_int_equal(db_insert(db_query(f->db, "INSERT INTO t (nothing) VALUES (1)"), &id),
                     FAIL_STORE);
    assert_int_equal(id, 0);
}

static void
second_writer_is_busy_and_then_not(void **state)
{
    struct fixture *f = *state;
    struct db *other = NULL;

    assert_int_equal(db_open(f->path, DB_WRITE, &other), 0);
    assert_int_equal(db_begin(f->db), 0);
    assert_int_equal(db_begin(other), FAIL_BUSY);
    db_rollback(f->db);
    assert_int_equal(db_begin(other), 0);
    db_rollback(other);
    db_close(other);
}

static void
checkpoint_empties_the_log(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(insert(f->db, 1, "a"), 0);
    assert_true(db_wal_bytes(f->db) > 0);
    assert_int_equal(db_checkpoint(f->db, DB_LOG_KEPT), 0);
    assert_int_equal(db_wal_bytes(f->db), 0);
    assert_int_equal(number(f->db, "SELECT count(*) FROM t"), 1);
}

static void
checkpoint_does_not_wait_for_a_reader(void **state)
{
    struct fixture *f = *state;
    struct db *reader = NULL;
    struct db_row *row;

    assert_int_equal(insert(f->db, 1, "a"), 0);
    assert_int_equal(insert(f->db, 2, "b"), 0);
    assert_int_equal(db_open(f->path, DB_READ, &reader), 0);
    row = db_query(reader, "SELECT id FROM t");
    assert_int_equal(db_next(row), 1);
    assert_int_equal(insert(f->db, 3, "c"), 0);
    assert_int_equal(db_checkpoint(f->db, DB_LOG_KEPT), 0);
    assert_true(db_wal_bytes(f->db) > 0);
    db_done(row);
    assert_int_equal(db_checkpoint(f->db, DB_LOG_KEPT), 0);
    assert_int_equal(db_wal_bytes(f->db), 0);
    db_close(reader);
}

static int64_t
log_file_bytes(struct fixture *f)
{
    struct stat info = { 0 };

    (void)stat(pool_printf(f->pool, "%s-wal", f->path), &info);
    return info.st_size;
}

/* What another connection, opened when all others are closed, would read. */
static void
a_log_that_is_cut_is_empty_for_the_next_one(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(insert(f->db, 1, "a"), 0);
    assert_int_equal(db_checkpoint(f->db, DB_LOG_KEPT), 0);
    assert_true(log_file_bytes(f) > 0);
    assert_int_equal(db_checkpoint(f->db, DB_LOG_CUT), 0);
    assert_int_equal(log_file_bytes(f), 0);
    assert_int_equal(number(f->db, "SELECT count(*) FROM t"), 1);
}

static int
insert_bytes(struct db *db, int64_t id, int64_t size)
{
    struct db_row *row = db_query(db, "INSERT INTO t (id, bytes) VALUES (?1, randomblob(?2))");

    db_bind_integer(row, 1, id);
    db_bind_integer(row, 2, size);
    return db_finish(row);
}

static void
assert_sound(struct fixture *f, int64_t rows, int64_t bytes)
{
    struct db *other = NULL;
    struct db_row *row;

    assert_int_equal(db_open(f->path, DB_READ, &other), 0);
    assert_int_equal(number(other, "SELECT count(*) FROM t"), rows);
    assert_int_equal(number(other, "SELECT sum(length(bytes)) FROM t"), bytes);
    row = db_query(other, "PRAGMA integrity_check");
    assert_int_equal(db_next(row), 1);
    assert_string_equal(db_text(row, 0), "ok");
    db_done(row);
    db_close(other);
}

/* Pages of a commit are gathered (db_log.h), but never more than fit. */
static void
commits_of_every_size_are_seen_by_others(void **state)
{
    static const int64_t sizes[] = { 1, 4000, 100000, 126000, 131072, 140000, 3000000 };
    struct fixture *f = *state;
    int64_t bytes = 0;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_int_equal(db_begin(f->db), 0);
        assert_int_equal(insert_bytes(f->db, (int64_t)i + 1, sizes[i]), 0);
        assert_int_equal(db_commit(f->db), 0);
        bytes += sizes[i];
        assert_sound(f, (int64_t)i + 1, bytes);
    }
}

/* What the cache could not hold was written before the rollback, where others write next. */
static void
a_rolled_back_spill_harms_nobody(void **state)
{
    struct fixture *f = *state;
    struct db *other = NULL;

    assert_int_equal(db_run(f->db, "PRAGMA cache_size = 10"), 0);
    assert_int_equal(db_open(f->path, DB_WRITE, &other), 0);
    for (int64_t i = 1; i <= 10; i++) {
        assert_int_equal(db_begin(f->db), 0);
        assert_int_equal(insert_bytes(f->db, 100 + i, 300000), 0);
        assert_int_equal(insert_bytes(f->db, 200 + i, 300000), 0);
        db_rollback(f->db);
        assert_int_equal(db_begin(other), 0);
        assert_int_equal(insert_bytes(other, 2 * i, 5000), 0);
        assert_int_equal(db_commit(other), 0);
        assert_int_equal(db_begin(f->db), 0);
        assert_int_equal(insert_bytes(f->db, 2 * i + 1, 300000), 0);
        assert_int_equal(db_commit(f->db), 0);
        assert_sound(f, 2 * i, i * 305000);
        if (i % 3 == 0)
            assert_int_equal(db_checkpoint(f->db, DB_LOG_KEPT), 0);
    }
    db_close(other);
}

static void
questions_of_one_number(void **state)
{
    struct fixture *f = *state;
    int64_t answer = 7;
    bool exists = true;

    assert_int_equal(db_number(db_query(f->db, "SELECT id FROM t"), -3, &answer), 0);
    assert_int_equal(answer, -3);
    assert_int_equal(db_exists(db_query(f->db, "SELECT id FROM t WHERE id > 1"), &exists), 0);
    assert_false(exists);
    assert_int_equal(insert(f->db, 2, "b"), 0);
    assert_int_equal(db_number(db_query(f->db, "SELECT id FROM t ORDER BY id"), -3, &answer), 0);
    assert_int_equal(answer, 2);
    assert_int_equal(db_exists(db_query(f->db, "SELECT id FROM t WHERE id > 0"), &exists), 0);
    assert_true(exists);
    assert_int_equal(db_number(db_query(f->db, "SELECT nothing"), 0, &answer), FAIL_STORE);
    assert_int_equal(db_exists(db_query(f->db, "SELECT nothing"), &exists), FAIL_STORE);
    assert_false(exists);
}

static void
closing_leaves_the_log_alone(void **state)
{
    struct fixture *f = *state;
    struct stat info = { 0 };

    assert_int_equal(insert(f->db, 1, "a"), 0);
    db_close(f->db);
    f->db = NULL;
    assert_int_equal(stat(pool_printf(f->pool, "%s-wal", f->path), &info), 0);
    assert_true(info.st_size > 0);
}

/* No file may grow beyond `bytes`: a full disk, made by the kernel. */
static void
limit_files(rlim_t bytes)
{
    struct rlimit limit = { 0 };

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void
full_disk_refuses_the_commit_and_keeps_the_rest(void **state)
{
    struct fixture *f = *state;
    struct db_row *row;

    assert_int_equal(insert(f->db, 1, "a"), 0);
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(db_begin(f->db), 0);
    row = db_query(f->db, "INSERT INTO t VALUES (2, 'b', zeroblob(100000))");
    assert_int_equal(db_finish(row), 0);
    limit_files((rlim_t)db_wal_bytes(f->db) + 4096);
    assert_int_equal(db_commit(f->db), FAIL_STORE);
    limit_files(RLIM_INFINITY);
    assert_false(db_in_transaction(f->db));
    db_close(f->db);
    assert_int_equal(db_open(f->path, DB_WRITE, &f->db), 0);
    assert_int_equal(number(f->db, "SELECT sum(id) FROM t"), 1);
    assert_int_equal(insert(f->db, 3, "c"), 0);
}

static void
backup_is_a_whole_private_database(void **state)
{
    struct fixture *f = *state;
    const char *path = pool_printf(f->pool, "%s/copy.db", f->directory);
    struct stat info = { 0 };
    struct db *copy = NULL;

    assert_int_equal(insert(f->db, 1, "a"), 0);
    assert_int_equal(db_backup(f->db, path), 0);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(access(pool_printf(f->pool, "%s.part", path), F_OK), -1);
    assert_int_equal(db_open(path, DB_READ, &copy), 0);
    assert_int_equal(number(copy, "SELECT count(*) FROM t"), 1);
    assert_int_equal(number(copy, "PRAGMA auto_vacuum"), 2);
    db_close(copy);
}

static void
backup_overwrites_nothing(void **state)
{
    struct fixture *f = *state;
    const char *path = pool_printf(f->pool, "%s/copy.db", f->directory);
    char *bytes = NULL;
    size_t length = 0;

    assert_int_equal(file_write(path, "precious", 8, 0600), 0);
    assert_int_equal(db_backup(f->db, path), FAIL_CONFLICT);
    assert_int_equal(file_read(f->pool, path, 100, &bytes, &length), 0);
    assert_string_equal(bytes, "precious");
}

static const char *hidden_path; /* access(2) does not see it */

/* In the place of libc's: what came after it had looked. */
int
access(const char *path, int mode)
{
    if (hidden_path != NULL && strcmp(path, hidden_path) == 0) {
        errno = ENOENT;
        return -1;
    }
    return faccessat(AT_FDCWD, path, mode, 0);
}

static void
backup_overwrites_no_latecomer(void **state)
{
    struct fixture *f = *state;
    const char *path = pool_printf(f->pool, "%s/copy.db", f->directory);
    char *bytes = NULL;
    size_t length = 0;

    assert_int_equal(file_write(path, "precious", 8, 0600), 0);
    hidden_path = path;
    assert_int_equal(db_backup(f->db, path), FAIL_CONFLICT);
    hidden_path = NULL;
    assert_int_equal(file_read(f->pool, path, 100, &bytes, &length), 0);
    assert_string_equal(bytes, "precious");
    assert_int_equal(access(pool_printf(f->pool, "%s.part", path), F_OK), -1);
}

static void
backup_of_a_full_disk_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    const char *path = pool_printf(f->pool, "%s/copy.db", f->directory);

    assert_int_equal(db_run(f->db, "INSERT INTO t VALUES (1, 'a', zeroblob(500000))"), 0);
    (void)signal(SIGXFSZ, SIG_IGN);
    limit_files(100000);
    assert_int_equal(db_backup(f->db, path), FAIL_STORE);
    limit_files(RLIM_INFINITY);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(access(pool_printf(f->pool, "%s.part", path), F_OK), -1);
}

static void
wal_fix_is_known_by_version(void **state)
{
    (void)state;
    assert_false(db_version_has_wal_fix(3040001));
    assert_false(db_version_has_wal_fix(3044005));
    assert_true(db_version_has_wal_fix(3044006));
    assert_false(db_version_has_wal_fix(3045000));
    assert_false(db_version_has_wal_fix(3050006));
    assert_true(db_version_has_wal_fix(3050007));
    assert_false(db_version_has_wal_fix(3051000));
    assert_false(db_version_has_wal_fix(3051002));
    assert_true(db_version_has_wal_fix(3051003));
    assert_true(db_version_has_wal_fix(3054001));
    assert_non_null(strstr(db_version(), "3."));
}

#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, fixture_make, fixture_remove, NULL                                         \
    }

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("values-come-back-as-bound", values_come_back_as_bound),
        TEST("null-text-and-no-bytes-differ", null_text_and_no_bytes_differ),
        TEST("statement-is-kept-and-forgets-its-values", statement_is_kept_and_forgets_its_values),
        TEST("same-text-can-be-used-inside-itself", same_text_can_be_used_inside_itself),
        TEST("wrong-sql-is-told-by-the-first-step", wrong_sql_is_told_by_the_first_step),
        TEST("unknown-parameter-is-a-failure", unknown_parameter_is_a_failure),
        TEST("double-quotes-are-no-strings", double_quotes_are_no_strings),
        TEST("unique-key-is-a-conflict", unique_key_is_a_conflict),
        TEST("foreign-keys-count", foreign_keys_count),
        TEST("missing-database-is-not-found", missing_database_is_not_found),
        TEST("a-file-of-something-else-is-refused", a_file_of_something_else_is_refused),
        TEST("a-symbolic-link-is-refused", a_symbolic_link_is_refused),
        TEST("files-are-for-the-group-whatever-the-umask",
             files_are_for_the_group_whatever_the_umask),
        TEST("settings-are-those-that-durability-needs", settings_are_those_that_durability_needs),
        TEST("reading-connection-cannot-write", reading_connection_cannot_write),
        TEST("transaction-is-whole-or-nothing", transaction_is_whole_or_nothing),
        TEST("insertion-gives-the-new-id-or-none", insertion_gives_the_new_id_or_none),
        TEST("second-writer-is-busy-and-then-not", second_writer_is_busy_and_then_not),
        TEST("checkpoint-empties-the-log", checkpoint_empties_the_log),
        TEST("checkpoint-does-not-wait-for-a-reader", checkpoint_does_not_wait_for_a_reader),
        TEST("a-log-that-is-cut-is-empty-for-the-next-one",
             a_log_that_is_cut_is_empty_for_the_next_one),
        TEST("commits-of-every-size-are-seen-by-others", commits_of_every_size_are_seen_by_others),
        TEST("a-rolled-back-spill-harms-nobody", a_rolled_back_spill_harms_nobody),
        TEST("questions-of-one-number", questions_of_one_number),
        TEST("closing-leaves-the-log-alone", closing_leaves_the_log_alone),
        TEST("full-disk-refuses-the-commit-and-keeps-the-rest",
             full_disk_refuses_the_commit_and_keeps_the_rest),
        TEST("backup-is-a-whole-private-database", backup_is_a_whole_private_database),
        TEST("backup-overwrites-nothing", backup_overwrites_nothing),
        TEST("backup-overwrites-no-latecomer", backup_overwrites_no_latecomer),
        TEST("backup-of-a-full-disk-leaves-nothing", backup_of_a_full_disk_leaves_nothing),
        TEST("wal-fix-is-known-by-version", wal_fix_is_known_by_version),
    };

    log_open("test-db", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("db", tests, NULL, NULL);
}
