/*
 * header.h - headers of HTTP: what may be a name, what a value, and which are nobody's to set
 *
 * source  RFC 9110, sections 5.5 and 5.6.2
 */
#ifndef HOOKLET_BASE_HEADER_H
#define HOOKLET_BASE_HEADER_H

#include <stdbool.h>

/* A token of at most 100 bytes; NULL is none. */
bool header_name_valid(const char *name);
/* No line end, nor another control character but tabs. */
bool header_value_valid(const char *value);
/*
 * Is it made anew for each request?  What is signed (webhook-*, x-hub-signature*), and what belongs
 * to the connection.
 */
bool header_reserved(const char *name);

#endif
