/* choices.c - options that take one of a few words. */
#include "config.h"

#include <string.h>

#include "cli/cli.h"
#include "wire/github_shape.h"

static const char *
listed(struct pool *pool, struct strings words)
{
    const char *text = words.items[0];

    for (size_t i = 1; i < words.count; i++)
        text =
            pool_printf(pool, "%s%s%s", text, i + 1 < words.count ? ", " : " or ", words.items[i]);
    return text;
}

bool
cli_choice(struct cli *cli, const char *name, const char *value, struct strings words)
{
    const char *near;

    if (value == NULL)
        return true;
    for (size_t i = 0; i < words.count; i++)
        if (strcmp(words.items[i], value) == 0)
            return true;
    near = nearest(words, value);
    cli->status = cli_usage(cli->command, "--%s takes %s, not \"%s\"%s%s%s", name,
                            listed(cli->pool, words), value, near == NULL ? "" : "; did you mean ",
                            near == NULL ? "" : near, near == NULL ? "" : "?");
    return false;
}

bool
cli_event(struct cli *cli, const char *name, const char *value)
{
    const char *near;

    if (value == NULL || github_event_known(value))
        return true;
    near = nearest(github_event_names(cli->pool), value);
    cli->status = cli_usage(cli->command, "--%s: \"%s\" is no event of GitHub's%s%s%s", name, value,
                            near == NULL ? "" : "; did you mean ", near == NULL ? "" : near,
                            near == NULL ? "" : "?");
    return false;
}
