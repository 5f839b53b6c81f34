/* for_conf.c - proposals that can be pasted */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "cli/for_conf.h"

int
for_conf_secrets(struct cli *cli, const char **directory)
{
    const char *beside = path_parent(cli->pool, cli->settings->path);
    char *here = pool_alloc(cli->pool, PATH_MAX);

    if (beside[0] != '/' && getcwd(here, PATH_MAX) == NULL)
        return fail(FAIL_SYSTEM, "the current directory can't be told: %s", strerror(errno));
    *directory = strcmp(beside, ".") == 0 ? pool_printf(cli->pool, "%s/secrets", here)
                                          : pool_printf(cli->pool, "%s%s%s/secrets", here,
                                                        here[0] != '\0' ? "/" : "", beside);
    return 0;
}

const char *
for_conf_value(struct pool *pool, const char *text)
{
    char *value = pool_alloc(pool, 2 * strlen(text) + 3);
    char *to = value;

    *to++ = '\'';
    for (; *text != '\0'; text++) {
        if (*text == '\'' || *text == '\\')
            *to++ = '\\';
        *to++ = *text;
    }
    *to++ = '\'';
    return value;
}

void
for_conf_print(FILE *out, const char *text)
{
    size_t length;

    for (; *text != '\0'; text += length + (text[length] == '\n')) {
        length = strcspn(text, "\n");
        fprintf(out, "       %.*s\n", (int)length, text);
    }
}
