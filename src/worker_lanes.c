/* worker_lanes.c - a table of lanes by name, made anew without the idle ones when it has grown */
#include "config.h"

#include <string.h>

#include "worker_lanes.h"

enum { WINDOW = 16, COUNTS = WINDOW + 1, TIDY_LEAST = 512 };

/*
 * counts: how many have begun in each of the newest slots, WINDOW of which are as long as rate_ms.
 * One slot more makes it "in any time so long", as the oldest and the newest are not whole.
 */
struct lane {
    const char *name;
    struct lane_limits limits;
    int flying;
    bool slow;        /* its newest transfer was */
    int64_t heard_ms; /* when its newest transfer ended, or the first one of now began */
    int64_t slot;     /* number of the newest one in counts */
    int64_t counts[COUNTS];
    struct lane *chain; /* of its bucket */
    struct lane *next;  /* of all */
};

struct lanes {
    struct pool *pool;
    struct lane **buckets;
    size_t bucket_count; /* a power of two */
    struct lane *all;
    size_t count, tidy_at;
    int64_t now_ms, next_ms; /* of the turn */
    int free, slow_left;
};

static int
less(int a, int b)
{
    return a < b ? a : b;
}

/* FNV-1a. */
static struct lane **
bucket_of(const struct lanes *lanes, const char *name)
{
    uint32_t hash = 2166136261U;

    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619U;
    return &lanes->buckets[hash & (lanes->bucket_count - 1)];
}

static struct lane *
find(const struct lanes *lanes, const char *name)
{
    struct lane *lane = *bucket_of(lanes, name);

    while (lane != NULL && strcmp(lane->name, name) != 0)
        lane = lane->chain;
    return lane;
}

static struct lane *
put(struct lanes *lanes, const struct lane *lane)
{
    struct lane **bucket = bucket_of(lanes, lane->name);
    struct lane *own = pool_alloc(lanes->pool, sizeof(*own));

    *own = *lane;
    own->name = pool_string(lanes->pool, lane->name);
    own->chain = *bucket;
    own->next = lanes->all;
    *bucket = own;
    lanes->all = own;
    lanes->count++;

    return own;
}

static struct lane *
find_or_make(struct lanes *lanes, const char *name)
{
    const struct lane lane = { .name = name, .limits = { .most = 1 } };
    struct lane *own = find(lanes, name);

    return own != NULL ? own : put(lanes, &lane);
}

static void
make_table(struct lanes *lanes, size_t kept)
{
    *lanes = (struct lanes){ .pool = pool_new(), .next_ms = INT64_MAX };
    lanes->tidy_at = 2 * kept > TIDY_LEAST ? 2 * kept : TIDY_LEAST;
    lanes->bucket_count = TIDY_LEAST;
    while (lanes->bucket_count < lanes->tidy_at)
        lanes->bucket_count *= 2;
    lanes->buckets = pool_array(lanes->pool, lanes->bucket_count, sizeof(*lanes->buckets));
}

struct lanes *
lanes_new(struct pool *pool)
{
    struct lanes *lanes = pool_alloc(pool, sizeof(*lanes));

    make_table(lanes, 0);
    return lanes;
}

void
lanes_free(struct lanes *lanes)
{
    pool_free(lanes->pool);
}

static int64_t
slot_ms(const struct lane *lane)
{
    int64_t ms = (lane->limits.rate_ms + WINDOW - 1) / WINDOW;

    return ms > 0 ? ms : 1;
}

/* Lets go of what has left the window. */
static void
advance(struct lane *lane, int64_t now_ms)
{
    int64_t slot = now_ms / slot_ms(lane);

    if (slot - lane->slot > COUNTS)
        lane->slot = slot - COUNTS;
    while (lane->slot < slot)
        lane->counts[++lane->slot % COUNTS] = 0;
}

/* How many have begun in the window. */
static int64_t
begun(struct lane *lane, int64_t now_ms)
{
    int64_t sum = 0;

    if (lane->limits.rate == 0)
        return 0;
    advance(lane, now_ms);
    for (int i = 0; i < COUNTS; i++)
        sum += lane->counts[i];
    return sum;
}

/* When the oldest that counts leaves the window. */
static int64_t
free_again_ms(const struct lane *lane)
{
    int64_t slot = lane->slot > WINDOW ? lane->slot - WINDOW : 0;

    while (slot < lane->slot && lane->counts[slot % COUNTS] == 0)
        slot++;
    return (slot + COUNTS) * slot_ms(lane);
}

