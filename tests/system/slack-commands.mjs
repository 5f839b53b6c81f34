// What people do in Slack, to its end: commands, buttons, events, through the real nginx, programs and worker, against stand-ins of Slack
// and GitHub; who may, what GitHub knows and doesn't, and what is said when one of the two is in trouble.  What becomes of a deployment
// that is asked for is other tests' business.
import assert from 'node:assert';
import { done, Site, test, until } from './lib.mjs';
import {
    addFork, addInstallation, addPull, addRepository, addTag, deleteBranch, leave, moveBranch, newSha, startGitHub,
} from './github.mjs';
import { configureApp, hooklet, makeKey } from './github/app.mjs';
import { addChannel, addGroup, addUser, controls, ephemeralsOf, messagesOf, optionsOf, shown, startSlack, textsOf, wakes } from './slack.mjs';
import { slackSection } from './slack/site.mjs';

const key = makeKey();
const github = await startGitHub({ publicKey: key.publicKey, validate: true });
const slack = await startSlack({ validate: true });
const { ada, bob } = slack;
const cat = addUser(slack.state, 'cat');
slack.channel.members.push(cat.id);
const group = addGroup(slack.state, 'deployers', [bob]);
const installation = addInstallation(github.state, 'acme');
const names = ['slack-command', 'slack-interactive', 'slack-event'];
const site = await Site.make();
const builder = `ci "local" {\n    command = { 'true' }\n    directory = '${site.dir}'\n}\n`;

// Starts all of it anew with this in the section slack.
async function configured(section = {}, rules = builder) {
    configureApp(site, github, { key, rules: slackSection(slack, section) + rules });
    await Promise.all([...names, 'worker'].filter((name) => site.children.has(name)).map((name) => site.stop(name)));
    await Promise.all(names.map((name) => site.program(name)));
    site.worker();
}

await configured();
await site.nginx();
for (const kind of ['command', 'interactive', 'event']) slack.endpoints[kind] = `${site.url}/hooks/slack/${kind}`;

// --- Doing and seeing ---------------------------------------------------------------------------------------------------------

