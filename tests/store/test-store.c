/* test-store.c - opening, making, waking; what a store does when its disk or lock is in trouble */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <pthread.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/log.h"
#include "some_jobs.h"
#include "store/home.h"
#include "store/lock.h"
#include "store/state.h"

#include <cmocka.h>

static int
mode_of(const char *path)
{
    struct stat info = { 0 };

    assert_int_equal(stat(path, &info), 0);
    return info.st_mode & 07777;
}

static void
state_directory_is_made_for_the_group(void **state)
{
    struct fixture *f = *state;
    const char *directory = pool_printf(f->pool, "%s/new/state", f->directory);
    mode_t mask = umask(0077);
    int64_t from = -1;

    assert_int_equal(store_create(directory, &from), 0);
    (void)umask(mask);
    assert_int_equal(from, 0);
    assert_int_equal(mode_of(directory), 02770);
    assert_int_equal(mode_of(pool_printf(f->pool, "%s/lock", directory)), 02770);
    assert_int_equal(mode_of(pool_printf(f->pool, "%s/hooklet.db", directory)), 0660);
    assert_int_equal(mode_of(pool_printf(f->pool, "%s/hooklet.lock", directory)), 0660);
}

static void
existing_directory_keeps_its_mode(void **state)
{
    struct fixture *f = *state;
    const char *directory = pool_printf(f->pool, "%s/mine", f->directory);
    int64_t from = -1;

    assert_int_equal(mkdir(directory, 0700), 0);
    assert_int_equal(store_create(directory, &from), 0);
    assert_int_equal(mode_of(directory), 0700);
}

