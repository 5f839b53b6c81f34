/* init_space.c - what is made in the web space: wrappers and .htaccess. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/owner.h"
#include "cli/init.h"
#include "port/file_try.h"

#define FILE_MODE 0755
#define FILE_END ".cgi"

/* A file of ours, or of the user's own, as it is now; no file is an empty one. */
static int
read_file(struct pool *pool, const char *path, struct file_tried *file)
{
    const char *trouble;
    struct stat info = { 0 };

    *file = (struct file_tried){ .bytes = pool_string(pool, "") };
    if (lstat(path, &info) != 0 && errno == ENOENT)
        return 0;
    if (S_ISLNK(info.st_mode))
        return fail(FAIL_CONFLICT,
                    "%s: is a symbolic link, which is not replaced: put the file "
                    "itself there",
                    path);
    trouble = file_try(pool, path, HOSTING_FILE_MOST, file);
    if (trouble != NULL)
        return fail(FAIL_CONFLICT, "%s: %s: move it away", path, trouble);
    if (file->status.st_uid != geteuid())
        return fail(FAIL_CONFLICT, "%s: belongs to %s, not to this user: move it away", path,
                    owner_of(pool, &file->status));
    if (strlen(file->bytes) != file->length)
        return fail(FAIL_CONFLICT, "%s: is no text: move it away", path);
    return 0;
}

static int
read_ours(struct pool *pool, const char *path, struct file_tried *file)
{
    int rc = read_file(pool, path, file);

    if (rc == 0 && file->length > 0 && !hosting_file_ours(file->bytes))
        return fail(FAIL_CONFLICT, "%s: was not made by hooklet: move it away", path);
    return rc;
}

static const char *
htaccess_path(struct pool *pool, const struct init *init)
{
    return pool_printf(pool, "%s/.htaccess", init->hosting.directory);
}

static int
plan_htaccess(struct pool *pool, const struct init *init, struct file_tried *file,
              const char **after)
{
    const char *path = htaccess_path(pool, init);
    int rc = read_file(pool, path, file);

    if (rc != 0)
        return rc;
    *after = hosting_htaccess(pool, &init->hosting, file->bytes);
    if (*after == NULL)
        return fail(FAIL_CONFLICT, "%s: " HOSTING_NO_PAIR, path);
    return 0;
}

int
init_space_check(struct cli *cli, const struct init *init)
{
    const char *directory = pool_printf(cli->pool, "%s/" HOSTING_WRAPPERS, init->hosting.directory);
    struct file_tried file;
    const char *after;
    struct stat info;
    int rc = plan_htaccess(cli->pool, init, &file, &after);

    if (rc == 0 && lstat(directory, &info) == 0 && !S_ISDIR(info.st_mode))
        rc = fail(FAIL_CONFLICT, "%s: is no directory: move it away", directory);
    for (size_t i = 0; i < hosting_file_count() && rc == 0; i++)
        rc = read_ours(cli->pool, hosting_file(cli->pool, &init->hosting, i).path, &file);
    return rc;
}

static int
make_file(struct pool *pool, struct init *init, const struct hosting_file *wanted)
{
    struct file_tried file;
    int rc = read_ours(pool, wanted->path, &file);

    if (rc != 0 ||
        (strcmp(file.bytes, wanted->text) == 0 && (file.status.st_mode & 07777) == FILE_MODE))
        return rc;
    init->wrappers_written++;
    return file_write(wanted->path, wanted->text, strlen(wanted->text), FILE_MODE);
}

/* Of a program that another version had. */
static bool
is_old(struct pool *pool, const struct init *init, const char *directory, const char *name)
{
    struct file_tried file;

    if (!text_ends_with(name, FILE_END))
        return false;
    for (size_t i = 0; i < hosting_file_count(); i++)
        if (strcmp(hosting_file(pool, &init->hosting, i).name, name) == 0)
            return false;
    return file_try(pool, pool_printf(pool, "%s/%s", directory, name), HOSTING_FILE_MOST, &file) ==
               NULL &&
           hosting_file_ours(file.bytes);
}

static int
remove_old(struct pool *pool, struct init *init, const char *directory)
{
    DIR *all = opendir(directory);
    const struct dirent *entry;
    int rc = 0;

    if (all == NULL)
        return fail(FAIL_SYSTEM, "%s: %s", directory, strerror(errno));
    while (rc == 0 && (entry = readdir(all)) != NULL) {
        if (!is_old(pool, init, directory, entry->d_name))
            continue;
        if (unlinkat(dirfd(all), entry->d_name, 0) != 0)
            rc = fail(FAIL_SYSTEM, "%s/%s: %s", directory, entry->d_name, strerror(errno));
        init->wrappers_removed++;
    }
    closedir(all);
    return rc;
}

/* Routes to wrappers that are there already. */
static int
make_htaccess(struct pool *pool, struct init *init)
{
    const char *path = htaccess_path(pool, init);
    struct file_tried file;
    const char *after;
    int rc = plan_htaccess(pool, init, &file, &after);

    if (rc != 0 || strcmp(file.bytes, after) == 0)
        return rc;
    init->htaccess = file.length == 0 ? INIT_MADE : INIT_RENEWED;
    return file_write(path, after, strlen(after),
                      file.length == 0 ? 0644 : file.status.st_mode & 0777);
}

int
init_space_make(struct cli *cli, struct init *init)
{
    const char *directory = pool_printf(cli->pool, "%s/" HOSTING_WRAPPERS, init->hosting.directory);
    int rc = directory_make(directory, 0755);

    for (size_t i = 0; i < hosting_file_count() && rc == 0; i++) {
        const struct hosting_file file = hosting_file(cli->pool, &init->hosting, i);

        rc = make_file(cli->pool, init, &file);
    }
    if (rc == 0)
        rc = make_htaccess(cli->pool, init);
    return rc == 0 ? remove_old(cli->pool, init, directory) : rc;
}