const people = (count, role = 'write') => Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${String(i + 1).padStart(3, '0')}`, role]));

// A channel, and its repository at GitHub.
let rooms = 0;
function room({ collaborators = { octocat: 'admin', mona: 'write', reader: 'read' }, tied = true } = {}) {
    const short = `room${++rooms}`;
    const repository = addRepository(github.state, `acme/${short}`, { collaborators });
    const channel = addChannel(slack.state, short);
    const one = { channel, repository, name: repository.fullName };
    return tied ? say(one, `setup ${one.name}`).then(() => one) : one;
}

async function query(...args) {
    return JSON.parse((await hooklet(site, ...args, '--json')).stdout);
}

const open = ['waiting', 'ready', 'leased', 'started'];
const jobs = async (kind) => (await query('jobs', '-n', '10000')).jobs.filter((job) => job.kind === kind);
const quiet = () => until('the answers are given', async () => (await jobs('slack')).every(({ state }) => !open.includes(state)));
// Without what deployments tell of themselves, each with a sign in front.
const everything = ({ channel }) => [...messagesOf(slack.state, channel), ...slack.state.ephemerals.filter((one) => one.channel === channel.id)]
    .filter(({ text }) => !/^:[a-z_]+: /.test(text));
const words = (message) => textsOf(message).join('\n');

// Something is done in a room.  -> { answer, whispers: messages for one, said: those for all, text: the newest of all these, plain, last }
async function does(where, action) {
    const known = new Map(everything(where).map((one) => [one, one.edits.length]));
    const answer = await action();
    await quiet();
    // The worker may be quicker than whoever shows the first answer.
    const order = (one) => (one === answer.shown ? 0 : Number(one.ts));
    const fresh = everything(where).filter((one) => known.get(one) !== one.edits.length).sort((a, b) => order(a) - order(b));
    const last = fresh.at(-1);
    for (const one of fresh) assert.ok(wakes(words(one)).every((id) => /^U|^date$/.test(id)), `${words(one)} wakes whom it should not`);
    return { answer, whispers: fresh.filter((one) => one.to), said: fresh.filter((one) => !one.to), last, text: last && shown(last.text) };
}

async function say(where, text, user = ada, how = {}) {
    return does(where, async () => {
        const answer = await slack.sender.command(user, where.channel, text, how);
        assert.equal(answer.status, 200, answer.text);
        return answer;
    });
}

async function press(where, message, which, user = ada) {
    return does(where, async () => {
        const answer = await slack.sender.press(user, message, which);
        assert.equal(answer.status, 200, answer.text);
        return answer;
    });
}

// What was asked for in a room, the oldest first.
async function wishes({ name }) {
    const all = await Promise.all((await jobs('deployment')).map(async ({ id }) => (await query('job', id)).args));
    return all.filter((one) => one.repository === name).reverse();
}

const short = (sha) => sha.slice(0, 10);
const isOnlyFor = (user, { whispers, said }) => said.length === 0 && whispers.length > 0 && whispers.every((one) => one.to === user.id);

// --- Nothing is set up -----------------------------------------------------------------------------------------------------------

const nothing = /^Nothing is set up in this channel\. `\/hooklet setup OWNER\/REPO` ties it to a repository\.$/;
const beforeSetup = {
    '': /`\/hooklet setup OWNER\/REPO`: ties/, help: /What I can do/, 'help deploy': /deploys a branch, a tag/, 'deploy help': /deploys a branch/,
    status: nothing, list: nothing, get: nothing, config: nothing, 'set basedomain x.org': nothing, 'unset basedomain': nothing,
    'url test x.org': nothing, 'deploy main to test': nothing, 'rollback test': nothing, 'lock test why': nothing, 'unlock test': nothing,
    reset: nothing, hello: /^Hello! Who are you at GitHub\? Say `\/hooklet hello LOGIN`/, goodbye: /nothing to forget/, bye: /nothing to forget/,
    setup: /^Which repository\? Say/, 'setup acme': /`acme` is no repository/, 'setup acme/web acme/api': /One repository at a time/,
    'setup acme/<!channel>': /is no repository: it has to be OWNER\/REPO/, stat: /I know no command `stat`/, statsu: /Did you mean `\/hooklet status`/,
};
await test('nothing-is-set-up', async () => {
    const empty = room({ tied: false });
    for (const [text, answer] of Object.entries(beforeSetup)) {
        const heard = await say(empty, text);
        assert.match(heard.text, answer, text);
        assert.ok(isOnlyFor(ada, heard), text);
    }
});

// --- Who is who --------------------------------------------------------------------------------------------------------------------

await test('setup-offers-those-who-work-there-as-buttons', async () => {
    const one = room({ tied: false });
    const { answer, whispers, said } = await say(one, `setup https://github.com/${one.name}.git`);
    assert.match(answer.json.text, new RegExp(`tied to \\*${one.name}\\* now`));
    assert.equal(whispers.length, 1);
    const [question] = said;
    assert.match(shown(question.text), /^Who are you at GitHub\? Everybody press your own name/);
    assert.deepEqual(controls(question.blocks).map(({ element }) => element.value), ['mona', 'octocat', 'reader']);

    assert.match((await press(one, question, { value: 'octocat' })).text, /^Hello! You are `octocat`/);
    assert.match((await press(one, question, { value: 'octocat' })).text, /^I know: you are `octocat`/);
    assert.match((await press(one, question, { value: 'mona' })).text, /^You are `octocat` already/);
    const taken = await press(one, question, { value: 'octocat' }, bob);
    assert.match(taken.last.text, new RegExp(`^\`octocat\` is <@${ada.id}> already`));
    assert.ok(isOnlyFor(bob, taken));

    assert.match((await say(one, `setup ${one.name}`)).text, /is tied to \*acme\/room\d+\* already/);
    assert.match((await say(one, 'setup acme/other')).text, /A channel has one repository: say `\/hooklet reset` first/);
    assert.match((await say(room({ tied: false }), `setup ${one.name}`)).text, /is tied to #C\d+ already\. Say `\/hooklet reset` there first/);

    const again = await say(one, 'hello', bob);
    assert.ok(isOnlyFor(bob, again));
    assert.deepEqual(controls(again.last.blocks).map(({ element }) => element.value), ['mona', 'reader']);
    assert.match((await press(one, again.last, { value: 'mona' }, bob)).text, /^Hello! You are `mona`/);
    assert.equal(again.last.blocks, undefined, 'who has pressed it sees no buttons any more');
    assert.match((await say(one, 'hello reader', cat)).text, /^Hello! You are `reader`/);

    await say(one, 'goodbye', cat);
    await say(one, 'reset');
    assert.match((await say(one, `setup ${one.name}`)).text, /Who are you/);
    await say(one, 'hello reader', cat);
    await say(one, 'reset');
    const last = await say(one, `setup ${one.name}`);
    assert.match(last.text, /^Nobody is left to greet: I know all who work at/);
    for (const user of [ada, bob, cat]) assert.match((await say(one, 'goodbye', user)).text, /^Goodbye! I forgot that you are/);
});

