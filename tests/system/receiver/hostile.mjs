// receiver/hostile.mjs - answers that no good receiver gives.  Each mode writes until its peer has had enough: isOver() tells.
import zlib from 'node:zlib';

const GIB = 1024 ** 3;
const block = Buffer.alloc(64 * 1024, 'x');

// Calls `more` for the next piece as long as the peer takes them; every_ms: one piece in that time.
function pour(sink, isOver, more, every_ms = 0) {
    const next = () => {
        if (isOver()) return;
        const piece = more();
        if (every_ms > 0) {
            sink.write(piece);
            setTimeout(next, every_ms).unref();
        } else if (sink.write(piece)) {
            setImmediate(next);
        } else {
            sink.once('drain', next);
        }
    };
    next();
}

// The socket itself, where HTTP/1.1 is spoken, and what begins an answer.
function raw(res, text = '') {
    const { socket } = res;
    socket.write(text);
    return socket;
}

// 128 MiB of nothing, as 128 KiB.
let packed;
const bomb = () => (packed ??= zlib.gzipSync(Buffer.alloc(128 * 1024 * 1024)));

const counted = (text) => {
    let i = 0;
    return () => text(i++);
};

export const modes = {
    // Nothing at all.
    silent: () => {},
    // Headers, then nothing.
    stalled: (res) => {
        res.writeHead(200, { 'Content-Length': '10' });
        res.write('x');
    },
    // One byte a second, endlessly.
    trickle: (res, isOver) => {
        res.writeHead(200, { 'Content-Type': 'text/plain' });
        pour(res, isOver, () => 'x', 1000);
    },
    // Its header, one byte a second.
    'trickle-header': (res, isOver) => {
        const text = 'HTTP/1.1 200 OK\r\nX-Slow: ';
        pour(raw(res), isOver, counted((i) => text[i] ?? 'x'), 1000);
    },
    // 10 GiB, as it says.
    huge: (res, isOver) => {
        res.writeHead(200, { 'Content-Length': String(10 * GIB) });
        pour(res, isOver, () => block);
    },
    // The same, and it is no success.
    'huge-error': (res, isOver) => {
        res.writeHead(500, { 'Content-Length': String(10 * GIB) });
        pour(res, isOver, () => block);
    },
    // It doesn't say how much.
    endless: (res, isOver) => {
        res.writeHead(200);
        pour(res, isOver, () => block);
    },
    'endless-headers': (res, isOver) => {
        pour(raw(res, 'HTTP/1.1 200 OK\r\n'), isOver, counted((i) => `X-Header-${i}: ${'x'.repeat(1000)}\r\n`));
    },
    'endless-interim': (res, isOver) => {
        pour(raw(res), isOver, () => 'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n');
    },
    'endless-chunk-line': (res, isOver) => {
        pour(raw(res, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;'), isOver, () => 'x'.repeat(1000));
    },
    'endless-trailers': (res, isOver) => {
        pour(raw(res, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n'), isOver,
            counted((i) => `X-Trailer-${i}: ${'x'.repeat(1000)}\r\n`));
    },
    // One of 1 MiB.
    'big-header': (res) => {
        raw(res, `HTTP/1.1 200 OK\r\nX-Big: ${'x'.repeat(1024 * 1024)}\r\nContent-Length: 0\r\n\r\n`);
    },
    'gzip-bomb': (res) => {
        res.writeHead(200, { 'Content-Encoding': 'gzip' });
        res.end(bomb());
    },
    // Where nobody has asked for a coding.
    'transfer-bomb': (res) => {
        const body = bomb();
        const socket = raw(res, `HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n${body.length.toString(16)}\r\n`);
        socket.write(body);
        socket.write('\r\n0\r\n\r\n');
    },
    // Cut off: by a reset in the body, before any answer, or without a word.
    reset: (res) => {
        res.writeHead(200, { 'Content-Length': '1000' });
        res.write('x'.repeat(10), () => setImmediate(() => res.socket?.resetAndDestroy()));
    },
    'reset-at-once': (res) => res.socket.resetAndDestroy(),
    close: (res) => res.socket.destroy(),
    garbage: (res) => {
        raw(res, '\u0000\u0001\u0002 220 smtp.example.org ESMTP\r\n').end();
    },
};
