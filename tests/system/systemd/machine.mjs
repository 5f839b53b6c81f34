// machine.mjs - a machine with systemd as its first process, made of namespaces over this one's files; it sees nothing of this one,
// and this one sees nothing of it but its files, at machine.root.
import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { atEnd, builddir, srcdir, start, temporary, until } from '../lib.mjs';

const here = path.resolve(srcdir, 'tests/system/systemd');
const units = '/run/units:/etc/systemd/system:/run/systemd/system:/usr/local/lib/systemd/system:/lib/systemd/system';

// Why there can be none, or null.
export function machineTrouble() {
    if (process.getuid() !== 0) return 'only root can make namespaces with systemd in them';
    if (!fs.existsSync('/lib/systemd/systemd')) return 'systemd is not installed';
    for (const program of ['unshare', 'nsenter']) {
        if (spawnSync(program, ['--version']).error) return `${program} is not installed (util-linux)`;
    }
    const tried = spawnSync('unshare', ['-fpmuinC', 'sh', '-c',
        'mount -t tmpfs none /mnt && mkdir /mnt/u /mnt/w && mount -t overlay -o lowerdir=/etc,upperdir=/mnt/u,workdir=/mnt/w none /mnt && mount -t cgroup2 none /mnt'],
    { encoding: 'utf8' });
    return tried.status === 0 ? null : `no namespaces, overlay or control groups here: ${tried.stderr.trim().split('\n').pop()}`;
}

export class Machine {
    // `prepare` is run before it starts, with the root and `words`.
    static async boot(prepare = path.join(here, 'prepare.sh'), ...words) {
        const machine = new Machine();
        machine.dir = temporary();
        machine.log = path.join(machine.dir, 'log');
        const boot = path.join(here, 'boot.sh');
        atEnd.push(async () => {
            await until('systemd ends', () => !fs.existsSync(`/proc/${machine.pid}`));
            spawnSync('unshare', ['-m', boot, machine.dir, '--sweep']);
        });
        const child = start('unshare', ['-m', boot, machine.dir, prepare, ...(words.length ? words : [builddir])], { log: machine.log });
        machine.pid = await until('systemd starts', () => {
            if (child.exitCode !== null) throw new Error(`it ended: ${fs.readFileSync(machine.log, 'utf8')}`);
            const first = fs.readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
            return /^\d+$/.test(first) && fs.readFileSync(`/proc/${first}/cmdline`, 'utf8').startsWith('/lib/systemd/systemd') && first;
        });
        machine.root = `/proc/${machine.pid}/root`;
        await until('the machine is up', () => machine.try('systemctl', 'is-system-running').stdout === 'running\n');
        return machine;
    }

    words(words) {
        return ['-t', this.pid, '-m', '-p', '-u', '-i', '-n', '-C', '-r', '-w', 'env', '-i', 'PATH=/usr/local/bin:/usr/sbin:/usr/bin',
            `SYSTEMD_UNIT_PATH=${units}`, 'SYSTEMD_PAGER=', 'SYSTEMD_COLORS=0', 'LANG=C', ...words];
    }

    // Runs a command there as root.
    try(...words) {
        return spawnSync('nsenter', this.words(words), { encoding: 'utf8', timeout: 60000, maxBuffer: 1 << 26 });
    }

    run(...words) {
        const { status, stdout, stderr } = this.try(...words);
        if (status !== 0) throw new Error(`${words.join(' ')}: ${status}\n${stderr}${stdout}`);
        return stdout;
    }

    // The same beside what goes on here.
    start(...words) {
        return start('nsenter', this.words(words), { log: this.log });
    }

    show(unit, property) {
        return this.run('systemctl', 'show', '-P', property, unit).trim();
    }

    journal(unit) {
        return this.run('journalctl', '--no-pager', '-q', '-o', 'cat', '-u', unit);
    }

    write(file, text, mode = 0o644) {
        fs.mkdirSync(path.dirname(this.root + file), { recursive: true });
        fs.writeFileSync(this.root + file, text, { mode });
    }

    // Lines of [Service] more, as `systemctl edit` would add them.
    edit(unit, ...lines) {
        this.write(`/etc/systemd/system/${unit}.d/test.conf`, `[Service]\n${lines.join('\n')}\n`);
        this.run('systemctl', 'daemon-reload');
    }
}
