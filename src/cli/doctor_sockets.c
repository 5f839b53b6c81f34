/* doctor_sockets.c - the directory of the sockets, each of them, and who may come near. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "base/owner.h"
#include "base/shell.h"
#include "base/text.h"
#include "cli/doctor_alike.h"
#include "cli/socket_server.h"

#define SOCKET ".sock"

/* Whom web servers run as, where these users are. */
static const char *const server_names[] = { "www-data", "nginx", "apache", "http", "caddy" };
enum { SERVER_NAMES = sizeof server_names / sizeof *server_names };

struct sockets {
    struct rights servers[SERVER_NAMES];
    size_t server_count;
    const char *barred; /* the first socket that none of them may use */
    size_t barred_count;
    struct doctor_alike served;  /* by a process that can be told */
    struct doctor_alike waiting; /* for its first request, or for who may know */
};

bool
doctor_web_server(uid_t uid)
{
    for (size_t i = 0; i < SERVER_NAMES; i++) {
        const struct passwd *user = getpwnam(server_names[i]);

        if (user != NULL && user->pw_uid == uid)
            return true;
    }
    return false;
}

static void
find_servers(struct pool *pool, struct sockets *sockets)
{
    for (size_t i = 0; i < SERVER_NAMES; i++) {
        const struct passwd *user = getpwnam(server_names[i]);

        if (user != NULL)
            sockets->servers[sockets->server_count++] = rights_of(pool, user->pw_uid);
    }
}

static bool
server_may(struct pool *pool, const struct sockets *sockets, const char *path,
           const struct stat *info)
{
    for (size_t i = 0; i < sockets->server_count; i++)
        if (rights_allow(&sockets->servers[i], info, RIGHT_WRITE) &&
            rights_barrier(pool, &sockets->servers[i], path) == NULL)
            return true;
    return sockets->server_count == 0;
}

/* The group of a directory in the way may be the wrong one, or have no rights there. */
static const char *
unbar(struct doctor *doctor, const struct sockets *sockets)
{
    struct pool *pool = doctor->cli->pool;
    const struct rights *server = &sockets->servers[0];
    const char *barrier = rights_barrier(pool, server, sockets->barred);
    struct stat info;

    if (barrier == NULL)
        return pool_printf(pool, "chgrp %s %s/*" SOCKET, server->name,
                           shell_word(pool, doctor->run));
    if (stat(barrier, &info) == 0 && (info.st_mode & 0010) != 0 && info.st_gid != 0)
        return pool_printf(pool, "it may not pass %s: chgrp %s %s", barrier, server->name,
                           shell_word(pool, barrier));
    return pool_printf(pool, "it may not pass %s: chmod o+x %s", barrier,
                       shell_word(pool, barrier));
}

/* Nginx and Apache run as one of these; which of them it is, or will be, nobody tells us. */
static void
say_barred(struct doctor *doctor, const struct sockets *sockets)
{
    const char *names = sockets->servers[0].name;

    for (size_t i = 1; i < sockets->server_count; i++)
        names = pool_printf(doctor->cli->pool, "%s or %s", names, sockets->servers[i].name);
    doctor_say(doctor, FINDING_WARNING, "socket",
               "%s%s: may not be used by the web server, if that is %s: %s", sockets->barred,
               sockets->barred_count == 1
                   ? ""
                   : pool_printf(doctor->cli->pool, " and %zu more", sockets->barred_count - 1),
               names, unbar(doctor, sockets));
}

static bool
is_web_user(const struct doctor *doctor, uid_t uid)
{
    for (size_t i = 0; i < doctor->web_user_count; i++)
        if (doctor->web_users[i].uid == uid)
            return true;
    return false;
}

static void
add_web_user(struct doctor *doctor, uid_t uid)
{
    if (is_web_user(doctor, uid))
        return;
    doctor->web_users = pool_grow(doctor->cli->pool, doctor->web_users, doctor->web_user_count,
                                  &doctor->web_user_room, sizeof *doctor->web_users);
    doctor->web_users[doctor->web_user_count++] = rights_of(doctor->cli->pool, uid);
}

static void
check_mode(struct doctor *doctor, struct sockets *sockets, const char *path,
           const struct stat *info)
{
    unsigned mode = info->st_mode & 07777;

    if ((mode & 0002) != 0)
        doctor_say(doctor, FINDING_FAILURE, "socket",
                   "%s: everybody on this machine may use it (%04o): chmod 0660 %s", path, mode,
                   shell_word(doctor->cli->pool, path));
    if (server_may(doctor->cli->pool, sockets, path, info))
        return;
    if (sockets->barred_count++ == 0)
        sockets->barred = path;
}

