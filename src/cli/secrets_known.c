/* secrets_known.c - the webhook secrets of the configuration, all senders' in one list. */
#include "config.h"

#include "cli/secrets.h"

static void
add_source(struct known_list *list, const char *name, const struct source_settings *source)
{
    for (size_t i = 0; i < source->secret_count; i++)
        list->items[list->count++] = (struct known){ name, &source->secrets[i], NULL };
}

static void
add_inbound(struct known_list *list, const struct inbound *inbound)
{
    for (size_t i = 0; i < inbound->source.secret_count; i++)
        list->items[list->count++] =
            (struct known){ inbound->name, &inbound->source.secrets[i], inbound };
}

/* What lets in CircleCI's unsigned bodies is rotated as its secrets are. */
struct known_list
secrets_known(struct cli *cli)
{
    const struct settings *settings = cli->settings;
    size_t room = settings->github.secret_count + settings->slack.secret_count +
                  settings->circleci.secret_count + settings->circleci_notify.secret_count;
    struct known_list list = { 0 };

    for (size_t i = 0; i < settings->inbound_count; i++)
        room += settings->inbounds[i].source.secret_count;
    list.items = pool_array(cli->pool, room + 1, sizeof(*list.items));

    add_source(&list, "github", &settings->github);
    add_source(&list, "slack", &settings->slack);
    add_source(&list, "circleci", &settings->circleci);
    add_source(&list, "circleci", &settings->circleci_notify);
    for (size_t i = 0; i < settings->inbound_count; i++)
        add_inbound(&list, &settings->inbounds[i]);
    return list;
}
