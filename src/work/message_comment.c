/* message_comment.c - a deployment in Markdown, on its pull request. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/text.h"
#include "work/deployment_ref.h"
#include "work/deployment_state.h"
#include "work/message_deployment.h"

enum { DETAIL_MOST = 1000 }; /* bytes */

/* Somebody's words, as code: nobody is mentioned by it, and nothing in it is a link. */
static const char *
code(struct pool *pool, const char *text)
{
    char *line = utf8_line(pool, text, strlen(text));

    line[utf8_cut(line, strnlen(line, DETAIL_MOST))] = '\0';
    for (char *at = strchr(line, '`'); at != NULL; at = strchr(at, '`'))
        *at = '\'';
    return line[strspn(line, " ")] == '\0' ? "" : pool_printf(pool, "`%s`", line);
}

/* An address that Markdown takes as it is between < and >; NULL: it is none. */
static const char *
address(const char *url)
{
    if (!text_is_web(url) || !text_printable(url) || strpbrk(url, " <>\"\\`|") != NULL)
        return NULL;
    return url;
}

static const char *
sentence(struct pool *pool, const struct deployment *row)
{
    const char *url = row->state == DEPLOYMENT_SUCCESS ? address(row->url) : NULL;
    const char *text =
        pool_printf(pool, "%s %s %s", code(pool, deployment_ref_show(pool, row->sha)),
                    deployment_became(row), code(pool, row->environment));

    return url == NULL ? pool_printf(pool, "%s.", text) : pool_printf(pool, "%s: <%s>", text, url);
}

const char *
message_deployment_comment(struct pool *pool, const struct deployment *row)
{
    const char *detail = row->detail == NULL ? "" : code(pool, row->detail);
    const char *log = address(row->build_url);
    const char *text = sentence(pool, row);

    if (detail[0] != '\0' && row->state != DEPLOYMENT_SUCCESS)
        text = pool_printf(pool, "%s %s", text, detail);
    return log == NULL ? text : pool_printf(pool, "%s ([log](<%s>))", text, log);
}
