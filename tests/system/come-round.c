/*
 * come-round: makes the events of a time to come, as a worker makes them then.
 *
 *     come-round CONF HOURS
 *
 * A worker that runs takes their jobs at once.
 */
#include "config.h"

#include <stdlib.h>

#include "base/clock.h"
#include "work/schedule.h"

#define HOUR_MS INT64_C(3600000)

int
main(int argc, char **argv)
{
    struct settings *settings = NULL;
    struct schedule_round round;
    struct app app = { 0 };
    int rc;

    if (argc != 3 || settings_load(argv[1], SETTINGS_RULES, &settings) != 0 ||
        store_open(settings->state, STORE_TOOL, &app.store) != 0)
        return 99;
    app.settings = settings;
    rc = schedules_run(&app, stock_schedules, stock_actions,
                       clock_ms() + strtoll(argv[2], NULL, 10) * HOUR_MS, &round);
    store_close(app.store);
    settings_free(settings);
    return -rc;
}
