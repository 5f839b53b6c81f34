// site.mjs - the section circleci of hooklet.conf, for a test that uses the stand-in.
import { secretFile } from '../github/app.mjs';

// secret: of the webhooks; notify: the token in the address of the old notify.  more: other keys, null takes one out.
export function circleciSection(circleci, { secret, notify, more = {} } = {}) {
    const keys = {
        api_url: circleci.url, legacy_url: circleci.legacyUrl, app_url: circleci.appUrl,
        token_file: secretFile('circleci-token', circleci.token), notify_token_file: notify ? secretFile('circleci-notify', notify) : null,
        ...more,
    };
    const lines = Object.entries(keys).filter(([, value]) => value !== null).map(([key, value]) => `    ${key} = '${value}'\n`);
    const signing = secret ? `    secret "main" {\n        file = '${secretFile('circleci-secret', secret)}'\n    }\n` : '';
    return `circleci {\n${lines.join('')}${signing}}\n`;
}