static void
creating_twice_keeps_what_is_there(void **state)
{
    struct fixture *f = *state;
    int64_t from = 0;

    assert_int_equal(state_put(f->store, "token", "a", "one", NOW), 0);
    assert_int_equal(store_create(f->directory, &from), 0);
    assert_int_equal(from, 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM state WHERE kind = 'token'"), 1);
}

static void
missing_database_says_what_to_do(void **state)
{
    struct fixture *f = *state;
    struct store *store = NULL;

    assert_int_equal(store_open("/nonexistent/state", STORE_WEB, &store), FAIL_NOT_FOUND);
    assert_non_null(strstr(fail_detail(), "hooklet init"));
    assert_int_equal(store_open(pool_printf(f->pool, "%s/lock", f->directory), STORE_WEB, &store),
                     FAIL_NOT_FOUND);
    assert_non_null(strstr(fail_detail(), "hooklet init"));
    assert_int_equal(store_open(pool_printf(f->pool, "%s/lock", f->directory), STORE_ONCE, &store),
                     FAIL_NOT_FOUND);
    assert_non_null(strstr(fail_detail(), "hooklet init"));
    assert_null(store);
}

static void
too_new_database_is_refused(void **state)
{
    struct fixture *f = *state;
    struct store *store = NULL;
    int64_t from = 0;

    sql(f, "UPDATE state SET value = '1000' WHERE kind = 'schema'; PRAGMA user_version = 1000");
    assert_int_equal(store_open(f->directory, STORE_WEB, &store), FAIL_STORE);
    assert_int_equal(store_open(f->directory, STORE_ONCE, &store), FAIL_STORE);
    assert_int_equal(store_create(f->directory, &from), FAIL_STORE);
}

static void
network_file_systems_are_known(void **state)
{
    static const struct {
        unsigned long type;
        const char *kind;
        enum home_disk disk;
        const char *name;
    } disks[] = {
        { 0x6969, NULL, HOME_NETWORK, "NFS" },
        { 0xff534d42, NULL, HOME_NETWORK, "CIFS" },
        { 0xffffffffff534d42, NULL, HOME_NETWORK, "CIFS" }, /* sign-extended */
        { 0x01021997, NULL, HOME_NETWORK, "9p" },
        { 0x5346414f, NULL, HOME_NETWORK, "AFS" },
        { 0x65735546, "fuse.sshfs", HOME_NETWORK, "sshfs" },
        { 0x65735546, "fuse.glusterfs", HOME_NETWORK, "glusterfs" },
        { 0x65735546, "fuse.gocryptfs", HOME_DOUBTFUL, "gocryptfs" },
        { 0x65735546, "virtiofs", HOME_DOUBTFUL, "FUSE" },
        { 0x65735546, NULL, HOME_DOUBTFUL, "FUSE" },
        { 0x65735546, "fuseblk", HOME_LOCAL, "FUSE" },
        { 0xef53, NULL, HOME_LOCAL, NULL },     /* ext4 */
        { 0x58465342, NULL, HOME_LOCAL, NULL }, /* XFS */
        { 0x01021994, NULL, HOME_LOCAL, NULL }, /* tmpfs */
        { 0x9123683e, NULL, HOME_LOCAL, NULL }, /* Btrfs */
    };

    (void)state;
    for (size_t i = 0; i < sizeof disks / sizeof disks[0]; i++) {
        const char *name = "none";

        assert_int_equal(home_disk_of(disks[i].type, disks[i].kind, &name), disks[i].disk);
        if (disks[i].name == NULL)
            assert_null(name);
        else
            assert_string_equal(name, disks[i].name);
    }
}

static void
directory_by_a_symbolic_link_is_fine(void **state)
{
    struct fixture *f = *state;
    const char *link = pool_printf(f->pool, "%s/link", f->directory);
    struct store *store = NULL;

    assert_int_equal(symlink(f->directory, link), 0);
    assert_int_equal(store_open(link, STORE_TOOL, &store), 0);
    assert_int_equal(state_put(store, "token", "a", "one", NOW), 0);
    store_close(store);
}

static void
readers_are_lent_and_taken_back(void **state)
{
    struct fixture *f = *state;
    struct db *readers[4] = { NULL };
    struct db *again = NULL;

    for (int i = 0; i < 4; i++) {
        assert_int_equal(store_reader_take(f->store, &readers[i]), 0);
        for (int j = 0; j < i; j++)
            assert_ptr_not_equal(readers[i], readers[j]);
    }
    assert_int_equal(store_reader_take(f->store, &again), FAIL_BUSY);
    store_reader_give(f->store, readers[2]);
    assert_int_equal(store_reader_take(f->store, &again), 0);
    assert_ptr_equal(again, readers[2]);
    for (int i = 0; i < 4; i++)
        store_reader_give(f->store, readers[i]);
}

/* More of them than there are readers, good, bad and refused ones. */
static void
a_query_gives_its_reader_back(void **state)
{
    struct fixture *f = *state;
    struct db *readers[4] = { NULL };
    struct db_row *row;
    int64_t number = 0;

    for (int i = 0; i < 9; i++) {
        row = store_read(f->store, "SELECT 40 + ?1");
        db_bind_integer(row, 1, 2);
        assert_int_equal(db_number(row, 0, &number), 0);
        assert_int_equal(number, 42);
        assert_int_equal(db_finish(store_read(f->store, "SELECT nothing")), FAIL_STORE);
    }
    for (int i = 0; i < 4; i++)
        assert_int_equal(store_reader_take(f->store, &readers[i]), 0);
    row = store_read(f->store, "SELECT 40 + ?1");
    db_bind_integer(row, 1, 2);
    assert_int_equal(db_number(row, -3, &number), FAIL_BUSY);
    assert_int_equal(number, -3);
    for (int i = 0; i < 4; i++)
        store_reader_give(f->store, readers[i]);
    assert_int_equal(db_number(store_read(f->store, "SELECT 7"), 0, &number), 0);
    assert_int_equal(number, 7);
}

static void
reader_sees_what_has_been_written(void **state)
{
    struct fixture *f = *state;
    struct state_row row;

    for (int i = 0; i < 20; i++) {
        const char *value = pool_printf(f->pool, "%d", i);

        assert_int_equal(state_put(f->store, "token", "a", value, NOW), 0);
        assert_int_equal(state_get(f->store, "token", "a", f->pool, &row), 0);
        assert_string_equal(row.value, value);
    }
}

static bool
rings(struct store *store, int wait_ms)
{
    struct pollfd bell = { .fd = store_wake_fd(store), .events = POLLIN };

    return poll(&bell, 1, wait_ms) == 1;
}

static void
commit_of_a_web_program_wakes_the_worker(void **state)
{
    struct fixture *f = *state;
    struct store *worker = NULL, *web = NULL;

    assert_int_equal(store_open(f->directory, STORE_WORKER, &worker), 0);
    assert_int_equal(store_open(f->directory, STORE_WEB, &web), 0);
    assert_false(rings(worker, 0));
    assert_int_equal(state_put(web, "token", "a", "one", NOW), 0);
    assert_true(rings(worker, 10000));
    store_wake_clear(worker);
    assert_false(rings(worker, 0));
    assert_int_equal(state_put(worker, "token", "a", "two", NOW), 0);
    assert_false(rings(worker, 50));
    assert_int_equal(state_put(f->store, "token", "a", "three", NOW), 0);
    assert_true(rings(worker, 10000));
    store_close(web);
    store_close(worker);
}

static void
a_program_of_one_request_writes_reads_and_wakes(void **state)
{
    struct fixture *f = *state;
    struct store *worker = NULL, *once = NULL;
    struct state_row row = { 0 };

    assert_int_equal(store_open(f->directory, STORE_WORKER, &worker), 0);
    assert_false(rings(worker, 0));
    assert_int_equal(store_open(f->directory, STORE_ONCE, &once), 0);
    assert_int_equal(state_put(once, "token", "a", "one", NOW), 0);
    assert_true(rings(worker, 10000));
    assert_int_equal(state_get(once, "token", "a", f->pool, &row), 0);
    assert_string_equal(row.value, "one");
    store_close(once);
    store_close(worker);
}

static void
every_worker_is_woken(void **state)
{
    struct fixture *f = *state;
    struct store *workers[5] = { NULL };

    for (int i = 0; i < 5; i++)
        assert_int_equal(store_open(f->directory, STORE_WORKER, &workers[i]), 0);
    for (int i = 0; i < 4; i++)
        assert_true(store_wake_fd(workers[i]) >= 0);
    assert_int_equal(store_wake_fd(workers[4]), -1); /* looking once a second has to do */
    assert_int_equal(mode_of(pool_printf(f->pool, "%s/wake.3", f->directory)), 0660);
    store_close(workers[0]);
    store_wake(f->store);
    for (int i = 1; i < 4; i++)
        assert_true(rings(workers[i], 10000));
    for (int i = 1; i < 5; i++)
        store_close(workers[i]);
    assert_int_equal(access(pool_printf(f->pool, "%s/wake.3", f->directory), F_OK), -1);
}

static void
waking_nobody_and_a_full_queue_are_fine(void **state)
{
    struct fixture *f = *state;
    struct store *worker = NULL;

    store_wake(f->store);
    assert_int_equal(store_open(f->directory, STORE_WORKER, &worker), 0);
    assert_false(rings(worker, 0));
    for (int i = 0; i < 1000; i++)
        store_wake(f->store);
    assert_true(rings(worker, 10000));
    store_close(worker);
}

static void
name_of_a_killed_worker_is_taken_over(void **state)
{
    struct fixture *f = *state;
    const char *path = pool_printf(f->pool, "%s/wake.0", f->directory);
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct store *worker = NULL;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    memcpy(address.sun_path, path, strlen(path) + 1);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    (void)close(fd); /* the name stays, as after a kill -9 */
    assert_int_equal(store_open(f->directory, STORE_WORKER, &worker), 0);
    assert_true(store_wake_fd(worker) >= 0);
    assert_int_equal(access(pool_printf(f->pool, "%s/wake.1", f->directory), F_OK), -1);
    store_wake(f->store);
    assert_true(rings(worker, 10000));
    store_close(worker);
}

/* Deliveries, each with a body of its own that can't be made smaller. */
static int
deliver(struct fixture *f, int number)
{
    struct delivery delivery = { 0 };
    struct receipt receipt = { 0 };
    struct plan plan = { 0 };
    char body[20000];
    uint32_t noise = (uint32_t)number * 2654435761u + 1;

    for (size_t i = 0; i < sizeof body; i++) {
        noise = noise * 1664525u + 1013904223u;
        body[i] = (char)('!' + (noise >> 24) % 90);
    }
    delivery = (struct delivery){ .source = "github",
                                  .id = pool_printf(f->pool, "d%d", number),
                                  .kind = "push",
                                  .body = body,
                                  .length = sizeof body };
    assert_int_equal(delivery_own(f->pool, &delivery), 0);
    plan_add_ignored(&plan, f->pool, "web", "branch topic");
    return store_accept(f->store, &delivery, &plan, f->pool, &receipt);
}

static void
full_disk_loses_nothing_acknowledged(void **state)
{
    struct fixture *f = *state;
    struct rlimit limit = { 0 };
    int stored = 0, refused = 0;

    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = 400000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (int i = 0; i < 40; i++) {
        int rc = deliver(f, i);

        assert_true(rc == 0 || rc == FAIL_STORE);
        stored += rc == 0;
        refused += rc != 0;
    }
    limit.rlim_cur = RLIM_INFINITY;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_true(stored > 0 && refused > 0);
    assert_in_range(sql_number(f, "SELECT count(*) FROM event"), stored, 40);
    for (int i = 0; i < 40; i++) /* as their senders do when told 503 */
        assert_int_equal(deliver(f, i), 0);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event"), 40);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM note WHERE rule = 'web'"), 40);
}

