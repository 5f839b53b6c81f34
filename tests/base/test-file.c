/* src/base/file.c: whole or not at all. */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "base/file.h"

struct place {
    struct pool *pool;
    char *directory;
};

static const char *
at(const struct place *place, const char *name)
{
    return pool_printf(place->pool, "%s/%s", place->directory, name);
}

static int
begin(void **state)
{
    static struct place place;
    const char *parent = getenv("TMPDIR");

    place.pool = pool_new();
    place.directory = pool_printf(place.pool, "%s/test-file.XXXXXX", parent ? parent : "/tmp");
    (void)umask(022);
    *state = &place;
    return mkdtemp(place.directory) == NULL ? -1 : 0;
}

static void
remove_all(struct pool *pool, const char *directory)
{
    DIR *all = opendir(directory);
    const struct dirent *entry;
    const char *path;

    if (all == NULL)
        return;
    while ((entry = readdir(all)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        path = pool_printf(pool, "%s/%s", directory, entry->d_name);
        if (unlink(path) != 0)
            remove_all(pool, path);
    }
    (void)closedir(all);
    (void)rmdir(directory);
}

static int
end(void **state)
{
    struct place *place = *state;

    remove_all(place->pool, place->directory);
    pool_free(place->pool);
    return 0;
}

static mode_t
mode_of(const char *path)
{
    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    return st.st_mode & 07777;
}

static void
what_is_written_is_read(void **state)
{
    struct place *place = *state;
    const char *path = at(place, "file");
    static const size_t sizes[] = { 0, 1, 4095, 4096, 4097, 8192, 1000000 };
    char *content = pool_alloc(place->pool, 1000000);
    char *bytes;
    size_t length, i;

    memset(content, 'x', 1000000);
    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        assert_int_equal(file_write(path, content, sizes[i], 0640), 0);
        assert_int_equal(file_read(place->pool, path, sizes[i], &bytes, &length), 0);
        assert_int_equal(length, sizes[i]);
        assert_memory_equal(bytes, content, length);
        assert_int_equal(bytes[length], '\0');
    }
}

static void
the_ceiling_holds(void **state)
{
    struct place *place = *state;
    const char *path = at(place, "file");
    char *bytes = NULL;
    size_t length = 0;

    assert_int_equal(file_write(path, "12345", 5, 0600), 0);
    assert_int_equal(file_read(place->pool, path, 5, &bytes, &length), 0);
    bytes = NULL;
    assert_int_equal(file_read(place->pool, path, 4, &bytes, &length), FAIL_TOO_LARGE);
    assert_int_equal(file_read(place->pool, path, 0, &bytes, &length), FAIL_TOO_LARGE);
    assert_null(bytes);
}

static void
files_without_a_size_are_read(void **state)
{
    struct place *place = *state;
    char *bytes = NULL;
    size_t length = 0;

    assert_int_equal(file_read(place->pool, "/proc/self/status", 100000, &bytes, &length), 0);
    assert_true(length > 100);
    assert_memory_equal(bytes, "Name:", 5);
}

static void
reasons_name_the_path(void **state)
{
    struct place *place = *state;
    const char *path = at(place, "missing");
    char *bytes;
    size_t length;

    assert_int_equal(file_read(place->pool, path, 9, &bytes, &length), FAIL_NOT_FOUND);
    assert_non_null(strstr(fail_detail(), path));
    assert_int_equal(file_read(place->pool, place->directory, 9, &bytes, &length), FAIL_SYSTEM);
    assert_non_null(strstr(fail_detail(), "directory"));
    assert_int_equal(file_write(at(place, "missing/file"), "x", 1, 0600), FAIL_NOT_FOUND);
}

static void
the_mode_is_exact(void **state)
{
    struct place *place = *state;

    assert_int_equal(file_write(at(place, "secret"), "x", 1, 0400), 0);
    assert_int_equal(mode_of(at(place, "secret")), 0400);
    assert_int_equal(file_write(at(place, "shared"), "x", 1, 0666), 0);
    assert_int_equal(mode_of(at(place, "shared")), 0666);
}

/* A reader that has the old file open goes on reading the old file. */
static void
a_file_is_replaced_not_overwritten(void **state)
{
    struct place *place = *state;
    const char *path = at(place, "file");
    char bytes[4] = { 0 };
    int fd;

    assert_int_equal(file_write(path, "old", 3, 0400), 0);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_int_equal(file_write(path, "new", 3, 0400), 0);
    assert_int_equal(read(fd, bytes, 3), 3);
    (void)close(fd);
    assert_string_equal(bytes, "old");
}

static void
a_failed_write_leaves_nothing_behind(void **state)
{
    struct place *place = *state;
    struct dirent **entries;
    int count;

    assert_int_equal(directory_make(at(place, "d/full"), 0755), 0);
    assert_int_equal(file_write(at(place, "d"), "x", 1, 0600), FAIL_SYSTEM);
    count = scandir(place->directory, &entries, NULL, NULL);
    assert_int_equal(count, 3); /* ".", ".." and "d" */
    while (count > 0)
        free(entries[--count]);
    free(entries);
}

