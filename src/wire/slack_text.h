/*
 * slack_text.h - text as Slack wants it: escaped, linked, cut
 *
 * Pure.  What people or payloads say goes through slack_escape() or slack_line() before it is put
 * into a message: unescaped, "<!channel>" in a title wakes everybody.  No way exists to escape *,
 * _, ~ and `; where they would hurt, slack_code().
 * A length is in UTF-16 units, so an emoji may count two, and an entity (&amp;) counts as written:
 * however Slack counts, it is not more.
 * memory  the pool
 * source  Slack docs, "Formatting message text": &, < and > are escaped, in all text objects
 */
#ifndef HOOKLET_WIRE_SLACK_TEXT_H
#define HOOKLET_WIRE_SLACK_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

/* Somebody's words; what is hidden or no UTF-8 is U+FFFD (utf8_clean).  NULL: "". */
char *slack_escape(struct pool *pool, const char *text);
/* The same in one line: titles, names, refs. */
char *slack_line(struct pool *pool, const char *text);
/* The same as `code`: a backtick in it becomes an apostrophe. */
char *slack_code(struct pool *pool, const char *text);
/*
 * <url|label>, where label is somebody's words, not escaped; the label alone when url is NULL or no
 * http or https URL.
 */
char *slack_link(struct pool *pool, const char *url, const char *label);

/* <@U123>: Slack tells them; what is no id of a member is only named. */
char *slack_mention(struct pool *pool, const char *user);
/* <#C123>, the same for a channel. */
char *slack_channel_link(struct pool *pool, const char *channel);

/* A time, Unix milliseconds, as the reader's own clock has it; other programs see it in UTC. */
char *slack_date(struct pool *pool, int64_t ms);

#define SLACK_TEXT_MOST 4000 /* of a message's text; Slack refuses some that are longer */

size_t slack_length(const char *text);
/*
 * Escaped text of at most that length, with "…" for what is left out.  Never cut within a
 * character, what belongs to it (a skin tone, a vowel sign, the rest of a family), an entity, or
 * <...>.
 */
char *slack_cut(struct pool *pool, const char *text, size_t most);

#endif
