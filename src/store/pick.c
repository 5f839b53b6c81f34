/* pick.c - hops from lane to lane along the index of ready jobs */
#include "config.h"

#include <string.h>

#include "base/text.h"
#include "store/pick.h"

#define LOOK_MOST 100 /* ready jobs of a lane among which a known kind is searched */

/* The lanes of targets, of which there may be many: "send:1" .. are all before this. */
#define SEND_LANES "send:"
#define BEHIND_SEND_LANES "send;"

static void
lane_read(const struct db_row *row, struct pool *pool, void *item)
{
    const char **lane = item;

    *lane = db_text_copy(row, 0, pool);
}

/* The first lane behind `after` that has a ready job, or NULL. */
static int
lane_behind(const struct pick *pick, const char *after, const char **lane)
{
    struct db_row *row;

    row = db_query(pick->db, "SELECT lane FROM job WHERE state = 'ready' AND lane > ?1"
                             " ORDER BY lane LIMIT 1");
    db_bind_text(row, 1, after);
    *lane = NULL;

    return rows_first(row, lane_read, pick->pool, lane);
}

static int
asleep(struct db *db, const char *lane, int64_t now_ms, bool *is)
{
    struct db_row *row;

    row = db_query(db, "SELECT 1 FROM lane WHERE name = ?1 AND sleep_until_ms > ?2");
    db_bind_text(row, 1, lane);
    db_bind_integer(row, 2, now_ms);

    return db_exists(row, is);
}

/* Who does not send passes all targets in one step. */
static bool
passes_sends(const struct pick *pick)
{
    return text_behind(pick->lane, SEND_LANES) != NULL &&
           !text_among(pick->turn->claim.kinds, "send");
}

/* How many jobs may be claimed of the lane that was reached. */
static int
room_of(const struct pick *pick, size_t *room)
{
    const struct send_turn *turn = pick->turn;
    const char *host = strchr(pick->lane, '@');
    bool sleeps = false;
    int most = 0;
    int rc;

    *room = 0;
    if (host != NULL && strcmp(host + 1, turn->claim.host) != 0)
        return 0;
    if (turn->room != NULL && (most = turn->room(turn->data, pick->lane)) <= 0)
        return 0;
    rc = asleep(pick->db, pick->lane, turn->claim.now_ms, &sleeps);
    if (rc == 0 && !sleeps)
        *room = turn->room != NULL ? (size_t)most : SIZE_MAX;

    return rc;
}

/* To the next lane that has ready jobs, whosever they are; once round. */
static int
hop(struct pick *pick)
{
    const char *begin = pick->turn->claim.after_lane;
    const char *next = NULL;
    int rc = lane_behind(pick, pick->lane, &next);

    if (rc == 0 && next == NULL && !pick->wrapped) {
        pick->wrapped = true;
        rc = lane_behind(pick, "", &next);
    }
    pick->ended = next == NULL || (pick->wrapped && strcmp(next, begin) > 0);
    pick->lane = next;

    return rc;
}

int
pick_next(struct pick *pick, struct pick_lane *lane)
{
    int rc;

    *lane = (struct pick_lane){ 0 };
    do {
        rc = hop(pick);
        if (rc != 0 || pick->ended)
            return rc;
        if (passes_sends(pick))
            pick->lane = BEHIND_SEND_LANES;
        else
            rc = room_of(pick, &lane->room);
    } while (rc == 0 && lane->room == 0);
    lane->name = pick->lane;

    return rc;
}

static void
job_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct job *job = item;

    job->kind = db_text_copy(row, 0, pool);
    job->id = db_integer(row, 1);
    job->event = db_integer(row, 2);
    job->fence = db_integer(row, 3);
    job->rule = db_text_copy(row, 4, pool);
    job->step = (int)db_integer(row, 5);
    job->key = db_text_copy(row, 6, pool);
    job->lane = db_text_copy(row, 7, pool);
    job->crash = crash_class_of(db_text(row, 8));
    job->attempt = (int)db_integer(row, 9);
    job->check_first = db_integer(row, 10) != 0;
    job->args = db_text_copy(row, 11, pool);
    job->source = db_text_copy(row, 12, pool);
    job->delivery = db_text_copy(row, 13, pool);
    job->event_kind = db_text_copy(row, 14, pool);
    job->failed = (int)db_integer(row, 15);
}

int
pick_ready(const struct pick *pick, const char *lane, size_t most, struct rows *jobs)
{
    size_t look = most > LOOK_MOST ? most : LOOK_MOST;
    size_t room = 0;
    struct db_row *row;
    int rc = 0;

    *jobs = (struct rows){ .size = sizeof(struct job) };
    row = db_query(pick->db, "SELECT j.kind, j.id, j.event_id, j.fence, j.rule, j.step,"
                             " j.serial_key, j.lane, j.crash, j.attempt, j.check_first, j.args,"
                             " e.source, e.delivery, e.kind, j.failed"
                             " FROM job j CROSS JOIN event e ON e.id = j.event_id"
                             " WHERE j.state = 'ready' AND j.lane = ?1"
                             " ORDER BY j.run_at_ms, j.id LIMIT ?2");
    db_bind_text(row, 1, lane);
    db_bind_integer(row, 2, (int64_t)look);
    while (jobs->count < most && (rc = db_next(row)) == 1) {
        if (text_among(pick->turn->claim.kinds, db_text(row, 0)))
            rows_add(row, job_read, pick->pool, jobs, &room);
    }
    db_done(row);

    return rc < 0 ? rc : 0;
}

int
pick_any(struct pick *pick, bool *any)
{
    struct pick_lane lane;
    struct rows jobs;
    int rc;

    *any = false;
    do {
        rc = pick_next(pick, &lane);
        if (rc == 0 && lane.name != NULL)
            rc = pick_ready(pick, lane.name, 1, &jobs);
        if (rc == 0 && lane.name != NULL)
            *any = jobs.count > 0;
    } while (rc == 0 && lane.name != NULL && !*any);

    return rc;
}
