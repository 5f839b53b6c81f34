/* claim.c - prefix, length, digits. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "wire/claim.h"

int
claim_read(const char *header, const char *text, const char *prefix, unsigned char *claim,
           size_t size)
{
    size_t skip = strlen(prefix);
    const char *digits;

    if (strncmp(text, prefix, skip) != 0)
        return fail(FAIL_SIGNATURE, "%s does not begin with %s", header, prefix);

    digits = text + skip;
    if (strlen(digits) != 2 * size || digits[strspn(digits, "0123456789abcdef")] != '\0' ||
        !hex_decode(digits, claim, size))
        return fail(FAIL_SIGNATURE, "%s is not %zu lower-case hex digits", header, 2 * size);

    return 0;
}
