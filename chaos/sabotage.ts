/** Whether the checks of the database can fail: each kind of half-done work is made by hand, and must be found. */
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from '../bench/parts.ts';
import { halfDone } from './consistency.ts';
import { startLoad } from './journeys.ts';
import { asked } from './postgres.ts';
import { setStage } from './stage.ts';

/** What is to be found, and what brings it about. */
const SABOTAGE: [RegExp, string][] = [
  [
    /number of authenticators/,
    'update users set authenticators = authenticators + 1 where id = (select min(user_id::text)::uuid from authenticators)',
  ],
  [
    /no recovery codes/,
    'delete from recovery_code_sets where user_id = (select min(user_id::text)::uuid from recovery_code_sets)',
  ],
  [/not whole/, 'delete from recovery_codes where ctid = (select min(ctid) from recovery_codes)'],
  [
    /that they hang on/,
    'delete from trusted_device_tokens where id = (select min(anchor_token_id::text)::uuid from trusted_devices)',
  ],
  [
    /no sign-in has reported/,
    `delete from events where id = (select min(id::text)::uuid from events where type = 'login.succeeded')`,
  ],
  [
    /gave no session/,
    `delete from sessions where id = (select max(id::text)::uuid from sessions where methods && '{otp}')`,
  ],
  [
    /login is not complete/,
    `update logins set completed_at = null where id = (select l.id from logins l join sessions s
    on s.user_id = l.user_id and s.created_at = l.completed_at and s.methods && '{otp,recovery_code}' limit 1)`,
  ],
  [
    /whom no event reports/,
    `delete from events where id = (select min(id::text)::uuid from events where type = 'user.created')`,
  ],
  [
    /credentials that moved/,
    'update users set credentials_version = credentials_version + 1 where id = (select min(id::text)::uuid from users)',
  ],
  [
    /whose reset is not over/,
    'update users set two_factor_reset_at = now() where id = (select id from users where authenticators > 0 limit 1)',
  ],
  [
    /outlive a reset/,
    `update sessions set ended_at = null where id = (select s.id from sessions s join events e
    on e.user_id = s.user_id and e.type = 'two_factor.reset' and e.id > s.id limit 1)`,
  ],
  [
    /outlive a new password/,
    `update sessions set ended_at = null where id in (select s.id from sessions s join events e
    on e.user_id = s.user_id and e.type = 'password.changed' and e.id > s.id)`,
  ],
  [
    /outlive the credentials/,
    `update trusted_devices set ended_at = null where id = (select d.id from trusted_devices d
    join users u on u.id = d.user_id where d.credentials_version < u.credentials_version limit 1)`,
  ],
  [
    /devices that have ended/,
    'update trusted_devices set ended_at = now() where id = (select id from trusted_devices where ended_at is null limit 1)',
  ],
  [
    /authenticators that no event/,
    `delete from events where id = (select e.id from events e join authenticators a
    on e.data ->> 'authenticatorId' = a.id::text limit 1)`,
  ],
  [
    /codes of an app/,
    'update authenticators set last_step = last_step + 1 where id = (select min(id::text)::uuid from authenticators)',
  ],
  [
    /said to have ended/,
    `update sessions set ended_at = null where id = (select s.id from sessions s join events e
    on e.type = 'logout' and e.data ->> 'sessionId' = s.id::text limit 1)`,
  ],
  [
    /ended and no event says so/,
    'update sessions set ended_at = now() where id = (select id from sessions where ended_at is null limit 1)',
  ],
  [
    /recovery codes reported as used/,
    `update events set ip = null where id = (select id from events where type = 'recovery_code.used' limit 1)`,
  ],
  [
    /whose sign-in failed/,
    `update events set ip = null where id = (select id from events where type = 'trusted_device.added' limit 1)`,
  ],
  [/is not owed/, 'delete from webhook_deliveries where ctid = (select min(ctid) from webhook_deliveries)'],
];

const SECONDS = 20;

export async function sabotaged(): Promise<string[]> {
  const { cluster, world } = await setStage();
  const load = startLoad(world, 6);
  await sleep(SECONDS * 1000);
  await load.stop();
  const unseen = (await halfDone(cluster, world.tenantId)).map((each) => `before anything was done: ${each}`);
  for (const [what, query] of SABOTAGE) {
    const found = async () => (await halfDone(cluster, world.tenantId)).filter((each) => what.test(each)).join();
    const before = await found();
    await asked(cluster, query);
    if ((await found()) === before) unseen.push(`${what.source} was not found`);
  }
  say(`of ${SABOTAGE.length} kinds of half-done work ${SABOTAGE.length - unseen.length} were found`);
  return unseen;
}
