// numbers.mjs - sums, medians, and tables.

export const sum = (object) => Object.values(object).reduce((total, value) => total + value, 0);

export function median(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// The median of what `read` finds in those of the results that have it; NaN: in none.
export const middle = (results, read) => median(results.map(read).filter(Number.isFinite));

// Rounded as far as it means something.
export const number = (value) => Number.isNaN(value) ? '-' :
    value >= 100 ? String(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

export const ratio = (value) => Number.isNaN(value) ? '-' : value.toFixed(3);

export const mib = (kib) => number(kib / 1024);

// A Markdown table whose columns stand straight; all but the first to the right.
export function table(headings, rows) {
    const all = [headings, ...rows].map((row) => row.map(String));
    const widths = headings.map((_, i) => Math.max(3, ...all.map((row) => row[i].length)));
    const line = (row) => `| ${row.map((cell, i) => i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])).join(' | ')} |`;
    const rule = `|${widths.map((width, i) => i === 0 ? '-'.repeat(width + 2) : '-'.repeat(width + 1) + ':').join('|')}|`;
    return [line(all[0]), rule, ...all.slice(1).map(line)].join('\n');
}
