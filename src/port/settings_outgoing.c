/* settings_outgoing.c - reads where messages go, and the catalogue of what is sent */
#include "config.h"

#include <string.h>

#include "base/text.h"
#include "port/file_try.h"
#include "port/settings_outgoing.h"
#include "port/settings_value.h"

static const size_t ca_most = (size_t)4 << 20; /* bytes; the system's own has 220 kB */
static const char *const own_events[] = { OUTGOING_TEST, OUTGOING_CONFIRM, OUTGOING_DISABLED };

/* Names that are collected, each once. */
struct names {
    const char **items;
    size_t count;
};

static void
add(struct names *names, const char *name)
{
    if (!text_among((struct strings){ names->items, names->count }, name))
        names->items[names->count++] = name;
}

static void
add_event(struct config *config, struct config_section *section, const char *name,
          struct names *names)
{
    if (!outgoing_pattern_valid(name))
        value_wrong(config, section, "events",
                    "events: %s is no name of an event; write " OUTGOING_EVENT_FORM
                    ", or '*' for any run of them",
                    name);
    else if (outgoing_is_own(name))
        value_wrong(config, section, "events",
                    "events: %s: what begins with " OUTGOING_OWN " is hooklet's own; choose "
                    "another name",
                    name);
    else
        add(names, name);
}

/* What a forward rule sends: under a name of its own, or as it is called where it comes from. */
static void
add_forward(const struct rule *rule, struct outgoing_settings *outgoing, struct names *names)
{
    if (rule->forward->event[0] != '\0') {
        add(names, rule->forward->event);
        return;
    }
    for (size_t i = 0; i < rule->events.count; i++) {
        if (strcmp(rule->events.items[i], "*") == 0)
            outgoing->forwards_any = true;
        else
            add(names, rule->events.items[i]);
    }
}

static size_t
names_most(struct strings events, const struct rule *rules, size_t count)
{
    size_t most = events.count + sizeof(own_events) / sizeof(*own_events);

    for (size_t i = 0; i < count; i++)
        most += rules[i].kind == RULE_FORWARD ? rules[i].events.count + 1 : 0;
    return most;
}

static void
read_catalogue(struct config *config, struct config_section *section, const struct rule *rules,
               size_t count, struct outgoing_settings *outgoing)
{
    const struct strings events = value_list(section, "events");
    const size_t most = names_most(events, rules, count);
    struct names names = { pool_array(config->pool, most, sizeof(*names.items)), 0 };

    outgoing->limited = value_written(section, "events");
    for (size_t i = 0; i < events.count; i++)
        add_event(config, section, events.items[i], &names);
    for (size_t i = 0; i < count; i++) {
        if (rules[i].kind == RULE_FORWARD)
            add_forward(&rules[i], outgoing, &names);
    }
    for (size_t i = 0; i < sizeof(own_events) / sizeof(*own_events); i++)
        add(&names, own_events[i]);
    outgoing->catalogue = (struct strings){ names.items, names.count };
}

static void
read_networks(struct config *config, struct config_section *section, struct http_wall *wall)
{
    const struct strings texts = value_list(section, "networks");
    struct network *networks = pool_array(config->pool, texts.count + 1, sizeof(*networks));

    wall->networks = networks;
    for (size_t i = 0; i < texts.count; i++) {
        if (network_parse(texts.items[i], &networks[wall->network_count]))
            wall->network_count++;
        else
            value_wrong(config, section, "networks",
                        "networks: %s is no network; write an address and the bits of its "
                        "network, as 10.0.0.0/8 or fd00::/8, with nothing behind these bits",
                        texts.items[i]);
    }
}

static void
read_ports(struct config *config, struct config_section *section, struct http_wall *wall)
{
    static const uint16_t usual[] = { 443, 80 };
    const struct strings texts = value_list(section, "ports");
    uint16_t *ports = pool_array(config->pool, texts.count + 1, sizeof(*ports));

    wall->ports = ports;
    for (size_t i = 0; i < texts.count; i++) {
        const int64_t port = text_number(texts.items[i], strlen(texts.items[i]), PORT_MOST);

        if (strcmp(texts.items[i], "*") == 0)
            wall->any_port = true;
        else if (port > 0)
            ports[wall->port_count++] = (uint16_t)port;
        else
            value_wrong(config, section, "ports",
                        "ports: %s is no port; write numbers from 1 to 65535, or '*' for any",
                        texts.items[i]);
    }
    if (wall->any_port && texts.count > 1)
        value_wrong(config, section, "ports",
                    "ports: '*' stands alone; remove it, or the numbers beside it");
    if (!value_written(section, "ports")) {
        wall->ports = usual;
        wall->port_count = wall->plain_http ? 2 : 1;
    }
}

void
outgoing_read(struct config *config, const struct rule *rules, size_t count,
              struct outgoing_settings *outgoing)
{
    struct config_section *section = config_section(config, SECTION_OUTGOING, NULL);
    struct http_wall *wall = &outgoing->wall;

    wall->plain_http = value_flag(section, "plain_http");
    read_networks(config, section, wall);
    read_ports(config, section, wall);
    wall->ca_file = value_text(section, "ca_file");
    if (wall->ca_file != NULL && wall->ca_file[0] != '/')
        value_wrong(config, section, "ca_file", "ca_file: %s is relative; write it from / on",
                    wall->ca_file);
    outgoing->user_agent = value_text(section, "user_agent");
    outgoing->transfers = value_number(section, "transfers");
    outgoing->disable_after_ms = value_duration(section, "disable_after");
    outgoing->confirm = value_flag(section, "confirm");
    read_catalogue(config, section, rules, count, outgoing);
}

void
outgoing_check(struct config *config, const struct outgoing_settings *outgoing)
{
    struct config_section *section = config_section(config, SECTION_OUTGOING, NULL);
    const char *path = outgoing->wall.ca_file;
    const char *trouble;
    struct file_tried file;

    if (path == NULL || path[0] != '/')
        return;
    trouble = file_try(config->pool, path, ca_most, &file);
    if (trouble != NULL)
        value_wrong(config, section, "ca_file", "ca_file: %s: %s; name a file of CAs in PEM form",
                    path, trouble);
    else if (strstr(file.bytes, "-----BEGIN CERTIFICATE-----") == NULL)
        value_wrong(config, section, "ca_file",
                    "ca_file: %s holds no certificate in PEM form; write those of the CAs into it",
                    path);
}
