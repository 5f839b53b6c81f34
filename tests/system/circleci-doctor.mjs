// hooklet doctor on CircleCI: the token, the webhooks' secret and program, the projects that it is to build.
import assert from 'node:assert';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { addProject, circleciSection, notFound, startCircleci } from './circleci.mjs';
import { hooklet } from './github/app.mjs';
import { done, Site, test } from './lib.mjs';

const circleci = await startCircleci({ validate: true });
const slug = 'circleci/43G3lM5RtfFE7v5sa4nWAU/44n9wujWcTnVZ2b5S8Fnat';
addProject(circleci.state, 'acme/web');
addProject(circleci.state, 'acme/app', { slug });
const hidden = addProject(circleci.state, 'acme/hidden');
hidden.isHidden = true;

async function makeSite({ section = { secret: 'secret' }, rules = '' } = {}) {
    const site = await Site.make({ rules: '' });
    site.configure(circleciSection(circleci, section) + rules);
    return site;
}

async function told(site, ...words) {
    const { stdout } = await hooklet(site, 'doctor', ...words);
    return stdout.split('\n').filter((line) => /^\S+ +circleci /.test(line)).join('\n');
}

const project = (repository, lines = '') => `project "${repository}" {\n    basedomain = example.org\n${lines}}\n`;

await test('who-we-are', async () => {
    assert.match(await told(await makeSite()), new RegExp(`^ok +circleci +${circleci.url} answers, and knows us as .*robot`));
});

await test('a-token-that-circleci-does-not-take', async () => {
    const site = await makeSite();
    circleci.state.tokens.length = 0;
    assert.match(await told(site), /^FAIL +circleci .*status 401.*make a new personal API token/);
    circleci.state.tokens.push(circleci.token);
    circleci.once('GET', '/me', notFound());
    assert.match(await told(site), /^FAIL +circleci .*answers, but not as CircleCI's API does; see api_url$/);
});

await test('the-projects-that-it-builds', async () => {
    const rules = project('acme/web') + project('acme/app', `    slug = '${slug}'\n`) + project('acme/hidden') + project('acme/none', '    version = v1.1\n') +
        project('acme/own', '    ci = make\n') + 'ci "make" {\n    command = {"true"}\n}\n';
    const lines = (await told(await makeSite({ rules }))).split('\n').slice(1);
    assert.match(lines[0], /^ok +circleci +acme\/web: CircleCI has its project$/);
    assert.match(lines[1], /^ok +circleci +acme\/app: CircleCI has its project$/);
    assert.match(lines[2], /^FAIL +circleci +acme\/hidden: /);
    assert.match(lines[3], /^FAIL +circleci +acme\/none: /);
    assert.equal(lines.length, 4);
});

await test('without-a-secret', async () => {
    assert.match(await told(await makeSite({ section: {} })),
        /^warn +circleci +there is no secret, so CircleCI's webhooks are refused, .*: add a secret to circleci \{ \}/m);
    assert.doesNotMatch(await told(await makeSite({ section: { notify: 'abcdefghijklmnopqrstuvwxyz0123456789' } })), /no secret/);
});

await test('its-program-without-a-socket', async () => {
    const site = await makeSite();
    const run = fs.mkdtempSync(path.join(site.dir, 'run-'));
    const server = net.createServer().listen(path.join(run, 'github-push.sock'));
    await new Promise((resolve) => { server.once('listening', resolve); });
    assert.match(await told(site, '--run', run), /^FAIL +circleci +\S+\/circleci\.sock is not there: start circleci\.fcgi as the other programs are$/m);
    server.close();
});

await test('nothing-of-circleci-no-word-of-it', async () => {
    assert.equal(await told(await Site.make({ rules: '' })), '');
});

done();
