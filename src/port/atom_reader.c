/* atom_reader.c - an element counts by its name and where it stands; all others are passed over */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/encode.h"
#include "base/match.h"
#include "port/atom_reader.h"
#include "port/atom_parts.h"
#include "port/atom_text.h"

#define ATOM_NAMESPACE "http://www.w3.org/2005/Atom\n"

enum { SHOWN_NAME = 40 };

void
atom_reader_open(struct pool *pool, struct atom_reader *reader)
{
    *reader = (struct atom_reader){ .pool = pool };
    buf_init(&reader->gathered, ATOM_SUMMARY_MOST);
}

void
atom_reader_close(struct atom_reader *reader)
{
    buf_free(&reader->gathered);
}

static const char *
local_name(const char *name)
{
    const char *separator = strchr(name, ATOM_SEPARATOR);

    return separator != NULL ? separator + 1 : name;
}

/* The name of an element of Atom's, or NULL. */
static const char *
atom_name(const char *name)
{
    size_t length = sizeof(ATOM_NAMESPACE) - 1;

    return strncmp(name, ATOM_NAMESPACE, length) == 0 ? name + length : NULL;
}

/* What else people take for an Atom feed; NULL: something unknown. */
static const char *
no_feed(const char *name)
{
    const char *local = local_name(name);

    if (strcasecmp(local, "rss") == 0 || strcasecmp(local, "RDF") == 0 ||
        strcasecmp(local, "rdf:RDF") == 0)
        return "it is RSS, and only Atom is read: most sites offer that, too, at a URL of its own";
    if (strcasecmp(local, "html") == 0)
        return "it is a web page: the feed has a URL of its own";
    if (strcmp(name, ATOM_NAMESPACE "entry") == 0)
        return "it is a single Atom entry, not a feed";
    if (strcmp(local, "feed") == 0)
        return "it is not Atom 1.0: its feed has another namespace than"
               " http://www.w3.org/2005/Atom";
    return NULL;
}

/* A web page's or an old RSS's says best what it is. */
void
atom_reader_doctype(struct atom_reader *reader, const char *name)
{
    const char *text = no_feed(name);

    if (reader->trouble != NULL)
        return;
    if (text != NULL && strcmp(name, "feed") != 0)
        atom_refuse(reader, FAIL_MALFORMED, text);
    else
        atom_refuse(reader, FAIL_UNREADABLE, "it has a document type (DTD), and none is read");
}

static void
check_root(struct atom_reader *reader, const char *name)
{
    const char *local = local_name(name);
    const char *text = no_feed(name);

    if (strcmp(name, ATOM_NAMESPACE "feed") == 0)
        return;
    if (text == NULL)
        text = pool_printf(
            reader->pool, "it is no Atom feed: it begins with <%s>",
            pool_copy(reader->pool, local, utf8_cut(local, strnlen(local, SHOWN_NAME))));
    atom_refuse(reader, FAIL_MALFORMED, text);
}

static void
entry_begin(struct atom_reader *reader)
{
    struct atom_feed *feed = &reader->feed;

    if (feed->count == ATOM_ENTRIES_MOST) {
        atom_refuse(reader, FAIL_UNREADABLE,
                    pool_printf(reader->pool, "it has more than %zu entries", ATOM_ENTRIES_MOST));
        return;
    }
    feed->entries =
        pool_grow(reader->pool, feed->entries, feed->count, &reader->room, sizeof(*feed->entries));
    reader->entry = &feed->entries[feed->count++];
    reader->content = (struct atom_text){ .text = NULL };
    reader->html_link = false;
}

static void
entry_end(struct atom_reader *reader)
{
    if (reader->entry->summary.text == NULL)
        reader->entry->summary = reader->content;
    reader->entry = NULL;
}

static void
part_begin(struct atom_reader *reader, const struct atom_part *part, const char **attributes)
{
    enum atom_type type = ATOM_TYPE_TEXT;

    if (part->formed)
        type = atom_type(atom_attribute(attributes, "type"), atom_attribute(attributes, "src"));
    if (type == ATOM_TYPE_OTHER)
        return;
    reader->part = part;
    reader->part_depth = reader->depth;
    reader->text = (struct atom_text){ .form = type == ATOM_TYPE_TEXT ? ATOM_TEXT : ATOM_HTML };
    reader->xhtml = type == ATOM_TYPE_XHTML;
    buf_clear(&reader->gathered);
}

