/*
 * serve_drain.h - a worker for what a plain CGI program has just stored
 */
#ifndef HOOKLET_SERVE_DRAIN_H
#define HOOKLET_SERVE_DRAIN_H

#include "port/settings.h"

/*
 * Starts `hooklet work --drain` and returns; $HOOKLET_BINDIR, else the compiled-in directory, has
 * it.  Trouble is only logged: the event is safe, and the next drain, from cron say, finds it.
 */
void serve_drain(const struct settings *settings);

#endif
