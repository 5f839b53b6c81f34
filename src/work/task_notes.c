/* task_notes.c - takes notes apart at their marker, and puts them together again */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "work/task_external.h"
#include "work/task_notes.h"

static const char front[] = "[hooklet:";
static const char sentence[] = " Above this line hooklet writes; what you write below it stays.";
static const char cut_here[] = "\n\n(The text goes on at GitHub: it is longer than Asana takes.)";

/* Notes as they lie before us. */
struct parts {
    const char *ours; /* `length` bytes */
    size_t length;
    const char *id; /* `id_length` bytes; NULL: no marker, and all is `theirs` */
    size_t id_length;
    const char *theirs;
};

/* Where one line ends: behind its line end, whichever it is, or at the text's end. */
static const char *
behind_line_end(const char *at)
{
    if (at[0] == '\r' && at[1] == '\n')
        return at + 2;
    return *at == '\n' || *at == '\r' ? at + 1 : at;
}

/* Bytes of the id that stands here; 0: it is none. */
static size_t
id_at(const char *text)
{
    size_t length = 0;

    while (text[length] > ' ' && text[length] <= '~' && strchr("[]%", text[length]) == NULL)
        length++;
    return text[length] == ']' && length <= TASK_EXTERNAL_MOST ? length : 0;
}

/* The next beginning of a marker, or NULL. */
static char *
next_front(const char *text)
{
    char *at = strchr(text, *front);

    while (at != NULL && strncmp(at, front, strlen(front)) != 0)
        at = strchr(at + 1, *front);
    return at;
}

static struct parts
parts_of(const char *notes)
{
    struct parts parts = { .ours = notes, .theirs = notes };
    const char *marker = notes, *rest;

    while (parts.id == NULL && (marker = next_front(marker)) != NULL) {
        parts.id_length = id_at(marker + strlen(front));
        if (parts.id_length > 0) {
            parts.id = marker + strlen(front);
            parts.length = (size_t)(marker - notes);
        }
        marker += strlen(front);
    }
    if (parts.id == NULL)
        return parts;
    rest = parts.id + parts.id_length + 1;
    if (strncmp(rest, sentence, strlen(sentence)) == 0)
        rest += strlen(sentence);
    rest += strspn(rest, " \t");
    parts.theirs = behind_line_end(rest);
    return parts;
}

/* A character that ends a line somewhere becomes '\n', 0 stands for one that shows nothing. */
static uint32_t
character_plain(uint32_t character)
{
    if (character == '\t' || character == '\n')
        return character;
    if (character == '\r' || character == '\v' || character == '\f' || character == 0x85 ||
        character == 0x2028 || character == 0x2029)
        return '\n';
    return character_control(character) ? 0 : character;
}

/* UTF-8 with '\n' at the ends of lines, nothing that looks like a marker's beginning, and no blanks
 * at its end. */
static char *
clean(struct pool *pool, const char *text)
{
    size_t length = strlen(text), at, step;
    char *copy = pool_array(pool, length + 1, 3), *to = copy;
    uint32_t character = 0;

    for (at = 0; at < length; at += step == 0 ? 1 : step) {
        step = utf8_next(text + at, length - at, &character);
        if (text[at] == '\r' && text[at + 1] == '\n')
            continue;
        character = step == 0 ? 0xfffd : character_plain(character);
        if (character != 0)
            to += utf8_put(to, character);
    }
    while (to > copy && strchr(" \t\n", to[-1]) != NULL)
        to--;
    *to = '\0';
    for (to = next_front(copy); to != NULL; to = next_front(to))
        *to = '(';
    return copy;
}

/* `body` or `note` may be "". */
static char *
above(struct pool *pool, const char *url, const char *body, const char *note)
{
    return pool_printf(pool, "%s%s%s%s%s", url, *body == '\0' ? "" : "\n\n", body,
                       *note == '\0' ? "" : "\n\n", note);
}

static char *
joined(struct pool *pool, const char *ours, const char *external, const char *theirs)
{
    return pool_printf(pool, "%s%s%s%s]%s%s%s", ours, *ours == '\0' ? "" : "\n\n", front, external,
                       sentence, *theirs == '\0' ? "" : "\n", theirs);
}

