/* send_cache.c - parcels in the order of their use, the newest first. */
#include "config.h"

#include <string.h>

#include "work/send_parcel.h"

#define BUSY_MOST ((int64_t)8 << 20) /* bytes of bodies on their way */
#define SMALL ((int64_t)64 << 10)    /* nobody is in the way of these */
#define KEPT_MOST ((int64_t)1 << 20) /* of those that nobody sends now */

enum { KEPT_COUNT = 32, POOL_BYTES = 4 * 1024 };

/* Lives in its own pool. */
struct cached {
    struct send_parcel parcel; /* first, so that one leads to the other */
    struct pool *pool;
    int64_t event;
    const char *rule;
    struct send_form form;
    int64_t bytes;
    int users;
    struct cached *next;
};

struct send_cache {
    struct cached *newest;
    int64_t busy_bytes, kept_bytes;
    int kept;
};

struct send_cache *
send_cache_new(struct pool *pool)
{
    return pool_alloc(pool, sizeof(struct send_cache));
}

void
send_cache_free(struct send_cache *cache)
{
    struct cached *cached, *next;

    for (cached = cache->newest; cached != NULL; cached = next) {
        next = cached->next;
        pool_free(cached->pool);
    }
    cache->newest = NULL;
}

static bool
is_of(const struct cached *cached, const struct job *job, const struct send_form *form)
{
    return cached->event == job->event && cached->form.content == form->content &&
           cached->form.envelope == form->envelope && strcmp(cached->rule, job->rule) == 0;
}

/* It becomes the newest. */
static struct cached *
find(struct send_cache *cache, const struct job *job, const struct send_form *form)
{
    struct cached **at = &cache->newest;
    struct cached *found;

    while (*at != NULL && !is_of(*at, job, form))
        at = &(*at)->next;
    found = *at;
    if (found == NULL)
        return NULL;
    *at = found->next;
    found->next = cache->newest;
    cache->newest = found;
    return found;
}

static void
use(struct send_cache *cache, struct cached *cached)
{
    if (cached->users++ > 0)
        return;
    cache->kept--;
    cache->kept_bytes -= cached->bytes;
    cache->busy_bytes += cached->bytes;
}

/* Counts as kept until somebody uses it. */
static struct cached *
make(struct send_cache *cache, const struct send_parcel *parcel, struct pool *pool,
     const struct job *job, const struct send_form *form)
{
    struct cached *cached = pool_alloc(pool, sizeof(*cached));

    *cached = (struct cached){ .parcel = *parcel,
                               .pool = pool,
                               .event = job->event,
                               .rule = pool_string(pool, job->rule),
                               .form = *form,
                               .bytes = (int64_t)(parcel->message.length + parcel->body.length),
                               .next = cache->newest };
    cache->newest = cached;
    cache->kept++;
    cache->kept_bytes += cached->bytes;
    return cached;
}

int
send_cache_take(struct send_cache *cache, struct store *store, const struct job *job,
                const struct send_form *form, const struct send_parcel **parcel)
{
    int64_t left = BUSY_MOST - cache->busy_bytes;
    int64_t most = cache->busy_bytes == 0 ? INT64_MAX : left > SMALL ? left : SMALL;
    struct cached *cached = find(cache, job, form);
    struct send_parcel read = { 0 };
    int rc = 0;

    if (cached == NULL) {
        struct pool *pool = pool_new_small(POOL_BYTES);

        rc = send_parcel_read(store, job, form, most, pool, &read);
        if (rc != 0) {
            pool_free(pool);
            return rc;
        }
        cached = make(cache, &read, pool, job, form);
    }
    use(cache, cached);
    *parcel = &cached->parcel;
    return 0;
}

/* The oldest that nobody uses. */
static void
drop_oldest(struct send_cache *cache)
{
    struct cached **oldest = NULL, *gone;

    for (struct cached **at = &cache->newest; *at != NULL; at = &(*at)->next) {
        if ((*at)->users == 0)
            oldest = at;
    }
    gone = *oldest;
    *oldest = gone->next;
    cache->kept--;
    cache->kept_bytes -= gone->bytes;
    pool_free(gone->pool);
}

void
send_cache_give(struct send_cache *cache, const struct send_parcel *parcel)
{
    struct cached *cached = (struct cached *)parcel;

    if (--cached->users > 0)
        return;
    cache->busy_bytes -= cached->bytes;
    cache->kept_bytes += cached->bytes;
    cache->kept++;
    while (cache->kept > KEPT_COUNT || cache->kept_bytes > KEPT_MOST)
        drop_oldest(cache);
}
