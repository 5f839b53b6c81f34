/* test-refused.c - what is said of files that another user may not have, and what mends it */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <fcntl.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/refused.h"

#include <cmocka.h>

/* Ids that no user and no group has, so they are told as numbers. */
enum { USER = 54321, GROUP = 54322, OTHER = 54323 };

struct fixture {
    struct pool *pool;
    char *directory;
    char *inner; /* a directory in it */
    char *file;  /* in the inner one */
};

static int
fixture_make(void **state)
{
    struct pool *pool = pool_new();
    struct fixture *f = pool_alloc(pool, sizeof *f);
    const char *base = getenv("TMPDIR");
    int fd;

    f->pool = pool;
    f->directory = pool_printf(pool, "%s/hooklet-XXXXXX", base != NULL ? base : "/tmp");
    *state = f;
    if (mkdtemp(f->directory) == NULL || chmod(f->directory, 0755) != 0)
        return -1;
    f->inner = pool_printf(pool, "%s/inner", f->directory);
    f->file = pool_printf(pool, "%s/file", f->inner);
    fd = mkdir(f->inner, 0755) == 0 ? open(f->file, O_CREAT | O_WRONLY | O_CLOEXEC, 0600) : -1;
    return fd >= 0 ? close(fd) : -1;
}

static int
fixture_remove(void **state)
{
    struct fixture *f = *state;

    (void)unlink(f->file);
    (void)rmdir(f->inner);
    (void)rmdir(f->directory);
    pool_free(f->pool);
    return 0;
}

static void
of(const char *path, uid_t user, gid_t group, mode_t mode)
{
    assert_int_equal(chown(path, user, group), 0);
    assert_int_equal(chmod(path, mode), 0);
}

/* In a process of that user, whose only group is GROUP: 0 when it hears these words. */
static int
hears(struct fixture *f, int wanted, const char *words)
{
    const char *refused;
    int status = -1;
    pid_t pid = fork();

    if (pid == 0) {
        if (setgroups(0, NULL) != 0 || setgid(GROUP) != 0 || setuid(USER) != 0)
            _exit(2);
        refused = path_refused(f->pool, f->file, wanted);
        if (words == NULL ? refused == NULL : refused != NULL && strcmp(refused, words) == 0)
            _exit(0);
        print_message("# %s\n", refused != NULL ? refused : "nothing");
        _exit(1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void
what_one_may_have_is_not_refused(void **state)
{
    struct fixture *f = *state;

    of(f->file, OTHER, GROUP, 0660);
    assert_int_equal(hears(f, R_OK | W_OK, NULL), 0);
    of(f->file, OTHER, OTHER, 0604);
    assert_int_equal(hears(f, R_OK, NULL), 0);
}

static void
what_is_not_there_is_nobodys(void **state)
{
    struct fixture *f = *state;

    assert_null(path_refused(f->pool, pool_printf(f->pool, "%s/none", f->inner), R_OK));
}

static void
ones_own_file_needs_a_mode(void **state)
{
    struct fixture *f = *state;

    of(f->file, USER, OTHER, 0400);
    assert_int_equal(hears(f, R_OK | W_OK,
                           pool_printf(f->pool,
                                       "permission denied: it is of 54321:54323, mode 0400, and"
                                       " 54321 may not write it; chmod u+rw %s",
                                       f->file)),
                     0);
}

static void
a_file_of_ones_group_needs_a_mode(void **state)
{
    struct fixture *f = *state;

    of(f->file, OTHER, GROUP, 0600);
    assert_int_equal(hears(f, R_OK,
                           pool_printf(f->pool,
                                       "permission denied: it is of 54323:54322, mode 0600, and"
                                       " 54321 may not read it; chmod g+r %s",
                                       f->file)),
                     0);
}

static void
where_a_group_may_its_members_may(void **state)
{
    struct fixture *f = *state;

    of(f->file, OTHER, OTHER, 0660);
    assert_int_equal(hears(f, R_OK | W_OK,
                           "permission denied: it is of 54323:54323, mode 0660, and 54321 may not"
                           " write it; usermod -aG 54323 54321, or run this as 54323"),
                     0);
}

/* To be in root's group would be more than was asked for. */
static void
a_file_of_root_needs_another_owner(void **state)
{
    struct fixture *f = *state;

    of(f->file, 0, 0, 0660);
    assert_int_equal(hears(f, W_OK,
                           pool_printf(f->pool,
                                       "permission denied: it is of root:root, mode 0660, and"
                                       " 54321 may not write it; chown 54321 %s, or run this as"
                                       " root",
                                       f->file)),
                     0);
}

static void
a_file_of_somebody_else_is_theirs(void **state)
{
    struct fixture *f = *state;

    of(f->file, OTHER, OTHER, 0400);
    assert_int_equal(hears(f, R_OK,
                           pool_printf(f->pool,
                                       "permission denied: it is of 54323:54323, mode 0400, and"
                                       " 54321 may not read it; run this as 54323, or chown 54321"
                                       " %s",
                                       f->file)),
                     0);
}

static void
a_directory_above_is_named(void **state)
{
    struct fixture *f = *state;

    of(f->file, USER, GROUP, 0600);
    of(f->inner, OTHER, OTHER, 0700);
    assert_int_equal(hears(f, R_OK,
                           pool_printf(f->pool,
                                       "permission denied: %s is of 54323:54323, mode 0700, and"
                                       " 54321 may not enter it; chmod o+x %s",
                                       f->inner, f->inner)),
                     0);
    of(f->inner, OTHER, OTHER, 02770);
    assert_int_equal(hears(f, R_OK,
                           pool_printf(f->pool,
                                       "permission denied: %s is of 54323:54323, mode 2770, and"
                                       " 54321 may not enter it; usermod -aG 54323 54321, or run"
                                       " this as 54323",
                                       f->inner)),
                     0);
}

static void
what_is_advised_can_be_typed_as_it_stands(void **state)
{
    struct fixture *f = *state;
    char *odd = pool_printf(f->pool, "%s/a file; it's odd", f->inner);

    assert_int_equal(rename(f->file, odd), 0);
    f->file = odd;
    of(f->file, USER, OTHER, 0400);
    assert_int_equal(hears(f, W_OK,
                           pool_printf(f->pool,
                                       "permission denied: it is of 54321:54323, mode 0400, and"
                                       " 54321 may not write it; chmod u+w"
                                       " '%s/a file; it'\\''s odd'",
                                       f->inner)),
                     0);
}

#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, fixture_make, fixture_remove, NULL                                         \
    }

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("what-one-may-have-is-not-refused", what_one_may_have_is_not_refused),
        TEST("what-is-not-there-is-nobodys", what_is_not_there_is_nobodys),
        TEST("ones-own-file-needs-a-mode", ones_own_file_needs_a_mode),
        TEST("a-file-of-ones-group-needs-a-mode", a_file_of_ones_group_needs_a_mode),
        TEST("where-a-group-may-its-members-may", where_a_group_may_its_members_may),
        TEST("a-file-of-root-needs-another-owner", a_file_of_root_needs_another_owner),
        TEST("a-file-of-somebody-else-is-theirs", a_file_of_somebody_else_is_theirs),
        TEST("a-directory-above-is-named", a_directory_above_is_named),
        TEST("what-is-advised-can-be-typed-as-it-stands",
             what_is_advised_can_be_typed_as_it_stands),
    };

    if (geteuid() != 0) {
        puts("1..0 # SKIP only root can become another user");
        return 0;
    }
    return cmocka_run_group_tests_name("refused", tests, NULL, NULL);
}