static void
directories_are_made_with_their_mode(void **state)
{
    struct place *place = *state;

    assert_int_equal(directory_make(at(place, "a/b//c/"), 0770), 0);
    assert_int_equal(mode_of(at(place, "a")), 0770);
    assert_int_equal(mode_of(at(place, "a/b/c")), 0770);
    assert_int_equal(directory_make(at(place, "a/b/d"), 0700), 0);
    assert_int_equal(mode_of(at(place, "a/b")), 0770);
    assert_int_equal(mode_of(at(place, "a/b/d")), 0700);
    assert_int_equal(chmod(at(place, "a"), 02770), 0);
    assert_int_equal(directory_make(at(place, "a/e"), 0750), 0);
    assert_int_equal(mode_of(at(place, "a/e")), 02750);
    assert_int_equal(directory_make("/", 0700), 0);
    assert_int_equal(directory_make("", 0700), FAIL_NOT_FOUND);
}

static void
a_file_is_no_directory(void **state)
{
    struct place *place = *state;

    assert_int_equal(file_write(at(place, "file"), "x", 1, 0600), 0);
    assert_int_equal(directory_make(at(place, "file"), 0700), FAIL_SYSTEM);
    assert_int_equal(directory_make(at(place, "file/below"), 0700), FAIL_SYSTEM);
}

struct reader {
    int fd;
    size_t total;
};

static void *
read_slowly(void *argument)
{
    struct reader *reader = argument;
    char bytes[333];
    ssize_t count;

    while ((count = read(reader->fd, bytes, sizeof(bytes))) > 0)
        reader->total += (size_t)count;
    return NULL;
}

/* Neither a full socket nor one that doesn't block makes a write short. */
static void
all_is_written_to_a_slow_reader(void **state)
{
    enum { BYTES = 1000000 };
    struct place *place = *state;
    const char *bytes = pool_alloc(place->pool, BYTES);
    struct reader reader = { 0 };
    pthread_t thread;
    int pair[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    assert_int_equal(fcntl(pair[1], F_SETFL, O_NONBLOCK), 0);
    reader.fd = pair[0];
    assert_int_equal(pthread_create(&thread, NULL, read_slowly, &reader), 0);
    assert_int_equal(fd_write(pair[1], bytes, BYTES, "a socket"), 0);
    (void)close(pair[1]);
    assert_int_equal(pthread_join(thread, NULL), 0);
    (void)close(pair[0]);
    assert_int_equal(reader.total, BYTES);
    assert_int_equal(fd_write(-1, "x", 1, "no descriptor"), FAIL_SYSTEM);
    assert_non_null(strstr(fail_detail(), "no descriptor"));
}

static void
parents_of_paths(void **state)
{
    static const char *const rows[][2] = {
        { "/srv/web/site", "/srv/web" }, { "/srv", "/" }, { "/", "/" },
        { "web/site", "web" },           { "site", "." }, { "", "." },
    };
    struct place *place = *state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_string_equal(path_parent(place->pool, rows[i][0]), rows[i][1]);
}

static void
directories_are_synced(void **state)
{
    struct place *place = *state;

    assert_int_equal(directory_sync(place->directory), 0);
    assert_int_equal(directory_sync(at(place, "missing")), FAIL_NOT_FOUND);
    assert_int_equal(file_write(at(place, "file"), "x", 1, 0600), 0);
    assert_int_equal(directory_sync(at(place, "file")), FAIL_SYSTEM);
    assert_non_null(strstr(fail_detail(), at(place, "file")));
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "what-is-written-is-read", what_is_written_is_read, begin, end, NULL },
        { "the-ceiling-holds", the_ceiling_holds, begin, end, NULL },
        { "files-without-a-size-are-read", files_without_a_size_are_read, begin, end, NULL },
        { "reasons-name-the-path", reasons_name_the_path, begin, end, NULL },
        { "the-mode-is-exact", the_mode_is_exact, begin, end, NULL },
        { "a-file-is-replaced-not-overwritten", a_file_is_replaced_not_overwritten, begin, end,
          NULL },
        { "a-failed-write-leaves-nothing-behind", a_failed_write_leaves_nothing_behind, begin, end,
          NULL },
        { "directories-are-made-with-their-mode", directories_are_made_with_their_mode, begin, end,
          NULL },
        { "a-file-is-no-directory", a_file_is_no_directory, begin, end, NULL },
        { "parents-of-paths", parents_of_paths, begin, end, NULL },
        { "directories-are-synced", directories_are_synced, begin, end, NULL },
        { "all-is-written-to-a-slow-reader", all_is_written_to_a_slow_reader, begin, end, NULL },
    };

    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