static void
stuck_writer_gives_busy_and_then_all_is_well(void **state)
{
    struct fixture *f = *state;
    struct lock *stuck = NULL;

    assert_int_equal(lock_open(pool_printf(f->pool, "%s/hooklet.lock", f->directory), &stuck), 0);
    assert_int_equal(lock_take(stuck), 0);
    assert_int_equal(deliver(f, 1), FAIL_BUSY);
    lock_close(stuck);
    assert_int_equal(deliver(f, 1), 0);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event"), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("state-directory-is-made-for-the-group", state_directory_is_made_for_the_group),
        TEST("existing-directory-keeps-its-mode", existing_directory_keeps_its_mode),
        TEST("creating-twice-keeps-what-is-there", creating_twice_keeps_what_is_there),
        TEST("missing-database-says-what-to-do", missing_database_says_what_to_do),
        TEST("too-new-database-is-refused", too_new_database_is_refused),
        TEST("network-file-systems-are-known", network_file_systems_are_known),
        TEST("directory-by-a-symbolic-link-is-fine", directory_by_a_symbolic_link_is_fine),
        TEST("readers-are-lent-and-taken-back", readers_are_lent_and_taken_back),
        TEST("a-query-gives-its-reader-back", a_query_gives_its_reader_back),
        TEST("reader-sees-what-has-been-written", reader_sees_what_has_been_written),
        TEST("commit-of-a-web-program-wakes-the-worker", commit_of_a_web_program_wakes_the_worker),
        TEST("a-program-of-one-request-writes-reads-and-wakes",
             a_program_of_one_request_writes_reads_and_wakes),
        TEST("every-worker-is-woken", every_worker_is_woken),
        TEST("waking-nobody-and-a-full-queue-are-fine", waking_nobody_and_a_full_queue_are_fine),
        TEST("name-of-a-killed-worker-is-taken-over", name_of_a_killed_worker_is_taken_over),
        TEST("full-disk-loses-nothing-acknowledged", full_disk_loses_nothing_acknowledged),
        TEST("stuck-writer-gives-busy-and-then-all-is-well",
             stuck_writer_gives_busy_and_then_all_is_well),
    };

    log_open("test-store", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
