/*
 * payload.h - a sender's payload as a command gets it: from a file, standard input or the store
 */
#ifndef HOOKLET_CLI_PAYLOAD_H
#define HOOKLET_CLI_PAYLOAD_H

#include <stddef.h>

#include "base/pool.h"

/*
 * The JSON in a body: the body itself, or the payload field of a form.
 * errors  FAIL_MALFORMED, FAIL_FIELD  it is neither
 */
int payload_document(struct pool *pool, const char *body, size_t length, char **document,
                     size_t *document_length) __attribute__((warn_unused_result));
/* /repository/full_name of a document, or NULL. */
const char *payload_repository(struct pool *pool, const char *document, size_t length);

#endif
