/*
 * ready.h - can this installation take webhooks and work on them?  For monitors.
 */
#ifndef HOOKLET_READY_H
#define HOOKLET_READY_H

#include "answer.h"
#include "work/repo.h"

/* The process is alive: 200. */
struct response response_alive(const struct request *req);
/*
 * 200 when the store can be written, its schema is ours, secrets are there, and a worker or a drain
 * was alive within 60 s or no job waits for one; else 503 with {"status":"not ready",
 * "failing":[..]}: for operators, not the world.
 */
struct response response_ready(const struct request *req, const struct app *app);

#endif
