/* vectors.c - finds the vectors, takes those of one scheme. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "vectors.h"

#include <cmocka.h>

enum { SCHEME, ID, EXPECT, FIELDS };

static const char *
vectors_path(struct pool *pool)
{
    const char *shared = getenv("HOOKLET_SHARED");
    const char *srcdir = getenv("srcdir");

    if (shared == NULL)
        shared = pool_printf(pool, "%s/../shared", srcdir == NULL ? "." : srcdir);
    return pool_printf(pool, "%s/api/signature-vectors.json", shared);
}

static void
check_one(struct pool *pool, const struct json_value *vector, const char *scheme,
          vector_check *check, int *counts)
{
    struct json_want wants[FIELDS] = {
        [SCHEME].pointer = "/scheme", [ID].pointer = "/id", [EXPECT].pointer = "/expect"
    };
    bool accept;

    assert_int_equal(json_scan(pool, vector->text, vector->length, wants, FIELDS), 0);
    if (strcmp(json_string(&wants[SCHEME]), scheme) != 0)
        return;
    accept = strcmp(json_string(&wants[EXPECT]), "accept") == 0;
    print_message("# %s\n", json_string(&wants[ID]));
    check(pool, vector, accept);
    counts[accept]++;
}

void
vectors_check(struct pool *pool, const char *scheme, vector_check *check, int accepted, int refused)
{
    struct json_want want = { .pointer = "/vectors/*" };
    size_t length = 0;
    char *text = NULL;
    int counts[] = { 0, 0 };

    assert_int_equal(file_read(pool, vectors_path(pool), 1 << 20, &text, &length), 0);
    assert_int_equal(json_scan(pool, text, length, &want, 1), 0);
    for (const struct json_value *vector = want.first; vector != NULL; vector = vector->next)
        check_one(pool, vector, scheme, check, counts);
    assert_true(counts[true] >= accepted);
    assert_true(counts[false] >= refused);
}

bool
vectors_skip(void)
{
    const char *ci = getenv("CI");
    struct pool *pool = pool_new();
    bool skip = access(vectors_path(pool), R_OK) != 0 && (ci == NULL || strcmp(ci, "true") != 0);

    pool_free(pool);
    if (skip)
        puts("1..0 # SKIP shared contracts are absent");
    return skip;
}
