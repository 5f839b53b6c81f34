// v1_routes.mjs - builds in the old way.  Paths begin with /v1.1 here, so that nobody takes them for those of v2.
import { answer, ok } from '../standin/answers.mjs';
import { failure, notFound, refuse } from './answers.mjs';
import { addBuild, findProject } from './state.mjs';

function projectInPath({ state, params: { vcs, username, project: name } }) {
    const project = findProject(state, `${vcs}/${username}/${name}`);
    if (!project || project.isHidden) refuse(notFound());
    return project;
}

// Undeclared or not, in v1.1 they are variables of the job.
function trigger(call) {
    const project = projectInPath(call);
    const { revision, tag, job = 'build', build_parameters: parameters = {} } = call.request.body ?? {};
    if (revision !== undefined && tag !== undefined) refuse(failure(400, 'Revision and tag are mutually exclusive'));
    if (tag !== undefined && !(tag in project.tags)) refuse(failure(400, 'Tag not found'));
    return ok(addBuild(call.state, project, { revision, tag, job, parameters: { CIRCLE_JOB: job, ...parameters } }));
}

// Newest first, 30 unless more are wanted, 100 at most.
function recent(call) {
    const { limit = 30, offset = 0 } = call.query;
    const builds = [...projectInPath(call).builds].reverse().slice(Number(offset)).slice(0, Math.min(Number(limit), 100));
    return answer(200, call.state.tellsParameters ? builds : builds.map(({ build_parameters: hidden, ...rest }) => rest));
}

function get(call) {
    const build = projectInPath(call).builds.find((one) => String(one.build_num) === call.params.build_num);
    return build ? ok(build) : notFound('Build not found');
}

export const v1Routes = [
    ['POST', '/v1.1/project/{vcs}/{username}/{project}', trigger],
    ['GET', '/v1.1/project/{vcs}/{username}/{project}', recent],
    ['GET', '/v1.1/project/{vcs}/{username}/{project}/{build_num}', get],
];
