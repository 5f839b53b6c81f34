/* doctor_user.c - whose rights the directories of the rules are judged by, and taking them on. */
#include "config.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/owner.h"
#include "base/socket_address.h"
#include "cli/doctor.h"

#define BELLS 4 /* wake.0 to wake.3, see store/wake.h */

/* The name of a worker that was killed stays behind: nobody is bound to it. */
static bool
bell_heard(const char *path)
{
    struct sockaddr_un address;
    bool heard;
    int fd;

    if (!socket_address(path, &address))
        return true;
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return true;
    heard = connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 ||
            errno != ECONNREFUSED;
    close(fd);
    return heard;
}

static bool
worker_runs(struct doctor *doctor, uid_t *uid)
{
    struct pool *pool = doctor->cli->pool;
    struct stat info;

    for (int i = 0; i < BELLS; i++) {
        const char *path = pool_printf(pool, "%s/wake.%d", doctor->cli->settings->state, i);

        if (lstat(path, &info) == 0 && S_ISSOCK(info.st_mode) && bell_heard(path)) {
            *uid = info.st_uid;
            return true;
        }
    }
    return false;
}

void
doctor_user_find(struct doctor *doctor)
{
    struct judge *judge = &doctor->judge;
    const struct passwd *user = doctor->user == NULL ? NULL : getpwnam(doctor->user);

    if (judge->name != NULL)
        return;
    judge->uid = geteuid();
    judge->why = "as this user, for no worker runs here; --user NAME names the worker's";
    if (worker_runs(doctor, &judge->uid))
        judge->why = "as the user of the worker that runs";
    else if (user != NULL) {
        judge->uid = user->pw_uid;
        judge->why = "as --user says";
    } else {
        judge->guessed = true;
    }
    judge->name = owner_user(doctor->cli->pool, judge->uid);
    judge->able = judge->uid == geteuid() || geteuid() == 0;
}

void
doctor_user_say(struct doctor *doctor)
{
    const struct judge *judge = &doctor->judge;

    if (!judge->able)
        doctor_say(doctor, FINDING_WARNING, "rules",
                   "they run as %s, whose rights this user can't try: run doctor as root",
                   judge->name);
    else
        doctor_say(doctor, judge->guessed && judge->uid == 0 ? FINDING_WARNING : FINDING_OK,
                   "rules", "judged for %s, %s", judge->name, judge->why);
}

bool
doctor_user_become(struct doctor *doctor)
{
    struct judge *judge = &doctor->judge;
    const struct passwd *user = getpwuid(judge->uid);
    int count;

    if (judge->uid == geteuid())
        return true;
    count = getgroups(0, NULL);
    judge->groups = pool_array(doctor->cli->pool, (size_t)(count > 0 ? count : 1), sizeof(gid_t));
    judge->group_count = getgroups(count > 0 ? count : 0, judge->groups);
    judge->gid = getegid();
    judge->became = true;
    if (judge->group_count >= 0 && user != NULL && initgroups(user->pw_name, user->pw_gid) == 0 &&
        setegid(user->pw_gid) == 0 && seteuid(judge->uid) == 0)
        return true;
    doctor_say(doctor, FINDING_WARNING, "rules", "the rights of %s can't be taken on: %s",
               judge->name, user == NULL ? "it has no entry among the users" : strerror(errno));
    doctor_user_return(doctor);
    return false;
}

void
doctor_user_return(struct doctor *doctor)
{
    const struct judge *judge = &doctor->judge;

    if (!judge->became)
        return;
    if (seteuid(0) != 0 || setegid(judge->gid) != 0 ||
        (judge->group_count >= 0 && setgroups((size_t)judge->group_count, judge->groups) != 0))
        doctor_say(doctor, FINDING_FAILURE, "rules", "can't become root again: %s",
                   strerror(errno));
    doctor->judge.became = false;
}
