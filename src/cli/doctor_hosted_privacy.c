/* doctor_hosted_privacy.c - who else gets at configuration, secrets and state? */
#include "config.h"

#include <string.h>
#include <sys/stat.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/shell.h"
#include "cli/doctor_hosting.h"
#include "cli/secrets.h"
#include "port/http.h"

#define ASK_TIME_MS 10000
#define ANSWER_KEPT 1 /* bytes: whether there are some is all that is asked */

/* What nobody else may have; absolute. */
struct hidden {
    const char **paths;
    size_t count;
};

static void
add(struct pool *pool, struct hidden *hidden, const char *path)
{
    hidden->paths[hidden->count++] = text_either(hosting_real(pool, path), path);
}

static struct hidden
find_hidden(struct doctor *doctor, const struct hosted *hosted)
{
    struct pool *pool = doctor->cli->pool;
    struct known_list known = { 0 };
    struct hidden hidden = { 0 };

    if (doctor->secrets)
        known = secrets_known(doctor->cli);
    hidden.paths = pool_array(pool, known.count + 2, sizeof *hidden.paths);
    add(pool, &hidden, hosted->hosting.config);
    add(pool, &hidden, pool_printf(pool, "%s/hooklet.db", hosted->hosting.state));
    for (size_t i = 0; i < known.count; i++)
        if (known.items[i].secret->path != NULL)
            add(pool, &hidden, known.items[i].secret->path);
    return hidden;
}

/* By the names of directories; what the web server shows beyond them only --url can tell. */
static void
check_places(struct doctor *doctor, const struct hosted *hosted, const struct hidden *hidden)
{
    struct pool *pool = doctor->cli->pool;
    const char *space = hosting_space(pool, hosted->hosting.directory, hosting_home(pool));
    int before = doctor->failures;

    for (size_t i = 0; i < hidden->count; i++)
        if (hosting_below(hidden->paths[i], space))
            doctor_say(doctor, FINDING_FAILURE, "hosting",
                       "%s: is in the web space, %s, where anybody may ask for it: move it out, "
                       "and give it a new secret if it was one",
                       hidden->paths[i], space);
    if (doctor->failures == before)
        doctor_say(doctor, FINDING_OK, "hosting",
                   "configuration, secrets and state are not in the web space, %s", space);
}

/* A path of this machine as one of a URL. */
static const char *
url_path(struct pool *pool, const char *path)
{
    const char *url = "";
    size_t length;

    for (; *path == '/'; path += length) {
        path++;
        length = strcspn(path, "/");
        url = pool_printf(pool, "%s/%s", url, percent_encode(pool, pool_copy(pool, path, length)));
    }
    return url;
}

/* Where directory and address end alike they lead to the same, each a step higher. */
static const char *
address_of(struct pool *pool, const char *url, const char *directory, const char *path)
{
    const char *root = strstr(url, "://");
    char *address = pool_string(pool, url);
    const char *at = directory;
    char *slash;

    root = root == NULL ? url : root + 3;
    while ((slash = strrchr(address, '/')) != NULL && slash - address >= root - url &&
           strcmp(at, "/") != 0 && strcmp(slash, strrchr(at, '/')) == 0) {
        *slash = '\0';
        at = path_parent(pool, at);
    }
    if (!hosting_below(path, at))
        return NULL;
    if (strcmp(at, "/") != 0)
        path += strlen(at);
    return pool_printf(pool, "%s%s", address, url_path(pool, path));
}

/* An answer with status 200 may be a page that says no; but nobody can tell, so look there. */
static void
ask_for(struct doctor *doctor, const char *path, const char *url)
{
    const struct http_exchange exchange = { .method = "GET",
                                            .url = url,
                                            .timeout_ms = ASK_TIME_MS,
                                            .ceiling = ANSWER_KEPT,
                                            .keep = ANSWER_KEPT };
    struct http_answer answer = { 0 };

    if (http_exchange(doctor->cli->pool, &exchange, &answer) != 0)
        doctor_say(doctor, FINDING_WARNING, "hosting", "%s: could not be asked for: %s", url,
                   fail_detail());
    else if (answer.status >= 200 && answer.status <= 299)
        doctor_say(doctor, FINDING_FAILURE, "hosting",
                   "%s: anybody gets it (HTTP %d) as %s: move it to where the web does not reach, "
                   "and give it a new secret if it was one",
                   path, answer.status, url);
    else
        doctor_say(doctor, FINDING_OK, "hosting", "%s: is refused (HTTP %d)", url, answer.status);
}

/* On a shared host the group is often everybody. */
static void
check_mode(struct doctor *doctor, const char *path)
{
    struct stat info;

    if (stat(path, &info) == 0 && (info.st_mode & 0077) != 0)
        doctor_say(doctor, FINDING_WARNING, "hosting",
                   "%s: other users of this machine may come in (%04o): chmod 0700 %s", path,
                   (unsigned)info.st_mode & 07777, shell_word(doctor->cli->pool, path));
}

void
hosted_privacy(struct doctor *doctor, const struct hosted *hosted)
{
    struct pool *pool = doctor->cli->pool;
    const struct hidden hidden = find_hidden(doctor, hosted);
    const char *url;

    check_places(doctor, hosted, &hidden);
    for (size_t i = 0; i < hidden.count && doctor->base_url != NULL; i++) {
        url = address_of(pool, doctor->base_url, hosted->hosting.directory, hidden.paths[i]);
        if (url != NULL)
            ask_for(doctor, hidden.paths[i], url);
    }
    check_mode(doctor, path_parent(pool, hosted->hosting.config));
    check_mode(doctor, hosted->hosting.state);
}
