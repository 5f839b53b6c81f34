/* doctor_hosted_files.c - the directory in the web space, its wrappers, its .htaccess. */
#include "config.h"

#include <string.h>
#include <sys/stat.h>

#include "base/owner.h"
#include "base/shell.h"
#include "cli/doctor_alike.h"
#include "cli/doctor_hosting.h"
#include "port/file_try.h"

/* What suexec refuses (it wants the owner alone to write), or NULL. */
static const char *
suexec_trouble(struct pool *pool, const struct hosted *hosted, const char *path,
               const struct stat *info)
{
    if (info->st_uid != hosted->owner)
        return pool_printf(pool,
                           "%s: belongs to %s, and programs run as the owner of the directory, %s: "
                           "chown %s %s",
                           path, owner_of(pool, info), rights_of(pool, hosted->owner).name,
                           rights_of(pool, hosted->owner).name, shell_word(pool, path));
    if ((info->st_mode & 0022) != 0)
        return pool_printf(pool,
                           "%s: others than its owner may write it (%04o), and suexec runs nothing "
                           "there: chmod go-w %s",
                           path, (unsigned)info->st_mode & 07777, shell_word(pool, path));
    return NULL;
}

static const char *
wrapper_trouble(struct doctor *doctor, const struct hosted *hosted, size_t which)
{
    struct pool *pool = doctor->cli->pool;
    const struct hosting_file wanted = hosting_file(pool, &hosted->hosting, which);
    const char *path = wanted.path;
    struct file_tried file;
    const char *trouble;
    struct stat link;

    trouble = file_try(pool, path, HOSTING_FILE_MOST, &file);
    if (trouble != NULL)
        return pool_printf(pool, "%s: %s: %s", path, trouble, hosted->again);
    if (lstat(path, &link) == 0 && S_ISLNK(link.st_mode))
        return pool_printf(pool,
                           "%s: is a symbolic link, which Apache may not follow: rm it, "
                           "then %s",
                           path, hosted->again);
    trouble = suexec_trouble(pool, hosted, path, &file.status);
    if (trouble != NULL)
        return trouble;
    if ((file.status.st_mode & 0500) != 0500)
        return pool_printf(pool, "%s: can't be executed (%04o): chmod 0755 %s", path,
                           (unsigned)file.status.st_mode & 07777, shell_word(pool, path));
    if (strcmp(file.bytes, wanted.text) != 0)
        return pool_printf(pool,
                           "%s: is not what this version of hooklet makes, with configuration %s "
                           "and programs %s: %s",
                           path, hosted->hosting.config, hosted->hosting.programs, hosted->again);
    return NULL;
}

static void
check_wrappers(struct doctor *doctor, const struct hosted *hosted)
{
    struct doctor_alike alike = { 0 };

    for (size_t i = 0; i < hosting_file_count(); i++)
        doctor_alike_add(&alike, wrapper_trouble(doctor, hosted, i));
    if (!doctor_alike_say(doctor, FINDING_FAILURE, "hosting", &alike))
        doctor_say(doctor, FINDING_OK, "hosting",
                   "%s/" HOSTING_WRAPPERS ": %zu wrappers, as they should be",
                   hosted->hosting.directory, hosting_file_count());
}

/* False: there is none. */
static bool
check_directory(struct doctor *doctor, const struct hosted *hosted, const char *path)
{
    const char *trouble;
    struct stat info;

    if (lstat(path, &info) != 0 || !S_ISDIR(info.st_mode)) {
        doctor_say(doctor, FINDING_FAILURE, "hosting", "%s: is no directory: %s", path,
                   hosted->again);
        return false;
    }
    trouble = suexec_trouble(doctor->cli->pool, hosted, path, &info);
    if (trouble != NULL)
        doctor_say(doctor, FINDING_FAILURE, "hosting", "%s", trouble);
    else if ((info.st_mode & 0011) == 0)
        doctor_say(doctor, FINDING_WARNING, "hosting",
                   "%s: only its owner may pass (%04o): chmod a+x %s, unless the web server runs "
                   "as that user",
                   path, (unsigned)info.st_mode & 07777, shell_word(doctor->cli->pool, path));
    return true;
}

static void
check_htaccess(struct doctor *doctor, const struct hosted *hosted)
{
    struct pool *pool = doctor->cli->pool;
    const char *path = pool_printf(pool, "%s/.htaccess", hosted->hosting.directory);
    struct file_tried file;
    const char *trouble = file_try(pool, path, HOSTING_FILE_MOST, &file);
    const char *wanted;

    if (trouble != NULL) {
        doctor_say(doctor, FINDING_FAILURE, "hosting", "%s: %s: %s", path, trouble, hosted->again);
        return;
    }
    wanted = hosting_htaccess(pool, &hosted->hosting, file.bytes);
    if (wanted == NULL)
        doctor_say(doctor, FINDING_FAILURE, "hosting", "%s: " HOSTING_NO_PAIR ", then %s", path,
                   hosted->again);
    else if (strcmp(wanted, file.bytes) != 0)
        doctor_say(doctor, FINDING_FAILURE, "hosting",
                   "%s: our lines are missing, changed, or of another version or configuration: %s",
                   path, hosted->again);
    else if ((file.status.st_mode & 0022) != 0)
        doctor_say(doctor, FINDING_FAILURE, "hosting",
                   "%s: others than its owner may write it (%04o): chmod go-w %s", path,
                   (unsigned)file.status.st_mode & 07777, shell_word(pool, path));
    else
        doctor_say(doctor, FINDING_OK, "hosting", "%s: as it should be", path);
}

void
hosted_files(struct doctor *doctor, const struct hosted *hosted)
{
    struct pool *pool = doctor->cli->pool;
    const char *directory = hosted->hosting.directory;

    (void)check_directory(doctor, hosted, directory);
    if (check_directory(doctor, hosted, pool_printf(pool, "%s/" HOSTING_WRAPPERS, directory)))
        check_wrappers(doctor, hosted);
    check_htaccess(doctor, hosted);
}
