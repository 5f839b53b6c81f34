/*
 * vectors.h - the contract's signature vectors, for the programs that hold a verifier against them
 */
#ifndef HOOKLET_TESTS_WIRE_VECTORS_H
#define HOOKLET_TESTS_WIRE_VECTORS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json_scan.h"

/* Asserts that one is accepted, or refused; it is a JSON object. */
typedef void vector_check(struct pool *pool, const struct json_value *vector, bool accept);

/* Those of a scheme, each by its id; asserts that so many at least are to be accepted, and refused. */
void vectors_check(struct pool *pool, const char *scheme, vector_check *check, int accepted,
                   int refused);
/* For main(): they are not here, which has been said, and need not be, as this is no CI. */
bool vectors_skip(void);

#endif
