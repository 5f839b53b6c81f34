/* an_event.c - fixture: an event that was verified and decoded */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "an_event.h"

#include <cmocka.h>

struct hooklet_event *
event_of(struct pool *pool, const char *kind, const char *text)
{
    struct delivery *delivery = pool_alloc(pool, sizeof(*delivery));
    struct hooklet_event *event = pool_alloc(pool, sizeof(*event));

    *delivery = delivery_of(pool, kind, text);
    delivery->id = "72d3162e";
    assert_int_equal(event_made(delivery, pool, event), 0);
    return event;
}
