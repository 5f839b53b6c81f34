/*
 * fuzz-markdown: any bytes at all through markdown_commands()
 *
 * What it checks beside the sanitizers: commands have names and printable words; no more than are
 * asked for come, and those are the first; the same text as a quote has none.
 * Build: as fuzz-json-scan.c, and
 * with: src/port/bounded.c src/port/markdown*.c -lcmark-gfm -lcmark-gfm-extensions
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/log.h"
#include "port/markdown.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { MOST = 1000 };

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    log_open("fuzz-markdown", LOG_FORMAT_PLAIN, LOG_ERROR);
    return 0;
}

static void
expect(int truth)
{
    if (!truth)
        abort();
}

static void
check_command(const struct markdown_command *command)
{
    static const char name[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
    struct strings words = command->words;
    size_t i;

    expect(words.count > 0);
    expect(words.items[0][strspn(words.items[0], name)] == '\0');
    for (i = 0; i < words.count; i++)
        expect(words.items[i][0] != '\0' && text_printable(words.items[i]));
}

/* Every line in front of which a quote's mark stands. */
static char *
quoted(struct pool *pool, const char *text, size_t length, size_t *quoted_length)
{
    char *copy = pool_array(pool, length + 1, 3);
    size_t count = 0;
    size_t i;

    for (i = 0; i < length; i++) {
        if (i == 0 || text[i - 1] == '\n' || (text[i - 1] == '\r' && text[i] != '\n')) {
            copy[count++] = '>';
            copy[count++] = ' ';
        }
        copy[count++] = text[i];
    }
    *quoted_length = count;
    return copy;
}

static void
check_first(struct pool *pool, const char *text, size_t length, const struct markdown_command *all)
{
    struct markdown_command *first = NULL;
    size_t count = 0;

    expect(markdown_commands(pool, text, length, 1, &first, &count) == 0 && count == 1);
    expect(first->words.count == all->words.count);
    expect(strcmp(first->words.items[0], all->words.items[0]) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const char *text = (const char *)bytes;
    struct pool *pool = pool_new();
    struct markdown_command *commands = NULL;
    size_t count = 0, quoted_length = 0, i;
    int rc = markdown_commands(pool, text, length, MOST, &commands, &count);
    char *quote;

    expect(rc == 0 || (rc == FAIL_UNREADABLE && count == 0));
    expect(count <= MOST);
    for (i = 0; i < count; i++)
        check_command(&commands[i]);
    if (count > 0)
        check_first(pool, text, length, commands);
    quote = quoted(pool, text, length, &quoted_length);
    rc = markdown_commands(pool, quote, quoted_length, MOST, &commands, &count);
    expect(count == 0 || rc != 0);
    pool_free(pool);
    return 0;
}
