// installed.mjs - the library as somebody has it who has installed hooklet, in a directory of its own: no source, no build directory.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { builddir, examples, srcdir, temporary } from '../lib.mjs';

// Where there are no payloads all of it is skipped, before anything is made.
examples();

export const dest = temporary();
const { MAKEFLAGS, MAKELEVEL, MFLAGS, MAKEOVERRIDES, DESTDIR, ...plainEnv } = process.env;

export function run(command, args, { cwd, env = plainEnv } = {}) {
    const ran = spawnSync(command, args, { cwd, env, encoding: 'utf8', timeout: 300000 });
    return { status: ran.status, text: `${ran.stdout ?? ''}${ran.stderr ?? ''}${ran.error ?? ''}` };
}

// The same where it has to go well.
export function must(command, args, options) {
    const { status, text } = run(command, args, options);
    assert.equal(status, 0, `${command} ${args.join(' ')}:\n${text}`);
    return text;
}

export const files = () => fs.readdirSync(dest, { recursive: true }).map((name) => path.join(dest, String(name)))
    .filter((name) => !fs.statSync(name).isDirectory());
export const installed = (name) => files().find((file) => file.endsWith(`/${name}`));

must('make', ['-C', builddir, 'install', `DESTDIR=${dest}`]);
const pkgEnv = {
    PATH: process.env.PATH, PKG_CONFIG_LIBDIR: path.dirname(installed('hooklet.pc')), PKG_CONFIG_SYSROOT_DIR: dest,
    PKG_CONFIG_ALLOW_SYSTEM_CFLAGS: '1', PKG_CONFIG_ALLOW_SYSTEM_LIBS: '1',
};
export const pkg = (...args) => must('pkg-config', args, { env: pkgEnv }).trim();
export const words = (...args) => pkg(...args).split(/\s+/);
export const headers = files().filter((file) => /include\/hooklet\/[a-z]+\.h$/.test(file)).sort();
const hasCxx = run('g++', ['--version']).status === 0;

// Copies a directory of examples out of the installation and runs its Makefile.
export function build(name) {
    const dir = path.join(temporary(), name);
    fs.cpSync(path.dirname(installed(`examples/${name}/Makefile`)), dir, { recursive: true });
    must('make', ['-C', dir], { env: pkgEnv });
    return dir;
}

export const publicNames = (archive) => must('nm', ['-g', '--defined-only', installed(archive)]).split('\n')
    .map((line) => line.split(' ')).filter((parts) => parts.length === 3).map((parts) => parts[2]);

// A program of the tests, in C++ where there is a compiler for it.
export function compile(name, module) {
    const file = path.join(temporary(), name);
    const [command, language] = hasCxx ? ['g++', ['-std=c++11', '-x', 'c++']] : ['gcc', ['-std=c17']];
    must(command, [...language, '-Wall', '-Wextra', '-Wpedantic', '-Werror', ...words('--cflags', module),
        path.join(srcdir, `tests/system/library/${name}.c`), '-x', 'none', '-o', file, ...words('--libs', module)]);
    return file;
}
