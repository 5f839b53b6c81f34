/* sorted.c - random keys turned round, so that their order is that of time */
#include "config.h"

#include <stdbool.h>
#include <string.h>

#include "base/encode.h"
#include "store/sorted.h"

enum { UUID_TEXT = 36, UUID_SIZE = 16 };

/* "72d3162e-cc78-11e3-81ab-4c9367dc0958" as bytes: lower case only, so that none has two ids. */
static bool
uuid_read(const char *id, unsigned char bytes[UUID_SIZE])
{
    static const char form[] = "xxxxxxxx-xxxx-1xxx-xxxx-xxxxxxxxxxxx";
    char digits[2 * UUID_SIZE + 1] = { 0 };
    size_t count = 0;

    if (strlen(id) != UUID_TEXT)
        return false;
    for (size_t i = 0; i < UUID_TEXT; i++) {
        bool digit = (id[i] >= '0' && id[i] <= '9') || (id[i] >= 'a' && id[i] <= 'f');

        if (form[i] == 'x' ? !digit : id[i] != form[i])
            return false;
        if (form[i] != '-')
            digits[count++] = id[i];
    }
    return hex_decode(digits, bytes, UUID_SIZE);
}

void
delivery_key(const char *id, struct delivery_key *key)
{
    unsigned char uuid[UUID_SIZE];

    if (uuid_read(id, uuid)) {
        memcpy(key->bytes, uuid + 6, 2);
        memcpy(key->bytes + 2, uuid + 4, 2);
        memcpy(key->bytes + 4, uuid, 4);
        memcpy(key->bytes + 8, uuid + 8, UUID_SIZE - 8);
        key->length = UUID_SIZE;
        return;
    }
    key->length = strnlen(id, DELIVERY_KEY_MOST);
    memcpy(key->bytes, id, key->length);
}

int64_t
body_key(int64_t pushed_s, const unsigned char body_sha[CRYPTO_SHA256_SIZE])
{
    uint64_t key = (uint64_t)pushed_s & INT32_MAX;

    for (size_t i = 0; i < 4; i++)
        key = key << 8 | body_sha[i];
    return (int64_t)key;
}
