// numbers.mjs - medians, tables, and what machine they are of.
import './where.mjs';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { directory, remove } from './server.mjs';

export const sum = (object) => Object.values(object).reduce((total, value) => total + value, 0);

export function median(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// Rounded as far as it means something.
export const number = (value) =>
    value >= 100 ? String(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

export const mib = (kib) => number(kib / 1024);

// A Markdown table whose columns stand straight; all but the first to the right.
export function table(headings, rows) {
    const all = [headings, ...rows].map((row) => row.map(String));
    const widths = headings.map((_, i) => Math.max(3, ...all.map((row) => row[i].length)));
    const line = (row) => `| ${row.map((cell, i) => i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])).join(' | ')} |`;
    const rule = `|${widths.map((width, i) => i === 0 ? '-'.repeat(width + 2) : '-'.repeat(width + 1) + ':').join('|')}|`;
    return [line(all[0]), rule, ...all.slice(1).map(line)].join('\n');
}

// What a sync of this disk costs, in microseconds.
export function syncCost(dir, rounds = 100) {
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

// One paragraph on the machine that the numbers are of.
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