/*
 * What people wrote in notes without a marker: all but the lines that stand in our part, too, which
 * begin the notes.
 */
static const char *
beyond(const char *notes, const char *ours)
{
    const char *at = notes, *line = notes;

    for (; *ours != '\0' && *at != '\0'; ours++, at++) {
        if (at[0] == '\r' && at[1] == '\n')
            at++;
        if (*at != *ours)
            break;
        if (*at == '\n')
            line = at + 1;
    }
    if (*at == '\0' || (*ours == '\0' && (*at == '\n' || *at == '\r')))
        line = at;
    while (behind_line_end(line + strspn(line, " \t")) != line + strspn(line, " \t"))
        line = behind_line_end(line + strspn(line, " \t"));
    return line;
}

static char *
body_cut(struct pool *pool, const char *body, size_t room)
{
    return pool_printf(pool, "%.*s%s", (int)utf8_cut(body, room - strlen(cut_here)), body,
                       cut_here);
}

char *
task_notes_compose(struct pool *pool, const struct task_text *text, const char *old)
{
    const char *url = clean(pool, text->url);
    const char *body = text->body == NULL ? "" : clean(pool, text->body);
    const char *note = text->note == NULL ? "" : clean(pool, text->note);
    struct parts parts = parts_of(old == NULL ? "" : old);
    const char *theirs = parts.theirs;
    size_t least;
    char *notes;

    if (parts.id == NULL)
        theirs = beyond(theirs, above(pool, url, body, note));
    notes = joined(pool, above(pool, url, body, note), text->external, theirs);
    if (strlen(notes) <= TASK_NOTES_MOST)
        return notes;
    least = strlen(notes) - strlen(body) + strlen(cut_here);
    if (least > TASK_NOTES_MOST)
        return pool_string(pool, old == NULL ? notes : old);
    body = body_cut(pool, body, TASK_NOTES_MOST - least + strlen(cut_here));
    return joined(pool, above(pool, url, body, note), text->external, theirs);
}

/* Is `note` the last line of these bytes? */
static bool
ends_with(const char *ours, const char *note)
{
    size_t length = strlen(ours), note_length = strlen(note);

    return length >= note_length && strcmp(ours + length - note_length, note) == 0 &&
           (length == note_length || ours[length - note_length - 1] == '\n');
}

char *
task_notes_note(struct pool *pool, const char *old, const char *note, const char *external)
{
    struct parts parts = parts_of(old == NULL ? "" : old);
    const char *ours = clean(pool, pool_copy(pool, parts.ours, parts.length));
    const char *line = clean(pool, note);
    char *notes;

    if (!ends_with(ours, line))
        ours = *ours == '\0' ? line : pool_printf(pool, "%s\n\n%s", ours, line);
    notes = joined(pool, ours, external, parts.theirs);
    return old != NULL && strlen(notes) > TASK_NOTES_MOST ? pool_string(pool, old) : notes;
}

const char *
task_notes_external(struct pool *pool, const char *notes)
{
    struct parts parts = parts_of(notes == NULL ? "" : notes);

    return parts.id == NULL ? NULL : pool_copy(pool, parts.id, parts.id_length);
}

/* Where a text ends without the blanks and line ends at its end. */
static const char *
end_of(const char *text)
{
    const char *end = text + strlen(text);

    while (end > text && strchr(" \t\r\n", end[-1]) != NULL)
        end--;
    return end;
}

/* The next byte, '\n' for a CRLF; '\0' at the end. */
static char
next(const char **at, const char *end)
{
    if (*at == end)
        return '\0';
    if ((*at)[0] == '\r' && (*at)[1] == '\n')
        ++*at;
    return *(*at)++;
}

bool
task_notes_same(const char *a, const char *b)
{
    const char *at_a = a == NULL ? "" : a, *end_a = end_of(at_a);
    const char *at_b = b == NULL ? "" : b, *end_b = end_of(at_b);
    char from_a, from_b;

    do {
        from_a = next(&at_a, end_a);
        from_b = next(&at_b, end_b);
    } while (from_a == from_b && from_a != '\0');
    return from_a == from_b;
}
