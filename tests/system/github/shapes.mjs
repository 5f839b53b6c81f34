// shapes.mjs - how GitHub writes people, repositories, installations and the App.  Each takes the world ({ state, api, html }: base
// URLs of the API and of the pages) and a record of state.mjs, and gives what the contracts call for.
import { addUser, findMembership, sameName } from './state.mjs';

export const nodeId = (kind, id) => `${kind}_${Buffer.from(String(id)).toString('base64url')}`;

// The same base in front of every path: { issues_url: '/issues{/number}' } and so on.
const urls = (base, paths) => Object.fromEntries(Object.entries(paths).map(([name, path]) => [`${name}_url`, base + path]));

// --- People ------------------------------------------------------------------------------------------------------------------

export function userShape(world, login) {
    if (login === null || login === undefined) return null;
    const user = addUser(world.state, login);
    const base = `${world.api}/users/${encodeURIComponent(user.login)}`;
    return {
        login: user.login, id: user.id, node_id: nodeId('U', user.id), avatar_url: `${world.html}/avatars/${user.id}`, gravatar_id: '',
        url: base, html_url: `${world.html}/${user.type === 'Bot' ? 'apps/' : ''}${encodeURIComponent(user.login)}`,
        ...urls(base, {
            followers: '/followers', following: '/following{/other_user}', gists: '/gists{/gist_id}',
            starred: '/starred{/owner}{/repo}', subscriptions: '/subscriptions', organizations: '/orgs', repos: '/repos',
            events: '/events{/privacy}', received_events: '/received_events',
        }),
        type: user.type, user_view_type: 'public', site_admin: false,
    };
}

export function publicUserShape(world, user) {
    return {
        ...userShape(world, user.login), name: user.name ?? null, company: null, blog: '', location: null, email: null, hireable: null,
        bio: null, twitter_username: null, public_repos: 0, public_gists: 0, followers: 0, following: 0,
        created_at: user.createdAt, updated_at: user.createdAt,
    };
}

export function organizationShape(world, login) {
    const user = addUser(world.state, login);
    const base = `${world.api}/orgs/${user.login}`;
    return {
        login: user.login, id: user.id, node_id: nodeId('O', user.id), url: base,
        ...urls(base, {
            repos: '/repos', events: '/events', hooks: '/hooks', issues: '/issues', members: '/members{/member}',
            public_members: '/public_members{/member}',
        }),
        avatar_url: `${world.html}/avatars/${user.id}`, description: null,
    };
}

export function membershipShape(world, membership) {
    const base = `${world.api}/orgs/${membership.organization}`;
    return {
        url: `${base}/memberships/${membership.login}`, state: membership.state, role: membership.role, organization_url: base,
        organization: organizationShape(world, membership.organization), user: userShape(world, membership.login),
        direct_membership: true, enterprise_teams_providing_indirect_membership: [],
    };
}

// What somebody is to a repository, in the words of author_association.
export function associationOf(world, repository, login) {
    const [owner] = repository.fullName.split('/');
    const { state } = world;
    if (sameName(owner, login)) return 'OWNER';
    if (findMembership(state, owner, login)?.state === 'active') return 'MEMBER';
    if (roleOf(repository, login)) return 'COLLABORATOR';
    const merged = (issue) => issue.repository === repository.id && sameName(issue.login, login) && issue.pull?.mergedAt;
    return state.issues.some(merged) ? 'CONTRIBUTOR' : 'NONE';
}

// The role that a repository gives to somebody by name, or nothing.
export function roleOf(repository, login) {
    const entry = Object.entries(repository.collaborators).find(([name]) => sameName(name, login));
    return entry?.[1];
}

// --- Repositories ------------------------------------------------------------------------------------------------------------

const repositoryPaths = {
    archive: '/{archive_format}{/ref}', assignees: '/assignees{/user}', blobs: '/git/blobs{/sha}', branches: '/branches{/branch}',
    collaborators: '/collaborators{/collaborator}', comments: '/comments{/number}', commits: '/commits{/sha}',
    compare: '/compare/{base}...{head}', contents: '/contents/{+path}', contributors: '/contributors', deployments: '/deployments',
    downloads: '/downloads', events: '/events', forks: '/forks', git_commits: '/git/commits{/sha}', git_refs: '/git/refs{/sha}',
    git_tags: '/git/tags{/sha}', hooks: '/hooks', issue_comment: '/issues/comments{/number}', issue_events: '/issues/events{/number}',
    issues: '/issues{/number}', keys: '/keys{/key_id}', labels: '/labels{/name}', languages: '/languages', merges: '/merges',
    milestones: '/milestones{/number}', notifications: '/notifications{?since,all,participating}', pulls: '/pulls{/number}',
    releases: '/releases{/id}', stargazers: '/stargazers', statuses: '/statuses/{sha}', subscribers: '/subscribers',
    subscription: '/subscription', tags: '/tags', teams: '/teams', trees: '/git/trees{/sha}',
};

