/*
 * sources.h - senders that hooklet.conf describes, sections source, on the command line
 */
#ifndef HOOKLET_CLI_SOURCES_H
#define HOOKLET_CLI_SOURCES_H

#include "cli/cli.h"
#include "cli/deliver_post.h"

/*
 * Is `name`, of the option --source, one of these, or else a source of the configuration, which is
 * loaded then?  *inbound: that one, or NULL.  False: cli->status is set.
 */
bool source_choice(struct cli *cli, const char *name, struct strings known, enum settings_need need,
                   const struct inbound **inbound);

/* What a body says there, or NULL; what is in a header it can't say. */
const char *source_said(struct pool *pool, const struct inbound_value *value, const char *document,
                        size_t length);

const char *source_repository(struct pool *pool, const struct inbound *inbound,
                              const char *document, size_t length);

/* It as a sender of deliver_post(); post->inbound is that source. */
const struct deliver_sender *source_sender(struct pool *pool, const struct inbound *inbound);

#endif
