/* sync_words.c - what people type for a repository, and what they mean by it. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "cli/sync.h"

/* Behind "https://github.com/" or "git@github.com:"; the word itself where it is no address. */
static const char *
without_host(const char *word)
{
    const char *at = strstr(word, "://");

    if (at != NULL) {
        at = strchr(at + strlen("://"), '/');
        return at != NULL ? at + 1 : "";
    }
    at = strchr(word, ':');
    return at != NULL && strchr(word, '@') != NULL ? at + 1 : word;
}

/* "acme/web" out of "https://github.com/acme/web.git", "acme/web/issues", "acme/web#12"; or NULL. */
static const char *
meant(struct pool *pool, const char *word)
{
    const char *name = without_host(word);
    size_t owner = strcspn(name, "/");
    size_t rest = name[owner] == '/' ? strcspn(name + owner + 1, "/#?@ ") : 0;
    const char *repository;

    if (rest > strlen(".git") && strncmp(name + owner + 1 + rest - 4, ".git", 4) == 0)
        rest -= 4;
    repository = pool_copy(pool, name, rest > 0 ? owner + 1 + rest : owner);
    if (strcmp(repository, word) == 0)
        return NULL;
    return repository_valid(repository) || login_valid(repository) ? repository : NULL;
}

const char *
sync_owner(struct cli *cli, const char *word, enum exit_code *status)
{
    const char *near;

    if (login_valid(word) || repository_valid(word))
        return word;
    near = meant(cli->pool, word);
    if (strpbrk(word, "*?[") != NULL)
        *status = cli_usage(cli->command,
                            "\"%s\": there are no patterns here; an OWNER alone means all of its "
                            "repositories that a tasks rule names",
                            word);
    else if (near != NULL)
        *status = cli_usage(cli->command,
                            "\"%s\" is neither OWNER nor OWNER/REPO; did you mean %s?", word, near);
    else
        *status =
            cli_usage(cli->command, "\"%s\" is neither OWNER nor OWNER/REPO, like acme/web", word);
    return NULL;
}

bool
sync_since(const char *word, int64_t now_ms, int64_t *since_ms)
{
    char text[sizeof "2026-11-01T00:00:00Z"]; /* a date and the beginning of its day */
    int64_t ms = 0;

    if (strlen(word) == strlen("2026-11-01")) {
        memcpy(text, word, strlen("2026-11-01"));
        memcpy(text + strlen("2026-11-01"), "T00:00:00Z", sizeof "T00:00:00Z");
        word = text;
    }
    if (!clock_parse(word, &ms) || ms <= 0 || ms > now_ms)
        return false;
    *since_ms = ms - ms % 1000;
    return true;
}