static void
check_listener(struct doctor *doctor, struct sockets *sockets, const char *path,
               const char *program)
{
    struct pool *pool = doctor->cli->pool;
    struct socket_server server;
    int trouble = socket_server_ask(pool, path, program, &server);

    if (trouble == 0 && server.pid != 0) {
        doctor_alike_add(&sockets->served,
                         pool_printf(pool, "%s: process %ld of %s listens", path, (long)server.pid,
                                     rights_of(pool, server.uid).name));
        add_web_user(doctor, server.uid);
        doctor_server(doctor, path, program, &server);
    } else if (trouble == 0)
        doctor_alike_add(&sockets->waiting, pool_printf(pool, "%s: somebody listens", path));
    else if (trouble == ECONNREFUSED)
        doctor_say(doctor, FINDING_FAILURE, "socket",
                   "%s: left over, nobody listens: start its program, which makes it anew, or, "
                   "when there is none any more: rm %s",
                   path, shell_word(pool, path));
    else if (trouble == EACCES)
        doctor_say(doctor, FINDING_WARNING, "socket",
                   "%s: this user may not try it; run doctor as root", path);
    else
        doctor_say(doctor, FINDING_FAILURE, "socket", "%s: %s", path, strerror(trouble));
}

static void
check_socket(struct doctor *doctor, struct sockets *sockets, const char *name)
{
    struct pool *pool = doctor->cli->pool;
    const char *path = pool_printf(pool, "%s/%s", doctor->run, name);
    struct stat info;

    doctor->sockets++;
    if (lstat(path, &info) != 0)
        doctor_say(doctor, FINDING_FAILURE, "socket", "%s: %s", path, strerror(errno));
    else if (!S_ISSOCK(info.st_mode))
        doctor_say(doctor, FINDING_FAILURE, "socket",
                   "%s: is another kind of file, so its program can't start: rm %s", path,
                   shell_word(pool, path));
    else {
        check_listener(doctor, sockets, path, pool_copy(pool, name, strlen(name) - strlen(SOCKET)));
        check_mode(doctor, sockets, path, &info);
    }
}

/* A program makes its socket as NAME.sock.PID, and renames it. */
static bool
is_half_made(struct doctor *doctor, const char *name)
{
    const char *number = strstr(name, SOCKET ".");
    struct socket_server server;

    if (number == NULL)
        return false;
    number += strlen(SOCKET ".");
    return *number != '\0' && number[strspn(number, DIGITS)] == '\0' &&
           socket_server_ask(doctor->cli->pool,
                             pool_printf(doctor->cli->pool, "%s/%s", doctor->run, name), "",
                             &server) == ECONNREFUSED;
}

static void
check_all(struct doctor *doctor, DIR *directory)
{
    struct sockets sockets = { 0 };
    const struct dirent *entry;

    find_servers(doctor->cli->pool, &sockets);
    while ((entry = readdir(directory)) != NULL) {
        if (text_ends_with(entry->d_name, SOCKET))
            check_socket(doctor, &sockets, entry->d_name);
        else if (is_half_made(doctor, entry->d_name))
            doctor_say(doctor, FINDING_WARNING, "socket",
                       "%s/%s: left over by a program that was killed while it started: rm it",
                       doctor->run, entry->d_name);
    }
    (void)doctor_alike_say(doctor, FINDING_OK, "socket", &sockets.served);
    (void)doctor_alike_say(doctor, FINDING_OK, "socket", &sockets.waiting);
    if (sockets.barred_count > 0)
        say_barred(doctor, &sockets);
}

/* Who may write into it can put a socket of their own in a program's place, and read all. */
static void
check_directory(struct doctor *doctor)
{
    const char *word = shell_word(doctor->cli->pool, doctor->run);
    struct stat info;
    unsigned mode;

    if (stat(doctor->run, &info) != 0)
        return;
    mode = info.st_mode & 07777;
    if ((mode & 0002) != 0)
        doctor_say(doctor, FINDING_FAILURE, "socket",
                   "%s: everybody may make sockets in it (%04o): chmod o-w %s", doctor->run, mode,
                   word);
    if (info.st_uid != 0 && info.st_uid != geteuid() && doctor->web_user_count > 0 &&
        !is_web_user(doctor, info.st_uid))
        doctor_say(doctor, FINDING_WARNING, "socket",
                   "%s: belongs to %s, which runs none of the programs: chown %s %s", doctor->run,
                   owner_of(doctor->cli->pool, &info), doctor->web_users[0].name, word);
}

void
doctor_sockets(struct doctor *doctor)
{
    DIR *directory = opendir(doctor->run);

    if (directory == NULL && errno == EACCES) {
        doctor_say(doctor, FINDING_WARNING, "socket",
                   "%s: this user may not look into it; run doctor as root", doctor->run);
        return;
    }
    if (directory == NULL) {
        doctor_say(doctor, FINDING_WARNING, "socket",
                   "%s: %s: no web program runs there (mod_fcgid and plain CGI need none; "
                   "--run DIR looks elsewhere)",
                   doctor->run, strerror(errno));
        return;
    }
    check_all(doctor, directory);
    closedir(directory);
    if (doctor->sockets == 0)
        doctor_say(
            doctor, FINDING_WARNING, "socket",
            "%s: no socket in it: start the web programs (mod_fcgid and plain CGI need none)",
            doctor->run);
    check_directory(doctor);
}

void
doctor_socket(struct doctor *doctor, const char *check, const char *program)
{
    const char *path = pool_printf(doctor->cli->pool, "%s/%s.sock", doctor->run, program);

    if (doctor->sockets > 0 && access(path, F_OK) != 0 && errno == ENOENT)
        doctor_say(doctor, FINDING_FAILURE, check,
                   "%s is not there: start %s.fcgi as the other programs are", path, program);
}
