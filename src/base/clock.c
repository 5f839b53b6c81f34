/* clock.c - the two clocks, RFC 3339 and durations */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS, HOUR_MS = 60 * MINUTE_MS };

static const int64_t longest_ms = INT64_C(3650) * 24 * HOUR_MS;

/* From large to small, as they are written one behind the other. */
static const struct unit {
    const char *name;
    int64_t ms;
} units[] = {
    { "d", 24 * HOUR_MS }, { "h", HOUR_MS }, { "m", MINUTE_MS }, { "s", SECOND_MS }, { "ms", 1 },
};

enum { UNITS = sizeof(units) / sizeof(units[0]) };

static int64_t
clock_read(clockid_t clock)
{
    struct timespec now = { 0 };

    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * SECOND_MS + now.tv_nsec / 1000000;
}

int64_t
clock_ms(void)
{
    return clock_read(CLOCK_REALTIME);
}

int64_t
clock_steady_ms(void)
{
    return clock_read(CLOCK_MONOTONIC);
}

struct timespec
clock_deadline(int64_t wait_ms)
{
    struct timespec at = { 0 };

    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += wait_ms / SECOND_MS;
    at.tv_nsec += wait_ms % SECOND_MS * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Exactly `digits` digits, a value of at most `most`, then the character `end` unless it is 0. */
static bool
read_number(const char **text, int digits, int most, char end, int *number)
{
    int value = 0;

    for (; digits > 0; digits--, (*text)++) {
        if (!is_digit(**text))
            return false;
        value = value * 10 + (**text - '0');
    }
    if (value > most || (end != 0 && *(*text)++ != end))
        return false;
    *number = value;
    return true;
}

/* Digits beyond the third are finer than we count. */
static bool
read_fraction(const char **text, int *ms)
{
    int scale = 100;

    *ms = 0;
    if (**text != '.')
        return true;
    (*text)++;
    if (!is_digit(**text))
        return false;
    for (; is_digit(**text); (*text)++, scale /= 10)
        *ms += (**text - '0') * scale;
    return true;
}

static bool
read_zone(const char **text, int64_t *offset_ms)
{
    char sign = *(*text)++;
    int hours;
    int minutes;

    *offset_ms = 0;
    if (sign == 'Z')
        return true;
    if (sign != '+' && sign != '-')
        return false;
    if (!read_number(text, 2, 23, ':', &hours) || !read_number(text, 2, 59, 0, &minutes))
        return false;
    *offset_ms = (int64_t)hours * HOUR_MS + (int64_t)minutes * MINUTE_MS;
    if (sign == '-')
        *offset_ms = -*offset_ms;
    return true;
}

static bool
day_exists(const struct tm *tm)
{
    struct tm copy = *tm;

    (void)timegm(&copy);
    return copy.tm_mon == tm->tm_mon;
}

bool
clock_parse(const char *text, int64_t *ms)
{
    struct tm day = { 0 };
    int hour, minute, second, fraction;
    int64_t offset;

    if (text == NULL || !read_number(&text, 4, 9999, '-', &day.tm_year) ||
        !read_number(&text, 2, 12, '-', &day.tm_mon) ||
        !read_number(&text, 2, 31, 'T', &day.tm_mday) || !read_number(&text, 2, 23, ':', &hour) ||
        !read_number(&text, 2, 59, ':', &minute) || !read_number(&text, 2, 60, 0, &second) ||
        !read_fraction(&text, &fraction) || !read_zone(&text, &offset) || *text != '\0')
        return false;
    day.tm_year -= 1900;
    day.tm_mon -= 1;
    if (!day_exists(&day))
        return false;
    *ms = (int64_t)timegm(&day) * SECOND_MS + (int64_t)hour * HOUR_MS +
          (int64_t)minute * MINUTE_MS + (int64_t)second * SECOND_MS + fraction - offset;
    return true;
}

void
clock_text(char text[CLOCK_TEXT_SIZE], int64_t ms)
{
    int64_t fraction = (ms % SECOND_MS + SECOND_MS) % SECOND_MS;
    time_t seconds = (time_t)((ms - fraction) / SECOND_MS);
    struct tm tm = { 0 };

    (void)gmtime_r(&seconds, &tm);
    (void)snprintf(text, CLOCK_TEXT_SIZE, "%04ld-%02d-%02dT%02d:%02d:%02d.%03dZ",
                   tm.tm_year + 1900L, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
                   (int)fraction);
}

char *
clock_format(struct pool *pool, int64_t ms)
{
    char text[CLOCK_TEXT_SIZE];

    clock_text(text, ms);
    return pool_string(pool, text);
}

/* The unit at `text`, at `first` or smaller; UNITS when it is none.  The longest name that fits. */
static size_t
unit_find(const char *text, size_t first)
{
    size_t length = strcspn(text, "0123456789");
    size_t i;

    for (i = first; i < UNITS; i++)
        if (strlen(units[i].name) == length && strncmp(units[i].name, text, length) == 0)
            break;
    return i;
}

static bool
seconds_parse(int64_t seconds, int64_t *ms)
{
    if (seconds > longest_ms / SECOND_MS)
        return false;
    *ms = seconds * SECOND_MS;
    return true;
}

bool
duration_parse(const char *text, int64_t *ms)
{
    int64_t total = 0;
    int64_t number;
    size_t unit = 0;

    if (text == NULL || *text == '\0')
        return false;
    while (*text != '\0') {
        if (!is_digit(*text))
            return false;
        for (number = 0; is_digit(*text); text++) {
            number = number * 10 + (*text - '0');
            if (number > longest_ms)
                return false;
        }
        if (*text == '\0' && total == 0 && unit == 0)
            return seconds_parse(number, ms);
        unit = unit_find(text, unit);
        if (unit == UNITS || number > (longest_ms - total) / units[unit].ms)
            return false;
        total += number * units[unit].ms;
        text += strlen(units[unit].name);
        unit++;
    }
    *ms = total;
    return true;
}

char *
duration_format(struct pool *pool, int64_t ms)
{
    uint64_t left = ms < 0 ? -(uint64_t)ms : (uint64_t)ms;
    char *text = pool_string(pool, ms < 0 ? "-" : "");
    uint64_t number;
    size_t i;

    if (ms == 0)
        return pool_string(pool, "0s");
    for (i = 0; i < UNITS; i++) {
        number = left / (uint64_t)units[i].ms;
        left %= (uint64_t)units[i].ms;
        if (number > 0)
            text = pool_printf(pool, "%s%llu%s", text, (unsigned long long)number, units[i].name);
    }
    return text;
}
