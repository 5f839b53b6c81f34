/* deliver_order.c - which options go with which sender. */
#include "config.h"

#include <string.h>

#include "base/text.h"
#include "cli/deliver_order.h"
#include "cli/sources.h"
#include "wire/source_sign.h"
#include "work/reason.h"

bool
post_is_from(const struct post *post, const char *source)
{
    return strcmp(post->sender->source, source) == 0;
}

static enum exit_code
check_github(struct cli *cli, const struct order *order)
{
    if (order->post.event == NULL || !event_name_valid(order->post.event))
        return cli_usage(cli->command, "needs --event NAME, the X-GitHub-Event header: push");
    if (!cli_event(cli, "event", order->post.event))
        return cli->status;
    if (order->again && order->post.delivery != NULL)
        return cli_usage(cli->command, "--again finds the delivery id itself; leave one of "
                                       "--again and --delivery out");
    return EXIT_GOOD;
}

/* Whose id stands in the body, and whose bodies have one form. */
static enum exit_code
check_other(struct cli *cli, const struct order *order)
{
    const struct deliver_sender *sender = order->post.sender;

    if (order->post.event == NULL)
        return cli_usage(cli->command, "needs --event %s", reason_list(sender->kinds, cli->pool));
    if (!cli_choice(cli, "event", order->post.event, sender->kinds))
        return cli->status;
    if (order->again || order->post.delivery != NULL || order->post.form)
        return cli_usage(cli->command,
                         "--again, --delivery and --form are for GitHub; what %s "
                         "sends tells its id itself, so it can be posted again",
                         sender->source);
    return EXIT_GOOD;
}

/* Names of events are each source's own. */
static enum exit_code
check_source(struct cli *cli, const struct order *order)
{
    const struct inbound *inbound = order->post.inbound;
    const bool named = inbound->event.from == INBOUND_HEADER;

    if (named != (order->post.event != NULL))
        return cli_usage(cli->command,
                         named ? "needs --event NAME, the header %s"
                               : "--event: the configuration says what it is (%s)",
                         inbound->event.text);
    if (order->post.delivery != NULL && source_id_header(inbound) == NULL)
        return cli_usage(cli->command, "--delivery: %s has no header for its id", inbound->name);
    if (order->again || order->post.form)
        return cli_usage(cli->command, "--again and --form are for GitHub");
    return EXIT_GOOD;
}

static bool
choose_sender(struct cli *cli, struct order *order)
{
    const char **names = pool_array(cli->pool, deliver_sender_count, sizeof *names);

    for (size_t i = 0; i < deliver_sender_count; i++) {
        names[i] = deliver_senders[i].source;
        if (strcmp(names[i], order->source) == 0)
            order->post.sender = &deliver_senders[i];
    }
    if (!source_choice(cli, order->source, (struct strings){ names, deliver_sender_count },
                       SETTINGS_SECRETS, &order->post.inbound))
        return false;
    if (order->post.inbound != NULL)
        order->post.sender = source_sender(cli->pool, order->post.inbound);
    return true;
}

static enum exit_code
check_sender(struct cli *cli, const struct order *order)
{
    if (order->post.inbound != NULL)
        return check_source(cli, order);
    return post_is_from(&order->post, "github") ? check_github(cli, order)
                                                : check_other(cli, order);
}

enum exit_code
order_check(struct cli *cli, struct order *order)
{
    enum exit_code status;

    if (!choose_sender(cli, order))
        return cli->status;
    status = check_sender(cli, order);
    if (status != EXIT_GOOD)
        return status;
    if (order->post.url == NULL)
        return cli_usage(cli->command, "needs --url URL, where the webhook points to");
    if (!text_is_web(order->post.url))
        return cli_usage(cli->command, "--url must begin with http:// or https://");
    return EXIT_GOOD;
}
