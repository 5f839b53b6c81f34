/* slack_key.c - opens a key, and asks the store about it */
#include "config.h"

#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "port/crypto.h"
#include "store/slack_stop.h"
#include "wire/slack_key.h"

static int
read_key(struct slack *slack, const struct key_source *source, struct slack_key *key)
{
    int rc = key_source_read(slack->pool, source, &key->text, &key->length);

    if (rc == 0)
        rc = crypto_sha256_hex(slack->pool, key->text, key->length, &key->hash);
    if (rc == 0)
        key->name = source->name;
    return rc;
}

static int
check_stop(struct slack *slack, const struct slack_key *key)
{
    struct slack_stop stop = { 0 };
    int rc = slack_stop_find(slack->store, slack->api->team, key->hash, slack->pool, &stop);

    if (rc != 0)
        return rc == FAIL_NOT_FOUND ? 0 : rc;
    return fail(FAIL_REFUSED,
                "Slack: stopped by %s of %s, at %s; install the app again, and put what it gets "
                "into %s",
                stop.why, stop.team, clock_format(slack->pool, stop.since_ms), key->name);
}

int
slack_key_open(struct slack *slack, const struct key_source *source, struct slack_key *key)
{
    int rc = read_key(slack, source, key);

    if (rc == 0)
        rc = check_stop(slack, key);
    if (rc != 0)
        slack_key_wipe(key);
    return rc;
}

void
slack_key_taken(struct slack *slack, const struct slack_key *key)
{
    int rc = slack_stop_taken(slack->store, slack->api->team, key->hash, clock_ms(), slack->pool);

    if (rc != 0)
        log_say(LOG_DEBUG, "slack", "the key in use is noted at the next call");
}

void
slack_key_wipe(struct slack_key *key)
{
    if (key->text != NULL)
        crypto_wipe(key->text, key->length);
}
