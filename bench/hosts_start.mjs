// hosts_start.mjs - the web servers of hosts.mjs, each with the configuration that is shipped or printed for it, and hooklet behind it.
import './where.mjs';
import fs from 'node:fs';
import path from 'node:path';
import { builddir, programs } from '../tests/system/lib.mjs';
import { lacking, modulesOf, startApache } from '../tests/system/apache.mjs';
import { Account } from '../tests/system/hosting/account.mjs';
import { configureHost, startHost } from '../tests/system/hosting/host.mjs';
import { configFor } from '../tests/system/hosts/apache.mjs';
import { kinds } from './bodies.mjs';
import { Server, adopt } from './server.mjs';
import { makeSite, startFront, startProgram } from './site.mjs';

export const kind = 'push';
const { program } = kinds[kind];

// A state with the rule for what is sent.  P1 holds without a drain, which would be measured, too: the jobs are left to others.
const stateOf = (more = '') => async () => {
    const site = await makeSite([kind]);
    fs.appendFileSync(site.conf, more);
    return site;
};

const serverOf = (site, port) => new Server({ port, secret: site.secret, secretFile: site.secretFile });

// All programs but that which is asked for, as they are when services are installed.
function startOthers(server, site) {
    for (const name of programs.filter((one) => one !== program)) startProgram(server, site, name);
    server.wake = () => startProgram(server, site, program);
}

async function startOnNginx(site) {
    const server = await startFront(site, '\nlocation = /alone { return 202; }');
    startOthers(server, site);
    return server;
}

const alone = 'Redirect 202 /alone';

const onApache = (form) => async (site) => {
    fs.symlinkSync(builddir, path.join(site.dir, 'programs'));
    const text = configFor(site, form).replace('</VirtualHost>', `${alone}\n</VirtualHost>`);
    const { child, port } = await startApache(site, { modules: modulesOf[form], text });
    const server = serverOf(site, port);
    server.take('apache', child, site.log('apache'));
    if (form === 'proxy') startOthers(server, site);
    return server;
};

// In a home directory, which is made beside its Apache.
async function homeState() {
    const account = new Account();
    adopt(path.dirname(account.home));
    const { site, child, port } = await startHost(account, `${alone}\n`);
    account.made('--url', site.url);
    configureHost(account, site, kinds[kind].rule(account.web));
    const database = path.join(site.dir, 'state', 'hooklet.db'), secretFile = path.join(site.dir, 'github.secret');
    return Object.assign(site, { top: path.dirname(account.home), child, port, database, secretFile });
}

async function startAtHome(site) {
    const server = serverOf(site, site.port);
    server.take('apache', site.child, site.log('apache'));
    return server;
}

const apache = (form, more = {}) => ({ state: stateOf(), start: onApache(form), lacks: () => lacking(modulesOf[form]), ...more });

// state(): a site with its state (`top`: all that is to go with it).  start(site): a Server whose web server is up, with all programs but the
// one that is asked for; its wake() gives that one, where the web server does not start it.  isNewEachTime: each request has a process of
// its own.  lacks: why it can't be had here, or nothing.
export const hosts = {
    'nginx, FastCGI': { state: stateOf(), start: startOnNginx },
    'Apache, proxy_fcgi': apache('proxy'),
    'Apache, fcgid': apache('fcgid'),
    'Apache, cgid': apache('cgi', { state: stateOf('cgi_drain = no\n'), isNewEachTime: true }),
    'home, cgid': { state: homeState, start: startAtHome, lacks: () => lacking(modulesOf.htaccess), isNewEachTime: true },
};
