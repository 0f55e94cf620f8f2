// @ts-nocheck
function stryNS_9fa48() {
  var g = typeof globalThis === 'object' && globalThis && globalThis.Math === Math && globalThis || new Function("return this")();
  var ns = g.__stryker__ || (g.__stryker__ = {});
  if (ns.activeMutant === undefined && g.process && g.process.env && g.process.env.__STRYKER_ACTIVE_MUTANT__) {
    ns.activeMutant = g.process.env.__STRYKER_ACTIVE_MUTANT__;
  }
  function retrieveNS() {
    return ns;
  }
  stryNS_9fa48 = retrieveNS;
  return retrieveNS();
}
stryNS_9fa48();
function stryCov_9fa48() {
  var ns = stryNS_9fa48();
  var cov = ns.mutantCoverage || (ns.mutantCoverage = {
    static: {},
    perTest: {}
  });
  function cover() {
    var c = cov.static;
    if (ns.currentTestId) {
      c = cov.perTest[ns.currentTestId] = cov.perTest[ns.currentTestId] || {};
    }
    var a = arguments;
    for (var i = 0; i < a.length; i++) {
      c[a[i]] = (c[a[i]] || 0) + 1;
    }
  }
  stryCov_9fa48 = cover;
  cover.apply(null, arguments);
}
function stryMutAct_9fa48(id) {
  var ns = stryNS_9fa48();
  function isActive(id) {
    if (ns.activeMutant === id) {
      if (ns.hitCount !== void 0 && ++ns.hitCount > ns.hitLimit) {
        throw new Error('Stryker: Hit count limit reached (' + ns.hitCount + ')');
      }
      return true;
    }
    return false;
  }
  stryMutAct_9fa48 = isActive;
  return isActive(id);
}
import { Secret, TOTP } from 'otpauth';

/** What Microsoft Authenticator, Google Authenticator and the others read (RFC 6238; key URI format). */
const TOTP_SETTINGS = {
  algorithm: 'SHA1',
  digits: 6,
  period: 30
} as const;

/** Recommended length of a secret: that of the HMAC's output (RFC 4226, 4, R6). */
export const SECRET_BYTES = 20;

/** Bounds for secrets that were made elsewhere: some apps made 80 bits. */
export const IMPORTED_SECRET_BYTES = {
  min: 10,
  max: 64
} as const;
export const MAX_AUTHENTICATORS = 5;
export const ENROLLMENT_MINUTES = 15;

/** Wrong codes at confirmation; then enrolment begins again. */
export const CODES_PER_ENROLLMENT = 5;
export const stepOf = stryMutAct_9fa48("43") ? () => undefined : (stryCov_9fa48("43"), (() => {
  const stepOf = (time: Date): number => Math.floor(stryMutAct_9fa48("44") ? time.getTime() / 1000 * TOTP_SETTINGS.period : (stryCov_9fa48("44"), (stryMutAct_9fa48("45") ? time.getTime() * 1000 : (stryCov_9fa48("45"), time.getTime() / 1000)) / TOTP_SETTINGS.period));
  return stepOf;
})());

