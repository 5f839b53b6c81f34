// feeds.mjs - a stand-in for servers of Atom feeds, as Stack Overflow's tag feeds are (standin.mjs says what it shares with others).
//
//     const feeds = await startFeeds();                          // stopped by done() of lib.mjs
//     const feed = feeds.add('/feeds/tag/sqlite', { entries })   // feed.url; feed.entries may be changed: plain data, newest first
//     feeds.requests, on(), once(), asked(), waitFor(), count    as github.mjs has them
import { createHash } from 'node:crypto';
import { atEnd } from './lib.mjs';
import { StandIn } from './standin.mjs';
import { answer } from './standin/answers.mjs';

export async function startFeeds() {
    const feeds = new Feeds();
    feeds.origin = await feeds.listen();
    atEnd.push(() => feeds.stop());
    return feeds;
}

class Feeds extends StandIn {
    serviceName = 'the feed server';
    state = { feeds: new Map() };

    // marks: whether it says ETag and Last-Modified, and 304.
    add(path, { entries = [], marks = true, ...more } = {}) {
        const feed = { path, url: this.origin + path, entries, marks, ...more };
        this.state.feeds.set(path, feed);
        return feed;
    }

    locate(request) {
        request.template = request.path;
    }

    answerTo({ path, headers }) {
        const feed = this.state.feeds.get(path);
        if (!feed) return answer(404, '<html><body>Not here</body></html>', { 'Content-Type': 'text/html' });
        const body = atom(feed);
        const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
        const marks = feed.marks ? { ETag: etag, 'Last-Modified': new Date(feed.updated ?? 0).toUTCString() } : {};
        if (feed.marks && headers['if-none-match'] === etag) return answer(304, undefined, marks);
        return answer(200, body, { 'Content-Type': 'application/atom+xml; charset=utf-8', ...marks });
    }
}

// --- Entries -----------------------------------------------------------------------------------------------------------------

let number = 79_800_000;
export const seconds = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
export const ago = (minutes) => seconds(Date.now() - minutes * 60_000);

// A question as Stack Overflow lists it.
export function question(title, { id = ++number, published = ago(0), updated = published, summary = `<p>${title}?</p>`, ...more } = {}) {
    return {
        id: `https://stackoverflow.com/q/${id}`, external: `stackoverflow-${id}`, link: `https://stackoverflow.com/questions/${id}/slug`,
        title, published, updated, summary, author: 'somebody', ...more,
    };
}

// --- Atom --------------------------------------------------------------------------------------------------------------------

const xml = (text) => String(text).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
const element = (name, text, type) => (text === undefined ? '' : `<${name}${type ? ` type="${type}"` : ''}>${xml(text)}</${name}>\n`);

const entryText = (entry) =>
    '    <entry>\n' + element('id', entry.id) + element('title', entry.title, entry.titleType ?? 'text') +
    `<author><name>${xml(entry.author)}</name></author>\n` +
    (entry.link ? `<link rel="alternate" href="${xml(entry.link)}" />\n` : '') +
    element('published', entry.published) + element('updated', entry.updated) + element('summary', entry.summary, 'html') +
    '    </entry>\n';

export const atom = ({ entries, updated, title = 'Newest questions' }) =>
    '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n' +
    element('title', title, 'text') + element('updated', updated) + entries.map(entryText).join('') + '</feed>\n';
