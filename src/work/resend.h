/*
 * resend.h - the action of kind resend, which carries out a wish (resend_wish.h)
 *
 * In batches, and again after a crash with the same result: what has been started again is not dead
 * any more, and what the target has a delivery of is left alone.
 */
#ifndef HOOKLET_WORK_RESEND_H
#define HOOKLET_WORK_RESEND_H

#include "work/action.h"

int resend_act(const struct work *work, const struct job *job, struct outcome *outcome);

#endif
