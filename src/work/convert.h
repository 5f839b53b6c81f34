/*
 * convert.h - jobs of kind "convert": a code from GitHub becomes the secrets of a new App
 *
 * args: {"state"}.  The code works once and for an hour, which is why asking again does no harm: of
 * two conversions GitHub refuses one.  After a crash the files tell whether it was done; an answer
 * that was lost can't be had again, and the job is dead with the words what to do.
 * The secrets go into files (app_files.h), nowhere else.
 */
#ifndef HOOKLET_WORK_CONVERT_H
#define HOOKLET_WORK_CONVERT_H

#include "work/action.h"

int convert_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
