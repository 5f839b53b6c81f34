/*
 * fuzz-atom: any bytes at all through atom_parse()
 *
 * What it checks beside the sanitizers: a failure gives nothing; texts are valid UTF-8 within their
 * ceilings, titles have one line; dates are not negative; what is a feed is no feed without its
 * last '>', and the same feed when it is read again.
 * Build: as fuzz-json-scan.c, and
 * with: src/port/atom*.c -lexpat
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "base/utf8.h"
#include "port/atom.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    log_open("fuzz-atom", LOG_FORMAT_PLAIN, LOG_ERROR);
    return 0;
}

static void
expect(int truth)
{
    if (!truth)
        abort();
}

static void
check_text(const char *text, size_t most)
{
    if (text != NULL)
        expect(strlen(text) <= most && utf8_valid(text, strlen(text)));
}

static void
check_entry(const struct atom_entry *entry)
{
    check_text(entry->id, ATOM_NAME_MOST);
    check_text(entry->link, ATOM_NAME_MOST);
    check_text(entry->title.text, ATOM_TITLE_MOST);
    check_text(entry->summary.text, ATOM_SUMMARY_MOST);
    check_text(entry->author, ATOM_TITLE_MOST);
    expect(entry->title.text == NULL || strpbrk(entry->title.text, "\r\n\t") == NULL);
    expect(entry->published_ms >= 0 && entry->updated_ms >= 0);
}

static void
check_feed(struct pool *pool, const char *text, size_t length, const struct atom_feed *feed)
{
    struct atom_feed again = { .count = 77 };
    size_t i;

    expect(feed->count <= ATOM_ENTRIES_MOST);
    check_text(feed->title.text, ATOM_TITLE_MOST);
    for (i = 0; i < feed->count; i++)
        check_entry(&feed->entries[i]);
    expect(atom_parse(pool, text, length, &again) == 0 && again.count == feed->count);
    while (length > 0 && text[length - 1] != '>')
        length--;
    expect(atom_parse(pool, text, length - 1, &again) != 0 && again.count == feed->count);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const char *text = (const char *)bytes;
    struct pool *pool = pool_new();
    struct atom_feed feed = { .count = 77 };
    int rc = atom_parse(pool, text, length, &feed);

    expect(rc == 0 || rc == FAIL_MALFORMED || rc == FAIL_UNREADABLE);
    expect(rc == 0 || feed.count == 77);
    if (rc == 0)
        check_feed(pool, text, length, &feed);
    pool_free(pool);
    return 0;
}
