// host.mjs - the web server of a shared host: the real Apache with mod_cgid, configured by its owner, who lets what is in a web space be its
// user's to say; and a Site for what `hooklet init --shared-hosting` makes there.
import fs from 'node:fs';
import path from 'node:path';
import { Site } from '../lib.mjs';
import { modulesOf, startApache } from '../apache.mjs';

// more: lines of the virtual host.  Nothing of ours is there yet: after init, site.secret is the account's.  -> { site, child, port }
export async function startHost(account, more = '') {
    const site = new Site();
    Object.assign(site, { dir: path.dirname(account.conf), conf: account.conf, children: new Map() });
    fs.mkdirSync(site.dir, { mode: 0o700 });
    fs.mkdirSync(path.join(site.dir, 'logs'));
    const { child, port } = await startApache(site, {
        modules: modulesOf.htaccess,
        text: `<VirtualHost *:80>\n    DocumentRoot "${account.web}"\n    LogLevel warn\n    CGIDScriptTimeout 5\n` +
            `    RequestReadTimeout header=20-40,minrate=500 body=10,minrate=500\n` +
            `    <Directory "${account.web}">\n        AllowOverride All\n        Options SymLinksIfOwnerMatch\n        Require all granted\n` +
            `    </Directory>\n${more}</VirtualHost>`,
    });
    return { site, child, port };
}

// What init has made of the configuration, with more of it, and jobs for cron alone.
export function configureHost(account, site, more) {
    site.secret = account.secret;
    const text = fs.readFileSync(account.conf, 'utf8').replace('cgi_drain = yes', 'cgi_drain = no');
    fs.writeFileSync(account.conf, text + more);
}
