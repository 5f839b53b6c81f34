/* some_sends.c - fixture: turns of the sender */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "some_sends.h"
#include "watch_sql.h"

#include <cmocka.h>

static const char *const send_kinds[] = { "send" };

struct send_turn
turn_of(size_t most)
{
    return (struct send_turn){
        .claim = { .owner = HOST ":1:a",
                   .host = HOST,
                   .kinds = { send_kinds, 1 },
                   .after_lane = "",
                   .now_ms = NOW },
        .most = most,
    };
}

struct send_turn
claim_many(struct fixture *f, size_t most)
{
    struct send_turn turn = turn_of(most);

    assert_int_equal(jobs_turn(f->store, &turn, f->pool), 0);
    return turn;
}

void
deliveries_make(struct fixture *f, int first, int last)
{
    int64_t event = message_make(f, "msg_1");

    sql(f,
        "WITH RECURSIVE origin (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM origin WHERE i < %d)"
        " INSERT INTO job (event_id, kind, rule, step, lane, order_ms, newest, crash, attempts,"
        " created_ms, updated_ms, args, state, run_at_ms)"
        " SELECT %" PRId64 ", 'send', 'message', i, 'send:' || i, 0, 0, 'rerun', 12, 0, 0, '{}',"
        " 'ready', %" PRId64 " FROM origin",
        first, last, event, NOW);
}

int
watched_make(void **state)
{
    int rc = fixture_make(state);
    struct fixture *f = *state;

    if (rc != 0)
        return rc;
    store_close(f->store);
    watch_start();
    return store_open(f->directory, STORE_TOOL, &f->store);
}
