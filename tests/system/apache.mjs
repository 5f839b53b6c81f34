// apache.mjs - the real Apache 2.4 with a configuration of its own, on a free port: startApache(site, { main, host }) with lines for the
// whole server and for its one virtual host.  Nothing of /etc/apache2 is read.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { atEnd, freePort, request, start, stop, until } from './lib.mjs';

const binary = ['/usr/sbin/apache2', '/usr/sbin/httpd', '/usr/bin/httpd'].find((file) => fs.existsSync(file));
const libraries = ['/usr/lib/apache2/modules', '/usr/lib64/httpd/modules', '/usr/lib/httpd/modules'].find((dir) => fs.existsSync(dir));

// What Debian enables by itself, as far as it touches requests; each form adds its own.
export const stock = ['mpm_event', 'authn_core', 'authz_core', 'authz_host', 'authz_user', 'access_compat', 'alias', 'autoindex', 'deflate',
    'dir', 'env', 'filter', 'mime', 'negotiation', 'reqtimeout', 'setenvif', 'status'];
export const modulesOf = {
    proxy: ['headers', 'asis', 'proxy', 'proxy_fcgi'],
    fcgid: ['headers', 'asis', 'fcgid'],
    cgi: ['headers', 'asis', 'cgid'],
    htaccess: ['headers', 'rewrite', 'cgid'],
};

// Why the real Apache can't be started here, or nothing.
export function lacking(modules = []) {
    if (!binary || !libraries) return 'there is no Apache here';
    const away = [...stock, ...modules].find((name) => !fs.existsSync(path.join(libraries, `mod_${name}.so`)));
    return away && `Apache's mod_${away} is not installed`;
}

// Apache refuses to serve as root, and the programs that it starts are of its user.  So a test for which that matters is no longer root
// from here on; its files belong to the same user.
export function leaveRoot() {
    if (process.getuid() !== 0) return;
    process.setgroups([]);
    process.setgid(65534);
    process.setuid(65534);
    process.env.HOME = '/nonexistent';
}

// The text of an apache2.conf for the site's directory.  modules: beside the stock; text: whatever a site's file has, for *:80.
export function apacheConf({ dir, port, modules = [], text }) {
    const load = [...stock, ...modules].map((name) => `LoadModule ${name}_module "${libraries}/mod_${name}.so"\n`).join('');
    return `ServerRoot "${dir}"\nDefaultRuntimeDir "${dir}"\nPidFile "${dir}/pid"\nServerName localhost\nListen 127.0.0.1:${port}\n${load}` +
        `Mutex "file:${dir}" default\nErrorLog "\${APACHE_LOG_DIR}/apache.log"\nLogLevel info\nTypesConfig /dev/null\nTimeout 60\nKeepAliveTimeout 60\nMaxKeepAliveRequests 0\n` +
        'LogFormat "%h %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined\n' +
        // With all threads busy it would close connections that are kept, under the next request of their clients.
        'StartServers 1\nThreadLimit 192\nServerLimit 8\nThreadsPerChild 128\nMinSpareThreads 1\nMaxSpareThreads 256\nMaxRequestWorkers 256\nListenBacklog 1024\n' +
        '<Directory "/">\n    AllowOverride None\n    Require all denied\n</Directory>\n' +
        // By itself it starts no more than some processes of a program in some seconds, and makes whoever needs another one wait.
        `<IfModule fcgid_module>\n    FcgidSpawnScoreUpLimit 1000\n    FcgidIPCDir "${dir}/sock"\n    FcgidProcessTableFile "${dir}/fcgid_shm"\n</IfModule>\n` +
        `<IfModule cgid_module>\n    ScriptSock "${dir}/cgisock"\n</IfModule>\n${text.replaceAll('<VirtualHost *:80>', `<VirtualHost *:${port}>`)}\n`;
}

// What `apache2 -t` says to a file: { good, said }.  logs: APACHE_LOG_DIR.
export function checkConf(file, logs) {
    const done = spawnSync(binary, ['-t', '-f', file], { encoding: 'utf8', timeout: 20000, env: { ...process.env, APACHE_LOG_DIR: logs } });
    return { good: done.status === 0, said: done.stdout + done.stderr };
}

// The processes that descend from one.
function descendants(pid) {
    const of = (one) => fs.readFileSync(`/proc/${one}/task/${one}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    try {
        return of(pid).flatMap((one) => [one, ...descendants(one)]);
    } catch {
        return []; // it has just ended
    }
}

// It would wait for ten seconds for a child of its own whose request waits for a program in vain; killed, that leaves programs behind.
export async function endApache(child) {
    const over = stop(child);
    if (await Promise.race([over, pause(500)])) return;
    for (const pid of descendants(child.pid)) try { process.kill(pid, 'SIGKILL'); } catch { /* it has just ended */ }
    await over;
}

// Starts it and waits until it answers; sets site.url.  Its logs are in the directory of the site's.  -> { child, conf, port, dir }
export async function startApache(site, { modules, text, variables = {} }) {
    const dir = path.join(site.dir, 'apache'), logs = path.join(site.dir, 'logs'), port = await freePort(), conf = path.join(dir, 'apache2.conf');
    for (const name of ['', 'sock']) fs.mkdirSync(path.join(dir, name), { recursive: true });
    fs.writeFileSync(conf, apacheConf({ dir, port, modules, text }));
    const checked = checkConf(conf, logs);
    if (!checked.good) throw new Error(`apache2 -t: ${checked.said}`);
    // Killed at once, it would leave its children behind.
    const child = start(binary, ['-D', 'FOREGROUND', '-f', conf],
        { log: site.log('apache-start'), env: { ...process.env, APACHE_LOG_DIR: logs, ...variables }, end: 'SIGTERM' });
    atEnd.push(() => endApache(child));
    site.children.set('apache', child);
    site.url = `http://127.0.0.1:${port}`;
    await until('Apache answers', async () => {
        if (child.exitCode !== null) throw new Error(`apache2 ended: ${site.readLog('apache-start')} ${site.readLog('apache')}`);
        return request(site.url, { method: 'GET' }).catch(() => false);
    });
    return { child, conf, port, dir };
}
