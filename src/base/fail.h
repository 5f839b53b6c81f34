/*
 * fail.h - what went wrong, said once
 *
 * Whoever discovers a failure calls fail(), which logs one line and returns the code; everyone
 * above passes the code on, unchanged and silent.  Codes become HTTP statuses in response_for()
 * and retry decisions in settle.
 */
#ifndef HOOKLET_BASE_FAIL_H
#define HOOKLET_BASE_FAIL_H

enum fail {
    FAIL_SIGNATURE = -1,  /* missing or wrong signature */
    FAIL_STALE = -2,      /* timestamp too far from now */
    FAIL_MALFORMED = -3,  /* not the format that it claims to be */
    FAIL_UNREADABLE = -4, /* well formed, but beyond what our reader takes */
    FAIL_FIELD = -5,      /* a field is missing or not of its kind */
    FAIL_METHOD = -6,     /* HTTP method that the program does not serve */
    FAIL_LENGTH = -7,     /* no Content-Length */
    FAIL_TOO_LARGE = -8,  /* larger than the ceiling says */
    FAIL_MEDIA = -9,      /* content type that the program does not take */
    FAIL_TIMEOUT = -10,   /* the peer or the child took too long */
    FAIL_NOT_FOUND = -11, /* no such thing */
    FAIL_BUSY = -12,      /* not now: a lock, a budget or a deadline; try again */
    FAIL_STORE = -13,     /* the database or its disk refuses, or the outcome is unknown */
    FAIL_CONFLICT = -14,  /* the row changed meanwhile: stale fence, version or state */
    FAIL_CONFIG = -15,    /* a mistake in the configuration */
    FAIL_SYSTEM = -16,    /* the operating system refuses */
    FAIL_NETWORK = -17,   /* a peer could not be reached, or broke off */
    FAIL_MEMORY = -18,    /* out of memory */
    FAIL_REFUSED = -19    /* a service says no, and will say no again */
};

/* Logs the text once, with what fail_text(code) says as the line's `what`, and returns `code`.
 * Level error; warning for what a sender or the moment did wrong (codes down to FAIL_BUSY, and
 * FAIL_CONFLICT).  errno stays as it was. */
int fail(enum fail code, const char *format, ...)
    __attribute__((format(printf, 2, 3), warn_unused_result));

/* A few plain words for a code, "not found" for instance; never NULL. */
const char *fail_text(int code);

/* The text of this thread's newest fail(), at most 1 KiB, or ""; valid until the thread's next
 * fail(). */
const char *fail_detail(void);

/* Makes fail_detail() say `text`, without logging: carries a failure over from another thread. */
void fail_adopt(const char *text);

#endif
