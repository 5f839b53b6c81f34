/* doctor_access.c - may those who run get at what they need: the state, and the secrets? */
#include "config.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "base/owner.h"
#include "base/shell.h"
#include "cli/doctor.h"
#include "cli/for_conf.h"
#include "cli/secrets.h"

#define STATE_GROUP "hooklet" /* where the group that is there can't have been meant */

/* What all who share the state write; some are made by SQLite, and only while somebody runs. */
static const struct {
    const char *name;
    unsigned wanted;
    const char *mode;
} state_files[] = {
    { "", RIGHT_READ | RIGHT_WRITE | RIGHT_SEARCH, "2770" },
    { "/lock", RIGHT_READ | RIGHT_WRITE | RIGHT_SEARCH, "2770" },
    { "/hooklet.db", RIGHT_READ | RIGHT_WRITE, "0660" },
    { "/hooklet.db-wal", RIGHT_READ | RIGHT_WRITE, "0660" },
    { "/hooklet.db-shm", RIGHT_READ | RIGHT_WRITE, "0660" },
    { "/hooklet.lock", RIGHT_READ | RIGHT_WRITE, "0660" },
    { "/drain.lock", RIGHT_READ | RIGHT_WRITE, "0660" },
};
enum { STATE_FILES = sizeof state_files / sizeof *state_files };

/* False: more than enough was said. */
static bool
check_file(struct doctor *doctor, const struct rights *user, const char *group, size_t which)
{
    struct pool *pool = doctor->cli->pool;
    const char *path =
        pool_printf(pool, "%s%s", doctor->cli->settings->state, state_files[which].name);
    const char *word = shell_word(pool, path);
    struct stat info;

    if (stat(path, &info) != 0 || rights_allow(user, &info, state_files[which].wanted))
        return true;
    doctor_say(doctor, FINDING_FAILURE, "state",
               "%s: of %s, mode %04o: %s may not write it: chgrp %s %s && chmod %s %s%s", path,
               owner_of(pool, &info), (unsigned)info.st_mode & 07777, user->name, group, word,
               state_files[which].mode, word,
               rights_in_group(pool, user, group)
                   ? ""
                   : pool_printf(pool, " && usermod -aG %s %s", group, user->name));
    return which != 0;
}

static void
check_user(struct doctor *doctor, const struct rights *user)
{
    struct pool *pool = doctor->cli->pool;
    const char *state = doctor->cli->settings->state;
    const char *barrier = rights_barrier(pool, user, state);
    const char *group;
    struct stat info;

    if (stat(state, &info) != 0)
        return;
    if (barrier != NULL) {
        doctor_say(doctor, FINDING_FAILURE, "state",
                   "%s: %s may not pass %s: chmod o+x %s, or choose another place", state,
                   user->name, barrier, shell_word(pool, barrier));
        return;
    }
    group = info.st_gid == 0 ? STATE_GROUP : owner_group(pool, info.st_gid);
    for (size_t i = 0; i < STATE_FILES; i++)
        if (!check_file(doctor, user, group, i))
            return;
}

/* A secret's mode lets its owner alone read it (secret.h). */
static void
check_secret(struct doctor *doctor, const struct rights *user, const char *path)
{
    struct pool *pool = doctor->cli->pool;
    const char *barrier, *word;
    struct stat info;

    if (path == NULL || stat(path, &info) != 0)
        return;
    word = shell_word(pool, path);
    barrier = rights_barrier(pool, user, path);
    if (barrier != NULL)
        doctor_say(doctor, FINDING_FAILURE, "secrets",
                   "%s: the web programs run as %s, which may not pass %s: chmod o+x %s", path,
                   user->name, barrier, shell_word(pool, barrier));
    else if (doctor->web_user_guessed && doctor_web_server(info.st_uid))
        doctor_say(doctor, FINDING_WARNING, "secrets",
                   "%s: of %s, which is right where Apache starts the programs (fcgid, cgi); "
                   "systemd starts them as %s: chown %s %s",
                   path, owner_of(pool, &info), user->name, user->name, word);
    else if (!rights_allow(user, &info, RIGHT_READ))
        doctor_say(doctor, FINDING_FAILURE, "secrets",
                   "%s: of %s, and the web programs run as %s: chown %s %s", path,
                   owner_of(pool, &info), user->name, user->name, word);
}

static void
check_secrets(struct doctor *doctor, const struct rights *user)
{
    struct known_list known = secrets_known(doctor->cli);

    for (size_t i = 0; i < known.count; i++)
        check_secret(doctor, user, known.items[i].secret->path);
}

/* Programs that wait for their first request run as nobody yet. */
static void
expect_web_user(struct doctor *doctor)
{
    const struct passwd *user = getpwnam(WEB_USER);

    if (doctor->web_user_count > 0 || user == NULL || doctor->run == NULL ||
        strcmp(doctor->run, HOOKLET_RUNDIR) != 0)
        return;
    doctor->web_users = pool_alloc(doctor->cli->pool, sizeof *doctor->web_users);
    doctor->web_users[doctor->web_user_count++] = rights_of(doctor->cli->pool, user->pw_uid);
    doctor->web_user_guessed = true;
}

void
doctor_access(struct doctor *doctor)
{
    struct pool *pool = doctor->cli->pool;

    expect_web_user(doctor);
    doctor_user_find(doctor);
    for (size_t i = 0; i < doctor->web_user_count; i++) {
        check_user(doctor, &doctor->web_users[i]);
        if (doctor->secrets)
            check_secrets(doctor, &doctor->web_users[i]);
    }
    if (!doctor->judge.guessed) {
        const struct rights worker = rights_of(pool, doctor->judge.uid);

        check_user(doctor, &worker);
    }
}
