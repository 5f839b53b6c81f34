/*
 * feed_job.h - when the feeds are looked at
 *
 * Each feed has its own period: event "feed/NAME/2026-11-22T09:15", and one job under the key
 * "feed:NAME".  The jobs have a lane of their own, not Asana's: behind 10,000 tasks of a backfill
 * they would wait for an hour.  So the action itself sees to it that a limit of Asana's postpones
 * it, before anybody asks the feed.
 */
#ifndef HOOKLET_WORK_FEED_JOB_H
#define HOOKLET_WORK_FEED_JOB_H

#include "work/schedule.h"

#define FEED_KIND "feed" /* of its event and its job */

/* The feeds of the configuration, where Asana is configured. */
int feed_schedules(const struct app *app, struct schedules *schedules)
    __attribute__((warn_unused_result));

#endif
