/* decide_asana.c - tasks were changed in Asana, or it only asks whether we are here */
#include "config.h"

#include <string.h>

#include "wire/asana_event.h"
#include "wire/verify_asana.h"
#include "work/decide.h"
#include "work/decided.h"
#include "work/plan_sync.h"

/* Whose hook it came by; NULL where nobody has verified it: replay, explain. */
static const char *
project_of(const struct delivery *delivery)
{
    size_t length = strlen(ASANA_SECRET_PREFIX);

    if (strncmp(delivery->secret, ASANA_SECRET_PREFIX, length) != 0)
        return NULL;
    return delivery->secret + length;
}

int
decide_asana(const struct delivery *delivery, const struct app *app, struct pool *pool,
             struct plan *plan)
{
    struct asana_events events = { 0 };
    int rc = asana_events_decode(delivery, pool, &events);

    if (rc == 0)
        plan_sync(&events, project_of(delivery), app->settings, pool, plan);
    return decided(rc, pool, plan);
}
