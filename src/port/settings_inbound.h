/*
 * settings_inbound.h - the sections source: senders that hooklet has no program of its own for
 */
#ifndef HOOKLET_PORT_SETTINGS_INBOUND_H
#define HOOKLET_PORT_SETTINGS_INBOUND_H

#include <stddef.h>

#include "port/inbound.h"
#include "port/settings_config.h"

/*
 * The sources, in the order of the file; says what is wrong with them.  Opens their secrets with
 * `open`.
 */
const struct inbound *inbounds_read(struct config *config, bool open, size_t *count);
/* Overwrites all that was opened. */
void inbounds_wipe(const struct inbound *inbounds, size_t count);

/* Says what is wrong with the values of one of them. */
void inbound_check(struct config *config, struct config_section *section,
                   const struct inbound *inbound);

#endif
