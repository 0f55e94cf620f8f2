// @ts-nocheck
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { type Database, type Tx, transaction } from '../db/database.ts';
import { keysAt } from './rules.ts';

interface SigningKey {
  /** the `kid` */
  id: string;
  createdAt: Date;
  publicJwk: Record<string, string>;
  sealed: { keyId: string; bytes: Buffer };
}

/** Who a sealed private key belongs to. */
export const signingKeyOwner = (id: string): string[] => ['signing_keys', id];

const lockId = 4_117_690_027;

/** The key that signs now. The very first is made when it is first asked for. */
export async function currentKey(ctx: Context): Promise<{ id: string; privateKey: KeyObject }> {
  const { signer } = keysAt(await ensureKeys(ctx), ctx.now());
  if (!signer) throw new Error('there is no signing key');
  const der = ctx.sealing.open(signer.sealed, signingKeyOwner(signer.id));
  return { id: signer.id, privateKey: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) };
}

/** The public keys that verify what was signed and what will be, as JWKs (RFC 7517). */
export async function publishedKeys(ctx: Context): Promise<Record<string, string>[]> {
  const { published } = keysAt(await ensureKeys(ctx), ctx.now());
  return published.map((key) => ({ ...key.publicJwk, kid: key.id, use: 'sig', alg: 'ES256' }));
}

/**
 * Makes the next key: published at once, signing a little later. Those that verify nothing any more go; `alone`: all
 * others go, since one has leaked, and it signs at once.
 */
export async function addSigningKey(ctx: Context, { alone = false } = {}): Promise<{ id: string }> {
  return transaction(ctx.db, async (tx) => {
    await lock(tx);
    if (alone) await tx.deleteFrom('signing_keys').execute();
    const added = await insertKey(ctx, tx);
    const { published } = keysAt(await readKeys(tx), ctx.now());
    const kept = published.map((key) => key.id);
    await tx.deleteFrom('signing_keys').where('id', 'not in', kept).execute();
    return added;
  });
}

async function ensureKeys(ctx: Context): Promise<SigningKey[]> {
  const keys = await readKeys(ctx.db);
  if (keys.length > 0) return keys;
  await transaction(ctx.db, async (tx) => {
    await lock(tx);
    if ((await readKeys(tx)).length === 0) await insertKey(ctx, tx);
  });
  return readKeys(ctx.db);
}

/** Replicas that start together make one first key, not one each. */
const lock = (tx: Tx) => sql`select pg_advisory_xact_lock(${sql.lit(lockId)})`.execute(tx);

async function readKeys(db: Database | Tx): Promise<SigningKey[]> {
  const rows = await db.selectFrom('signing_keys').selectAll().execute();
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at,
    publicJwk: row.public_jwk,
    sealed: { keyId: row.secret_key_id, bytes: row.private_key },
  }));
}

/** ECDSA over P-256 (RFC 7518, 3.4): what every JWT library verifies. */
async function insertKey(ctx: Context, tx: Tx): Promise<{ id: string }> {
  const id = randomUUIDv7();
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sealed = ctx.sealing.seal(privateKey.export({ format: 'der', type: 'pkcs8' }), signingKeyOwner(id));
  await tx
    .insertInto('signing_keys')
    .values({
      id,
      public_jwk: JSON.stringify(publicKey.export({ format: 'jwk' })),
      private_key: sealed.bytes,
      secret_key_id: sealed.keyId,
      created_at: ctx.now(),
    })
    .execute();
  return { id };
}
