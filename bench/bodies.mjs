// bodies.mjs - what the load generator posts: every body holds one place of 40 @, which it replaces in each request.
import { bench } from './where.mjs';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { srcdir } from '../tests/system/lib.mjs';

export const mark = '@'.repeat(40);
export const repository = 'Codertocat/Hello-World';
const sizes = Array.from({ length: 9 }, (_, i) => Math.round(10450 + i * 812.5)); // bytes; 13.7 kB on average

const read = (...names) => fs.readFileSync(path.join(srcdir, ...names), 'utf8');
const payload = (name) => JSON.parse(read('examples/payloads', `${name}.json`));

// Hex digits that look random and are the same on every machine.
const hex = (...seed) => createHash('sha1').update(seed.join(' ')).digest('hex');
// Words of English and of programs.  Another list would make other bodies: they would compress, and so cost, differently.
const words = read('bench', 'words.txt').split(/\s+/).filter(Boolean);

// `count` words, chosen by the seed.
function say(count, ...seed) {
    return Array.from({ length: count }, (_, i) => words[parseInt(hex(...seed, i).slice(0, 8), 16) % words.length]);
}

function files(count, ...seed) {
    return Array.from({ length: count }, (_, i) => say(3, ...seed, i).join('/').toLowerCase() + '.c');
}

// A further commit, of the shape of the real one.
function commit(real, body, i) {
    const id = hex('commit', body, i);
    const number = (name, most) => parseInt(hex(name, body, i).slice(0, 8), 16) % most;
    return {
        ...real, id, tree_id: hex('tree', body, i),
        message: say(6 + number('words', 20), 'message', body, i).join(' '),
        timestamp: new Date(Date.UTC(2019, 4, 15, 15, 19, 25) + 1000 * (3600 * i + number('second', 3600)))
            .toISOString().replace('.000Z', 'Z'),
        url: real.url.replace(real.id, id),
        added: files(number('added', 3), 'added', body, i),
        removed: files(number('removed', 2), 'removed', body, i),
        modified: files(1 + number('modified', 4), 'modified', body, i),
    };
}

// A push of several commits whose text has exactly that many bytes.
function push(body, size) {
    const made = payload('push');
    const real = made.commits[0];
    const text = () => JSON.stringify(made);
    Object.assign(made, { before: hex('before', body), after: mark, created: false, commits: [commit(real, body, 0)] });
    for (let i = 1; ; i++) {
        const next = commit(real, body, i);
        const commits = [...made.commits, next];
        if (JSON.stringify({ ...made, commits, head_commit: next }).length > size - 80) break;
        Object.assign(made, { commits, head_commit: next });
    }
    const [from, to] = [made.before, made.head_commit.id].map((id) => id.slice(0, 12));
    made.compare = `https://github.com/${repository}/compare/${from}...${to}`;
    const missing = size - text().length;
    made.commits[0].message += ('\n\n' + say(400, 'more', body).join(' ')).slice(0, missing - 2);
    return text();
}

function issueComments() {
    for (const directory of [bench, path.join(srcdir, 'tests')]) {
        try {
            const require = createRequire(path.join(directory, 'package.json'));
            const all = require('@octokit/webhooks-examples/api.github.com/index.json');
            return all.find((event) => event.name === 'issue_comment').examples;
        } catch { /* installed in neither */ }
    }
    throw new Error('npm @octokit/webhooks-examples is not installed; run: npm ci in bench/');
}

// A pull request of another repository that is closed by its merge.
function merge() {
    const made = payload('pull_request');
    Object.assign(made.pull_request, { merged: true, merged_at: '2019-05-15T16:00:00Z', merge_commit_sha: mark });
    made.action = 'closed';
    made.pull_request.base.ref = 'master';
    made.repository.full_name = made.pull_request.base.repo.full_name = 'Codertocat/Merged';
    return JSON.stringify(made);
}

// A slash command as Slack sends it, of somebody in the channel of that project (see fillProjects()).
export const channelOf = (project) => `C${String(project).padStart(10, '0')}`;

const command = (text, project) => new URLSearchParams({
    token: hex('token').slice(0, 24), team_id: 'T0123ABCD', team_domain: 'acme', channel_id: channelOf(project), channel_name: `web-${project}`,
    user_id: 'U0123ABCD', user_name: 'ada', command: '/hooklet', text, api_app_id: 'A0123ABCD', is_enterprise_install: 'false',
    response_url: `https://hooks.slack.com/commands/T0123ABCD/1234567890123/${hex('response', project).slice(0, 24)}`, trigger_id: 'here',
}).toString().replace(/here$/, `1234567890123.123456789012.${mark}`);

// The first project has more deployments than others.
const commands = (text) => ({
    // What nginx says in the program's place is a success, too.
    good: ({ status, text }) => status === 200 && !text.includes('Sorry, I am not there'),
    program: 'slack-command', jobs: 0, path: '/hooks/slack/command', sender: 'slack',
    rule: (dir, secretFile) => `slack {\n    secret "test" {\n        file = "${secretFile}"\n    }\n}\n`,
    texts: () => Array.from({ length: 9 }, (_, i) => command(text, 1 + 11 * i)),
});

// What is sent, to whom, the rule that makes exactly one job of each (none of a ping), and the texts.
export const kinds = {
    push: {
        event: 'push', program: 'github-push', jobs: 1,
        rule: (dir) => `deploy "web" {\n    repository = "${repository}"\n    branches = {master}\n` +
            `    directory = "${dir}"\n    command = {"true"}\n}\n`,
        texts: () => sizes.map((size, i) => push(i, size)),
    },
    comment: {
        event: 'issue_comment', program: 'github-issue-comment', jobs: 1,
        rule: () => 'run "comments" {\n    events = {issue_comment}\n    command = {"true"}\n}\n',
        texts: () => issueComments().map((text) => JSON.stringify({ ...text, comment: { ...text.comment, node_id: mark } })),
    },
    merge: {
        event: 'pull_request', program: 'github-pull-request', jobs: 1,
        rule: (dir) => `deploy "merged" {\n    repository = "Codertocat/Merged"\n    branches = {master}\n` +
            `    directory = "${dir}"\n    command = {"true"}\n}\n`,
        texts: () => [merge()],
    },
    ping: {
        event: 'ping', program: 'github-ping', jobs: 0,
        rule: () => '',
        texts: () => [JSON.stringify({ ...payload('ping'), zen: mark })],
    },
    status: commands('status'),
    get: commands('get'),
    list: commands('list'),
};
export const ofGithub = Object.keys(kinds).filter((name) => kinds[name].sender === undefined);

// Writes the bodies of a kind into files; gives their names.
export function writeBodies(kind, directory) {
    fs.mkdirSync(directory, { recursive: true });
    return kinds[kind].texts().map((text, i) => {
        if (text.split(mark).length !== 2) throw new Error(`${kind} ${i}: not exactly one place of 40 @`);
        const file = path.join(directory, `${kind}-${i}.json`);
        fs.writeFileSync(file, text);
        return file;
    });
}
