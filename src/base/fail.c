/* fail.c - the one table of codes */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>

#include "base/fail.h"
#include "base/log.h"

static const struct kind {
    const char *text;
    enum log_level level;
} kinds[] = {
    [0] = { "good", LOG_INFO },
    [-FAIL_SIGNATURE] = { "signature", LOG_WARNING },
    [-FAIL_STALE] = { "stale", LOG_WARNING },
    [-FAIL_MALFORMED] = { "malformed", LOG_WARNING },
    [-FAIL_UNREADABLE] = { "unreadable", LOG_WARNING },
    [-FAIL_FIELD] = { "field", LOG_WARNING },
    [-FAIL_METHOD] = { "method not allowed", LOG_WARNING },
    [-FAIL_LENGTH] = { "length required", LOG_WARNING },
    [-FAIL_TOO_LARGE] = { "too large", LOG_WARNING },
    [-FAIL_MEDIA] = { "unsupported media type", LOG_WARNING },
    [-FAIL_TIMEOUT] = { "timeout", LOG_WARNING },
    [-FAIL_NOT_FOUND] = { "not found", LOG_WARNING },
    [-FAIL_BUSY] = { "busy", LOG_WARNING },
    [-FAIL_STORE] = { "store", LOG_ERROR },
    [-FAIL_CONFLICT] = { "conflict", LOG_WARNING },
    [-FAIL_CONFIG] = { "configuration", LOG_ERROR },
    [-FAIL_SYSTEM] = { "system", LOG_ERROR },
    [-FAIL_NETWORK] = { "network", LOG_ERROR },
    [-FAIL_MEMORY] = { "out of memory", LOG_ERROR },
    [-FAIL_REFUSED] = { "refused", LOG_ERROR },
};

static const struct kind *
kind_of(int code)
{
    static const struct kind unknown = { "unknown failure", LOG_ERROR };

    if (code > 0 || code < FAIL_REFUSED)
        return &unknown;
    return &kinds[-code];
}

int
fail(enum fail code, const char *format, ...)
{
    const struct kind *kind = kind_of(code);
    va_list args;

    va_start(args, format);
    log_fail(kind->level, kind->text, format, args);
    va_end(args);
    return code;
}

const char *
fail_text(int code)
{
    return kind_of(code)->text;
}

const char *
fail_detail(void)
{
    return log_failure();
}

void
fail_adopt(const char *text)
{
    log_keep(text);
}
