/*
 * send_form.h - which shape a delivery's body has, and the args of its job
 *
 * {"target":"12"}, and from the first claim on {"target":"12","form":{"content","envelope"}}: so all
 * attempts send the same bytes, whatever becomes of the target meanwhile.
 */
#ifndef HOOKLET_WORK_SEND_FORM_H
#define HOOKLET_WORK_SEND_FORM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/pool.h"
#include "store/target.h"

struct send_form {
    enum target_content content;
    enum target_envelope envelope;
};

struct send_args {
    int64_t target;
    bool frozen; /* there is a form */
    struct send_form form;
};

/* form NULL: not frozen yet. */
char *send_args_write(struct pool *pool, int64_t target, const struct send_form *form);
/* errors  FAIL_FIELD, FAIL_MALFORMED: no such args */
int send_args_read(struct pool *pool, const char *args, struct send_args *out)
    __attribute__((warn_unused_result));

#endif
