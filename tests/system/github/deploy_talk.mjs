// deploy_talk.mjs - how GitHub writes checks, tags and releases; see shapes.mjs.
import { byId } from './state.mjs';
import { appShape, nodeId, userShape } from './shapes.mjs';
import { runsOf } from './deploy_state.mjs';
import { commitStatusShape } from './talk.mjs';

const at = (world, thing) => `${world.api}/repos/${byId(world.state.repositories, thing.repository).fullName}`;
const pages = (world, thing) => `${world.html}/${byId(world.state.repositories, thing.repository).fullName}`;

// The worst of all counts; without any it is pending.
export function combinedStateOf(statuses) {
    const has = (...words) => statuses.some(({ state }) => words.includes(state));
    if (has('error', 'failure')) return 'failure';
    return statuses.length === 0 || has('pending') ? 'pending' : 'success';
}

// In a combined status one has no creator.
export function statusShape(world, status) {
    const { creator: unused, ...rest } = commitStatusShape(world, status);
    return rest;
}

export function checkRunShape(world, run) {
    const url = `${at(world, run)}/check-runs/${run.id}`;
    const done = run.status === 'completed' ? run.createdAt : null;
    return {
        id: run.id, name: run.name, node_id: nodeId('CR', run.id), head_sha: run.sha, external_id: '', url,
        html_url: `${pages(world, run)}/runs/${run.id}`, details_url: 'https://example.com/', status: run.status,
        conclusion: run.conclusion, started_at: run.createdAt, completed_at: done,
        output: { title: null, summary: null, text: null, annotations_count: 0, annotations_url: `${url}/annotations` },
        check_suite: { id: run.suite }, app: { ...appShape(world), name: run.app }, pull_requests: [],
    };
}

// The suite of an app at a commit: what its runs come to.
export function checkSuiteShape(world, repository, sha, app) {
    const runs = runsOf(world.state, repository, sha).filter((one) => one.app === app);
    const isDone = runs.length > 0 && runs.every((one) => one.status === 'completed');
    const bad = runs.find((one) => !['success', 'neutral', 'skipped'].includes(one.conclusion));
    const [branch] = Object.entries(repository.branches).find(([, head]) => head === sha) ?? [null];
    const id = runs[0]?.suite ?? 1;
    const url = `${world.api}/repos/${repository.fullName}/check-suites/${id}`;
    return {
        id, node_id: nodeId('CS', id), head_branch: branch, head_sha: sha, status: isDone ? 'completed' : 'in_progress',
        conclusion: isDone ? bad?.conclusion ?? 'success' : null, url, before: null, after: sha, pull_requests: [],
        app: { ...appShape(world), name: app }, created_at: runs[0]?.createdAt, updated_at: runs[0]?.createdAt,
        latest_check_runs_count: runs.length, check_runs_url: `${url}/check-runs`,
    };
}

export function tagShape(call, name) {
    const { sha } = call.repository.tags[name];
    const base = `${call.api}/repos/${call.repository.fullName}`;
    return {
        name, zipball_url: `${base}/zipball/refs/tags/${name}`, tarball_url: `${base}/tarball/refs/tags/${name}`,
        commit: { sha, url: `${base}/commits/${sha}` }, node_id: nodeId('REF', `${call.repository.id}/${name}`),
    };
}

export function releaseShape(world, release) {
    const url = `${at(world, release)}/releases/${release.id}`;
    return {
        url, assets_url: `${url}/assets`, html_url: `${pages(world, release)}/releases/tag/${encodeURIComponent(release.tag)}`, id: release.id,
        node_id: nodeId('RE', release.id), tag_name: release.tag, target_commitish: release.target, name: release.name, draft: release.draft,
        author: userShape(world, release.login), prerelease: release.prerelease, created_at: release.createdAt,
        published_at: release.publishedAt, assets: [], body: release.body,
    };
}
