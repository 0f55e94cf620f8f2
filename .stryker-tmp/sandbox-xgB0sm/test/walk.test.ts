// @ts-nocheck
import fc from 'fast-check';
import t from 'tap';
import { rounds, usual } from './support/fuzzing.ts';
import { type Answer, newTenant, PASSWORD, startService, totp, wrongCode } from './support/service.ts';

// `npm run fuzz` walks for minutes

const service = await startService(t);
const { get, post, del, clock } = service;
const tenant = await newTenant(service);

interface Session {
  token: string;
  acr: 'aal1' | 'aal2';
  /** when password and, with 2FA on, a code were last given */
  at: number;
}

/** What an onlooker knows who saw everything that was given and answered, and keeps to the contract by hand. */
interface World {
  user: { username: string; id: string };
  password: string;
  /** confirmed, with the step of the last code that was taken; `pending` has no say yet */
  apps: { id: string; secret: string; step: number }[];
  pending: { id: string; secret: string; by: 'login' | 'session' } | null;
  recovery: string[];
  spent: string[];
  /** trusted browsers: the token used last, and those that were given for it */
  trusts: { anchor: string; next: string[] }[];
  /** tokens that spare no code any more */
  stale: string[];
  sessions: Session[];
  dead: string[];
  /** logins that wait for a code, or for an enrolment */
  logins: { token: string; step: 'code' | 'enrolment' }[];
  owed: string | null;
}

const nowStep = () => Math.floor(clock.now().getTime() / 30_000);
const last = <T>(list: T[]): T | undefined => list.at(-1);
const reached: Record<string, number> = {};
const count = (what: string) => {
  reached[what] = (reached[what] ?? 0) + 1;
};

/** From here on nothing that was open is worth anything, but for one session. */
function endAll(world: World, but?: Session) {
  world.dead.push(...world.sessions.filter((each) => each !== but).map(({ token }) => token));
  world.sessions = but ? [but] : [];
  world.logins = [];
  for (const trust of world.trusts) endTrust(world, trust);
}

function endTrust(world: World, trust: World['trusts'][number]) {
  world.stale.push(trust.anchor, ...trust.next);
  world.trusts = world.trusts.filter((each) => each !== trust);
}

const isFresh = (session: Session) => clock.now().getTime() - session.at < 600_000;

/** May this session change factors? */
const mayChange = (world: World, session: Session) =>
  isFresh(session) && (world.apps.length === 0 || session.acr === 'aal2');

/** A code that is right now, and of which authenticator; used up: none before its step is. */
function spendable(world: World, code: string) {
  return world.apps.find(({ secret, step }) =>
    [-1, 0, 1].some(
      (off) => nowStep() + off > step && totp(secret, new Date(clock.now().getTime() + off * 30_000)) === code,
    ),
  );
}

/** What was presented was right: it is used up. */
function spend(world: World, code: string): boolean {
  const app = spendable(world, code);
  if (app) {
    const off = [-1, 0, 1].find(
      (each) =>
        nowStep() + each > app.step && totp(app.secret, new Date(clock.now().getTime() + each * 30_000)) === code,
    );
    app.step = nowStep() + (off ?? 0);
    world.spent.push(code);
    return true;
  }
  if (!world.recovery.includes(code)) return false;
  world.recovery = world.recovery.filter((each) => each !== code);
  world.spent.push(code);
  return true;
}

/** A login is over: what came of it is held against what was proved. */
function opened(world: World, what: string, answer: Answer, proved: 'code' | 'device' | 'nothing') {
  if (answer.status !== 200 || answer.body.status !== 'authenticated') return;
  const { sessionToken, session } = answer.body;
  if (proved === 'nothing' && (world.apps.length > 0 || world.owed !== null))
    throw new Error(`${what}: a session without the second factor`);
  if ((session.acr === 'aal2') !== (proved === 'code')) throw new Error(`${what}: ${session.acr} for ${proved}`);
  world.sessions.push({ token: sessionToken, acr: session.acr, at: clock.now().getTime() });
}

const kindOf = (code: string) => (code.includes('-') ? 'recovery_code' : 'totp');

const codes: Record<string, (world: World) => string | undefined> = {
  right: ({ apps }) => last(apps) && totp(last(apps)?.secret ?? '', clock.now()),
  first: ({ apps }) => apps[0] && totp(apps[0].secret, clock.now()),
  wrong: ({ apps }) => wrongCode(last(apps)?.secret ?? 'A'.repeat(32), clock.now()),
  'of an hour ago': ({ apps }) =>
    last(apps) && totp(last(apps)?.secret ?? '', new Date(clock.now().getTime() - 3_600_000)),
  'of one unconfirmed': ({ pending }) => pending?.secret && totp(pending.secret, clock.now()),
  used: ({ spent }) => last(spent),
  recovery: ({ recovery }) => recovery[0],
};

