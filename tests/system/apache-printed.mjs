// What `hooklet apache-config` prints: parts that include one another as files that Apache takes, and this installation's places and
// limits.
import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { Site, builddir, done, skip, srcdir, temporary, test } from './lib.mjs';
import { apacheConf, checkConf, lacking, modulesOf } from './apache.mjs';
import { sections } from './source/senders.mjs';

const site = await Site.make();
site.configure(sections(site.dir));
const forms = ['proxy', 'fcgid', 'cgi'];
const print = (...args) => site.hooklet('apache-config', ...args);

// --- Parts, and what is shipped ----------------------------------------------------------------------------------------------

// What Apache says to a site of files that include one another, each at its place; read(NAME) gives the text of hooklet-FORM.conf.
function said(form, data, read) {
    const dir = temporary();
    for (const part of ['', '-paths', '-site']) {
        const text = read(`hooklet-${form}${part}.conf`).replaceAll(`${data}/apache`, dir).replace(/^ *# (?=Include \/)/gm, '')
            // mod_fcgid wants to see the programs.
            .replaceAll('/usr/libexec/hooklet', builddir);
        fs.writeFileSync(path.join(dir, `hooklet-${form}${part}.conf`), text);
    }
    const text = fs.readFileSync(path.join(dir, `hooklet-${form}-site.conf`), 'utf8');
    assert.equal(text.match(/^ *Include .*hooklet-\w+(-paths)?\.conf$/gm)?.length, 2);
    fs.mkdirSync(path.join(dir, 'sock'));
    fs.writeFileSync(path.join(dir, 'apache2.conf'), apacheConf({ dir, port: 1, modules: modulesOf[form], text }));
    return checkConf(path.join(dir, 'apache2.conf'), dir);
}

for (const form of forms) {
    const reason = lacking(modulesOf[form]);
    const apacheTest = reason ? (name) => skip(name, reason) : test;
    await apacheTest(`${form}-has-parts-that-are-included-by-one-another`, () => {
        const part = (name) => ({ '': 'locations', '-paths': 'paths', '-site': 'site' })[/^hooklet-\w+?(-\w+)?\.conf$/.exec(name)[1] ?? ''];
        const data = /Include (\S+)\/apache\//.exec(print('--form', form, '--part', 'site').stdout)[1];
        const checked = said(form, data, (name) => print('--form', form, '--programs', builddir, '--paths', '--part', part(name)).stdout);
        assert.ok(checked.good, checked.said);
    });
}

// --- This installation ---------------------------------------------------------------------------------------------------------

const joined = (text) => text.replaceAll(/\n *# /g, ' ');

await test('sockets-programs-configuration-and-limits-are-this-installations', () => {
    const texts = Object.fromEntries(forms.map((form) => [form,
        print('--form', form, '--run', '/srv/run/', '--programs', '/srv/programs', '--server-name', 'hooks.example.org').stdout]));
    assert.match(texts.proxy, /SetHandler "proxy:unix:\/srv\/run\/github-push\.sock\|fcgi:/);
    assert.match(texts.fcgid, /FcgidWrapper "\/srv\/programs\/github-push\.fcgi" virtual/);
    assert.match(texts.fcgid, new RegExp(`InitialEnv "HOOKLET_CONFIG=${site.conf}"`));
    assert.match(texts.cgi, /Alias "\/srv\/programs\/asana\.fcgi"/);
    assert.match(texts.cgi, new RegExp(`SetEnv HOOKLET_CONFIG "${site.conf}"`));
    for (const text of Object.values(texts)) {
        assert.match(text, /^ +ServerName hooks\.example\.org$/m);
        assert.match(joined(text), /Sections source of \S+: 5; the largest body that is taken there: 2 MiB\./);
        assert.match(text, /<LocationMatch "\^\/hooks\/in\/">[^<]*the body is larger than 2 MiB[^<]*<If "req_novary\('Content-Length'\) -gt 2097152">/);
        assert.ok(!/\/run\/hooklet|\/usr\/libexec/.test(text));
    }
    assert.equal(print('--run', '/srv/run', '--server-name', 'hooks.example.org', '--programs', '/srv/programs').stdout, texts.proxy);
});

await test('a-broken-hooklet-conf-is-said-and-nothing-printed', () => {
    const broken = path.join(site.dir, 'broken.conf');
    fs.writeFileSync(broken, 'source "x" {\n    body_most = 1\n');
    const { status, stdout, stderr } = site.hooklet('--config', broken, 'apache-config');
    assert.deepEqual([status, stdout], [3, '']);
    assert.match(stderr, /broken\.conf/);
});

await done();