static bool
is_slow(const struct lane *lane, int64_t now_ms)
{
    return lane->slow || (lane->flying > 0 && now_ms - lane->heard_ms >= LANES_SLOW_MS);
}

static bool
in_use(struct lane *lane, int64_t now_ms)
{
    return lane->flying > 0 || begun(lane, now_ms) > 0;
}

/* Forgets the idle ones: they are known again with their next claim. */
static void
tidy(struct lanes *lanes, int64_t now_ms)
{
    struct lanes old = *lanes;
    struct lane *lane;
    size_t kept = 0;

    for (lane = old.all; lane != NULL; lane = lane->next)
        kept += in_use(lane, now_ms);
    make_table(lanes, kept);
    for (lane = old.all; lane != NULL; lane = lane->next) {
        if (in_use(lane, now_ms))
            (void)put(lanes, lane);
    }
    pool_free(old.pool);
}

int
lanes_turn(struct lanes *lanes, int transfers, int64_t now_ms)
{
    if (lanes->count >= lanes->tidy_at)
        tidy(lanes, now_ms);

    lanes->now_ms = now_ms;
    lanes->next_ms = INT64_MAX;
    lanes->free = transfers;
    lanes->slow_left = (transfers + 1) / 2;
    for (const struct lane *lane = lanes->all; lane != NULL; lane = lane->next) {
        lanes->free -= lane->flying;
        if (is_slow(lane, now_ms))
            lanes->slow_left -= lane->flying;
    }
    return lanes->free > 0 ? (lanes->free + 1) / 2 : 0;
}

/* How many more the lane's rate allows; notes when it allows one again. */
static int
rate_room(struct lanes *lanes, struct lane *lane, int room)
{
    int64_t left;

    if (lane->limits.rate == 0)
        return room;
    left = lane->limits.rate - begun(lane, lanes->now_ms);
    if (left <= 0 && free_again_ms(lane) < lanes->next_ms)
        lanes->next_ms = free_again_ms(lane);
    return left < room ? (int)left : room;
}

int
lanes_room(struct lanes *lanes, const char *name)
{
    struct lane *lane = find(lanes, name);
    int room;

    if (lanes->free <= 0)
        return 0;
    if (lane == NULL)
        return 1;

    room = lane->limits.probe ? 1 : less(lane->limits.most, lanes->free);
    room -= lane->flying;
    if (room > 0 && is_slow(lane, lanes->now_ms))
        room = less(room, lanes->slow_left);
    if (room > 0)
        room = rate_room(lanes, lane, room);
    if (room <= 0)
        return 0;
    if (is_slow(lane, lanes->now_ms))
        lanes->slow_left -= room;
    return room;
}

int64_t
lanes_next_ms(const struct lanes *lanes)
{
    return lanes->next_ms;
}

/* With slots of another length all that has begun counts as if it were now. */
void
lanes_know(struct lanes *lanes, const char *name, const struct lane_limits *limits)
{
    struct lane *lane = find_or_make(lanes, name);
    int64_t before = begun(lane, lanes->now_ms);

    if (lane->limits.rate_ms != limits->rate_ms) {
        memset(lane->counts, 0, sizeof(lane->counts));
        lane->limits.rate_ms = limits->rate_ms;
        lane->slot = lanes->now_ms / slot_ms(lane);
        lane->counts[lane->slot % COUNTS] = before;
    }
    lane->limits = *limits;
}

void
lanes_begin(struct lanes *lanes, const char *name, int64_t now_ms)
{
    struct lane *lane = find_or_make(lanes, name);

    if (lane->flying++ == 0)
        lane->heard_ms = now_ms;
    if (lane->limits.rate > 0) {
        advance(lane, now_ms);
        lane->counts[lane->slot % COUNTS]++;
    }
}

void
lanes_end(struct lanes *lanes, const char *name, int64_t took_ms, int64_t now_ms)
{
    struct lane *lane = find_or_make(lanes, name);

    lane->flying--;
    lane->heard_ms = now_ms;
    lane->slow = took_ms >= LANES_SLOW_MS;
}

void
lanes_each_spent(const struct lanes *lanes, int64_t now_ms,
                 void (*each)(const char *lane, int64_t until_ms, void *data), void *data)
{
    for (struct lane *lane = lanes->all; lane != NULL; lane = lane->next) {
        if (lane->limits.rate > 0 && begun(lane, now_ms) >= lane->limits.rate)
            each(lane->name, free_again_ms(lane), data);
    }
}
