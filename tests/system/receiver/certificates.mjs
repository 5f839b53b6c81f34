// receiver/certificates.mjs - certificates of a receiver's own CA, good ones and others, made by openssl(1).
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { temporary } from '../lib.mjs';

const made = new Map();
let ca;

function openssl(...args) {
    const done = spawnSync('openssl', args, { cwd: ca.dir, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`openssl ${args[0]}: ${done.error ?? done.stderr}`);
}

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

function authority() {
    if (ca) return;
    ca = { dir: temporary() };
    openssl('req', '-x509', ...curve, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30', '-subj', '/CN=receivers of tests');
    openssl('req', ...curve, '-keyout', 'key.pem', '-out', 'request.pem', '-subj', '/CN=receiver');
}

const here = 'DNS:localhost,DNS:*.receiver.test,IP:127.0.0.1,IP:::1';
const signedByCa = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];

// What may be wrong with one.
const kinds = {
    good: { names: here, signed: signedByCa, days: 30 },
    expired: { names: here, signed: signedByCa, days: -1 },
    other: { names: 'DNS:somebody.else.test', signed: signedByCa, days: 30 },
    'self-signed': { names: here, signed: ['-signkey', 'key.pem'], days: 30 },
};

// -> { key, cert, caFile }: of our own machine's names, for 'good'; caFile: whom to trust.
export function certificate(kind) {
    authority();
    if (!made.has(kind)) {
        const { names, signed, days } = kinds[kind];
        fs.writeFileSync(path.join(ca.dir, `${kind}.ext`), `subjectAltName=${names}\n`);
        openssl('x509', '-req', '-in', 'request.pem', ...signed, '-days', String(days), '-extfile', `${kind}.ext`, '-out', `${kind}.pem`);
        const read = (name) => fs.readFileSync(path.join(ca.dir, name));
        made.set(kind, { key: read('key.pem'), cert: read(`${kind}.pem`), caFile: path.join(ca.dir, 'ca.pem') });
    }
    return made.get(kind);
}