const steps: Record<string, (world: World, code: string | undefined, kind: string) => Promise<unknown>> = {
  async signIn(world) {
    const answer = await tenant.login(world.user.username, { password: world.password });
    if (answer.body.status === 'challenge_required') world.logins.push({ token: answer.body.loginToken, step: 'code' });
    if (answer.body.status === 'enrollment_required')
      world.logins.push({ token: answer.body.loginToken, step: 'enrolment' });
    opened(world, 'a sign-in', answer, 'nothing');
  },
  async signInTrusted(world, _code, kind) {
    const trust = last(world.trusts);
    const token =
      (kind === 'used' ? last(world.stale) : kind === 'first' ? trust?.anchor : last(trust?.next ?? [])) ??
      'itd_made-up';
    const holder = world.trusts.find(({ anchor, next }) => anchor === token || next.includes(token));
    const answer = await tenant.login(world.user.username, { password: world.password, trustedDeviceToken: token });
    if (answer.status !== 200) return;
    opened(world, `a sign-in with ${holder ? 'a' : 'no'} trusted browser`, answer, holder ? 'device' : 'nothing');
    if (answer.body.status === 'challenge_required') world.logins.push({ token: answer.body.loginToken, step: 'code' });
    if (!holder || answer.body.status !== 'authenticated') return;
    if (token !== holder.anchor) {
      world.stale.push(holder.anchor, ...holder.next.filter((each) => each !== token));
      Object.assign(holder, { anchor: token, next: [] });
    }
    holder.next.push(answer.body.trustedDeviceToken);
  },
  async wrongPassword(world) {
    const answer = await tenant.login(world.user.username, { password: 'not the password at all' });
    if (answer.status === 200) throw new Error('a wrong password');
  },
  async challenge(world, code = '123456') {
    const login = last(world.logins);
    if (!login) return;
    const given = { code, method: kindOf(code), ...(kindOf(code) === 'totp' ? { trustDevice: true } : {}) };
    if (login.step === 'code' && world.spent.includes(code)) count('a used code was presented');
    const answer = await post('/v1/login/challenge', given, { key: login.token });
    if (answer.status !== 200) return;
    if (login.step !== 'code') throw new Error('an enrolment that was owed was gone round');
    if (!spend(world, code)) throw new Error(`a code that is not right was taken: ${code}`);
    world.logins = world.logins.filter((each) => each !== login);
    world.recovery.push(...(answer.body.recoveryCodes ?? []));
    opened(world, 'a challenge', answer, 'code');
    if (answer.body.trustedDeviceToken) world.trusts.push({ anchor: answer.body.trustedDeviceToken, next: [] });
  },
  async enroll(world) {
    const login = last(world.logins);
    const session = last(world.sessions);
    if (login?.step === 'enrolment') {
      const begun = await post('/v1/login/enrollment', world.owed ? { resetCode: world.owed } : {}, {
        key: login.token,
      });
      if (begun.status === 201) world.pending = { id: '', secret: begun.body.secret, by: 'login' };
    } else if (session) {
      const begun = await post('/v1/account/authenticators', { type: 'totp' }, { key: session.token });
      if (begun.status !== 201) return;
      if (!mayChange(world, session)) throw new Error(`an enrolment begun with ${session.acr}`);
      world.pending = { id: begun.body.id, secret: begun.body.secret, by: 'session' };
    }
    await steps.confirm?.(world, undefined, '');
  },
  async confirm(world) {
    const { pending } = world;
    const [login, session] = [last(world.logins), last(world.sessions)];
    if (!pending) return;
    const code = totp(pending.secret, clock.now());
    const made = { id: pending.id, secret: pending.secret, step: nowStep() };
    if (pending.by === 'login' && login) {
      const answer = await post('/v1/login/enrollment/confirm', { code }, { key: login.token });
      if (answer.status !== 200) return;
      endAll(world);
      Object.assign(world, { pending: null, owed: null, apps: [made], recovery: answer.body.recoveryCodes });
      opened(world, 'an enrolment', answer, 'code');
    } else if (pending.by === 'session' && session) {
      const path = `/v1/account/authenticators/${pending.id}/confirm`;
      const answer = await post(path, { code }, { key: session.token });
      if (answer.status !== 200) return;
      if (!mayChange(world, session)) throw new Error(`an authenticator confirmed with ${session.acr}`);
      if (world.apps.length === 0) endAll(world, session);
      Object.assign(session, { acr: 'aal2', at: clock.now().getTime() });
      world.apps.push(made);
      world.spent.push(code);
      world.pending = null;
      if (answer.body.recoveryCodes) world.recovery = answer.body.recoveryCodes;
    }
  },
  async stepUp(world, code) {
    const session = last(world.sessions);
    if (!session) return;
    const given = { password: world.password, ...(code ? { code, method: kindOf(code) } : {}) };
    const answer = await post('/v1/session/reauthenticate', given, { key: session.token });
    if (answer.status !== 200) return;
    if (world.apps.length > 0 && !(code && spend(world, code)))
      throw new Error(`a step-up without a right code: ${code}`);
    world.recovery.push(...(answer.body.recoveryCodes ?? []));
    world.dead.push(session.token);
    Object.assign(session, {
      token: answer.body.sessionToken,
      acr: answer.body.session.acr,
      at: clock.now().getTime(),
    });
  },
  async removeApp(world) {
    const [session, app] = [last(world.sessions), world.apps[0]];
    if (!session || !app || app.id === '') return;
    const answer = await del(`/v1/account/authenticators/${app.id}`, { key: session.token });
    if (answer.status !== 204) return;
    if (!mayChange(world, session)) throw new Error(`an authenticator removed with ${session.acr}`);
    world.apps = world.apps.filter((each) => each !== app);
    if (world.apps.length === 0) world.recovery = [];
    endAll(world, session);
  },
  async renewCodes(world) {
    const session = last(world.sessions);
    if (!session) return;
    const answer = await post('/v1/account/recovery-codes', undefined, { key: session.token });
    if (answer.status !== 201) return;
    if (!mayChange(world, session)) throw new Error(`recovery codes renewed with ${session.acr}`);
    world.spent.push(...world.recovery);
    world.recovery = answer.body.recoveryCodes;
  },
  async changePassword(world) {
    const session = last(world.sessions);
    if (!session) return;
    const newPassword = `another phrase ${nowStep()} ${world.dead.length}`;
    const given = { currentPassword: world.password, newPassword };
    const answer = await post('/v1/account/password', given, { key: session.token });
    if (answer.status !== 204) return;
    if (world.apps.length > 0 && !mayChange(world, session)) throw new Error(`a password changed with ${session.acr}`);
    world.password = newPassword;
    endAll(world, session);
  },
  async reset(world) {
    const path = `${tenant.users}/${world.user.id}/two-factor-reset`;
    const answer = await post(path, { reason: 'lost phone' }, { key: tenant.support });
    if (answer.status !== 200) throw new Error(answer.text);
    endAll(world);
    world.spent.push(...world.recovery);
    Object.assign(world, { apps: [], pending: null, recovery: [], owed: answer.body.resetCode });
  },
  async wait() {
    clock.advance(30_000);
  },
  async waitLong() {
    clock.advance(601_000);
  },
  async waitHours() {
    // whoever was barred is so no longer, and all that idles has ended
    clock.advance(4_000_000);
  },
};

