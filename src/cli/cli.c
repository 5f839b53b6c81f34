/* cli.c - what the subcommands share: settings and store on demand, exit codes, small output. */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "cli/cli.h"

#define INPUT_MOST (25 * 1024 * 1024) /* bytes: GitHub sends no larger payload */

int
cli_settings(struct cli *cli, enum settings_need need)
{
    struct settings *settings = NULL;
    int rc;

    if (cli->settings != NULL && cli->loaded >= need)
        return 0;
    rc = settings_load(cli->config, need, &settings);
    if (rc != 0)
        return rc;
    settings_free(cli->settings);
    cli->settings = settings;
    cli->loaded = need;
    return 0;
}

int
cli_store(struct cli *cli)
{
    int rc = cli_settings(cli, SETTINGS_RULES);

    if (rc == 0 && cli->store == NULL)
        rc = store_open(cli->settings->state, STORE_TOOL, &cli->store);
    return rc;
}

static int
read_input(struct cli *cli, char **bytes, size_t *length)
{
    char piece[16384];
    struct buf all;
    ssize_t got;
    int rc = 0;

    buf_init(&all, INPUT_MOST);
    while (rc == 0 && (got = read(STDIN_FILENO, piece, sizeof piece)) != 0) {
        if (got > 0)
            rc = buf_add(&all, piece, (size_t)got);
        else if (errno != EINTR)
            rc = fail(FAIL_SYSTEM, "standard input: %s", strerror(errno));
    }
    if (rc == 0) {
        *bytes = pool_copy(cli->pool, buf_string(&all), all.length);
        *length = all.length;
    }
    buf_free(&all);
    return rc;
}

int
cli_read(struct cli *cli, const char *path, char **bytes, size_t *length)
{
    if (strcmp(path, "-") == 0)
        return read_input(cli, bytes, length);
    return file_read(cli->pool, path, INPUT_MOST, bytes, length);
}

enum exit_code
cli_exit(int rc)
{
    static const struct {
        int rc;
        enum exit_code status;
    } classes[] = {
        { 0, EXIT_GOOD },
        { FAIL_CONFIG, EXIT_CONFIG },
        { FAIL_STORE, EXIT_STORE },
        { FAIL_BUSY, EXIT_STORE },
        { FAIL_NOT_FOUND, EXIT_NOT_FOUND },
        { FAIL_CONFLICT, EXIT_CONFLICT },
        { FAIL_NETWORK, EXIT_NETWORK },
        { FAIL_TIMEOUT, EXIT_NETWORK },
        { FAIL_REFUSED, EXIT_NETWORK },
        { FAIL_SYSTEM, EXIT_SYSTEM },
        { FAIL_MEMORY, EXIT_SYSTEM },
    };

    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (classes[i].rc == rc)
            return classes[i].status;
    /* What is left says that the input is not what it should be. */
    return EXIT_BAD;
}

enum exit_code
cli_usage(const struct command *command, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "hooklet %s: ", command->name);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "; see hooklet %s --help\n", command->name);
    return EXIT_USAGE;
}

bool
cli_id(const char *word, int64_t *id)
{
    char *end = NULL;
    long long number;

    if (word == NULL || *word < '0' || *word > '9')
        return false;
    errno = 0;
    number = strtoll(word, &end, 10);
    if (errno != 0 || *end != '\0' || number < 1)
        return false;
    *id = number;
    return true;
}

void
cli_print_json(struct cli *cli, struct json *top)
{
    enum json_style style = isatty(STDOUT_FILENO) ? JSON_PRETTY : JSON_COMPACT;

    puts(json_text(cli->pool, top, style));
}

const char *
cli_ago(struct pool *pool, int64_t ms, int64_t now_ms)
{
    int64_t s = (now_ms - ms) / 1000;
    char *date;

    if (ms <= 0)
        return "-";
    if (s > -5 && s < 5)
        return "just now";
    if (s < 0 && s > -3600)
        return pool_printf(pool, "in %" PRId64 " %s", s > -60 ? -s : -s / 60,
                           s > -60 ? "s" : "min");
    if (s >= 0 && s < 60)
        return pool_printf(pool, "%" PRId64 " s ago", s);
    if (s >= 0 && s < 3600)
        return pool_printf(pool, "%" PRId64 " min ago", s / 60);
    if (s >= 0 && s < 86400)
        return pool_printf(pool, "%" PRId64 " h ago", s / 3600);
    date = clock_format(pool, ms);
    return pool_printf(pool, "%.10s %.5s", date, date + 11);
}

/* Bytes of a line, valid UTF-8, that take no more than `columns`: a line that goes on in the next
 * one can't be replaced. */
static size_t
fitting(const char *line, size_t columns)
{
    size_t length = 0, width = 0;

    for (; line[length] != '\0'; length++) {
        bool begins = ((unsigned char)line[length] & 0xc0) != 0x80;

        if (begins && width++ == columns)
            break;
    }
    return length;
}

void
cli_progress(const char *format, ...)
{
    struct winsize size = { 0 };
    struct pool *pool;
    const char *line;
    va_list args;

    if (!isatty(STDERR_FILENO))
        return;
    pool = pool_new();
    va_start(args, format);
    line = pool_vprintf(pool, format, args);
    va_end(args);
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        size.ws_col = 80;
    fprintf(stderr, "\r\033[K%.*s", (int)fitting(line, size.ws_col - 1U), line);
    fflush(stderr);
    pool_free(pool);
}
