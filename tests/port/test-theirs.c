/* test-theirs.c - secrets out of a directory where somebody else could put anything */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "port/settings_directory.h"
#include "port/theirs.h"

#include <cmocka.h>

static struct pool *pool;

static const char *
path_of(void **state, const char *name)
{
    return pool_printf(pool, "%s/%s", (const char *)*state, name);
}

static int
read_one(void **state, const char *name, char **bytes)
{
    struct theirs theirs;
    size_t length = 0;
    int rc;

    *bytes = NULL;
    assert_int_equal(theirs_open(*state, &theirs), 0);
    assert_int_equal(theirs.owner, geteuid());
    rc = theirs_read(pool, &theirs, name, bytes, &length);
    theirs_close(&theirs);
    assert_true(rc != 0 || strlen(*bytes) == length);
    return rc;
}

static void
a_plain_file_is_read(void **state)
{
    char *bytes;

    assert_int_equal(file_write(path_of(state, "key"), "secret\n", 7, 0400), 0);
    assert_int_equal(read_one(state, "key", &bytes), 0);
    assert_string_equal(bytes, "secret\n");
    assert_int_equal(read_one(state, "other", &bytes), FAIL_NOT_FOUND);
}

static void
links_and_pipes_are_not(void **state)
{
    char *bytes;

    assert_int_equal(file_write(path_of(state, "key"), "secret\n", 7, 0400), 0);
    assert_int_equal(symlink("key", path_of(state, "symbolic")), 0);
    assert_int_equal(read_one(state, "symbolic", &bytes), FAIL_SYSTEM);
    assert_int_equal(mkfifo(path_of(state, "pipe"), 0600), 0);
    assert_int_equal(read_one(state, "pipe", &bytes), FAIL_SYSTEM);
    assert_int_equal(mkdir(path_of(state, "directory"), 0700), 0);
    assert_int_equal(read_one(state, "directory", &bytes), FAIL_SYSTEM);
    assert_int_equal(link(path_of(state, "key"), path_of(state, "second")), 0);
    assert_int_equal(read_one(state, "second", &bytes), FAIL_SYSTEM);
    assert_null(strstr(fail_detail(), "secret"));
}

static void
files_of_another_user_are_not(void **state)
{
    char *bytes;

    if (geteuid() != 0)
        return; /* only root can give files away */
    assert_int_equal(file_write(path_of(state, "key"), "secret\n", 7, 0400), 0);
    assert_int_equal(chown(path_of(state, "key"), 12345, (gid_t)-1), 0);
    assert_int_equal(read_one(state, "key", &bytes), FAIL_SYSTEM);
}

static void
a_directory_behind_a_link(void **state)
{
    struct theirs theirs;

    assert_int_equal(mkdir(path_of(state, "real"), 0700), 0);
    assert_int_equal(symlink("real", path_of(state, "link")), 0);
    assert_int_equal(theirs_open(path_of(state, "link"), &theirs), FAIL_SYSTEM);
    assert_int_equal(theirs_open(path_of(state, "none"), &theirs), FAIL_SYSTEM);
}

static void
what_is_given_is_private(void **state)
{
    const char *path = path_of(state, "given");
    struct stat status;

    assert_int_equal(theirs_give(path, "x", 1, geteuid()), 0);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0400);
    assert_int_equal(status.st_uid, geteuid());
    if (geteuid() != 0)
        return;
    assert_int_equal(theirs_give(path, "y", 1, 12345), 0);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_uid, 12345);
}

#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, settings_directory_make, settings_directory_remove, NULL                   \
    }

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("a-plain-file-is-read", a_plain_file_is_read),
        TEST("links-and-pipes-are-not", links_and_pipes_are_not),
        TEST("files-of-another-user-are-not", files_of_another_user_are_not),
        TEST("a-directory-behind-a-link", a_directory_behind_a_link),
        TEST("what-is-given-is-private", what_is_given_is_private),
    };
    int failed;

    pool = pool_new();
    failed = cmocka_run_group_tests_name("theirs", tests, NULL, NULL);
    pool_free(pool);
    return failed;
}
