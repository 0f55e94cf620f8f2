import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import t from 'tap';
import { racing, slowStatements } from './support/model/racing.ts';
import { type Answer, must, newTenant, startService, type Tenant, totp } from './support/service.ts';

slowStatements();
const service = await startService(t);
const other = await startService(t, {}, service);

/** A call is held before one of its statements, in each round before another, until a change of policy should be over. */
const STATEMENTS = 8;
const MILLIS = 45;

interface Race {
  policy: object;
  /** what there is none of afterwards */
  none: string;
  /** where the call comes first, and where it comes second */
  answers: string[];
  prepare(tenant: Tenant): Promise<{ id: string; call: () => Promise<Answer> }>;
}

const UNPROTECTED = 'sessions as x join users as u on u.id = x.user_id where u.authenticators = 0 and';
const REQUIRED = { twoFactor: 'required', enforcedFrom: null };

const RACES: Record<string, Race> = {
  'a session without a second factor, where one is asked for now': {
    policy: REQUIRED,
    none: UNPROTECTED,
    answers: ['authenticated', 'enrollment_required'],
    async prepare({ newUser, slug, backend: key }) {
      const { id, username, password } = await newUser();
      const given = { username, password, client: { ip: '203.0.113.7' } };
      return { id, call: () => other.post(`/v1/tenants/${slug}/login`, given, { key }) };
    },
  },
  'a session whose last authenticator is being removed': {
    policy: REQUIRED,
    none: UNPROTECTED,
    answers: ['204', 'two_factor_required'],
    async prepare({ enrolledUser }) {
      const { id, session: key, authenticatorId } = await enrolledUser();
      return { id, call: () => other.del(`/v1/account/authenticators/${authenticatorId}`, { key }) };
    },
  },
  'a trusted device, where none is trusted any more': {
    policy: { trustedDevices: { enabled: false } },
    none: 'trusted_devices as x where',
    answers: ['authenticated', 'trusted_devices_disabled'],
    async prepare({ enrolledUser, login }) {
      const { id, username, secret } = await enrolledUser();
      const { loginToken: key } = must(await login(username), 200);
      const given = { code: totp(secret, service.clock.now()), trustDevice: true };
      return { id, call: () => other.post('/v1/login/challenge', given, { key }) };
    },
  },
};

// found by test/model.test.ts, as a session that a policy had not ended, and that a looser one would have revived
// Proves: v5.0.0-8.3.2
t.test('a stricter policy ends what is made by the old one at the same time', async (t) => {
  for (const [what, { policy, none, answers, prepare }] of Object.entries(RACES))
    await t.test(what, async (t) => {
      const seen = new Set<string>();
      // a busy machine may need more rounds, until each has come first
      for (let round = 0; round < STATEMENTS || (seen.size < answers.length && round < 5 * STATEMENTS); round++) {
        const statement = round % STATEMENTS;
        const tenant = await newTenant(service);
        const { id, call } = await prepare(tenant);
        const delays = Array.from({ length: 50 }, (_, index) => (index === statement ? MILLIS : 0));
        const calling = racing.run({ delays, count: 0 }, call);
        await sleep(MILLIS / 3);
        must(await service.patch(tenant.path, { policy }, { key: tenant.admin }), 200);
        const { body, status } = await calling;
        seen.add(body?.code ?? body?.status ?? String(status));
        const { rows } = await sql`select from ${sql.raw(none)} x.user_id = ${id} and x.ended_at is null`.execute(
          service.ctx.db,
        );
        t.equal(rows.length, 0, `${[...seen]}, held before statement ${statement}`);
      }
      t.strictSame(
        answers.filter((each) => !seen.has(each)),
        [],
        'each came first at times',
      );
    });
});
