/* target_numbers.c - the numbers and times of a target */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "work/target_words.h"

#define TIMEOUT_LEAST_MS 100
#define TIMEOUT_MOST_MS 60000
#define DAY_MS 86400000
#define DELAY_MOST_S (30 * 86400)

enum { DELAYS_MOST = 50, RATE_MOST = 1000000, CONCURRENCY_MOST = 256 };

const char *
target_read_timeout(struct pool *pool, const char *word, struct target *target)
{
    int64_t ms = TARGET_TIMEOUT_MS;

    if (word[0] != '\0' &&
        (!duration_parse(word, &ms) || ms < TIMEOUT_LEAST_MS || ms > TIMEOUT_MOST_MS))
        return pool_printf(pool, "it is a time from 100ms to 60s, like 15s, not \"%s\"", word);
    target->timeout_ms = ms;
    return NULL;
}

const char *
target_timeout_word(struct pool *pool, const struct target *target)
{
    return duration_format(pool, target->timeout_ms);
}

const char *
target_read_coalesce(struct pool *pool, const char *word, struct target *target)
{
    int64_t ms = 0;

    if (word[0] != '\0' && (!duration_parse(word, &ms) || ms > DAY_MS))
        return pool_printf(pool, "it is a time up to a day, like 30s, or 0, not \"%s\"", word);
    target->coalesce_ms = ms;
    return NULL;
}

const char *
target_coalesce_word(struct pool *pool, const struct target *target)
{
    return target->coalesce_ms > 0 ? duration_format(pool, target->coalesce_ms) : NULL;
}

const char *
target_read_concurrency(struct pool *pool, const char *word, struct target *target)
{
    int64_t number = word[0] == '\0' ? 0 : text_number(word, strlen(word), CONCURRENCY_MOST);

    if (number < 0)
        return pool_printf(pool, "it is a number from 1 to %d, or 0 for %d, not \"%s\"",
                           CONCURRENCY_MOST, TARGET_CONCURRENCY, word);
    target->concurrency = number;
    return NULL;
}

const char *
target_concurrency_word(struct pool *pool, const struct target *target)
{
    return target->concurrency > 0 ? pool_printf(pool, "%" PRId64, target->concurrency) : NULL;
}

/* "100/1m"; the unit alone is one of it. */
const char *
target_read_rate(struct pool *pool, const char *word, struct target *target)
{
    size_t digits = strspn(word, DIGITS);
    const char *per = word[digits] == '/' ? word + digits + 1 : "";
    int64_t number = text_number(word, digits, RATE_MOST), ms = 0;

    if (word[0] == '\0' || strcmp(word, "none") == 0) {
        target->rate = target->rate_ms = 0;
        return NULL;
    }
    if (strspn(per, DIGITS) == 0)
        per = pool_printf(pool, "1%s", per);
    if (word[digits] != '/' || number < 1 || !duration_parse(per, &ms) || ms < 1 || ms > DAY_MS)
        return pool_printf(pool,
                           "it is messages in a time, like 10/1s or 600/1h, or none, not"
                           " \"%s\"",
                           word);
    target->rate = number;
    target->rate_ms = ms;
    return NULL;
}

const char *
target_rate_word(struct pool *pool, const struct target *target)
{
    if (target->rate == 0)
        return NULL;
    return pool_printf(pool, "%" PRId64 "/%s", target->rate,
                       duration_format(pool, target->rate_ms));
}

/* "0,15,30,60": seconds. */
const char *
target_read_schedule(struct pool *pool, const char *word, struct target *target)
{
    int64_t *delays = pool_array(pool, DELAYS_MOST, sizeof *delays);
    size_t count = 0;

    while (word[0] != '\0' && strcmp(word, "usual") != 0) {
        size_t length = strcspn(word, ",");

        int64_t delay_s = text_number(word, length, DELAY_MOST_S);

        if (count == DELAYS_MOST || delay_s < 0 || strcmp(word + length, ",") == 0)
            return pool_printf(pool,
                               "it is seconds before each attempt, up to 30 days and %d"
                               " attempts, like 0,15,30,60, or usual",
                               DELAYS_MOST);
        delays[count++] = delay_s;
        word += length + (word[length] == ',');
        if (word[0] == '\0')
            break;
    }
    target->delays_s = count > 0 ? delays : NULL;
    target->delay_count = count;
    return NULL;
}
