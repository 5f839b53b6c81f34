/* send.c - a store of one's own, and messages into it. */
#include "config.h"

#include "base/clock.h"
#include "base/fail.h"
#include "library/message_made.h"

struct hooklet_sender {
    struct pool *pool;  /* of the sender */
    struct pool *spare; /* of the newest message */
    struct settings *settings;
    struct store *store;
    const char *trouble;
};

static int
open_sender(struct hooklet_sender *sender, const char *config)
{
    int rc = settings_load(config, SETTINGS_RULES, &sender->settings);

    if (rc == 0)
        rc = store_open(sender->settings->state, STORE_TOOL, &sender->store);
    return rc;
}

struct hooklet_sender *
hooklet_sender_open(const char *config)
{
    struct pool *pool = pool_new();
    struct hooklet_sender *sender = pool_alloc(pool, sizeof(*sender));

    *sender = (struct hooklet_sender){ .pool = pool, .spare = pool_new(), .trouble = "" };
    if (open_sender(sender, config) == 0)
        return sender;
    hooklet_sender_close(sender);
    return NULL;
}

void
hooklet_sender_close(struct hooklet_sender *sender)
{
    if (sender == NULL)
        return;
    store_close(sender->store);
    settings_free(sender->settings);
    pool_free(sender->spare);
    pool_free(sender->pool);
}

const char *
hooklet_sender_trouble(const struct hooklet_sender *sender)
{
    return sender->trouble;
}

static enum hooklet_sent
sent(const struct message_receipt *ours)
{
    if (ours->status == MESSAGE_DUPLICATE)
        return HOOKLET_SENT_BEFORE;
    return ours->targets > 0 ? HOOKLET_SENT : HOOKLET_SENT_TO_NOBODY;
}

enum hooklet_sent
hooklet_send(struct hooklet_sender *sender, const struct hooklet_message *wish,
             struct hooklet_receipt *receipt)
{
    const struct app app = { .settings = sender->settings, .store = sender->store };
    const struct hook_message message = message_made(wish);
    struct message_receipt ours = { 0 };
    int rc;

    pool_reset(sender->spare);
    *receipt = (struct hooklet_receipt){ .id = "" };
    rc = message_store(&app, &message, clock_ms(), sender->spare, &ours);
    sender->trouble = rc != 0 ? pool_string(sender->spare, fail_detail()) : "";
    if (rc != 0)
        return HOOKLET_NOT_SENT;
    *receipt = (struct hooklet_receipt){ .id = ours.id, .job = ours.job, .targets = ours.targets };
    return sent(&ours);
}
