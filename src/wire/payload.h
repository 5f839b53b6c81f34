/*
 * payload.h - the JSON in a request: the body itself, or the field `payload` of a form
 *
 * errors  FAIL_MEDIA the content type is neither · FAIL_MALFORMED a form without that field
 */
#ifndef HOOKLET_WIRE_PAYLOAD_H
#define HOOKLET_WIRE_PAYLOAD_H

#include <stddef.h>

#include "port/cgi.h"

/* Not parsed yet: it may be no JSON at all. */
int payload_find(const struct request *req, const char **document, size_t *length)
    __attribute__((warn_unused_result));

#endif
