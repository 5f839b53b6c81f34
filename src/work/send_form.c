/* send_form.c - the args of deliveries. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/json_scan.h"
#include "port/json.h"
#include "work/send_form.h"

char *
send_args_write(struct pool *pool, int64_t target, const struct send_form *form)
{
    struct json *args = json_object();

    json_set_id(args, "target", target);
    if (form != NULL) {
        struct json *frozen = json_object();

        json_set_string(frozen, "content", target_content_name(form->content));
        json_set_string(frozen, "envelope", target_envelope_name(form->envelope));
        json_set(args, "form", frozen);
    }
    return json_text(pool, args, JSON_COMPACT);
}

int
send_args_read(struct pool *pool, const char *args, struct send_args *out)
{
    struct json_want wants[] = { { .pointer = "/target" },
                                 { .pointer = "/form" },
                                 { .pointer = "/form/content" },
                                 { .pointer = "/form/envelope" } };
    struct send_args read = { 0 };
    int rc = json_scan(pool, args, strlen(args), wants, 4);

    if (rc != 0)
        return rc;
    read.target = json_id(&wants[0]);
    read.frozen = wants[1].first != NULL;
    if (read.target == 0)
        return fail(FAIL_FIELD, "a delivery whose args name no target");
    if (read.frozen && (!target_content_of(json_string(&wants[2]), &read.form.content) ||
                        !target_envelope_of(json_string(&wants[3]), &read.form.envelope)))
        return fail(FAIL_FIELD, "a delivery whose args have a form that is none");
    *out = read;
    return 0;
}
