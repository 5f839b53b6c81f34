/*
 * http_guard.h - the wall in front of libcurl's connections (http_wall.h): for http_transfer.c alone
 */
#ifndef HOOKLET_PORT_HTTP_GUARD_H
#define HOOKLET_PORT_HTTP_GUARD_H

#include "port/http_transfer.h"

/* Puts the exchange's wall in front of its transfer. */
CURLcode http_guard_set(struct http_transfer *transfer);
/* For each line of the answer's headers, `length` bytes: false, with transfer->rc said, when these
 * are too many. */
bool http_guard_header(struct http_transfer *transfer, size_t length);

#endif