/** Half the walks begin with 2FA on, a login that waits for a code, and a browser that is trusted. */
const enrolled: [string, string][] = [
  ['signIn', 'right'],
  ['enroll', 'right'],
  ['wait', 'right'],
  ['signIn', 'right'],
  ['challenge', 'right'],
  ['wait', 'right'],
  ['signIn', 'right'],
];

const often = ['signIn', 'challenge', 'challenge', 'enroll', 'confirm', 'stepUp', 'signInTrusted', 'wait', 'wait'];
const step = fc.tuple(
  fc.constantFrom(...Object.keys(steps), ...often),
  fc.constantFrom('right', 'right', 'right', ...Object.keys(codes)),
);

async function walk(isEnrolled: boolean, way: [string, string][]): Promise<void> {
  const user = await tenant.newUser();
  const world: World = {
    user,
    password: PASSWORD,
    apps: [],
    pending: null,
    recovery: [],
    spent: [],
    trusts: [],
    stale: [],
    sessions: [],
    dead: [],
    logins: [],
    owed: null,
  };
  for (const [name, code] of isEnrolled ? [...enrolled, ...way] : way) {
    const before = world.sessions.length;
    await steps[name]?.(world, codes[code]?.(world), code);
    if (world.sessions.length > before) count(`${name} opened ${last(world.sessions)?.acr}`);
    for (const token of world.dead.slice(-5))
      if ((await get('/v1/session', { key: token })).status !== 401) throw new Error(`${name}: an ended session lives`);
  }
}

// Proves: v5.0.0-2.3.1, v5.0.0-6.3.4, CVE-2025-64103, CVE-2026-3429
t.test(
  'whatever way is walked, no session without both factors, no code twice, and nothing that ended lives',
  async (t) => {
    await rounds(t, 1, async (seed) => {
      const ways = fc.array(step, { minLength: 25, maxLength: 40 });
      await fc.assert(fc.asyncProperty(fc.boolean(), ways, walk), { seed, numRuns: 20, endOnFailure: true });
    });
    t.comment(JSON.stringify(reached));
    if (!usual) return;
    for (const [what, least] of Object.entries({
      'signIn opened aal1': 10,
      'signInTrusted opened aal1': 5,
      'challenge opened aal2': 12,
      'enroll opened aal2': 2,
      'a used code was presented': 3,
    }))
      t.ok((reached[what] ?? 0) >= least, `${what}: ${reached[what]}`);
  },
);
