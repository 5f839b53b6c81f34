/*
 * deliver_order.h - what `hooklet deliver` is asked for; for its own files alone
 */
#ifndef HOOKLET_CLI_DELIVER_ORDER_H
#define HOOKLET_CLI_DELIVER_ORDER_H

#include "cli/cli.h"
#include "cli/deliver_post.h"

struct order {
    const char *file;
    const char *source; /* name of the sender */
    const char *secret; /* name, or NULL */
    bool again;
    struct post post;
};

bool post_is_from(const struct post *post, const char *source);
/* Chooses the sender; EXIT_GOOD: the options go together, and the URL is one. */
enum exit_code order_check(struct cli *cli, struct order *order);

#endif
