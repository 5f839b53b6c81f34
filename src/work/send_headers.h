/*
 * send_headers.h - which headers may go along with a delivery, and which values are secrets
 */
#ifndef HOOKLET_WORK_SEND_HEADERS_H
#define HOOKLET_WORK_SEND_HEADERS_H

#include <stdbool.h>

#include "base/json_scan.h"
#include "base/pool.h"

/* Why a target can't have this header (base/header.h), or NULL. */
const char *send_header_trouble(struct pool *pool, const char *name, const char *value);
/* The same for a JSON object of strings; at most 32 of them, 8 KiB. */
const char *send_headers_trouble(struct pool *pool, const char *json);

#define SEND_MASKED "***"
/* The value, or SEND_MASKED where the name says that it is a secret. */
const char *send_header_masked(const char *name, const char *value);
/* A URL with *** for user and password, and ?*** for its query. */
const char *send_url_masked(struct pool *pool, const char *url);

#endif
