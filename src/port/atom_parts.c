/* atom_parts.c - what an entry and a feed are made of */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "port/atom_parts.h"
#include "port/atom_text.h"

enum { LONGEST_DATE = 64 };

void
atom_refuse(struct atom_reader *reader, enum fail code, const char *trouble)
{
    reader->code = code;
    reader->trouble = trouble;
}

static void
take_id(struct atom_reader *reader, const struct atom_text *text)
{
    if (reader->entry != NULL && reader->entry->id == NULL && text->text[0] != '\0')
        reader->entry->id = text->text;
}

static void
take_title(struct atom_reader *reader, const struct atom_text *text)
{
    struct atom_text *title = reader->entry != NULL ? &reader->entry->title : &reader->feed.title;

    if (title->text != NULL)
        return;
    *title = *text;
    title->text = atom_one_line(reader->pool, text->text);
}

/* Zero is how the header says "none". */
static void
take_date(const struct atom_text *text, int64_t *date_ms)
{
    int64_t ms = 0;

    if (*date_ms == 0 && clock_parse(text->text, &ms) && ms > 0)
        *date_ms = ms;
}

static void
take_published(struct atom_reader *reader, const struct atom_text *text)
{
    if (reader->entry != NULL)
        take_date(text, &reader->entry->published_ms);
}

static void
take_updated(struct atom_reader *reader, const struct atom_text *text)
{
    take_date(text, reader->entry != NULL ? &reader->entry->updated_ms : &reader->feed.updated_ms);
}

static void
take_summary(struct atom_reader *reader, const struct atom_text *text)
{
    if (reader->entry != NULL && reader->entry->summary.text == NULL && text->text[0] != '\0')
        reader->entry->summary = *text;
}

static void
take_content(struct atom_reader *reader, const struct atom_text *text)
{
    if (reader->entry != NULL && reader->content.text == NULL)
        reader->content = *text;
}

static void
take_author(struct atom_reader *reader, const struct atom_text *text)
{
    const char **author = reader->entry != NULL ? &reader->entry->author : &reader->author;

    if (*author == NULL && text->text[0] != '\0')
        *author = atom_one_line(reader->pool, text->text);
}

static const struct atom_part parts[] = {
    { "id", ATOM_NAME_MOST, true, false, take_id },
    { "title", ATOM_TITLE_MOST, false, true, take_title },
    { "published", LONGEST_DATE, false, false, take_published },
    { "updated", LONGEST_DATE, false, false, take_updated },
    { "summary", ATOM_SUMMARY_MOST, false, true, take_summary },
    { "content", ATOM_SUMMARY_MOST, false, true, take_content },
};

const struct atom_part *
atom_part_find(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (strcmp(name, parts[i].name) == 0)
            return &parts[i];
    return NULL;
}

const struct atom_part *
atom_part_of_author(void)
{
    static const struct atom_part name = { "name", ATOM_TITLE_MOST, false, false, take_author };

    return &name;
}

const char *
atom_attribute(const char **attributes, const char *name)
{
    for (; attributes[0] != NULL; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

void
atom_link(struct atom_reader *reader, const char **attributes)
{
    const char *rel = atom_attribute(attributes, "rel");
    const char *href = atom_attribute(attributes, "href");
    const char *type = atom_attribute(attributes, "type");
    bool html = type == NULL || strcasecmp(type, "text/html") == 0;

    if (href == NULL || (rel != NULL && strcasecmp(rel, "alternate") != 0 &&
                         strcmp(rel, "http://www.iana.org/assignments/relation/alternate") != 0))
        return;
    if (reader->entry->link != NULL && (reader->html_link || !html))
        return;
    if (strlen(href) > ATOM_NAME_MOST) {
        atom_refuse(reader, FAIL_UNREADABLE, "a link is too long");
        return;
    }
    reader->entry->link = pool_string(reader->pool, href);
    reader->html_link = html;
}
