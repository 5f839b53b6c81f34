/*
 * catalogue.h - which events may be sent to targets, and what targets may ask for
 *
 * Refusals are texts for people, with what may have been meant.
 */
#ifndef HOOKLET_PORT_CATALOGUE_H
#define HOOKLET_PORT_CATALOGUE_H

#include "port/settings.h"

/*
 * NULL: an event of this name may be sent.  Else why not: `invoce.paid is not in the catalogue
 * (outgoing, events); did you mean invoice.paid?`.  Our own names pass: that nobody else sends them
 * is the business of whoever takes messages.
 */
const char *catalogue_trouble(struct pool *pool, const struct settings *settings,
                              const char *event);
/* The same for the pattern of a target: good is whatever can match a name that may be sent. */
const char *catalogue_pattern_trouble(struct pool *pool, const struct settings *settings,
                                      const char *pattern);

#endif
