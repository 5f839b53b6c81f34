/*
 * settings_url.h - the URLs of services that we call
 */
#ifndef HOOKLET_PORT_SETTINGS_URL_H
#define HOOKLET_PORT_SETTINGS_URL_H

#include "port/settings_config.h"

/*
 * Where a service is: http or https, a host, perhaps a path, and no slash at its end; paths are put
 * behind it.  NULL: nothing is written, or it was refused, which is said along with `example`.
 */
const char *url_base(struct config *config, struct config_section *section, const char *key,
                     const char *example);
/* One page, as it is written: it may have a query. */
const char *url_page(struct config *config, struct config_section *section, const char *key,
                     const char *example);

#endif