for (const count of [25, 26, 30, 130]) {
    await test(`${count}-people`, async () => {
        const before = github.requests.length;
        const many = room({ collaborators: people(count), tied: false });
        const { last } = await say(many, `setup ${many.name}`);
        const found = controls(last.blocks);
        const all = Object.keys(people(count));
        if (count <= 25) {
            assert.deepEqual(found.map(({ element }) => element.value), all);
        } else {
            assert.deepEqual(found.map(({ element }) => element.type), ['static_select']);
            assert.deepEqual(optionsOf(found[0].element).map((one) => one.value), all);
            assert.ok(found[0].element.placeholder.text);
        }
        const pages = github.requests.slice(before).filter(({ path, text }) => path === '/graphql' && text.includes('collaborators'));
        assert.equal(pages.length, Math.ceil(count / 100));
        const { text } = await press(many, last, { value: all.at(-1) });
        assert.match(text, new RegExp(`^Hello! You are \`${all.at(-1)}\``));
        await say(many, 'goodbye');
    });
}

await test('people-by-rest-and-by-name', async () => {
    const shy = room({ collaborators: people(130), tied: false });
    shy.repository.hidesCollaborators = ['graphql'];
    const { last } = await say(shy, `setup ${shy.name}`);
    assert.equal(optionsOf(controls(last.blocks)[0].element).length, 130);
    shy.repository.hidesCollaborators = ['graphql', 'rest'];
    const heard = await say(shy, 'hello', bob);
    assert.match(heard.text, /^I can't see who works at \*acme\/room\d+\*\..* Say who you are by `\/hooklet hello LOGIN`\.$/);
    assert.ok(isOnlyFor(bob, heard));
});

await test('a-repository-that-is-not-there', async () => {
    const lost = room({ tied: false });
    assert.match((await say(lost, 'setup acme/nowhere')).text, /I can't see who works at \*acme\/nowhere\*\. If that name is wrong, say `\/hooklet reset`; if it is right, whoever runs me can see why\./);
    await say(lost, 'reset');
    assert.match((await say(lost, 'setup strangers/web')).text, /I can't see who works at \*strangers\/web\*/);
});

// --- deploy ------------------------------------------------------------------------------------------------------------------------

const web = await room();
const { repository } = web;
const main = () => repository.branches.main;
// Who wants the same commit there once more is told that it is on its way.
const moveMain = () => moveBranch(github.state, repository, 'main');

await test('a-branch', async () => {
    const { answer, said } = await say(web, 'deploy main to test');
    assert.equal(answer.json.response_type, 'ephemeral');
    assert.deepEqual(said.map(({ text }) => text), [`<@${ada.id}> deploys \`main\` (\`${short(main())}\`) to *test*.`]);
    const [wish, ...more] = await wishes(web);
    assert.deepEqual(more, []);
    assert.deepEqual([wish.what, wish.rule, wish.environment, wish.ref, wish.sha, wish.origin, wish.by_slack, wish.by],
        ['deploy', 'default/test', 'test', 'refs/heads/main', main(), 'slack', ada.id, undefined]);
});

await test('the-same-again-is-on-its-way', async () => {
    await until('it has a row', async () => (await jobs('deployment')).every(({ state }) => !open.includes(state)));
    const again = await say(web, 'deploy main to test', bob);
    assert.match(again.text, /on its way/);
    assert.ok(isOnlyFor(bob, again));
    assert.equal((await wishes(web)).length, 1);
});

await test('each-kind-of-ref', async () => {
    await say(web, 'hello octocat');
    const { after } = moveBranch(github.state, repository, 'Feature/x');
    const pull = addPull(github.state, repository);
    addTag(github.state, repository, 'v0.9', { sha: newSha() });
    const cases = [
        ['deploy Feature/x to preview', () => ['refs/heads/Feature/x', after]],
        ['deploy refs/heads/main to preview', () => ['refs/heads/main', main()]],
        [() => `deploy ${short(main())} to preview`, () => [undefined, main()]],
        ['deploy v0.9 to preview', () => ['refs/tags/v0.9', repository.tags['v0.9'].sha]],
        ['deploy preview', () => ['refs/heads/main', main()]],
    ];
    for (const [typed, expected] of cases) {
        moveMain();
        const text = typeof typed === 'string' ? typed : typed();
        const { said } = await say(web, text);
        assert.equal(said.length, 1, text);
        const { ref, sha, by } = (await wishes(web)).at(-1);
        assert.deepEqual([ref, sha, by], [...expected(), 'octocat'], text);
    }
    await say(web, `deploy #${pull.number} to pr${pull.number}`);
    const { environment, sha, pull_request: number } = (await wishes(web)).at(-1);
    assert.deepEqual([environment, sha, number], [`pr${pull.number}`, pull.pull.head.sha, String(pull.number)]);
    await say(web, 'goodbye');
});

await test('what-can-not-be', async () => {
    const before = (await wishes(web)).length;
    moveBranch(github.state, repository, 'gone');
    deleteBranch(github.state, repository, 'gone');
    moveBranch(github.state, repository, 'both');
    addTag(github.state, repository, 'both');
    addTag(github.state, repository, 'nightly');
    const fork = addFork(github.state, repository, 'someone');
    const foreign = addPull(github.state, repository, { head: { repository: fork, ref: 'evil', sha: newSha() } });
    const closed = addPull(github.state, repository);
    closed.state = 'closed';
    const cases = {
        'deploy nowhere to test': new RegExp(`^That can't be: ${web.name} has no branch, tag or commit nowhere\\.$`),
        'deploy gone to test': /has no branch, tag or commit gone\.$/,
        'deploy refs/heads/gone to test': /has no branch gone\.$/,
        'deploy #99999 to test': /has no pull request #99999\.$/,
        'deploy 0123456789 to test': /has no branch, tag or commit 0123456789\.$/,
        'deploy both to test': /both is both a branch and a tag; say refs\/heads\/both or refs\/tags\/both\.$/,
        [`deploy #${foreign.number} to test`]: /comes from a fork, and nothing of a fork goes to test\.$/,
        [`deploy #${closed.number} to pr${closed.number}`]: /is closed, and pr\d+ with it\.$/,
        'deploy main to production': /production takes only tags \(v\*, \[0-9\]\*\), and main is a branch\.$/,
        'deploy nightly to production': /production takes only tags that match v\*, \[0-9\]\*, which nightly does not\.$/,
        'deploy main to staging': /staging takes only what was built to test, and main was not\.$/,
        'deploy staging': /^That can't be: staging takes what is live on test, and nothing is there yet\.$/,
        'deploy main to mars': /has no environment mars/, 'deploy pr77': /^That can't be: pr77 is deployed by its pull request alone\.$/,
        'deploy main test': /^Did you mean `\/hooklet deploy main to test`\?$/, deploy: /^Deploy what, and where to\?/,
        'deploy --force to test': /is no branch, tag, pull request/, 'deploy <!channel> to test': /`@channel` is no branch/,
        'deploy שלום to test': /is no branch, tag/, 'deploy 🚀 to test': /is no branch, tag/, 'deploy $(reboot) to test': /is no branch/,
        [`deploy ${'x'.repeat(60)} to test`]: /has no branch, tag or commit x{60}\.$/,
        [`deploy main to ${'x'.repeat(61)}`]: /has no environment/, 'deploy main to <@U1|ann>': /has no environment/,
    };
    for (const [text, expected] of Object.entries(cases)) {
        const heard = await say(web, text);
        assert.match(heard.text, expected, text);
        assert.ok(isOnlyFor(ada, heard), `${text}: ${JSON.stringify(heard.said)}`);
    }
    assert.equal((await wishes(web)).length, before);
});

await test('no-tag-for-production', async () => {
    assert.match((await say(await room(), 'deploy production')).text, /^That can't be: production takes the newest tag, and acme\/room\d+ has none that matches/);
});

await test('production-is-confirmed-or-cancelled', async () => {
    const shop = await room();
    addTag(github.state, shop.repository, 'v1.9', { sha: newSha() });
    const { sha } = addTag(github.state, shop.repository, 'v1.10', { sha: newSha(), annotated: true });
    const asked = await say(shop, 'deploy production');
    assert.ok(isOnlyFor(ada, asked));
    assert.equal(asked.text, `Deploy \`v1.10\` (\`${short(sha)}\`) of *${shop.name}* to *production*?`);
    const cancelled = await press(shop, asked.last, { action: 'cancel' });
    assert.equal(cancelled.last, asked.last);
    assert.match(cancelled.text, /^All right, `v1\.10` .* does not go to \*production\*\.$/);
    assert.deepEqual(await wishes(shop), []);

    const { last } = await say(shop, 'deploy v1.10 to production');
    const begun = await press(shop, last, { action: 'deploy' });
    assert.deepEqual(begun.said.map(({ text }) => text), [`<@${ada.id}> deploys \`v1.10\` (\`${short(sha)}\`) to *production*.`]);
    assert.ok(!everything(shop).includes(last), 'the question is gone');
    const [wish] = await wishes(shop);
    assert.deepEqual([wish.ref, wish.sha, wish.rule], ['refs/tags/v1.10', sha, 'default/production']);

    const late = (await say(shop, 'deploy v1.9 to production')).last;
    await say(shop, 'lock production the fair is on', bob);
    assert.match((await press(shop, late, { action: 'deploy' })).text, /^production is locked by bob since .*: the fair is on\. `\/hooklet unlock production` opens it again\.$/);
    assert.match((await say(shop, 'deploy v1.9 to production')).text, /^production is locked by bob/);
    await say(shop, 'unlock production');
    const old = (await say(shop, 'deploy v1.9 to production')).last;
    await say(shop, 'reset');
    assert.match((await press(shop, old, { action: 'deploy' })).text, /is not tied to \*acme\/room\d+\* any more, so I did nothing/);
    assert.equal((await wishes(shop)).length, 1);
});

await test('locked-while-it-is-looked-up', async () => {
    const shop = await room();
    github.once('POST', '/graphql', async () => {
        await slack.sender.command(bob, shop.channel, 'lock test now');
    });
    const heard = await say(shop, 'deploy main to test');
    assert.match(shown(ephemeralsOf(slack.state, shop.channel, ada).at(-1).text), /^test is locked by bob/);
    assert.deepEqual([heard.said, await wishes(shop)], [[], []]);
});

await test('what-comes-to-nothing-is-told-where-it-was-announced', async () => {
    const shop = await room();
    await configured({}, '');
    await say(shop, 'deploy main to test');
    const said = () => messagesOf(slack.state, shop.channel).map(({ text }) => text).filter((text) => text.includes('*test*'));
    await until('it is refused', () => said().length === 2);
    assert.match(said()[0], /deploys `main`/);
    assert.match(said()[1], new RegExp(`^<@${ada.id}>, \`main\` .* does not go to \\*test\\*: nothing builds it`));
    await configured();
});

await test('slash-deploy', async () => {
    const shop = await room();
    const { said } = await say(shop, 'main to test', ada, { command: 'deploy' });
    assert.match(said[0].text, /deploys `main`/);
});

// --- Who may -----------------------------------------------------------------------------------------------------------------------

const permit = (title, who, more = '') => `    permit "${title}" {\n        who = '${who}'\n${more}    }\n`;

await test('people-who-may-write', async () => {
    const strict = await room();
    const other = room({ tied: false });
    await say(strict, 'hello mona', bob);
    await say(strict, 'hello reader', cat);
    await configured({ inside: permit('lock', 'write') + permit('setup', 'write') + permit('deploy', 'group', `        group = '${group.id}'\n`) });

    assert.match((await say(strict, 'lock test x')).text, /I don't know who you are at GitHub\. Say `\/hooklet hello` first/);
    const no = await say(strict, 'lock test x', cat);
    assert.match(no.text, /^Sorry, `\/hooklet lock` is for people who may write to \*acme\/room\d+\*, and `reader` may not\.$/);
    assert.ok(isOnlyFor(cat, no));
    assert.match((await say(strict, 'lock test the fair', bob)).text, /^\*test\* is locked: nobody deploys there until `\/hooklet unlock test`\.$/);
    assert.match((await say(strict, 'unlock test', cat)).text, /^\*test\* is open again\. mona had locked it/);

    assert.match((await say(other, `setup ${other.name}`, cat)).text, /may write to \*acme\/room\d+\*, and `reader` may not/);
    assert.match((await say(other, `setup ${other.name}`, bob)).text, /^Who are you at GitHub/);
    assert.match((await say(room({ tied: false }), 'setup nonsense', bob)).text, /is no repository/);
    assert.match((await say(room({ tied: false }), 'setup strangers/web', bob)).text, /^I could not ask GitHub whether `mona` may write to \*strangers\/web\*/);
});

await test('people-of-a-group', async () => {
    const strict = await room({ tied: false });
    strict.repository.collaborators.mona = 'admin';
    await say(strict, `setup ${strict.name}`, bob);
    const no = await say(strict, 'deploy main to test', cat);
    assert.match(no.text, /^Sorry, `\/hooklet deploy` is for a group that you are not in\.$/);
    assert.ok(isOnlyFor(cat, no));
    const { said } = await say(strict, 'deploy main to test', bob);
    assert.match(said[0].text, /deploys `main`/);
    assert.equal((await wishes(strict)).length, 1);

    addTag(github.state, strict.repository, 'v1');
    const { last } = await say(strict, 'deploy production', bob);
    const pressed = await press(strict, last, { action: 'deploy' }, bob);
    assert.match(pressed.said[0].text, /deploys `v1` .* to \*production\*/);
    assert.equal((await wishes(strict)).length, 2);

    slack.state.tokens[slack.token].scopes = slack.state.tokens[slack.token].scopes.filter((one) => one !== 'usergroups:read');
    assert.match((await say(strict, 'deploy main to test', bob)).text, /^I could not ask Slack whether you are in the group .* Whoever runs me can see why\./);
    slack.state.tokens[slack.token].scopes.push('usergroups:read');
    assert.equal((await wishes(strict)).length, 2);
    for (const user of [bob, cat]) await say(strict, 'goodbye', user);
    await configured();
});

// --- Events ------------------------------------------------------------------------------------------------------------------------

await test('a-mention-is-helped', async () => {
    const heard = await does(web, () => slack.mention(bob, web.channel, 'help!').delivered);
    const help = heard.whispers.find((one) => /What I can do in a channel/.test(one.text));
    assert.equal(help.to, bob.id);
});

await test('who-joins-is-welcome', async () => {
    const eve = addUser(slack.state, 'eve');
    const heard = await does(web, () => slack.join(eve, web.channel).delivered);
    assert.ok(isOnlyFor(eve, heard));
    assert.match(heard.last.text, new RegExp(`^Welcome, <@${eve.id}>! This channel is for \\*${web.name}\\*\\. Who are you at GitHub\\?$`));
    const pressed = await press(web, heard.last, { value: 'reader' }, eve);
    assert.match(pressed.text, /^Hello! You are `reader`/);
    assert.deepEqual((await does(web, () => slack.join(eve, web.channel).delivered)).whispers, []);
    assert.match((await say(web, 'bye', eve)).text, /I forgot that you are `reader`/);
});

// --- Trouble -----------------------------------------------------------------------------------------------------------------------

await test('a-response-url-that-is-over', async () => {
    slack.state.responseUses = 0;
    moveMain();
    const { said } = await say(web, 'deploy main to test');
    assert.match(said[0].text, /deploys `main`/);
    const refused = await say(web, 'deploy nowhere to test');
    assert.match(refused.text, /^That can't be/);
    assert.ok(isOnlyFor(ada, refused));
    assert.ok(slack.requests.some(({ path }) => path === '/chat.postEphemeral'));
    slack.state.responseUses = 5;
});

await test('a-response-url-elsewhere-is-not-called', async () => {
    const elsewhere = await say(web, 'deploy nowhere to test', ada, { fields: { response_url: `${github.url}/steal` } });
    assert.match(elsewhere.text, /^That can't be/);
    assert.ok(!github.requests.some(({ path }) => path.includes('steal')));
});

await test('slack-sets-a-limit', async () => {
    slack.state.responseUses = 0;
    slack.state.limit = { after: 0, times: 1, retryAfter: 1, method: 'chat.postEphemeral' };
    assert.match((await say(web, 'deploy nowhere to test')).text, /^That can't be/);
    slack.state.limit = null;
    slack.state.responseUses = 5;
});

await test('a-token-that-was-revoked', async () => {
    await slack.revoke(slack.token).delivered;
    const mention = slack.mention(bob, web.channel, 'help!');
    await mention.delivered;
    await quiet();
    const { stdout } = await hooklet(site, 'why', mention.id);
    assert.match(stdout, /tokens_revoked|token was revoked/);
    moveMain();
    const begun = await say(web, 'deploy main to test');
    assert.match(begun.said[0].text, /deploys `main`/);
    slack.install();
    await configured();
    assert.match((await does(web, () => slack.mention(bob, web.channel, 'help!').delivered)).text, /What I can do/);
});

await test('without-a-token-commands-work', async () => {
    await configured({ more: { token_file: null } });
    const bare = room({ tied: false });
    assert.match((await say(bare, `setup ${bare.name}`)).text, /^Who are you at GitHub/);
    assert.match((await say(bare, 'deploy main to test')).said[0].text, /deploys `main`/);
    assert.deepEqual((await does(bare, () => slack.mention(bob, bare.channel, 'help!').delivered)).whispers, []);
    slack.state.responseUses = 0;
    await slack.sender.command(ada, bare.channel, 'deploy nowhere to test');
    await quiet();
    const dead = (await jobs('slack')).filter(({ state }) => state === 'dead');
    assert.match((await hooklet(site, 'why', `job ${dead[0].id}`)).stdout, /Expired url/);
    slack.state.responseUses = 5;
    await configured();
});

await test('the-worker-dies-while-it-looks', async () => {
    const shop = await room();
    const asked = new Promise((resolve) => { github.once('POST', '/graphql', () => { resolve(); return { never: true }; }); });
    await slack.sender.command(ada, shop.channel, 'deploy main to test');
    await asked;
    await site.stop('worker', 'SIGKILL');
    site.worker();
    await quiet();
    assert.deepEqual(messagesOf(slack.state, shop.channel).map(({ text }) => text).filter((text) => text.includes('deploys')).length, 1);
    assert.equal((await wishes(shop)).length, 1);
});

await test('github-sets-a-limit-that-lasts', async () => {
    const shop = await room();
    leave(github.state, `installation:${installation.id}`, 0, { resource: 'graphql' });
    const heard = await say(shop, 'deploy main to test');
    assert.match(heard.last.text, /I have asked too much there; say it again after <!date\^\d+\^/);
    assert.ok(isOnlyFor(ada, heard));
});

await done();
