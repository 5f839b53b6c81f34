/*
 * log.h - one line per happening, on standard error
 *
 * Plain:  hooklet: text                                             (commands on a terminal)
 * Fields: time=2026-11-22T10:00:00.123Z level=info program=github-push delivery=72d3 what=accept
 *         text="event 12, 1 job"                                    (all on one line)
 * JSON:   {"time":"..","level":"info","program":"..","delivery":"..","what":"..","text":".."}
 *
 * Every value is escaped (control characters, DEL, C1, quotes, U+2028/9, marks that turn the
 * direction of writing, invalid UTF-8: \u00XX) and the line is cut at 4 KiB, so that no payload can
 * forge or break a line.  A line is one write(2).  errno stays as it was.
 * Before log_open(): program "hooklet", plain, up to info.
 */
#ifndef HOOKLET_BASE_LOG_H
#define HOOKLET_BASE_LOG_H

#include <stdarg.h>

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };
enum log_format { LOG_FORMAT_PLAIN, LOG_FORMAT_FIELDS, LOG_FORMAT_JSON };

/* Sets name and format for the whole process, before threads begin; lines above `most` are dropped.
 * `program` must outlive the process. */
void log_open(const char *program, enum log_format format, enum log_level most);

/* One line: `what` is a fixed word (accept, claim, reload), the rest tells the details;
 * NULL format: no details. */
void log_say(enum log_level level, const char *what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The delivery id that this thread's lines carry from now on; NULL or "" for none.  Copied, cut at
 * 128 bytes. */
void log_delivery(const char *delivery);

/* For fail.c alone: a line whose text is kept for log_failure(), even if the line is dropped. */
void log_fail(enum log_level level, const char *what, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));
void log_keep(const char *text);
const char *log_failure(void);

#endif
