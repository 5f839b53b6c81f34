/*
 * delivery_headers.h - which headers of a delivery stay in the ledger, and what its id may be
 *
 * Pure.  Whoever makes a delivery keeps the same ones, wherever he has it from.
 */
#ifndef HOOKLET_WIRE_DELIVERY_HEADERS_H
#define HOOKLET_WIRE_DELIVERY_HEADERS_H

#include <stdbool.h>

#include "base/pool.h"
#include "port/cgi.h"
#include "port/json.h"
#include "store/types.h"

enum { DELIVERY_HEADERS = 7 };

/* Their names. */
extern const char *const delivery_headers[DELIVERY_HEADERS];

/* Sets one of them, cleaned and cut to 256 bytes; a NULL value is left out. */
void delivery_header_keep(struct pool *pool, struct json *headers, const char *name,
                          const char *value);
/* What a delivery keeps of the request that it came by: those headers, the body, when it came. */
void delivery_take(struct delivery *delivery, const struct request *req, const char *const *names,
                   size_t count);
/* 1 to DELIVERY_KEY_MOST of A-Z a-z 0-9 . _ : -; NULL is none. */
bool delivery_id_valid(const char *id);

#endif
