/*
 * sorted.h - index keys in the order of time: what is new goes to the end of its index
 *
 * An index over random keys (ids, hashes, commits) costs a page of its own for every row that is
 * added, the more the larger it has grown: each page is read, logged, synced and written back.
 * Keys in the order of time share the few newest pages, and so to add a row costs the same in an
 * empty ledger and in one of millions.  The keys are part of the schema: to change how one is made
 * is a migration.
 */
#ifndef HOOKLET_STORE_SORTED_H
#define HOOKLET_STORE_SORTED_H

#include <stddef.h>
#include <stdint.h>

#include "port/crypto.h"

enum { DELIVERY_KEY_MOST = 128 }; /* bytes; verify.c takes no longer ids */

struct delivery_key {
    unsigned char bytes[DELIVERY_KEY_MOST];
    size_t length;
};

/*
 * event.delivery_key, one for each id: of a UUID of version 1, as GitHub makes them, its 16 bytes
 * with the time first and its highest part foremost; of any other id its own characters, of which
 * DELIVERY_KEY_MOST count.  The first byte tells the two apart: it is 0x10 to 0x1f in a UUID's.
 */
void delivery_key(const char *id, struct delivery_key *key);

/*
 * event.body_key: when the repository was last pushed to, as the body tells it (seconds, Unix, up
 * to 2038, when only the sorting begins anew; 0: it doesn't tell, or can't be read), then 32 bits
 * of the body's hash.  New bodies of busy repositories stand near the end.  The same body has the
 * same key, and bodies of one key may still differ.  So what json_scan() takes for readable is part
 * of the key, too.
 */
int64_t body_key(int64_t pushed_s, const unsigned char body_sha[CRYPTO_SHA256_SIZE]);

/*
 * Commits tell no time, so the index event_subject begins with a shelf: events of neighbouring ids.
 * Who looks for a commit looks at every shelf, the newest first, which is a step for each 1024
 * events in the ledger:
 *     WITH RECURSIVE SHELVES SELECT ... FROM shelf CROSS JOIN event e
 *     ON e.id / 1024 = shelf.number AND e.subject = ?1
 */
#define SHELVES                                                                                    \
    "shelf (number) AS (SELECT max(id) / 1024 FROM event UNION ALL"                                \
    "  SELECT number - 1 FROM shelf WHERE number > (SELECT min(id) / 1024 FROM event))"

#endif
