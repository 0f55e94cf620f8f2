/** Users' lives, as a backend, a frontend and a support desk lead them; each remembers what it was answered. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, call, totp } from '../bench/parts.ts';
import { type Effect, effects, newPerson, live as openSessions, type Person } from './people.ts';

export interface World {
  /** of the service; another one after each start */
  url: () => string;
  tenant: string;
  tenantId: string;
  backend: string;
  support: string;
  /** how often each status was answered; `none`: no answer */
  statuses: Record<string, number>;
  /** what nobody should be told */
  wrong: string[];
  /** milliseconds from call to call of one life */
  pace?: number;
  sending?: (call: Sent) => void;
  heard?: (call: Sent, answer: Answer) => void;
}

export interface Sent {
  method: string;
  path: string;
  body?: object | undefined;
}

/** Longer than the service lets anything last. */
const PATIENCE_MILLIS = 30_000;
/** Longer than a call takes while all is well: what a code may be late by. */
const LATE_MILLIS = 3_000;

export const CLIENT = { ip: '203.0.113.7', userAgent: 'Mozilla/5.0 chaos' };

export async function ask(world: World, method: string, path: string, key: string, body?: object) {
  if (world.pace) await sleep(world.pace);
  world.sending?.({ method, path, body });
  const patience = new AbortController();
  const late = sleep(PATIENCE_MILLIS, 'late' as const, patience).catch(() => 'late' as const);
  const answer = await Promise.race([call(method, world.url() + path, body, key).catch(() => null), late]);
  patience.abort();
  const status = answer === 'late' ? 'late' : (answer?.status ?? 'none');
  world.statuses[status] = (world.statuses[status] ?? 0) + 1;
  if (answer === 'late') world.wrong.push(`${method} ${path}: not answered in ${PATIENCE_MILLIS / 1000} s`);
  if (answer !== 'late' && answer !== null) world.heard?.({ method, path, body }, answer);
  return answer === 'late' ? null : answer;
}

/** A call was not answered, or told to try again: the life stops there, and what is so is looked up later. */
export class Unanswered extends Error {}

/** Not 429: nobody here guesses, and a fault must not bar anybody. */
const mayBeTriedAgain = (answer: Answer | null): answer is null => answer === null || answer.status === 503;

interface Act {
  method?: string;
  path: string;
  key: string;
  body?: object;
  /** what it would spend */
  code?: string;
  /** the step of a code of an app: refused where the call was so late that its time had passed */
  step?: number;
  does: Effect;
}

async function act(world: World, person: Person, { method = 'POST', path, key, body, code, step, does }: Act) {
  const after = structuredClone(person.facts);
  does(after, null);
  Object.assign(person, { maybe: after, inDoubt: code ?? null });
  const began = Date.now();
  const answer = await ask(world, method, path, key, body);
  if (mayBeTriedAgain(answer)) throw new Unanswered();
  // a fault of the service's own, where there should be none
  if (answer.status >= 500) {
    world.wrong.push(`${method} ${path.replace(/[0-9a-f-]{36}/g, '…')}: ${answer.status} ${answer.body?.code}`);
    throw new Unanswered();
  }
  Object.assign(person, { maybe: null, inDoubt: null });
  if (answer.status >= 300) {
    const late = step !== undefined && stepNow() - 1 > step - (Date.now() - began > LATE_MILLIS ? 0 : 1);
    const codes = person.facts.events['authenticator.failed'] ?? 0;
    if (answer.body?.code === 'invalid_code' && path === '/v1/login/challenge')
      person.facts.events['authenticator.failed'] = codes + 1;
    if (!late) world.wrong.push(`${method} ${path}: ${answer.status} ${answer.body?.code}`);
    throw new Unanswered();
  }
  does(person.facts, answer.body);
  return answer.body;
}

export const stepNow = () => Math.floor(Date.now() / 30_000);

/** The first step whose code works, and will do so for some seconds; null: not before the next one begins. */
export function nextStep({ facts }: Person): number | null {
  const within = Date.now() % 30_000;
  const first = within > 30_000 - LATE_MILLIS ? stepNow() : stepNow() - 1;
  const step = Math.max(first, facts.step + 1);
  return step > stepNow() + 1 ? null : step;
}

export const codeOf = (secret: string, step: number) => totp(fromBase32(secret), step);

