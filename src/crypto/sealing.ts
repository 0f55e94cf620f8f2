import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A named 256-bit key, as `ENCRYPTION_KEYS` gives it. */
export interface Key {
  id: string;
  bytes: Buffer;
}

export interface Sealed {
  keyId: string;
  /** nonce (12 bytes), ciphertext, tag (16 bytes) */
  bytes: Buffer;
}

export interface Sealing {
  /** the key that encrypts */
  keyId: string;
  /** Encrypts with the first key. `owner` names what the text belongs to: elsewhere it can't be opened. */
  seal(plain: Buffer, owner: string[]): Sealed;
  /** Throws where the key is unknown or the ciphertext, its key id or its owner are not the ones sealed. */
  open(sealed: Sealed, owner: string[]): Buffer;
}

/** AES-256-GCM with a random 96-bit nonce and AAD = owner and key id (NIST SP 800-38D; ASVS 11.3.3). */
export function createSealing(keys: readonly Key[]): Sealing {
  const [first] = keys;
  if (!first) throw new Error('sealing needs at least one key');
  return {
    keyId: first.id,
    seal(plain, owner) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', first.bytes, nonce).setAAD(aad(first.id, owner));
      const bytes = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
      return { keyId: first.id, bytes };
    },
    open(sealed, owner) {
      const key = keys.find((candidate) => candidate.id === sealed.keyId);
      if (!key) throw new Error(`no encryption key with the id ${JSON.stringify(sealed.keyId)} is set`);
      const { bytes } = sealed;
      const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(0, 12), { authTagLength: 16 });
      decipher.setAAD(aad(key.id, owner)).setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
    },
  };
}

const aad = (keyId: string, owner: string[]) => Buffer.from(JSON.stringify([keyId, ...owner]));
