/* quiet_log.c - failures that are expected are warnings, and nobody's business */
#include "config.h"

#include "base/log.h"
#include "quiet_log.h"

int
quiet_log(void **state)
{
    (void)state;
    log_open("hooklet", LOG_FORMAT_PLAIN, LOG_ERROR);
    return 0;
}
