/* doctor_web.c - the sockets of the web programs, and the way through the web server. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fail.h"
#include "cli/deliver_post.h"
#include "cli/doctor.h"

/* 0, or errno. */
static int
try_socket(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd;
    int trouble = 0;

    if (strlen(path) >= sizeof address.sun_path)
        return ENAMETOOLONG;
    memcpy(address.sun_path, path, strlen(path));
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) != 0)
        trouble = errno;
    if (fd >= 0)
        close(fd);
    return trouble;
}

static void
check_socket(struct doctor *doctor, const char *path)
{
    int trouble = try_socket(path);

    if (trouble == 0)
        doctor_say(doctor, FINDING_OK, "socket", "%s: somebody listens", path);
    else if (trouble == ECONNREFUSED)
        doctor_say(doctor, FINDING_FAILURE, "socket", "%s: nobody listens: start its program",
                   path);
    else if (trouble == EACCES)
        doctor_say(doctor, FINDING_WARNING, "socket",
                   "%s: this user may not try it; run doctor as root", path);
    else
        doctor_say(doctor, FINDING_FAILURE, "socket", "%s: %s", path, strerror(trouble));
}

static bool
is_socket_name(const char *name)
{
    size_t length = strlen(name);

    return length > 5 && strcmp(name + length - 5, ".sock") == 0;
}

static void
check_sockets(struct doctor *doctor)
{
    DIR *directory = opendir(doctor->run);
    const struct dirent *entry;

    if (directory == NULL) {
        doctor_say(doctor, FINDING_WARNING, "socket",
                   "%s: %s: no web program runs there (plain CGI needs none; --run DIR looks "
                   "elsewhere)",
                   doctor->run, strerror(errno));
        return;
    }
    while ((entry = readdir(directory)) != NULL) {
        if (!is_socket_name(entry->d_name))
            continue;
        doctor->sockets++;
        check_socket(doctor, pool_printf(doctor->cli->pool, "%s/%s", doctor->run, entry->d_name));
    }
    closedir(directory);
    if (doctor->sockets == 0)
        doctor_say(doctor, FINDING_WARNING, "socket",
                   "%s: no socket in it: start the web programs (plain CGI needs none)",
                   doctor->run);
}

void
doctor_socket(struct doctor *doctor, const char *check, const char *program)
{
    const char *path = pool_printf(doctor->cli->pool, "%s/%s.sock", doctor->run, program);

    if (doctor->sockets > 0 && access(path, F_OK) != 0 && errno == ENOENT)
        doctor_say(doctor, FINDING_FAILURE, check,
                   "%s is not there: start %s.fcgi as the other programs are", path, program);
}

static void
check_url(struct doctor *doctor)
{
    static const char body[] = "{\"zen\":\"Keep it logically awesome.\",\"hook_id\":1}";
    const struct source_settings *github = &doctor->cli->settings->github;
    struct post post = {
        .url = doctor->url, .event = "ping", .body = body, .length = sizeof body - 1
    };
    struct http_answer answer = { 0 };

    if (!doctor->secrets || github->secret_count == 0) {
        doctor_say(doctor, FINDING_FAILURE, "url", "%s: not tried, as no secret can be read",
                   doctor->url);
        return;
    }
    post.secret = &github->secrets[0];
    if (deliver_post(doctor->cli->pool, &post, &answer) != 0)
        doctor_say(doctor, FINDING_FAILURE, "url", "%s: %s", doctor->url, fail_detail());
    else if (answer.status == 401)
        doctor_say(doctor, FINDING_FAILURE, "url",
                   "%s: HTTP 401: the programs do not know this secret; after a rotation send "
                   "them SIGHUP",
                   doctor->url);
    else if (answer.status < 200 || answer.status > 299)
        doctor_say(doctor, FINDING_FAILURE, "url",
                   "%s: HTTP %d: look into the log of the web server and of hooklet's program",
                   doctor->url, answer.status);
    else
        doctor_say(doctor, FINDING_OK, "url", "%s: a signed ping got HTTP %d", doctor->url,
                   answer.status);
}

void
doctor_web(struct doctor *doctor)
{
    check_sockets(doctor);
    if (doctor->url != NULL)
        check_url(doctor);
}