export function repositoryShape(world, repository) {
    const [owner, name] = repository.fullName.split('/');
    const base = `${world.api}/repos/${repository.fullName}`;
    const html = `${world.html}/${repository.fullName}`;
    const open = world.state.issues.filter((issue) => issue.repository === repository.id && issue.state === 'open').length;
    return {
        id: repository.id, node_id: nodeId('R', repository.id), name, full_name: repository.fullName, private: repository.private,
        owner: userShape(world, owner), html_url: html, description: null, fork: repository.fork, url: base,
        ...urls(base, repositoryPaths),
        git_url: `git:${html.slice(html.indexOf(':') + 1)}.git`, ssh_url: `git@${new URL(html).host}:${repository.fullName}.git`,
        clone_url: `${html}.git`, svn_url: html, mirror_url: null, homepage: null, language: null,
        forks: 0, forks_count: 0, stargazers_count: 0, watchers: 0, watchers_count: 0, size: 108,
        default_branch: repository.defaultBranch, open_issues: open, open_issues_count: open, is_template: false, topics: [],
        has_issues: repository.hasIssues, has_projects: true, has_wiki: true, has_pages: false, has_downloads: true,
        has_discussions: false, archived: repository.isArchived, disabled: false,
        visibility: repository.private ? 'private' : 'public', license: null, allow_forking: true, web_commit_signoff_required: false,
        pushed_at: repository.pushedAt, created_at: repository.createdAt, updated_at: repository.updatedAt,
    };
}

export const fullRepositoryShape = (world, repository) =>
    ({ ...repositoryShape(world, repository), network_count: 0, subscribers_count: 0 });

// What a role lets one do, and the old word for it.
const roles = ['read', 'triage', 'write', 'maintain', 'admin'];
const oldWords = { read: 'read', triage: 'read', write: 'write', maintain: 'write', admin: 'admin' };

function rights(role) {
    const reach = roles.indexOf(role);
    return { admin: reach > 3, maintain: reach > 2, push: reach > 1, triage: reach > 0, pull: reach >= 0 };
}

export function collaboratorShape(world, login, role) {
    return { ...userShape(world, login), role_name: role, permissions: rights(role) };
}

// The role somebody has in the end: their own, the owner's, an organisation's admin; anybody may read what is public.
export function permissionShape(world, repository, login) {
    const [owner] = repository.fullName.split('/');
    const membership = findMembership(world.state, owner, login);
    const active = membership?.state === 'active';
    const isOwner = sameName(owner, login) || (active && membership.role === 'admin');
    const role = isOwner ? 'admin' : roleOf(repository, login) ?? (active || !repository.private ? 'read' : '');
    // A role of one's own counts as what it was made from; the stand-in takes write.
    const permission = role === '' ? 'none' : oldWords[role] ?? 'write';
    return { permission, role_name: role, user: collaboratorShape(world, login, role) };
}

// --- The App -----------------------------------------------------------------------------------------------------------------

export function appShape(world, app = world.state.app) {
    const created = world.state.users[0].createdAt;
    return {
        id: app.id, slug: app.slug, node_id: nodeId('A', app.id), client_id: app.clientId, owner: userShape(world, app.owner),
        name: app.name, description: null, external_url: 'https://example.com/', html_url: `${world.html}/apps/${app.slug}`,
        created_at: created, updated_at: created, permissions: app.permissions, events: app.events,
    };
}

export function installationShape(world, installation) {
    const { app } = world.state;
    const account = addUser(world.state, installation.account);
    return {
        id: installation.id, account: userShape(world, account.login), app_id: app.id, app_slug: app.slug, client_id: app.clientId,
        target_id: account.id, target_type: account.type,
        repository_selection: installation.repositories === 'all' ? 'all' : 'selected',
        access_tokens_url: `${world.api}/app/installations/${installation.id}/access_tokens`,
        repositories_url: `${world.api}/installation/repositories`, html_url: `${world.html}/settings/installations/${installation.id}`,
        permissions: installation.permissions, events: app.events, single_file_name: null, has_multiple_single_files: false,
        single_file_paths: [], created_at: installation.createdAt, updated_at: installation.updatedAt,
        suspended_by: installation.suspendedAt ? userShape(world, account.login) : null, suspended_at: installation.suspendedAt,
    };
}

// The repositories that an installation reaches.
export function repositoriesOf(state, installation) {
    const mine = (repository) => sameName(repository.fullName.split('/')[0], installation.account) &&
        (installation.repositories === 'all' || installation.repositories.some((name) => sameName(name, repository.fullName)));
    return state.repositories.filter(mine);
}

export const performedBy = (world, login) => (sameName(login, `${world.state.app.slug}[bot]`) ? appShape(world) : null);
