/** Holds what clients were told against what is so: over the API, as they would find out themselves. */
import { ask, CLIENT, codeOf, loginPath, stepNow, userPath, type World } from './journeys.ts';
import type { Facts, Person } from './people.ts';

interface Seen {
  events: Record<string, number>;
  secondFactor: boolean;
  sessions: Record<string, boolean>;
  password: string | null;
  /** it works, though another was set */
  former: boolean;
  step: string | null;
  /** the code of a step that may be spent */
  spentStep?: { step: number; works: boolean };
  recoveryCodes: Record<string, boolean>;
  device: boolean | null;
}

/** Everything that is not as the person was told; none where it is as if the unanswered call had been done, or not. */
export async function violationsOf(world: World, person: Person): Promise<string[]> {
  // not even the answer to its making came: nobody knows an id
  if (!person.id) return [];
  const seen = await look(world, person);
  const { facts, maybe } = person;
  const asTold = differences(facts, seen);
  if (asTold.length === 0) return [];
  const asMayBe = maybe ? differences(maybe, seen) : null;
  if (asMayBe?.length === 0) return [];
  return [...asTold, ...(asMayBe ? [`or else ${asMayBe.join(', ')}`] : [])].map(
    (each) => `${person.username}: ${each}`,
  );
}

async function look(world: World, person: Person): Promise<Seen> {
  const { facts, maybe } = person;
  const must = async (method: string, path: string, key: string, body?: object) => {
    const answer = await ask(world, method, path, key, body);
    if (answer === null || answer.status >= 500)
      throw new Error(`${method} ${path} after the fault: ${answer?.status}`);
    return answer;
  };
  const listed = await must(
    'GET',
    `/v1/admin/tenants/${world.tenant}/events?limit=100&userId=${person.id}`,
    world.support,
  );
  const events: Seen['events'] = {};
  for (const { type } of listed.body.events) events[type] = (events[type] ?? 0) + 1;
  const user = (await must('GET', userPath(world, person), world.support)).body;
  const seen: Seen = {
    events,
    secondFactor: user.twoFactor?.enabled ?? user.twoFactor === 'on',
    sessions: {},
    password: null,
    former: false,
    step: null,
    recoveryCodes: {},
    device: null,
  };
  for (const token of Object.keys(facts.sessions))
    seen.sessions[token] = (await must('GET', '/v1/session', token)).status === 200;

  const tried = (password: string, more: object) =>
    must('POST', loginPath(world), world.backend, { username: person.username, password, client: CLIENT, ...more });
  if (facts.former !== null) seen.former = (await tried(facts.former, {})).status === 200;
  const login = async (more: object = {}) => {
    for (const password of new Set([seen.password ?? facts.password, maybe?.password ?? facts.password])) {
      const answer = await tried(password, more);
      if (answer.status !== 200) continue;
      seen.password = password;
      return answer.body;
    }
    return { status: 'refused' };
  };
  const { device } = facts;
  if (device) seen.device = (await login({ trustedDeviceToken: device.token })).status === 'authenticated';
  const begun = await login();
  seen.step = begun.status;
  if (begun.status !== 'challenge_required') return seen;

  const give = async (body: object, key = begun.loginToken) =>
    (await must('POST', '/v1/login/challenge', key, body)).status === 200;
  const recovery = async (code: string, key?: string) => {
    seen.recoveryCodes[code] = await give({ method: 'recovery_code', code }, key);
  };
  const [spent] = facts.spentRecoveryCodes;
  if (spent) await recovery(spent);
  const { secret, step } = maybe?.secondFactor === 'on' ? maybe : facts;
  let key = begun.loginToken;
  if (secret !== null && step >= stepNow() - 1) {
    const works = await give({ code: codeOf(secret, step) });
    seen.spentStep = { step, works };
    if (works) key = (await login()).loginToken;
  }
  const [code = null] = person.inDoubt === null ? facts.recoveryCodes : [person.inDoubt];
  if (code === null) return seen;
  await recovery(code, key);
  // it was spent: another one must get the user in
  const [other] = facts.recoveryCodes.filter((each) => each !== code);
  if (!seen.recoveryCodes[code] && other) await recovery(other, key);
  return seen;
}

function differences(facts: Facts, seen: Seen): string[] {
  const found: string[] = [];
  const expect = (what: string, is: unknown, told: unknown) => {
    if (is !== told) found.push(`${what} is ${is}, was told ${told}`);
  };
  for (const type of new Set([...Object.keys(facts.events), ...Object.keys(seen.events)]))
    expect(`number of ${type}`, seen.events[type] ?? 0, facts.events[type] ?? 0);
  expect('2FA', seen.secondFactor, facts.secondFactor === 'on');
  for (const [token, works] of Object.entries(seen.sessions)) expect('a session', works, facts.sessions[token]);
  expect('the password', seen.password, facts.password);
  expect('the password before, that it works,', seen.former, false);
  const steps = { off: 'authenticated', on: 'challenge_required', reset: 'enrollment_required' };
  expect('the next step', seen.step, steps[facts.secondFactor]);
  if (seen.device !== null && facts.secondFactor !== 'reset')
    expect('the trusted device', seen.device, facts.device?.live ?? false);
  if (seen.spentStep && facts.secret !== null)
    expect('the code', seen.spentStep.works, seen.spentStep.step > facts.step);
  // those of a set whose answer was lost nobody knows
  for (const [code, works] of Object.entries(seen.recoveryCodes))
    if (facts.recoveryCodes.length > 0 || facts.spentRecoveryCodes.includes(code))
      expect('a recovery code', works, facts.recoveryCodes.includes(code));
  return found;
}
