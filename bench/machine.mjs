// machine.mjs - what machine the figures are of, and what it lacks for being measured.
import './where.mjs';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { kinds } from './bodies.mjs';
import { median } from './numbers.mjs';
import { built, directory, nginx, remove } from './server.mjs';

const SOCKET_MOST = 107; // bytes of a socket's path, without NUL

// What keeps us from measuring anything, each in a few words.
export function obstacles() {
    const tmp = process.env.TMPDIR;
    const has = (command) => !spawnSync(command, ['-v'], { stdio: 'ignore' }).error;
    const socket = ({ program }) => Buffer.byteLength(path.join(tmp, 'hk-XXXXXX', 'run', `${program}.sock`));
    const longest = Math.max(...Object.values(kinds).map(socket));
    const found = [
        has(nginx) || 'nginx is not installed: apt-get install nginx-light',
        has('sqlite3') || 'sqlite3 is not installed: apt-get install sqlite3',
        fs.existsSync(built('load')) || `${built('load')} is not built: make bench`,
        longest <= SOCKET_MOST || `TMPDIR is too long: the path of a socket below ${tmp} would have ${longest} bytes, ` +
            `${SOCKET_MOST} are possible`,
    ];
    return found.filter((one) => one !== true);
}

// What a sync of this disk costs, in microseconds.
function syncCost(dir, rounds = 100) {
    const fd = fs.openSync(path.join(dir, 'sync'), 'w');
    const page = Buffer.alloc(4096, 1);
    const costs = [];
    for (let i = 0; i < rounds; i++) {
        fs.writeSync(fd, page);
        const begin = performance.now();
        fs.fdatasyncSync(fd);
        costs.push(1000 * (performance.now() - begin));
    }
    fs.closeSync(fd);
    return median(costs);
}

const fileSystems = new Map([[0xef53, 'ext4'], [0x01021994, 'tmpfs'], [0x58465342, 'xfs'], [0x9123683e, 'btrfs'],
    [0x794c7630, 'overlay'], [0x2fc12fc1, 'zfs'], [0xf2f52010, 'f2fs']]);

export function machine() {
    const dir = directory();
    const type = fs.statfsSync(dir).type;
    const facts = {
        processors: `${os.cpus().length} x ${os.cpus()[0]?.model.trim() ?? 'unknown'}`,
        kernel: os.release(), node: process.version,
        file_system: fileSystems.get(type) ?? `0x${type.toString(16)}`, sync_us: Math.round(syncCost(dir)),
    };
    remove(dir);
    return facts;
}

// One paragraph on the machine; slow: microseconds that are added to each sync.
export function describe(facts, slow) {
    const more = slow ? ` (and ${slow} us more)` : '';
    const said = `${facts.processors}, Linux ${facts.kernel}, Node ${facts.node}; states on ${facts.file_system}, ` +
        `where a sync takes ${facts.sync_us} us${more}.`;
    const warning = `\nWarning: ${process.env.TMPDIR} is memory, where a sync costs nothing; let TMPDIR be on a real disk.`;
    return facts.file_system === 'tmpfs' ? said + warning : said;
}
