// site.mjs - what a test needs besides the stand-in: the section slack of hooklet.conf.
import { secretFile } from '../github/app.mjs';

const line = ([key, value]) => `    ${key} = '${value}'\n`;

// The section as text: a signing secret and the bot's token, the stand-in's unless others are given.  webhook: a row of addWebhook(), in
// place of a token.  more: other keys, null takes one out; inside: sections in it.
export function slackSection(slack, { token = slack.token, webhook, secret = slack.state.app.signingSecret, more = {}, inside = '' } = {}) {
    const key = webhook ? { webhook_url_file: secretFile('slack-webhook', slack.hooksUrl + webhook.path) }
        : { token_file: secretFile('slack-token', token) };
    const keys = { api_url: slack.url, response_url: slack.hooksUrl, ...key, ...more };
    const lines = Object.entries(keys).filter(([, value]) => value !== null).map(line).join('');
    return `slack {\n${lines}    secret "test" {\n        file = '${secretFile('slack-secret', secret)}'\n    }\n${inside}}\n`;
}
