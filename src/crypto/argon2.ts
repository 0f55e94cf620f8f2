import argon2 from 'argon2';

/** argon2id (RFC 9106) and what a stored PHC string asks for, on the threads of libuv. */
export interface Argon2 {
  /** the package that hashes */
  binding: string;
  hash(password: string | Buffer, cost: Argon2Cost): Promise<string>;
  /** The bare tag, of 32 bytes. */
  tag(password: string, salt: Buffer, cost: Argon2Cost): Promise<Buffer>;
  verify(phc: string, password: string): Promise<boolean>;
}

export interface Argon2Cost {
  memoryKib: number;
  passes: number;
}

/** The reference implementation, by the package that the service needs. */
export const reference: Argon2 = {
  binding: 'argon2',
  hash: (password, cost) => argon2.hash(password, optionsOf(cost)),
  tag: (password, salt, cost) => argon2.hash(password, { ...optionsOf(cost), salt, raw: true }),
  verify: (phc, password) => argon2.verify(phc, password),
};

const optionsOf = ({ memoryKib, passes }: Argon2Cost) =>
  ({ memoryCost: memoryKib, timeCost: passes, parallelism: 1, hashLength: 32 }) as const;

/** One that uses AVX2 where the processor has it, which takes three fifths of the time. Null: not for this platform. */
export async function vectorized(): Promise<Argon2 | null> {
  const native = await import('@node-rs/argon2').catch(() => null);
  if (!native) return null;
  const options = ({ memoryKib, passes }: Argon2Cost) =>
    ({ memoryCost: memoryKib, timeCost: passes, parallelism: 1, outputLen: 32 }) as const;
  return {
    binding: '@node-rs/argon2',
    hash: (password, cost) => native.hash(password, options(cost)),
    tag: (password, salt, cost) => native.hashRaw(password, { ...options(cost), salt }),
    // what this one can't read (base64 with bits to spare, a leading zero), the reference may
    verify: (phc, password) => native.verify(phc, password).catch(() => argon2.verify(phc, password)),
  };
}

/** Which of the two this process hashes by: they read each other's strings. */
export const fastest: Argon2 = (await vectorized()) ?? reference;
