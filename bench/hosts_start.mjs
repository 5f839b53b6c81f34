// hosts_start.mjs - the web servers of hosts.mjs, each with the configuration that is printed or shipped for it, and hooklet behind it.
import './where.mjs';
import fs from 'node:fs';
import path from 'node:path';
import { freePort, programs, srcdir } from '../tests/system/lib.mjs';
import { kinds } from './bodies.mjs';
import { anyAnswer } from './run.mjs';
import { Server, startNginx } from './server.mjs';
import { startProgram } from './site.mjs';

const { program } = kinds.push;

// All programs but that which is asked for, as they are when a service is installed.
function startOthers(server, site) {
    for (const name of programs.filter((one) => one !== program)) startProgram(server, site, name);
}

async function startOnNginx(site) {
    const text = (name) => fs.readFileSync(path.join(srcdir, 'nginx', name), 'utf8').replaceAll('/run/hooklet/', `${site.dir}/run/`);
    const server = new Server({ port: await freePort(), secret: site.secret, secretFile: site.secretFile });
    startNginx(server, path.join(site.dir, 'nginx'), {
        http: text('hooklet-upstreams.conf'), locations: `${text('hooklet-locations.conf')}\nlocation = /alone { return 202; }`,
    });
    startOthers(server, site);
    await anyAnswer(server);
    server.wake = () => startProgram(server, site, program);
    return server;
}

// start(site): a Server whose web server is up, with all programs but the one that is asked for; its wake() gives that one, where the web
// server does not start it.  isNewEachTime: each request has a process of its own.  lacks: why it can't be had here, or nothing.
export const hosts = {
    'nginx, FastCGI': { start: startOnNginx },
};
