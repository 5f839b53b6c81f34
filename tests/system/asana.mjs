// asana.mjs - a stand-in for Asana: its API, its OAuth endpoints and its webhooks (standin.mjs says what it shares with others).
//
//     const asana = await startAsana({ validate: true });        // stopped by done() of lib.mjs
//     asana.url, asana.loginUrl       what hooklet's api_url and login_url are set to
//     asana.state                     what Asana knows: plain data, to read and to change (asana/state.mjs, asana/oauth.mjs)
//     asana.requests, on(), once(), asked(), waitFor(), count      as github.mjs has them
//     asana.byHand(user, () => { task.completed = true })          somebody changes tasks in Asana's own pages; webhooks hear of it
//     asana.hooks                     deliveries, pause(), resume(), heartbeat(), again()      (asana/hooks.mjs)
//     await asana.delivered({ nth })  the nth delivery that was answered well
//     await asana.idle()              when all deliveries are made or given up
//
// With `validate`, done() adds a case that holds every request against Asana's contracts (asana/contract.mjs).
import { atEnd } from './lib.mjs';
import { contractCase } from './asana/contract.mjs';
import { eventsOf } from './asana/events.mjs';
import { answerTo, locate } from './asana/gate.mjs';
import { Hooks } from './asana/hooks.mjs';
import { addApp, addPersonalToken } from './asana/oauth.mjs';
import { addProject, addUser, addWorkspace, byGid, makeState, newGid, nowMs, stamp, userOf } from './asana/state.mjs';
import { StandIn } from './standin.mjs';

export * from './asana/answers.mjs';
export * from './asana/oauth.mjs';
export * from './asana/state.mjs';
export { big, cut, hold, html, never, unheard } from './standin/answers.mjs';

// oauth: with an app, asana.app; clockShiftMs: Asana's clock against ours.  There is a workspace Acme with a project web and its member
// Robot Roberts, whose personal token is asana.token.
export async function startAsana({ validate = false, oauth = false, clockShiftMs = 0 } = {}) {
    const asana = new Asana();
    Object.assign(asana.state, { clockShiftMs });
    asana.loginUrl = await asana.listen();
    asana.url = `${asana.loginUrl}/api/1.0`;
    asana.workspace = addWorkspace(asana.state, 'Acme');
    asana.robot = addUser(asana.state, 'Robot Roberts');
    asana.project = addProject(asana.state, asana.workspace, 'web', { sections: ['To do', 'Doing', 'Done'] });
    asana.token = addPersonalToken(asana.state, asana.robot);
    if (oauth) asana.app = addApp(asana.state);
    atEnd.push(() => asana.stop());
    if (validate) atEnd.push(() => contractCase(asana));
    return asana;
}

class Asana extends StandIn {
    serviceName = 'Asana';
    state = makeState();
    hooks = this.sends = new Hooks(this.state, () => this.happened());

    // The nth delivery that was answered well, among those so far, too; heartbeats don't count.  where: only such deliveries.
    delivered({ nth = 1, from = 0, where = () => true, ms } = {}) {
        const isMeant = (one) => [200, 204].includes(one.status) && one.events.length > 0 && where(one);
        const found = () => this.hooks.deliveries.slice(from).filter(isMeant)[nth - 1];
        return this.until(found, () => `Asana has not delivered ${nth} time(s)`, ms);
    }

    // --- What changes ----------------------------------------------------------------------------------------------------------

    // Runs change(), which changes this task (or, with null, makes one and returns it); notes when, and tells the webhooks.
    change(user, task, change) {
        const old = task && structuredClone(task);
        const made = change();
        this.#changed(user, old, task ?? made);
        return made;
    }

    // The same for any tasks: what is different afterwards was changed by this person.  user: null for Asana itself.
    byHand(user, change) {
        const who = user && userOf(this.state, user);
        const before = new Map(this.state.tasks.map((task) => [task.gid, structuredClone(task)]));
        const given = change();
        for (const task of this.state.tasks) this.#changed(who, before.get(task.gid) ?? null, task);
        for (const old of before.values()) if (!byGid(this.state.tasks, old.gid)) this.#changed(who, old, null);
        return given;
    }

    #changed(user, old, task) {
        const isSame = old && task && JSON.stringify(old) === JSON.stringify(task);
        if (isSame) return;
        if (task) this.#note(user, old, task);
        this.hooks.tell(eventsOf(this.state, { old, task, user, newGid: () => newGid(this.state) }));
    }

    // A test that sets modifiedAt itself means it.
    #note(user, old, task) {
        const now = stamp(this.state);
        if (old && task.modifiedAt === old.modifiedAt) task.modifiedAt = now;
        if ((old?.completed ?? false) === task.completed) return;
        const [completedAt, completedBy] = task.completed ? [now, user?.gid ?? null] : [null, null];
        Object.assign(task, { completedAt, completedBy });
    }

    // --- Serving -------------------------------------------------------------------------------------------------------------

    pathOf(path) {
        if (path.startsWith('/-/')) return path;
        return path.startsWith('/api/1.0/') ? path.slice('/api/1.0'.length) : `/outside${path}`;
    }

    locate(request) {
        locate(request);
    }

    answerTo(request) {
        return answerTo(this, request);
    }

    everyHeader() {
        return { Server: 'nginx', Date: new Date(nowMs(this.state)).toUTCString(), 'X-Asana-Api-Version': '1.1' };
    }
}
