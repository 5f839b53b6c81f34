/* test-cgi_listen.c - the listening socket: made, refused, inherited */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "cgi_peer.h"

/* Last, because its macro fail() would hide our function. */
#include <cmocka.h>

static void
the_socket_is_for_owner_and_group(void **state)
{
    struct service *service = service_up(2);
    struct stat status;

    (void)state;
    assert_int_equal(stat(service->path, &status), 0);
    assert_true(S_ISSOCK(status.st_mode));
    assert_int_equal(status.st_mode & 07777, 0660);
    service_down(service);
}

static void
a_second_start_is_refused(void **state)
{
    struct service *service = service_up(2);

    (void)state;
    assert_int_equal(cgi_serve(&service->cgi), FAIL_CONFLICT);
    expect(once(service, &(struct ask){ .body = "first" }), "5 first");
    service_down(service);
}

/* Who was asked before the change is answered by the old one, who is asked after it by the new. */
static void
a_running_instance_can_be_replaced(void **state)
{
    struct service *old = service_up(2), *new = service_new(2);
    int before = dial(old->path);

    (void)state;
    service_replace(new, old);
    ask_send(before, &(struct ask){ .path = "/hold", .body = "old" });
    gate_await(&old->gate, 1);
    expect(once(new, &(struct ask){ .body = "new" }), "3 new");
    service_stop(old);
    expect(answer_receive(old->pool, before), "3 old");
    expect(once(new, &(struct ask){ .body = "still here" }), "10 still here");
    service_stop(new);
    assert_int_equal(access(new->path, F_OK), -1);
    close(before);
    service_free(new);
    service_free(old);
}

static void
a_stale_socket_is_replaced(void **state)
{
    struct service *service = service_new(2);
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    (void)state;
    memcpy(address.sun_path, service->path, strlen(service->path) + 1);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    close(fd);
    service_start(service);
    expect(once(service, &(struct ask){ .body = "new" }), "3 new");
    service_down(service);
}

static void
another_file_in_the_way_stays(void **state)
{
    struct service *service = service_new(2);
    int fd = open(service->path, O_CREAT | O_WRONLY, 0600);

    (void)state;
    close(fd);
    assert_int_equal(cgi_serve(&service->cgi), FAIL_CONFIG);
    assert_int_equal(access(service->path, F_OK), 0);
    service_free(service);
}

static void
a_path_that_cannot_be(void **state)
{
    struct service *service = service_new(2);
    char *much = pool_alloc(service->pool, 200);

    (void)state;
    memset(much, 'a', 199);
    service->cgi.listen_path = much;
    assert_int_equal(cgi_serve(&service->cgi), FAIL_CONFIG);
    service->cgi.listen_path = pool_printf(service->pool, "%s/no/test.sock", service->directory);
    assert_int_equal(cgi_serve(&service->cgi), FAIL_SYSTEM);
    service_free(service);
}

/* A child that serves the listening socket `fd` as its descriptor 0. */
static pid_t
child_on(struct service *service, int fd)
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        service->cgi.listen_path = NULL;
        dup2(fd, STDIN_FILENO);
        _exit(cgi_is_plain(NULL) || cgi_serve(&service->cgi) != 0);
    }
    return pid;
}

static void
child_end(struct service *service, pid_t pid)
{
    eventfd_t value;
    int status;

    assert_int_equal(eventfd_write(service->cgi.stop_fd, 1), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(eventfd_read(service->cgi.stop_fd, &value), 0);
}

static void
a_restart_on_an_inherited_socket_loses_nothing(void **state)
{
    struct service *service = service_new(4);
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), between;
    pid_t pid;

    (void)state;
    memcpy(address.sun_path, service->path, strlen(service->path) + 1);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(listener, 16), 0);
    pid = child_on(service, listener);
    expect(once(service, &(struct ask){ .body = "first" }), "5 first");
    child_end(service, pid);
    between = dial(service->path);
    ask_send(between, &(struct ask){ .body = "between" });
    pid = child_on(service, listener);
    expect(answer_receive(service->pool, between), "7 between");
    close(between);
    child_end(service, pid);
    close(listener);
    service_free(service);
}

/* The system refuses to wait: that is said, and the service ends with it. */
static void
a_socket_that_cannot_be_waited_for(void **state)
{
    struct service *service = service_new(2);
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct rlimit none = { 1, 1 };
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), status;
    pid_t pid;

    (void)state;
    memcpy(address.sun_path, service->path, strlen(service->path) + 1);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(listener, 16), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        service->cgi.listen_path = NULL;
        dup2(listener, STDIN_FILENO);
        /* poll(2) takes no more descriptors than a process may have. */
        setrlimit(RLIMIT_NOFILE, &none);
        _exit(-cgi_serve(&service->cgi));
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), -FAIL_SYSTEM);
    close(listener);
    service_free(service);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_socket_is_for_owner_and_group),
        cmocka_unit_test(a_second_start_is_refused),
        cmocka_unit_test(a_running_instance_can_be_replaced),
        cmocka_unit_test(a_stale_socket_is_replaced),
        cmocka_unit_test(another_file_in_the_way_stays),
        cmocka_unit_test(a_path_that_cannot_be),
        cmocka_unit_test(a_socket_that_cannot_be_waited_for),
        cmocka_unit_test(a_restart_on_an_inherited_socket_loses_nothing),
    };

    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
