/*
 * http_options.h - what libcurl is told for an exchange: for http_transfer.c alone
 */
#ifndef HOOKLET_PORT_HTTP_OPTIONS_H
#define HOOKLET_PORT_HTTP_OPTIONS_H

#include "port/http_transfer.h"

/* The list of headers.  errors  FAIL_FIELD a name that is none, or a line break · FAIL_MEMORY */
int http_options_headers(struct http_transfer *transfer) __attribute__((warn_unused_result));
/* All options but those of the answer and the wall's own. */
CURLcode http_options_set(struct http_transfer *transfer);

#endif
