import { Secret, TOTP } from 'otpauth';

/** What Microsoft Authenticator, Google Authenticator and the others read (RFC 6238; key URI format). */
const TOTP_SETTINGS = { algorithm: 'SHA1', digits: 6, period: 30 } as const;

/** Recommended length of a secret: that of the HMAC's output (RFC 4226, 4, R6). */
export const SECRET_BYTES = 20;

/** Bounds for secrets that were made elsewhere: some apps made 80 bits. */
export const IMPORTED_SECRET_BYTES = { min: 10, max: 64 } as const;

export const MAX_AUTHENTICATORS = 5;

export const ENROLLMENT_MINUTES = 15;

/** Wrong codes at confirmation; then enrolment begins again. */
export const CODES_PER_ENROLLMENT = 5;

export const stepOf = (time: Date): number => Math.floor(time.getTime() / 1000 / TOTP_SETTINGS.period);

/** The six digits of what was typed, without ASCII spaces and dashes; null where that is not a code. */
export function readTotpCode(typed: string): string | null {
  const bare = typed.replace(/[ -]/g, '');
  return /^[0-9]{6}$/.test(bare) ? bare : null;
}

export interface LiveSecret {
  id: string;
  secret: Uint8Array;
  /** the time step of the last code that was taken */
  lastStep: number;
}

/**
 * Which authenticator made this code, at which time step: one of -1, 0, +1 of now, and later than the last one taken,
 * so that no code works twice (RFC 6238, 5.2). All candidates are computed and compared in constant time.
 */
export function matchTotp(
  code: string,
  secrets: readonly LiveSecret[],
  now: Date,
): { id: string; step: number } | null {
  const current = stepOf(now);
  let found: { id: string; step: number } | null = null;
  for (const live of secrets)
    for (const step of [current - 1, current, current + 1]) {
      const same = sameDigits(codeAt(live.secret, step), code);
      if (same && step > live.lastStep && !found) found = { id: live.id, step };
    }
  return found;
}

export function codeAt(secret: Uint8Array, step: number): string {
  const totp = new TOTP({ ...TOTP_SETTINGS, secret: secretOf(secret) });
  return totp.generate({ timestamp: step * TOTP_SETTINGS.period * 1000 });
}

function sameDigits(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let index = 0; index < a.length; index++) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}

const secretOf = (bytes: Uint8Array) => new Secret({ buffer: Uint8Array.from(bytes).buffer });

/** RFC 4648 base32, without padding. */
export const toBase32 = (bytes: Uint8Array): string => secretOf(bytes).base32;

/** The bytes of a base32 secret, read without regard to case, spaces, dashes and padding; null where it is none. */
export function fromBase32(text: string): Uint8Array | null {
  const bare = text
    .replace(/[ -]/g, '')
    .replace(/={1,6}$/, '')
    .toUpperCase();
  if (!/^[A-Z2-7]+$/.test(bare)) return null;
  const bytes = Secret.fromBase32(bare).bytes;
  return bytes.length >= IMPORTED_SECRET_BYTES.min && bytes.length <= IMPORTED_SECRET_BYTES.max ? bytes : null;
}

/**
 * The key URI that the QR code carries; its label is `issuer:account`, both percent-encoded. Apps split the label at its
 * first colon, encoded or not, so the issuer's own colons stay out of it; the parameter `issuer` has the whole name.
 */
export function otpauthUri(secret: Uint8Array, issuer: string, account: string): string {
  const { algorithm, digits, period } = TOTP_SETTINGS;
  const label = `${encodeURIComponent(issuer.replaceAll(':', ' '))}:${encodeURIComponent(account)}`;
  const settings = `algorithm=${algorithm}&digits=${digits}&period=${period}`;
  return `otpauth://totp/${label}?secret=${toBase32(secret)}&issuer=${encodeURIComponent(issuer)}&${settings}`;
}

/** What the app shows beside the issuer. Long names are cut, so that the picture stays easy to read. */
export const accountLabel = (username: string, tenantName: string): string =>
  `${shortened(username)} (${shortened(tenantName)})`;

const shortened = (name: string) => [...name].slice(0, 60).join('');

/** Whether an authenticator brought along from elsewhere is one of the kind that is spoken here. */
export const isSupported = (given: { algorithm?: string; digits?: number; period?: number }): boolean =>
  (given.algorithm ?? 'SHA1').toUpperCase().replace('-', '') === TOTP_SETTINGS.algorithm &&
  (given.digits ?? 6) === TOTP_SETTINGS.digits &&
  (given.period ?? 30) === TOTP_SETTINGS.period;

/** Crockford's base32: no I, L, O, U. */
export const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export const RECOVERY_CODES = 10;

/** 80 bits, as `XXXX-XXXX-XXXX-XXXX`. */
export const recoveryCodeFrom = (random: Uint8Array): string => grouped(crockford(random, 16), 4);

/** 50 bits, as `XXXXX-XXXXX`: read out by support, valid 24 hours, and counted like a code. */
export const resetCodeFrom = (random: Uint8Array): string => grouped(crockford(random, 10), 5);

export const RESET_CODE_HOURS = 24;

/** A recovery or reset code as it is hashed: without regard to case, spaces, dashes, and O/0, I/L/1. */
export function readCrockford(typed: string, length: number): string | null {
  const bare = typed
    .replace(/[\s\p{Pd}]/gu, '')
    .toUpperCase()
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return bare.length === length && [...bare].every((each) => CROCKFORD.includes(each)) ? bare : null;
}

export const RECOVERY_CODE_LENGTH = 16;
export const RESET_CODE_LENGTH = 10;

/** One byte a character: 256 is a multiple of 32, so no character is likelier than another. */
const crockford = (random: Uint8Array, length: number) =>
  Array.from(random.subarray(0, length), (byte) => CROCKFORD[byte % 32]).join('');

const grouped = (text: string, size: number) => text.replace(new RegExp(`.{${size}}(?=.)`, 'g'), '$&-');
