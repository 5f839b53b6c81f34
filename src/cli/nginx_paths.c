/* nginx_paths.c - drop-in paths: those of other bots, which lead to ours. */
#include "config.h"

#include "cli/nginx_config.h"

static void
alias(const struct web_text *text, const struct web_alias *alias)
{
    const bool tree = web_alias_is_tree(alias);
    struct web_text inside = *text;

    nginx_open(&inside, "location %s %s", tree ? "^~" : "=", alias->path);
    web_text_line(&inside, "client_max_body_size 0;");
    nginx_logs(&inside, web_route_find(alias->route)->flags);
    if (tree)
        web_text_line(&inside, "rewrite ^%s(.*)$ %s$1 last;", alias->path, alias->route);
    else
        web_text_line(&inside, "rewrite ^ %s last;", alias->route);
    nginx_close(&inside);
}

void
nginx_paths(const struct web_text *text)
{
    web_text_say(text,
                 "Each goes on as the path that it stands for, with all that is said there: 0 is "
                 "no limit here, and the limit there is looked at again.");
    for (size_t i = 0; i < web_alias_count; i++)
        alias(text, &web_aliases[i]);
}
