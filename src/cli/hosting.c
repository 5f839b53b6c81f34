/* hosting.c - the texts of wrappers, .htaccess and crontab. */
#include "config.h"

#include <string.h>

#include "base/shell.h"
#include "base/text.h"
#include "cli/apache_htaccess.h"
#include "cli/hosting.h"
#include "programs.h"

#define SHELL "#!/bin/sh\n"
#define MARK "# hooklet init --shared-hosting made this, and makes it anew.\n"
#define BLOCK_BEGIN "# BEGIN hooklet"
#define BLOCK_END "# END hooklet"
#define BLOCK_WORDS                                                                                \
    " (hooklet init --shared-hosting writes these lines anew: put your own above or below)"
#define DRAIN "work --drain --max-time 50s"

/* No arguments go on: a query without a '=' would be some. */
static const char *
wrapper(struct pool *pool, const struct hosting *hosting, const char *program)
{
    const char *slash = strrchr(hosting->command, '/');
    const char *directory = pool_copy(pool, hosting->command, (size_t)(slash - hosting->command));
    const char *file = pool_printf(pool, "%s/%s.fcgi", hosting->programs, program);

    return pool_printf(pool,
                       SHELL MARK "HOOKLET_CONFIG=%s\n"
                                  "HOOKLET_BINDIR=%s\n"
                                  "export HOOKLET_CONFIG HOOKLET_BINDIR\n"
                                  "exec %s\n",
                       shell_quoted(pool, hosting->config), shell_quoted(pool, directory),
                       shell_quoted(pool, file));
}

size_t
hosting_file_count(void)
{
    return web_program_count + 1;
}

struct hosting_file
hosting_file(struct pool *pool, const struct hosting *hosting, size_t which)
{
    struct hosting_file file = { .name = APACHE_SORRY };
    const char *sorry;

    if (which < web_program_count) {
        file.name = pool_printf(pool, "%s.cgi", web_programs[which].name);
        file.text = wrapper(pool, hosting, web_programs[which].name);
    } else {
        sorry = apache_sorry(pool);
        file.text =
            pool_printf(pool, SHELL MARK "%s", text_either(text_behind(sorry, SHELL), sorry));
    }
    file.path = pool_printf(pool, "%s/" HOSTING_WRAPPERS "/%s", hosting->directory, file.name);
    return file;
}

bool
hosting_file_ours(const char *text)
{
    return strstr(text, MARK) != NULL;
}

/* A mark is alone on its line, but for words behind it. */
static bool
is_mark(const char *line, const char *mark)
{
    const char *behind = text_behind(line, mark);

    return behind != NULL && strchr(" \r\n", *behind) != NULL;
}

static const char *
next_line(const char *line)
{
    const char *end = strchr(line, '\n');

    return end == NULL ? line + strlen(line) : end + 1;
}

/* False: it is no single pair, in its order. */
static bool
find_block(const char *text, const char **begin, const char **end)
{
    *begin = *end = NULL;
    for (const char *line = text; *line != '\0'; line = next_line(line)) {
        bool begins = is_mark(line, BLOCK_BEGIN);

        if (!begins && !is_mark(line, BLOCK_END))
            continue;
        if (*end != NULL || begins != (*begin == NULL))
            return false;
        if (begins)
            *begin = line;
        else
            *end = next_line(line);
    }
    return (*begin == NULL) == (*end == NULL);
}

/* "/bot/" of https://example.org/bot, which has no slash at its end. */
static const char *
url_path(struct pool *pool, const char *url)
{
    const char *host = url == NULL ? NULL : strstr(url, "://");
    const char *path = host == NULL ? NULL : strchr(host + 3, '/');

    if (host == NULL)
        return NULL;
    return path == NULL ? "/" : pool_printf(pool, "%s/", path);
}

const char *
hosting_htaccess(struct pool *pool, const struct hosting *hosting, const char *before)
{
    const struct apache_htaccess space = { .wrappers = HOSTING_WRAPPERS,
                                           .base = url_path(pool, hosting->url),
                                           .source_most = hosting->source_most,
                                           .paths = hosting->paths };
    const char *block = pool_printf(pool, BLOCK_BEGIN BLOCK_WORDS "\n%s" BLOCK_END "\n",
                                    apache_htaccess(pool, &space));
    const char *begin, *end;

    if (!find_block(before, &begin, &end))
        return NULL;
    if (begin != NULL)
        return pool_printf(pool, "%.*s%s%s", (int)(begin - before), before, block, end);
    return *before == '\0' ? block : pool_printf(pool, "%s\n%s", block, before);
}

/* To cron a % is the end of the line. */
static const char *
cron_word(struct pool *pool, const char *text)
{
    const char *word = shell_word(pool, text), *result = "";
    size_t length;

    for (; *word != '\0'; word += length) {
        length = strcspn(word, "%");
        result = pool_printf(pool, "%s%.*s", result, (int)length, word);
        if (word[length] == '%') {
            result = pool_printf(pool, "%s\\%%", result);
            length++;
        }
    }
    return result;
}

const char *
hosting_cron(struct pool *pool, const struct hosting *hosting)
{
    return pool_printf(pool, "* * * * * %s --config %s " DRAIN, cron_word(pool, hosting->command),
                       cron_word(pool, hosting->config));
}
