/*
 * json.h - the JSON that we write (json-c)
 *
 * Build a tree, then json_text() once; adding hands the child over to its parent.  Strings and keys
 * are made valid UTF-8 on the way in (invalid bytes become U+FFFD), so that what we write always
 * parses.  A NULL object or array takes nothing, a NULL text or child is left out.  Reading what
 * others send is base/json_scan.h.
 *
 *     struct json *top = json_object();
 *     json_set_string(top, "status", "accepted");
 *     json_set(top, "jobs", jobs);
 *     text = json_text(pool, top, JSON_COMPACT);     frees the tree
 *
 * memory  a tree is the caller's until json_text() or json_free(); running out ends the process
 */
#ifndef HOOKLET_PORT_JSON_H
#define HOOKLET_PORT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/match.h"
#include "base/pool.h"

struct json;

enum json_style { JSON_COMPACT, JSON_PRETTY };

struct json *json_object(void);
struct json *json_array(void);
/* An array of these texts. */
struct json *json_list(struct strings texts);
void json_set(struct json *object, const char *key, struct json *child);
/* A NULL text is left out, not written as null. */
void json_set_string(struct json *object, const char *key, const char *text);
/* The same for bytes that may hold NUL, which is written as \u0000. */
void json_set_bytes(struct json *object, const char *key, const char *bytes, size_t length);
void json_set_integer(struct json *object, const char *key, int64_t number);
/* Ids are strings in our JSON: 2^53 is too small for some readers. */
void json_set_id(struct json *object, const char *key, int64_t id);
/* Sets KEY to ISO 8601, UTC, and KEY_ms to the number, Unix milliseconds; 0 is left out. */
void json_set_time(struct pool *pool, struct json *object, const char *key, int64_t ms);
void json_set_bool(struct json *object, const char *key, bool value);
/* Takes ready-made JSON text; text that does not parse is set as a string. */
void json_set_raw(struct json *object, const char *key, const char *text);
/* Takes JSON text that json_scan() has found, and writes it byte for byte: numbers of any size. */
void json_set_exact(struct json *object, const char *key, const char *text);
void json_add(struct json *array, struct json *child);
void json_add_string(struct json *array, const char *text);
/* The text, in the pool; the tree is freed. */
char *json_text(struct pool *pool, struct json *top, enum json_style style);
void json_free(struct json *top);

#endif
