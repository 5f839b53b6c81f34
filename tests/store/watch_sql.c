/* watch_sql.c - a trace callback in every connection */
#include "config.h"

#include <pthread.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "watch_sql.h"

#include <cmocka.h>

#define TEXTS_MOST 256

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char *texts[TEXTS_MOST];
static size_t text_count;
static int64_t steps;
static int commits;

static void
remember(const char *text)
{
    for (size_t i = 0; i < text_count; i++) {
        if (strcmp(texts[i], text) == 0)
            return;
    }
    if (text_count < TEXTS_MOST)
        texts[text_count++] = strdup(text);
}

static int
on_profile(unsigned type, void *data, void *statement, void *nanoseconds)
{
    (void)type;
    (void)data;
    (void)nanoseconds;
    pthread_mutex_lock(&mutex);
    steps += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
    remember(sqlite3_sql(statement));
    commits += strcmp(sqlite3_sql(statement), "COMMIT") == 0;
    pthread_mutex_unlock(&mutex);
    return 0;
}

static int
on_open(sqlite3 *db, char **error, const struct sqlite3_api_routines *api)
{
    (void)error;
    (void)api;
    return sqlite3_trace_v2(db, SQLITE_TRACE_PROFILE, on_profile, NULL);
}

void
watch_start(void)
{
    sqlite3_auto_extension((void (*)(void))on_open);
}

void
watch_clear(void)
{
    pthread_mutex_lock(&mutex);
    while (text_count > 0)
        free(texts[--text_count]);
    steps = 0;
    commits = 0;
    pthread_mutex_unlock(&mutex);
}

int64_t
watch_steps(void)
{
    int64_t so_far;

    pthread_mutex_lock(&mutex);
    so_far = steps;
    pthread_mutex_unlock(&mutex);

    return so_far;
}

int
watch_saw(const char *beginning)
{
    int count = 0;

    pthread_mutex_lock(&mutex);
    for (size_t i = 0; i < text_count; i++)
        count += strncmp(texts[i], beginning, strlen(beginning)) == 0;
    pthread_mutex_unlock(&mutex);

    return count;
}

int
watch_commits(void)
{
    int count;

    pthread_mutex_lock(&mutex);
    count = commits;
    pthread_mutex_unlock(&mutex);

    return count;
}

static void
assert_no_scan(sqlite3 *db, const char *text)
{
    char *explain = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", text);
    sqlite3_stmt *statement = NULL;

    assert_int_equal(sqlite3_prepare_v2(db, explain, -1, &statement, NULL), SQLITE_OK);
    while (statement != NULL && sqlite3_step(statement) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(statement, 3);

        /* A recursive query scans its own queue; that is no table. */
        if (strncmp(detail, "SCAN ", 5) == 0 && strstr(detail, "CONSTANT ROW") == NULL &&
            strstr(detail, "origin") == NULL && strstr(detail, "shelf") == NULL &&
            strstr(detail, "SCAN owner") == NULL)
            fail_msg("%s: %s", detail, text);
    }
    sqlite3_finalize(statement);
    sqlite3_free(explain);
}

void
assert_no_scans(const char *path)
{
    char *copy[TEXTS_MOST];
    size_t count = 0;
    sqlite3 *db = NULL;

    pthread_mutex_lock(&mutex);
    for (size_t i = 0; i < text_count; i++)
        copy[count++] = strdup(texts[i]);
    pthread_mutex_unlock(&mutex);

    assert_true(count > 0);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    for (size_t i = 0; i < count; i++) {
        if (strncmp(copy[i], "PRAGMA", 6) != 0 && strncmp(copy[i], "BEGIN", 5) != 0)
            assert_no_scan(db, copy[i]);
        free(copy[i]);
    }
    sqlite3_close(db);
}
