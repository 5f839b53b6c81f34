/*
 * settings_confuse.h - reads the clean text that the pre-pass leaves (libconfuse)
 *
 * libconfuse keeps its scanner in global variables: one thread of a process at a time.
 */
#ifndef HOOKLET_PORT_SETTINGS_CONFUSE_H
#define HOOKLET_PORT_SETTINGS_CONFUSE_H

#include "port/settings_config.h"

/*
 * Sets the items of every key, the default's where a key was not written; what libconfuse refuses
 * is a mistake.
 */
void config_read(struct config *config);

#endif
