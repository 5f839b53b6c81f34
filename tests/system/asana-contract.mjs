// Requests to Asana that break its contract are found, with the reason; those that keep to it are not.
import { done } from './lib.mjs';
import { addTag, addTask, grant, html, startAsana } from './asana.mjs';
import { Client } from './asana/client.mjs';
import { complaintCases, needContracts } from './asana/contract.mjs';

needContracts();
const asana = await startAsana({ oauth: true });
const { state, app, project, robot } = asana;
const client = new Client(asana, grant(state, app, robot).accessToken);
const task = addTask(state, { project, external: 'acme-web-1' });
const odd = addTask(state, { project, createdAt: 'yesterday' });
const { gid: tag } = addTag(state, asana.workspace, 'GitHub');
const path = `/tasks/${task.gid}`;
const list = `/tasks?project=${project.gid}&limit=5`;
const identity = { client_id: app.clientId, client_secret: app.clientSecret, redirect_uri: app.redirectUri };
const refresh = { grant_type: 'refresh_token', refresh_token: state.refreshTokens[0].token, ...identity };

// name -> how to ask, and what is said of it
const cases = {
    'a-request-that-keeps-to-it': [() => client.put(path, { name: 'good', due_on: '2026-12-01', external: { data: 'x' } }), []],
    'null-where-it-may-stand': [() => client.put(path, { assignee: null, due_on: null }), []],
    'by-an-external-id': [() => client.get('/tasks/external%3Aacme-web-1?opt_fields=external'), []],
    'a-contract-of-our-own': [() => client.get(`${list}&modified_since=2026-01-01T00:00:00.000Z&opt_fields=completed_by.name`), []],
    'all-that-a-form-needs': [() => client.form('/-/oauth_token', refresh), []],
    'a-member-nobody-knows': [() => client.put(path, { nmae: 'x' }), [/no member data\.nmae/]],
    'a-member-of-a-member': [() => client.put(path, { external: { id: 'x' } }), [/no member data\.external\.id/]],
    'projects-in-a-change': [() => client.put(path, { projects: [] }), [/no member data\.projects/]],
    'a-member-beside-data': [() => client.put(path, '{"data":{},"name":"x"}'), [/no member name/]],
    'no-data': [() => client.put(path, '{"options":{}}'), [/the body has no data/]],
    'no-body-at-all': [() => client.post(`${path}/addTag`), [/Body parameter is required/]],
    'a-member-of-another-type': [() => client.put(path, { completed: 'yes' }), [/request.body.data.completed: .*boolean/]],
    'a-date-that-is-none': [() => client.put(path, { due_on: 'soon' }), [/request.body.data.due_on: .*"date"/]],
    'a-body-without-a-member': [() => client.post(`${path}/removeTag`, {}), [/request.body.data: .*'tag'/]],
    'a-number-in-the-place-of-a-gid': [() => client.post(`${path}/removeTag`, { tag: Number(tag) }),
        [/request.body.data.tag: .*string/]],
    'a-parameter-nobody-knows': [() => client.get(`${list}&page=2`), [/no parameter page/]],
    'too-many-at-once': [() => client.get('/workspaces?limit=500'), [/request.query.limit/]],
    'a-time-that-is-none': [() => client.get(`${list}&modified_since=yesterday`), [/request.query.modified_since/]],
    'a-field-nobody-knows': [() => client.get(`${path}?opt_fields=name,modifed_at`), [/no field modifed_at/]],
    'a-field-far-below': [() => client.get(`${list}&opt_fields=memberships.section.nmae,assignee.email`),
        [/no field memberships\.section\.nmae/]],
    'a-path-that-no-contract-has': [() => client.ask('PATCH', path), [/no contract describes this/]],
    'no-authorization': [() => client.get(path, { token: null }), [/security/]],
    'a-field-of-a-form-nobody-knows': [() => client.form('/-/oauth_token', { ...refresh, clientid: '1' }), [/no member clientid/]],
    'a-form-without-a-field': [() => client.form('/-/oauth_token', { grant_type: 'refresh_token' }),
        [/'client_id'/, /'client_secret'/]],
    'json-in-the-place-of-a-form': [() => client.form('/-/oauth_token', refresh, { 'Content-Type': 'application/json' }),
        [/prism can't read the request/]],
    'also-where-a-test-answers': [() => {
        asana.once('PUT', path, html(502));
        return client.put(path, { nmae: 'x' });
    }, [/no member data\.nmae/]],
    'an-answer-of-the-stand-in': [() => client.get(`/tasks/${odd.gid}`), [/response.body.data.created_at/]],
};

await complaintCases(asana, cases);

await done();