static void
part_end(struct atom_reader *reader)
{
    const struct atom_part *part = reader->part;
    struct atom_text text = reader->text;

    reader->part = NULL;
    if (text.cut && part->whole) {
        atom_refuse(
            reader, FAIL_UNREADABLE,
            pool_printf(reader->pool, "%s is longer than %zu bytes", part->name, part->most));
        return;
    }
    text.text = text_trim(reader->pool, buf_string(&reader->gathered));
    part->take(reader, &text);
}

static void
gather(struct atom_reader *reader, const char *text, size_t length)
{
    struct atom_gathered into = { &reader->gathered, reader->part->most, reader->text.cut };

    if (reader->xhtml)
        atom_gather_escaped(&into, text, length);
    else
        atom_gather(&into, text, length);
    reader->text.cut = into.cut;
}

/* The outermost div of an xhtml text belongs to Atom, not to the text. */
static bool
is_wrapper(const struct atom_reader *reader, const char *local)
{
    return reader->depth == reader->part_depth + 1 && strcmp(local, "div") == 0;
}

static void
gather_tag(struct atom_reader *reader, const char *name, const char **attributes)
{
    struct atom_gathered into = { &reader->gathered, reader->part->most, reader->text.cut };

    if (!reader->xhtml || is_wrapper(reader, local_name(name)))
        return;
    atom_gather_tag(&into, name, attributes);
    reader->text.cut = into.cut;
}

/* Elements of Atom's, outside of any text. */
static void
element_begin(struct atom_reader *reader, const char *name, const char **attributes)
{
    size_t level = reader->entry != NULL ? 3 : 2;

    if (reader->author_depth != 0 && reader->depth == reader->author_depth + 1 &&
        strcmp(name, "name") == 0)
        part_begin(reader, atom_part_of_author(), attributes);
    if (reader->depth != level)
        return;
    if (level == 2 && strcmp(name, "entry") == 0)
        entry_begin(reader);
    else if (level == 3 && strcmp(name, "link") == 0)
        atom_link(reader, attributes);
    else if (strcmp(name, "author") == 0)
        reader->author_depth = reader->depth;
    else if (atom_part_find(name) != NULL)
        part_begin(reader, atom_part_find(name), attributes);
}

void
atom_reader_start(struct atom_reader *reader, const char *name, const char **attributes)
{
    if (reader->trouble != NULL)
        return;
    if (++reader->depth > ATOM_DEPTH_MOST)
        atom_refuse(reader, FAIL_UNREADABLE,
                    pool_printf(reader->pool, "its elements are deeper than %zu", ATOM_DEPTH_MOST));
    else if (reader->depth == 1)
        check_root(reader, name);
    else if (reader->part != NULL)
        gather_tag(reader, name, attributes);
    else if (atom_name(name) != NULL)
        element_begin(reader, atom_name(name), attributes);
}

void
atom_reader_text(struct atom_reader *reader, const char *text, size_t length)
{
    if (reader->trouble == NULL && reader->part != NULL)
        gather(reader, text, length);
}

static void
authors(struct atom_reader *reader)
{
    size_t i;

    for (i = 0; i < reader->feed.count; i++)
        if (reader->feed.entries[i].author == NULL)
            reader->feed.entries[i].author = reader->author;
}

void
atom_reader_end(struct atom_reader *reader, const char *name)
{
    if (reader->trouble != NULL)
        return;
    if (reader->part != NULL && reader->depth > reader->part_depth)
        gather_tag(reader, name, NULL);
    else if (reader->part != NULL)
        part_end(reader);
    else if (reader->depth == reader->author_depth)
        reader->author_depth = 0;
    else if (reader->depth == 2 && reader->entry != NULL)
        entry_end(reader);
    else if (reader->depth == 1)
        authors(reader);
    reader->depth--;
}
