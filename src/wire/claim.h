/*
 * claim.h - the MAC that a sender claims to have made, out of its header
 *
 * Lower-case hex digits behind a prefix, as all senders write it: one spelling only keeps a
 * signature from having thousands.
 * errors  FAIL_SIGNATURE it is none
 */
#ifndef HOOKLET_WIRE_CLAIM_H
#define HOOKLET_WIRE_CLAIM_H

#include <stddef.h>

/* text: the value of `header`, without NULL; prefix: "sha256=", or "". */
int claim_read(const char *header, const char *text, const char *prefix, unsigned char *claim,
               size_t size) __attribute__((warn_unused_result));

#endif