function fromBase32(text: string): Buffer {
  let bits = '';
  for (const letter of text) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

const passphrase = () => `correct horse ${randomBytes(8).toString('hex')}`;

export const loginPath = (world: World) => `/v1/tenants/${world.tenant}/login`;
export const userPath = (world: World, person: Person) => `/v1/admin/tenants/${world.tenant}/users/${person.id}`;

const passwordStep = (world: World, person: Person, does: Effect, more: object = {}) =>
  act(world, person, {
    path: loginPath(world),
    key: world.backend,
    body: { username: person.username, password: person.facts.password, client: CLIENT, ...more },
    does,
  });

export async function enrol(world: World, person: Person): Promise<void> {
  const { sessionToken: key } = await passwordStep(world, person, effects.signedIn);
  const path = '/v1/account/authenticators';
  const begun = await act(world, person, { path, key, body: { type: 'totp' }, does: effects.nothing });
  const step = nextStep(person) ?? 0;
  await act(world, person, {
    path: `${path}/${begun.id}/confirm`,
    key,
    body: { code: codeOf(begun.secret, step) },
    step,
    does: effects.enrolled(begun.secret, step, key),
  });
}

/** By a code of the app; where it would be none yet, by a recovery code. */
export async function signIn(world: World, person: Person, trustDevice: boolean): Promise<string> {
  const step = nextStep(person);
  if (step === null) return signInByRecoveryCode(world, person);
  const { loginToken: key } = await passwordStep(world, person, effects.challenged);
  const code = codeOf(person.facts.secret ?? '', step);
  const does = effects.gaveCode(step, trustDevice);
  const body = trustDevice ? { code, trustDevice } : { code };
  return (await act(world, person, { path: '/v1/login/challenge', key, body, step, does })).sessionToken;
}

async function signInByRecoveryCode(world: World, person: Person): Promise<string> {
  const { loginToken: key } = await passwordStep(world, person, effects.challenged);
  const [code = ''] = person.facts.recoveryCodes;
  const body = { method: 'recovery_code', code };
  const does = effects.gaveRecoveryCode(code);
  return (await act(world, person, { path: '/v1/login/challenge', key, body, code, does })).sessionToken;
}

/** The session's token; null: the browser is trusted no more. */
export async function comeBackTrusted(world: World, person: Person): Promise<string | null> {
  const { device } = person.facts;
  if (!device?.live) return null;
  const more = { trustedDeviceToken: device.token };
  return (await passwordStep(world, person, effects.spared, more)).sessionToken;
}

async function changePassword(world: World, person: Person, key: string): Promise<void> {
  const newPassword = passphrase();
  const body = { currentPassword: person.facts.password, newPassword };
  const does = effects.changedPassword(newPassword, key);
  await act(world, person, { path: '/v1/account/password', key, body, does });
}

/** Support takes the second factor away, and the user enrols anew in the login. */
async function loseThePhone(world: World, person: Person): Promise<void> {
  const { resetCode } = await act(world, person, {
    path: `${userPath(world, person)}/two-factor-reset`,
    key: world.support,
    body: { reason: 'lost phone' },
    does: effects.reset,
  });
  const { loginToken: key } = await passwordStep(world, person, effects.challenged);
  const path = '/v1/login/enrollment';
  const begun = await act(world, person, { path, key, body: { resetCode }, does: effects.nothing });
  const step = nextStep(person) ?? 0;
  await act(world, person, {
    path: `${path}/confirm`,
    key,
    body: { code: codeOf(begun.secret, step) },
    step,
    does: effects.enrolledInLogin(begun.secret, step),
  });
}

const one = <Kind>(of: Kind[]) => of[Math.floor(Math.random() * of.length)] as Kind;

export async function make(world: World, person: Person): Promise<void> {
  const made = await act(world, person, {
    path: `/v1/admin/tenants/${world.tenant}/users`,
    key: world.backend,
    body: { username: person.username, password: person.facts.password },
    does: effects.created,
  });
  person.id = made.id;
}

/** From the account's making on, what users do in an order of chance. */
async function live(world: World, person: Person): Promise<void> {
  await make(world, person);
  await enrol(world, person);
  // an eleventh session would end the one that was used least recently, and a deed begins three at most
  for (let deeds = 2 + Math.random() * 4; deeds > 0 && openSessions(person.facts).length < 8; deeds--) {
    const key = await signIn(world, person, Math.random() < 0.6);
    const path = '/v1/account/sessions';
    await one<() => Promise<unknown>>([
      () => comeBackTrusted(world, person).then(() => comeBackTrusted(world, person)),
      () => changePassword(world, person, key),
      () => act(world, person, { method: 'DELETE', path: '/v1/session', key, does: effects.signedOut(key) }),
      () => act(world, person, { method: 'DELETE', path, key, does: effects.endedOthers(key) }),
      () =>
        act(world, person, {
          method: 'DELETE',
          path: '/v1/account/trusted-devices',
          key,
          does: effects.endedDevices(key),
        }),
      () => loseThePhone(world, person),
    ])();
  }
}

export interface Load {
  people: Person[];
  /** of whom nothing will change any more */
  finished: Person[];
  /** ends once what is under way has been answered */
  stop(): Promise<void>;
}

/** `at` lives at once, one after another. */
export function startLoad(world: World, at: number): Load {
  const people: Person[] = [];
  const finished: Person[] = [];
  let over = false;
  const lives = Array.from({ length: at }, async () => {
    while (!over) {
      const person = newPerson(`user-${randomBytes(6).toString('hex')}`, passphrase());
      people.push(person);
      await live(world, person).catch(async (error) => {
        if (!(error instanceof Unanswered)) throw error;
        await sleep(200);
      });
      finished.push(person);
    }
  });
  return {
    people,
    finished,
    async stop() {
      over = true;
      await Promise.all(lives);
    },
  };
}
