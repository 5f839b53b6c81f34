/* github_page.c - what there is in a page, without the items' texts. */
#include "config.h"

#include "base/clock.h"
#include "base/fail.h"
#include "wire/github_field.h"
#include "wire/github_page.h"

enum page_field { ID, NAME, ITEMS, NUMBERS, UPDATED, PAGE_FIELDS };

/* The lists go side by side only when each item has its own. */
static int
read_items(const struct json_want *wants, struct pool *pool, struct github_page *page)
{
    const struct json_value *number = wants[NUMBERS].first, *updated = wants[UPDATED].first;

    page->count = wants[ITEMS].count;
    page->items = pool_array(pool, page->count + 1, sizeof *page->items);
    if (wants[NUMBERS].count != page->count || wants[UPDATED].count != page->count)
        return fail(FAIL_FIELD, GITHUB_PAGE_KIND ": an item without /number or /updated_at");
    for (size_t i = 0; i < page->count; i++, number = number->next, updated = updated->next) {
        page->items[i].number = json_value_integer(number, 0);
        if (page->items[i].number <= 0 || updated->type != JSON_STRING ||
            !clock_parse(updated->text, &page->items[i].updated_ms))
            return fail(FAIL_FIELD, GITHUB_PAGE_KIND ": /items/%zu has no number, or no time", i);
    }
    return 0;
}

int
github_page_decode(const struct delivery *delivery, struct pool *pool, struct github_page *page)
{
    struct json_want wants[PAGE_FIELDS] = {
        [ID].pointer = "/repository/id",
        [NAME].pointer = "/repository/full_name",
        [ITEMS].pointer = "/items/*",
        [NUMBERS].pointer = "/items/*/number",
        [UPDATED].pointer = "/items/*/updated_at",
    };
    struct github_page made = { 0 };
    int rc = json_scan(pool, delivery->document, delivery->document_length, wants, PAGE_FIELDS);

    if (rc == 0)
        rc = github_read_id(&wants[ID], GITHUB_PAGE_KIND, &made.repository_id);
    if (rc == 0)
        rc = github_read_required(&wants[NAME], GITHUB_PAGE_KIND, &made.repository);
    if (rc == 0)
        rc = github_read_repository(&wants[NAME], GITHUB_PAGE_KIND, &made.repository);
    if (rc == 0)
        rc = read_items(wants, pool, &made);
    if (rc == 0)
        *page = made;
    return rc;
}