/** The six digits of what was typed, without ASCII spaces and dashes; null where that is not a code. */
export function readTotpCode(typed: string): string | null {
  if (stryMutAct_9fa48("46")) {
    {}
  } else {
    stryCov_9fa48("46");
    const bare = typed.replace(stryMutAct_9fa48("47") ? /[^ -]/g : (stryCov_9fa48("47"), /[ -]/g), stryMutAct_9fa48("48") ? "Stryker was here!" : (stryCov_9fa48("48"), ''));
    return (stryMutAct_9fa48("52") ? /^[^0-9]{6}$/ : stryMutAct_9fa48("51") ? /^[0-9]$/ : stryMutAct_9fa48("50") ? /^[0-9]{6}/ : stryMutAct_9fa48("49") ? /[0-9]{6}$/ : (stryCov_9fa48("49", "50", "51", "52"), /^[0-9]{6}$/)).test(bare) ? bare : null;
  }
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
export function matchTotp(code: string, secrets: readonly LiveSecret[], now: Date): {
  id: string;
  step: number;
} | null {
  if (stryMutAct_9fa48("53")) {
    {}
  } else {
    stryCov_9fa48("53");
    const current = stepOf(now);
    let found: {
      id: string;
      step: number;
    } | null = null;
    for (const live of secrets) for (const step of stryMutAct_9fa48("54") ? [] : (stryCov_9fa48("54"), [stryMutAct_9fa48("55") ? current + 1 : (stryCov_9fa48("55"), current - 1), current, stryMutAct_9fa48("56") ? current - 1 : (stryCov_9fa48("56"), current + 1)])) {
      if (stryMutAct_9fa48("57")) {
        {}
      } else {
        stryCov_9fa48("57");
        const same = sameDigits(codeAt(live.secret, step), code);
        if (stryMutAct_9fa48("60") ? same && step > live.lastStep || !found : stryMutAct_9fa48("59") ? false : stryMutAct_9fa48("58") ? true : (stryCov_9fa48("58", "59", "60"), (stryMutAct_9fa48("62") ? same || step > live.lastStep : stryMutAct_9fa48("61") ? true : (stryCov_9fa48("61", "62"), same && (stryMutAct_9fa48("65") ? step <= live.lastStep : stryMutAct_9fa48("64") ? step >= live.lastStep : stryMutAct_9fa48("63") ? true : (stryCov_9fa48("63", "64", "65"), step > live.lastStep)))) && (stryMutAct_9fa48("66") ? found : (stryCov_9fa48("66"), !found)))) found = stryMutAct_9fa48("67") ? {} : (stryCov_9fa48("67"), {
          id: live.id,
          step
        });
      }
    }
    return found;
  }
}
export function codeAt(secret: Uint8Array, step: number): string {
  if (stryMutAct_9fa48("68")) {
    {}
  } else {
    stryCov_9fa48("68");
    const totp = new TOTP(stryMutAct_9fa48("69") ? {} : (stryCov_9fa48("69"), {
      ...TOTP_SETTINGS,
      secret: secretOf(secret)
    }));
    return totp.generate(stryMutAct_9fa48("70") ? {} : (stryCov_9fa48("70"), {
      timestamp: stryMutAct_9fa48("71") ? step * TOTP_SETTINGS.period / 1000 : (stryCov_9fa48("71"), (stryMutAct_9fa48("72") ? step / TOTP_SETTINGS.period : (stryCov_9fa48("72"), step * TOTP_SETTINGS.period)) * 1000)
    }));
  }
}
function sameDigits(a: string, b: string): boolean {
  if (stryMutAct_9fa48("73")) {
    {}
  } else {
    stryCov_9fa48("73");
    let difference = a.length ^ b.length;
    for (let index = 0; stryMutAct_9fa48("76") ? index >= a.length : stryMutAct_9fa48("75") ? index <= a.length : stryMutAct_9fa48("74") ? false : (stryCov_9fa48("74", "75", "76"), index < a.length); stryMutAct_9fa48("77") ? index-- : (stryCov_9fa48("77"), index++)) stryMutAct_9fa48("78") ? difference &= a.charCodeAt(index) ^ b.charCodeAt(index) : (stryCov_9fa48("78"), difference |= a.charCodeAt(index) ^ b.charCodeAt(index));
    return stryMutAct_9fa48("81") ? difference !== 0 : stryMutAct_9fa48("80") ? false : stryMutAct_9fa48("79") ? true : (stryCov_9fa48("79", "80", "81"), difference === 0);
  }
}
const secretOf = stryMutAct_9fa48("82") ? () => undefined : (stryCov_9fa48("82"), (() => {
  const secretOf = (bytes: Uint8Array) => new Secret(stryMutAct_9fa48("83") ? {} : (stryCov_9fa48("83"), {
    buffer: Uint8Array.from(bytes).buffer
  }));
  return secretOf;
})());

/** RFC 4648 base32, without padding. */
export const toBase32 = stryMutAct_9fa48("84") ? () => undefined : (stryCov_9fa48("84"), (() => {
  const toBase32 = (bytes: Uint8Array): string => secretOf(bytes).base32;
  return toBase32;
})());

/** The bytes of a base32 secret, read without regard to case, spaces, dashes and padding; null where it is none. */
export function fromBase32(text: string): Uint8Array | null {
  if (stryMutAct_9fa48("85")) {
    {}
  } else {
    stryCov_9fa48("85");
    const bare = stryMutAct_9fa48("86") ? text.replace(/[ -]/g, '').replace(/={1,6}$/, '').toLowerCase() : (stryCov_9fa48("86"), text.replace(stryMutAct_9fa48("87") ? /[^ -]/g : (stryCov_9fa48("87"), /[ -]/g), stryMutAct_9fa48("88") ? "Stryker was here!" : (stryCov_9fa48("88"), '')).replace(stryMutAct_9fa48("90") ? /=$/ : stryMutAct_9fa48("89") ? /={1,6}/ : (stryCov_9fa48("89", "90"), /={1,6}$/), stryMutAct_9fa48("91") ? "Stryker was here!" : (stryCov_9fa48("91"), '')).toUpperCase());
    if (stryMutAct_9fa48("94") ? false : stryMutAct_9fa48("93") ? true : stryMutAct_9fa48("92") ? /^[A-Z2-7]+$/.test(bare) : (stryCov_9fa48("92", "93", "94"), !(stryMutAct_9fa48("98") ? /^[^A-Z2-7]+$/ : stryMutAct_9fa48("97") ? /^[A-Z2-7]$/ : stryMutAct_9fa48("96") ? /^[A-Z2-7]+/ : stryMutAct_9fa48("95") ? /[A-Z2-7]+$/ : (stryCov_9fa48("95", "96", "97", "98"), /^[A-Z2-7]+$/)).test(bare))) return null;
    const bytes = Secret.fromBase32(bare).bytes;
    return (stryMutAct_9fa48("101") ? bytes.length >= IMPORTED_SECRET_BYTES.min || bytes.length <= IMPORTED_SECRET_BYTES.max : stryMutAct_9fa48("100") ? false : stryMutAct_9fa48("99") ? true : (stryCov_9fa48("99", "100", "101"), (stryMutAct_9fa48("104") ? bytes.length < IMPORTED_SECRET_BYTES.min : stryMutAct_9fa48("103") ? bytes.length > IMPORTED_SECRET_BYTES.min : stryMutAct_9fa48("102") ? true : (stryCov_9fa48("102", "103", "104"), bytes.length >= IMPORTED_SECRET_BYTES.min)) && (stryMutAct_9fa48("107") ? bytes.length > IMPORTED_SECRET_BYTES.max : stryMutAct_9fa48("106") ? bytes.length < IMPORTED_SECRET_BYTES.max : stryMutAct_9fa48("105") ? true : (stryCov_9fa48("105", "106", "107"), bytes.length <= IMPORTED_SECRET_BYTES.max)))) ? bytes : null;
  }
}

/**
 * The key URI that the QR code carries; its label is `issuer:account`, both percent-encoded. Apps split the label at its
 * first colon, encoded or not, so the issuer's own colons stay out of it; the parameter `issuer` has the whole name.
 */
export function otpauthUri(secret: Uint8Array, issuer: string, account: string): string {
  if (stryMutAct_9fa48("108")) {
    {}
  } else {
    stryCov_9fa48("108");
    const {
      algorithm,
      digits,
      period
    } = TOTP_SETTINGS;
    const label = stryMutAct_9fa48("109") ? `` : (stryCov_9fa48("109"), `${encodeURIComponent(issuer.replaceAll(stryMutAct_9fa48("110") ? "" : (stryCov_9fa48("110"), ':'), stryMutAct_9fa48("111") ? "" : (stryCov_9fa48("111"), ' ')))}:${encodeURIComponent(account)}`);
    const settings = stryMutAct_9fa48("112") ? `` : (stryCov_9fa48("112"), `algorithm=${algorithm}&digits=${digits}&period=${period}`);
    return stryMutAct_9fa48("113") ? `` : (stryCov_9fa48("113"), `otpauth://totp/${label}?secret=${toBase32(secret)}&issuer=${encodeURIComponent(issuer)}&${settings}`);
  }
}

/** What the app shows beside the issuer. Long names are cut, so that the picture stays easy to read. */
export const accountLabel = stryMutAct_9fa48("114") ? () => undefined : (stryCov_9fa48("114"), (() => {
  const accountLabel = (username: string, tenantName: string): string => stryMutAct_9fa48("115") ? `` : (stryCov_9fa48("115"), `${shortened(username)} (${shortened(tenantName)})`);
  return accountLabel;
})());
const shortened = stryMutAct_9fa48("116") ? () => undefined : (stryCov_9fa48("116"), (() => {
  const shortened = (name: string) => stryMutAct_9fa48("117") ? [...name].join('') : (stryCov_9fa48("117"), (stryMutAct_9fa48("118") ? [] : (stryCov_9fa48("118"), [...name])).slice(0, 60).join(stryMutAct_9fa48("119") ? "Stryker was here!" : (stryCov_9fa48("119"), '')));
  return shortened;
})());

/** Whether an authenticator brought along from elsewhere is one of the kind that is spoken here. */
export const isSupported = stryMutAct_9fa48("120") ? () => undefined : (stryCov_9fa48("120"), (() => {
  const isSupported = (given: {
    algorithm?: string;
    digits?: number;
    period?: number;
  }): boolean => stryMutAct_9fa48("123") ? (given.algorithm ?? 'SHA1').toUpperCase().replace('-', '') === TOTP_SETTINGS.algorithm && (given.digits ?? 6) === TOTP_SETTINGS.digits || (given.period ?? 30) === TOTP_SETTINGS.period : stryMutAct_9fa48("122") ? false : stryMutAct_9fa48("121") ? true : (stryCov_9fa48("121", "122", "123"), (stryMutAct_9fa48("125") ? (given.algorithm ?? 'SHA1').toUpperCase().replace('-', '') === TOTP_SETTINGS.algorithm || (given.digits ?? 6) === TOTP_SETTINGS.digits : stryMutAct_9fa48("124") ? true : (stryCov_9fa48("124", "125"), (stryMutAct_9fa48("127") ? (given.algorithm ?? 'SHA1').toUpperCase().replace('-', '') !== TOTP_SETTINGS.algorithm : stryMutAct_9fa48("126") ? true : (stryCov_9fa48("126", "127"), (stryMutAct_9fa48("128") ? (given.algorithm ?? 'SHA1').toLowerCase().replace('-', '') : (stryCov_9fa48("128"), (stryMutAct_9fa48("129") ? given.algorithm && 'SHA1' : (stryCov_9fa48("129"), given.algorithm ?? (stryMutAct_9fa48("130") ? "" : (stryCov_9fa48("130"), 'SHA1')))).toUpperCase().replace(stryMutAct_9fa48("131") ? "" : (stryCov_9fa48("131"), '-'), stryMutAct_9fa48("132") ? "Stryker was here!" : (stryCov_9fa48("132"), '')))) === TOTP_SETTINGS.algorithm)) && (stryMutAct_9fa48("134") ? (given.digits ?? 6) !== TOTP_SETTINGS.digits : stryMutAct_9fa48("133") ? true : (stryCov_9fa48("133", "134"), (stryMutAct_9fa48("135") ? given.digits && 6 : (stryCov_9fa48("135"), given.digits ?? 6)) === TOTP_SETTINGS.digits)))) && (stryMutAct_9fa48("137") ? (given.period ?? 30) !== TOTP_SETTINGS.period : stryMutAct_9fa48("136") ? true : (stryCov_9fa48("136", "137"), (stryMutAct_9fa48("138") ? given.period && 30 : (stryCov_9fa48("138"), given.period ?? 30)) === TOTP_SETTINGS.period)));
  return isSupported;
})());

/** Crockford's base32: no I, L, O, U. */
export const CROCKFORD = stryMutAct_9fa48("139") ? "" : (stryCov_9fa48("139"), '0123456789ABCDEFGHJKMNPQRSTVWXYZ');
export const RECOVERY_CODES = 10;

/** 80 bits, as `XXXX-XXXX-XXXX-XXXX`. */
export const recoveryCodeFrom = stryMutAct_9fa48("140") ? () => undefined : (stryCov_9fa48("140"), (() => {
  const recoveryCodeFrom = (random: Uint8Array): string => grouped(crockford(random, 16), 4);
  return recoveryCodeFrom;
})());

/** 50 bits, as `XXXXX-XXXXX`: read out by support, valid 24 hours, and counted like a code. */
export const resetCodeFrom = stryMutAct_9fa48("141") ? () => undefined : (stryCov_9fa48("141"), (() => {
  const resetCodeFrom = (random: Uint8Array): string => grouped(crockford(random, 10), 5);
  return resetCodeFrom;
})());
export const RESET_CODE_HOURS = 24;

/** A recovery or reset code as it is hashed: without regard to case, spaces, dashes, and O/0, I/L/1. */
export function readCrockford(typed: string, length: number): string | null {
  if (stryMutAct_9fa48("142")) {
    {}
  } else {
    stryCov_9fa48("142");
    const bare = stryMutAct_9fa48("143") ? typed.replace(/[\s\p{Pd}]/gu, '').toLowerCase().replace(/O/g, '0').replace(/[IL]/g, '1') : (stryCov_9fa48("143"), typed.replace(stryMutAct_9fa48("146") ? /[\s\P{Pd}]/gu : stryMutAct_9fa48("145") ? /[\S\p{Pd}]/gu : stryMutAct_9fa48("144") ? /[^\s\p{Pd}]/gu : (stryCov_9fa48("144", "145", "146"), /[\s\p{Pd}]/gu), stryMutAct_9fa48("147") ? "Stryker was here!" : (stryCov_9fa48("147"), '')).toUpperCase().replace(/O/g, stryMutAct_9fa48("148") ? "" : (stryCov_9fa48("148"), '0')).replace(stryMutAct_9fa48("149") ? /[^IL]/g : (stryCov_9fa48("149"), /[IL]/g), stryMutAct_9fa48("150") ? "" : (stryCov_9fa48("150"), '1')));
    return (stryMutAct_9fa48("153") ? bare.length === length || [...bare].every(each => CROCKFORD.includes(each)) : stryMutAct_9fa48("152") ? false : stryMutAct_9fa48("151") ? true : (stryCov_9fa48("151", "152", "153"), (stryMutAct_9fa48("155") ? bare.length !== length : stryMutAct_9fa48("154") ? true : (stryCov_9fa48("154", "155"), bare.length === length)) && (stryMutAct_9fa48("156") ? [...bare].some(each => CROCKFORD.includes(each)) : (stryCov_9fa48("156"), (stryMutAct_9fa48("157") ? [] : (stryCov_9fa48("157"), [...bare])).every(stryMutAct_9fa48("158") ? () => undefined : (stryCov_9fa48("158"), each => CROCKFORD.includes(each))))))) ? bare : null;
  }
}
export const RECOVERY_CODE_LENGTH = 16;
export const RESET_CODE_LENGTH = 10;

/** One byte a character: 256 is a multiple of 32, so no character is likelier than another. */
const crockford = stryMutAct_9fa48("159") ? () => undefined : (stryCov_9fa48("159"), (() => {
  const crockford = (random: Uint8Array, length: number) => Array.from(random.subarray(0, length), stryMutAct_9fa48("160") ? () => undefined : (stryCov_9fa48("160"), byte => CROCKFORD[stryMutAct_9fa48("161") ? byte * 32 : (stryCov_9fa48("161"), byte % 32)])).join(stryMutAct_9fa48("162") ? "Stryker was here!" : (stryCov_9fa48("162"), ''));
  return crockford;
})());
const grouped = stryMutAct_9fa48("163") ? () => undefined : (stryCov_9fa48("163"), (() => {
  const grouped = (text: string, size: number) => stryMutAct_9fa48("164") ? text.match(new RegExp(`.{${size}}`, 'g'))?.join('-') && text : (stryCov_9fa48("164"), (stryMutAct_9fa48("165") ? text.match(new RegExp(`.{${size}}`, 'g')).join('-') : (stryCov_9fa48("165"), text.match(new RegExp(stryMutAct_9fa48("166") ? `` : (stryCov_9fa48("166"), `.{${size}}`), stryMutAct_9fa48("167") ? "" : (stryCov_9fa48("167"), 'g')))?.join(stryMutAct_9fa48("168") ? "" : (stryCov_9fa48("168"), '-')))) ?? text);
  return grouped;
})());