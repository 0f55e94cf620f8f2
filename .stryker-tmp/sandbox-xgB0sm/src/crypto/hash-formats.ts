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
import { pbkdf2, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import bcrypt from 'bcrypt';
import { fastest } from './argon2.ts';

/** A password hash that was read: ours, or one brought along from elsewhere. */
export interface PasswordHash {
  /** its kind and cost, without salt and hash */
  form: string;
  /** Judges a password, off the main thread. */
  matches(password: string): Promise<boolean>;
  /** Costs at most what one verification may cost here: some ten of our own hashes (a third of a second). */
  affordable: boolean;
  /** What argon2id fills, in KiB times passes; 0 of any other kind, which is always replaced by ours. */
  argon2idWork: number;
}

/**
 * Reads a stored hash by its form: PHC strings of argon2i, argon2id and scrypt, bcrypt (`$2a$ $2b$ $2y$`), PBKDF2
 * (`$pbkdf2-sha256$…`, `$pbkdf2-sha512$…`) and ASP.NET Core Identity v3 (base64). Null: none of them.
 * To bcrypt a NUL ends the password, and HMAC (in PBKDF2 and scrypt) pads with it: no password that holds one is right.
 */
export function readHash(stored: string): PasswordHash | null {
  if (stryMutAct_9fa48("190")) {
    {}
  } else {
    stryCov_9fa48("190");
    const hash = stryMutAct_9fa48("191") ? (argon2Hash(stored) ?? scryptHash(stored) ?? bcryptHash(stored) ?? pbkdf2Hash(stored)) && identityHash(stored) : (stryCov_9fa48("191"), (stryMutAct_9fa48("192") ? (argon2Hash(stored) ?? scryptHash(stored) ?? bcryptHash(stored)) && pbkdf2Hash(stored) : (stryCov_9fa48("192"), (stryMutAct_9fa48("193") ? (argon2Hash(stored) ?? scryptHash(stored)) && bcryptHash(stored) : (stryCov_9fa48("193"), (stryMutAct_9fa48("194") ? argon2Hash(stored) && scryptHash(stored) : (stryCov_9fa48("194"), argon2Hash(stored) ?? scryptHash(stored))) ?? bcryptHash(stored))) ?? pbkdf2Hash(stored))) ?? identityHash(stored));
    return stryMutAct_9fa48("197") ? hash || {
      ...hash,
      matches: async password => (await hash.matches(password)) && !password.includes('\0')
    } : stryMutAct_9fa48("196") ? false : stryMutAct_9fa48("195") ? true : (stryCov_9fa48("195", "196", "197"), hash && (stryMutAct_9fa48("198") ? {} : (stryCov_9fa48("198"), {
      ...hash,
      matches: stryMutAct_9fa48("199") ? () => undefined : (stryCov_9fa48("199"), async password => stryMutAct_9fa48("202") ? (await hash.matches(password)) || !password.includes('\0') : stryMutAct_9fa48("201") ? false : stryMutAct_9fa48("200") ? true : (stryCov_9fa48("200", "201", "202"), (await hash.matches(password)) && (stryMutAct_9fa48("203") ? password.includes('\0') : (stryCov_9fa48("203"), !password.includes(stryMutAct_9fa48("204") ? "" : (stryCov_9fa48("204"), '\0'))))))
    })));
  }
}
const MOST = stryMutAct_9fa48("205") ? {} : (stryCov_9fa48("205"), {
  memoryKib: 131_072,
  argon2Work: 262_144,
  lanes: 16,
  /** passes times lanes: each begins four threads (RFC 9106, 3.4), which cost more than the little memory that they fill */
  argon2Threads: 128,
  /** N·r·p: that of ln=17, r=8, p=1 */
  scryptWork: 2 ** 20,
  /** r·p: what PBKDF2 makes and eats beside that work (RFC 7914, 6), 128 bytes each */
  scryptBlocks: 1024,
  bcryptCost: 12,
  pbkdf2Iterations: stryMutAct_9fa48("206") ? {} : (stryCov_9fa48("206"), {
    sha1: 2_000_000,
    sha256: 2_000_000,
    sha512: 600_000
  })
});
const ARGON2 = stryMutAct_9fa48("219") ? /^\$(argon2i|argon2id)\$v=19\$([mtp]=\d{1,8}(?:,[mtp]=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})\$([^A-Za-z0-9+/]{16,172})$/ : stryMutAct_9fa48("218") ? /^\$(argon2i|argon2id)\$v=19\$([mtp]=\d{1,8}(?:,[mtp]=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/])$/ : stryMutAct_9fa48("217") ? /^\$(argon2i|argon2id)\$v=19\$([mtp]=\d{1,8}(?:,[mtp]=\d{1,8}){2})\$([^A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,172})$/ : stryMutAct_9fa48("216") ? /^\$(argon2i|argon2id)\$v=19\$([mtp]=\d{1,8}(?:,[mtp]=\d{1,8}){2})\$([A-Za-z0-9+/])\$([A-Za-z0-9+/]{16,172})$/ : stryMutAct_9fa48("215") ? /^\$(argon2i|argon2id)\$v=19\$([mtp]=\d{1,8}(?:,[mtp]=\D{1,8}){2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,172})$/ : stryMutAct_9fa48("214") ? /^\$(argon2i|argon2id)\$v=19\$([mtp]=\d{1,8}(?:,[mtp]=\d){2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,172})$/ : stryMutAct_9fa48("213") ? /^\$(argon2i|argon2id)\$v=19\$([mtp]=\d{1,8}(?:,[^mtp]=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,172})$/ : stryMutAct_9fa48("212") ? /^\$(argon2i|argon2id)\$v=19\$([mtp]=\d{1,8}(?:,[mtp]=\d{1,8}))\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,172})$/ : stryMutAct_9fa48("211") ? /^\$(argon2i|argon2id)\$v=19\$([mtp]=\D{1,8}(?:,[mtp]=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,172})$/ : stryMutAct_9fa48("210") ? /^\$(argon2i|argon2id)\$v=19\$([mtp]=\d(?:,[mtp]=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,172})$/ : stryMutAct_9fa48("209") ? /^\$(argon2i|argon2id)\$v=19\$([^mtp]=\d{1,8}(?:,[mtp]=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,172})$/ : stryMutAct_9fa48("208") ? /^\$(argon2i|argon2id)\$v=19\$([mtp]=\d{1,8}(?:,[mtp]=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,172})/ : stryMutAct_9fa48("207") ? /\$(argon2i|argon2id)\$v=19\$([mtp]=\d{1,8}(?:,[mtp]=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,172})$/ : (stryCov_9fa48("207", "208", "209", "210", "211", "212", "213", "214", "215", "216", "217", "218", "219"), /^\$(argon2i|argon2id)\$v=19\$([mtp]=\d{1,8}(?:,[mtp]=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,172})$/);

/** The parameters in whatever order the string names them: bindings differ. */
function argon2Hash(stored: string): PasswordHash | null {
  if (stryMutAct_9fa48("220")) {
    {}
  } else {
    stryCov_9fa48("220");
    const [, kind, parameters] = stryMutAct_9fa48("221") ? ARGON2.exec(stored) && [] : (stryCov_9fa48("221"), ARGON2.exec(stored) ?? (stryMutAct_9fa48("222") ? ["Stryker was here"] : (stryCov_9fa48("222"), [])));
    if (stryMutAct_9fa48("225") ? !kind && !parameters : stryMutAct_9fa48("224") ? false : stryMutAct_9fa48("223") ? true : (stryCov_9fa48("223", "224", "225"), (stryMutAct_9fa48("226") ? kind : (stryCov_9fa48("226"), !kind)) || (stryMutAct_9fa48("227") ? parameters : (stryCov_9fa48("227"), !parameters)))) return null;
    const {
      m = 0,
      t = 0,
      p = 0
    } = parametersOf(parameters);
    // RFC 9106, 3.1
    if (stryMutAct_9fa48("230") ? (p < 1 || t < 1) && m < 8 * p : stryMutAct_9fa48("229") ? false : stryMutAct_9fa48("228") ? true : (stryCov_9fa48("228", "229", "230"), (stryMutAct_9fa48("232") ? p < 1 && t < 1 : stryMutAct_9fa48("231") ? false : (stryCov_9fa48("231", "232"), (stryMutAct_9fa48("235") ? p >= 1 : stryMutAct_9fa48("234") ? p <= 1 : stryMutAct_9fa48("233") ? false : (stryCov_9fa48("233", "234", "235"), p < 1)) || (stryMutAct_9fa48("238") ? t >= 1 : stryMutAct_9fa48("237") ? t <= 1 : stryMutAct_9fa48("236") ? false : (stryCov_9fa48("236", "237", "238"), t < 1)))) || (stryMutAct_9fa48("241") ? m >= 8 * p : stryMutAct_9fa48("240") ? m <= 8 * p : stryMutAct_9fa48("239") ? false : (stryCov_9fa48("239", "240", "241"), m < (stryMutAct_9fa48("242") ? 8 / p : (stryCov_9fa48("242"), 8 * p)))))) return null;
    return stryMutAct_9fa48("243") ? {} : (stryCov_9fa48("243"), {
      form: stryMutAct_9fa48("244") ? `` : (stryCov_9fa48("244"), `${kind} m=${m} t=${t} p=${p}`),
      matches: stryMutAct_9fa48("245") ? () => undefined : (stryCov_9fa48("245"), password => fastest.verify(stored, password)),
      affordable: stryMutAct_9fa48("248") ? m <= MOST.memoryKib && m * t <= MOST.argon2Work && p <= MOST.lanes || p === 1 || t * p <= MOST.argon2Threads : stryMutAct_9fa48("247") ? false : stryMutAct_9fa48("246") ? true : (stryCov_9fa48("246", "247", "248"), (stryMutAct_9fa48("250") ? m <= MOST.memoryKib && m * t <= MOST.argon2Work || p <= MOST.lanes : stryMutAct_9fa48("249") ? true : (stryCov_9fa48("249", "250"), (stryMutAct_9fa48("252") ? m <= MOST.memoryKib || m * t <= MOST.argon2Work : stryMutAct_9fa48("251") ? true : (stryCov_9fa48("251", "252"), (stryMutAct_9fa48("255") ? m > MOST.memoryKib : stryMutAct_9fa48("254") ? m < MOST.memoryKib : stryMutAct_9fa48("253") ? true : (stryCov_9fa48("253", "254", "255"), m <= MOST.memoryKib)) && (stryMutAct_9fa48("258") ? m * t > MOST.argon2Work : stryMutAct_9fa48("257") ? m * t < MOST.argon2Work : stryMutAct_9fa48("256") ? true : (stryCov_9fa48("256", "257", "258"), (stryMutAct_9fa48("259") ? m / t : (stryCov_9fa48("259"), m * t)) <= MOST.argon2Work)))) && (stryMutAct_9fa48("262") ? p > MOST.lanes : stryMutAct_9fa48("261") ? p < MOST.lanes : stryMutAct_9fa48("260") ? true : (stryCov_9fa48("260", "261", "262"), p <= MOST.lanes)))) && (stryMutAct_9fa48("264") ? p === 1 && t * p <= MOST.argon2Threads : stryMutAct_9fa48("263") ? true : (stryCov_9fa48("263", "264"), (stryMutAct_9fa48("266") ? p !== 1 : stryMutAct_9fa48("265") ? false : (stryCov_9fa48("265", "266"), p === 1)) || (stryMutAct_9fa48("269") ? t * p > MOST.argon2Threads : stryMutAct_9fa48("268") ? t * p < MOST.argon2Threads : stryMutAct_9fa48("267") ? false : (stryCov_9fa48("267", "268", "269"), (stryMutAct_9fa48("270") ? t / p : (stryCov_9fa48("270"), t * p)) <= MOST.argon2Threads))))),
      argon2idWork: (stryMutAct_9fa48("273") ? kind !== 'argon2id' : stryMutAct_9fa48("272") ? false : stryMutAct_9fa48("271") ? true : (stryCov_9fa48("271", "272", "273"), kind === (stryMutAct_9fa48("274") ? "" : (stryCov_9fa48("274"), 'argon2id')))) ? stryMutAct_9fa48("275") ? m / t : (stryCov_9fa48("275"), m * t) : 0
    });
  }
}
const SCRYPT = stryMutAct_9fa48("288") ? /^\$scrypt\$((?:ln|r|p)=\d{1,8}(?:,(?:ln|r|p)=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})={0,2}\$([A-Za-z0-9+/]{22,172})=$/ : stryMutAct_9fa48("287") ? /^\$scrypt\$((?:ln|r|p)=\d{1,8}(?:,(?:ln|r|p)=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})={0,2}\$([^A-Za-z0-9+/]{22,172})={0,2}$/ : stryMutAct_9fa48("286") ? /^\$scrypt\$((?:ln|r|p)=\d{1,8}(?:,(?:ln|r|p)=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})={0,2}\$([A-Za-z0-9+/])={0,2}$/ : stryMutAct_9fa48("285") ? /^\$scrypt\$((?:ln|r|p)=\d{1,8}(?:,(?:ln|r|p)=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})=\$([A-Za-z0-9+/]{22,172})={0,2}$/ : stryMutAct_9fa48("284") ? /^\$scrypt\$((?:ln|r|p)=\d{1,8}(?:,(?:ln|r|p)=\d{1,8}){2})\$([^A-Za-z0-9+/]{11,86})={0,2}\$([A-Za-z0-9+/]{22,172})={0,2}$/ : stryMutAct_9fa48("283") ? /^\$scrypt\$((?:ln|r|p)=\d{1,8}(?:,(?:ln|r|p)=\d{1,8}){2})\$([A-Za-z0-9+/])={0,2}\$([A-Za-z0-9+/]{22,172})={0,2}$/ : stryMutAct_9fa48("282") ? /^\$scrypt\$((?:ln|r|p)=\d{1,8}(?:,(?:ln|r|p)=\D{1,8}){2})\$([A-Za-z0-9+/]{11,86})={0,2}\$([A-Za-z0-9+/]{22,172})={0,2}$/ : stryMutAct_9fa48("281") ? /^\$scrypt\$((?:ln|r|p)=\d{1,8}(?:,(?:ln|r|p)=\d){2})\$([A-Za-z0-9+/]{11,86})={0,2}\$([A-Za-z0-9+/]{22,172})={0,2}$/ : stryMutAct_9fa48("280") ? /^\$scrypt\$((?:ln|r|p)=\d{1,8}(?:,(?:ln|r|p)=\d{1,8}))\$([A-Za-z0-9+/]{11,86})={0,2}\$([A-Za-z0-9+/]{22,172})={0,2}$/ : stryMutAct_9fa48("279") ? /^\$scrypt\$((?:ln|r|p)=\D{1,8}(?:,(?:ln|r|p)=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})={0,2}\$([A-Za-z0-9+/]{22,172})={0,2}$/ : stryMutAct_9fa48("278") ? /^\$scrypt\$((?:ln|r|p)=\d(?:,(?:ln|r|p)=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})={0,2}\$([A-Za-z0-9+/]{22,172})={0,2}$/ : stryMutAct_9fa48("277") ? /^\$scrypt\$((?:ln|r|p)=\d{1,8}(?:,(?:ln|r|p)=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})={0,2}\$([A-Za-z0-9+/]{22,172})={0,2}/ : stryMutAct_9fa48("276") ? /\$scrypt\$((?:ln|r|p)=\d{1,8}(?:,(?:ln|r|p)=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})={0,2}\$([A-Za-z0-9+/]{22,172})={0,2}$/ : (stryCov_9fa48("276", "277", "278", "279", "280", "281", "282", "283", "284", "285", "286", "287", "288"), /^\$scrypt\$((?:ln|r|p)=\d{1,8}(?:,(?:ln|r|p)=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})={0,2}\$([A-Za-z0-9+/]{22,172})={0,2}$/);

/** RFC 7914, in the PHC string format: `ln` is the logarithm of N. */
function scryptHash(stored: string): PasswordHash | null {
  if (stryMutAct_9fa48("289")) {
    {}
  } else {
    stryCov_9fa48("289");
    const [, parameters, salt, hash] = stryMutAct_9fa48("290") ? SCRYPT.exec(stored) && [] : (stryCov_9fa48("290"), SCRYPT.exec(stored) ?? (stryMutAct_9fa48("291") ? ["Stryker was here"] : (stryCov_9fa48("291"), [])));
    if (stryMutAct_9fa48("294") ? (!parameters || !salt) && !hash : stryMutAct_9fa48("293") ? false : stryMutAct_9fa48("292") ? true : (stryCov_9fa48("292", "293", "294"), (stryMutAct_9fa48("296") ? !parameters && !salt : stryMutAct_9fa48("295") ? false : (stryCov_9fa48("295", "296"), (stryMutAct_9fa48("297") ? parameters : (stryCov_9fa48("297"), !parameters)) || (stryMutAct_9fa48("298") ? salt : (stryCov_9fa48("298"), !salt)))) || (stryMutAct_9fa48("299") ? hash : (stryCov_9fa48("299"), !hash)))) return null;
    const {
      ln = 0,
      r = 0,
      p = 0
    } = parametersOf(parameters);
    // RFC 7914, 2: N is less than 2^(16 r), or it can't be computed
    if (stryMutAct_9fa48("302") ? (ln < 1 || ln > 63 || r < 1 || p < 1 || ln >= 16 * r) && r * p >= 2 ** 30 : stryMutAct_9fa48("301") ? false : stryMutAct_9fa48("300") ? true : (stryCov_9fa48("300", "301", "302"), (stryMutAct_9fa48("304") ? (ln < 1 || ln > 63 || r < 1 || p < 1) && ln >= 16 * r : stryMutAct_9fa48("303") ? false : (stryCov_9fa48("303", "304"), (stryMutAct_9fa48("306") ? (ln < 1 || ln > 63 || r < 1) && p < 1 : stryMutAct_9fa48("305") ? false : (stryCov_9fa48("305", "306"), (stryMutAct_9fa48("308") ? (ln < 1 || ln > 63) && r < 1 : stryMutAct_9fa48("307") ? false : (stryCov_9fa48("307", "308"), (stryMutAct_9fa48("310") ? ln < 1 && ln > 63 : stryMutAct_9fa48("309") ? false : (stryCov_9fa48("309", "310"), (stryMutAct_9fa48("313") ? ln >= 1 : stryMutAct_9fa48("312") ? ln <= 1 : stryMutAct_9fa48("311") ? false : (stryCov_9fa48("311", "312", "313"), ln < 1)) || (stryMutAct_9fa48("316") ? ln <= 63 : stryMutAct_9fa48("315") ? ln >= 63 : stryMutAct_9fa48("314") ? false : (stryCov_9fa48("314", "315", "316"), ln > 63)))) || (stryMutAct_9fa48("319") ? r >= 1 : stryMutAct_9fa48("318") ? r <= 1 : stryMutAct_9fa48("317") ? false : (stryCov_9fa48("317", "318", "319"), r < 1)))) || (stryMutAct_9fa48("322") ? p >= 1 : stryMutAct_9fa48("321") ? p <= 1 : stryMutAct_9fa48("320") ? false : (stryCov_9fa48("320", "321", "322"), p < 1)))) || (stryMutAct_9fa48("325") ? ln < 16 * r : stryMutAct_9fa48("324") ? ln > 16 * r : stryMutAct_9fa48("323") ? false : (stryCov_9fa48("323", "324", "325"), ln >= (stryMutAct_9fa48("326") ? 16 / r : (stryCov_9fa48("326"), 16 * r)))))) || (stryMutAct_9fa48("329") ? r * p < 2 ** 30 : stryMutAct_9fa48("328") ? r * p > 2 ** 30 : stryMutAct_9fa48("327") ? false : (stryCov_9fa48("327", "328", "329"), (stryMutAct_9fa48("330") ? r / p : (stryCov_9fa48("330"), r * p)) >= 2 ** 30)))) return null;
    const N = 2 ** ln;
    const bytes = stryMutAct_9fa48("331") ? 128 * N / r : (stryCov_9fa48("331"), (stryMutAct_9fa48("332") ? 128 / N : (stryCov_9fa48("332"), 128 * N)) * r);
    return stryMutAct_9fa48("333") ? {} : (stryCov_9fa48("333"), {
      form: stryMutAct_9fa48("334") ? `` : (stryCov_9fa48("334"), `scrypt ln=${ln} r=${r} p=${p}`),
      matches: async password => {
        if (stryMutAct_9fa48("335")) {
          {}
        } else {
          stryCov_9fa48("335");
          const expected = Buffer.from(hash, stryMutAct_9fa48("336") ? "" : (stryCov_9fa48("336"), 'base64'));
          const options = stryMutAct_9fa48("337") ? {} : (stryCov_9fa48("337"), {
            N,
            r,
            p,
            maxmem: stryMutAct_9fa48("338") ? 2 * bytes + 128 * r * p - 2 ** 20 : (stryCov_9fa48("338"), (stryMutAct_9fa48("339") ? 2 * bytes - 128 * r * p : (stryCov_9fa48("339"), (stryMutAct_9fa48("340") ? 2 / bytes : (stryCov_9fa48("340"), 2 * bytes)) + (stryMutAct_9fa48("341") ? 128 * r / p : (stryCov_9fa48("341"), (stryMutAct_9fa48("342") ? 128 / r : (stryCov_9fa48("342"), 128 * r)) * p)))) + 2 ** 20)
          });
          const key = await scryptKey(password, Buffer.from(salt, stryMutAct_9fa48("343") ? "" : (stryCov_9fa48("343"), 'base64')), expected.length, options);
          return timingSafeEqual(key, expected);
        }
      },
      affordable: stryMutAct_9fa48("346") ? bytes <= MOST.memoryKib * 1024 && N * r * p <= MOST.scryptWork || r * p <= MOST.scryptBlocks : stryMutAct_9fa48("345") ? false : stryMutAct_9fa48("344") ? true : (stryCov_9fa48("344", "345", "346"), (stryMutAct_9fa48("348") ? bytes <= MOST.memoryKib * 1024 || N * r * p <= MOST.scryptWork : stryMutAct_9fa48("347") ? true : (stryCov_9fa48("347", "348"), (stryMutAct_9fa48("351") ? bytes > MOST.memoryKib * 1024 : stryMutAct_9fa48("350") ? bytes < MOST.memoryKib * 1024 : stryMutAct_9fa48("349") ? true : (stryCov_9fa48("349", "350", "351"), bytes <= (stryMutAct_9fa48("352") ? MOST.memoryKib / 1024 : (stryCov_9fa48("352"), MOST.memoryKib * 1024)))) && (stryMutAct_9fa48("355") ? N * r * p > MOST.scryptWork : stryMutAct_9fa48("354") ? N * r * p < MOST.scryptWork : stryMutAct_9fa48("353") ? true : (stryCov_9fa48("353", "354", "355"), (stryMutAct_9fa48("356") ? N * r / p : (stryCov_9fa48("356"), (stryMutAct_9fa48("357") ? N / r : (stryCov_9fa48("357"), N * r)) * p)) <= MOST.scryptWork)))) && (stryMutAct_9fa48("360") ? r * p > MOST.scryptBlocks : stryMutAct_9fa48("359") ? r * p < MOST.scryptBlocks : stryMutAct_9fa48("358") ? true : (stryCov_9fa48("358", "359", "360"), (stryMutAct_9fa48("361") ? r / p : (stryCov_9fa48("361"), r * p)) <= MOST.scryptBlocks))),
      argon2idWork: 0
    });
  }
}
const BCRYPT = stryMutAct_9fa48("368") ? /^\$2[aby]\$(\d\d)\$[^./A-Za-z0-9]{53}$/ : stryMutAct_9fa48("367") ? /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]$/ : stryMutAct_9fa48("366") ? /^\$2[aby]\$(\d\D)\$[./A-Za-z0-9]{53}$/ : stryMutAct_9fa48("365") ? /^\$2[aby]\$(\D\d)\$[./A-Za-z0-9]{53}$/ : stryMutAct_9fa48("364") ? /^\$2[^aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/ : stryMutAct_9fa48("363") ? /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}/ : stryMutAct_9fa48("362") ? /\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/ : (stryCov_9fa48("362", "363", "364", "365", "366", "367", "368"), /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/);

/** Judges 72 bytes, as bcrypt does everywhere; what was typed is then hashed anew as a whole. */
function bcryptHash(stored: string): PasswordHash | null {
  if (stryMutAct_9fa48("369")) {
    {}
  } else {
    stryCov_9fa48("369");
    const [, digits] = stryMutAct_9fa48("370") ? BCRYPT.exec(stored) && [] : (stryCov_9fa48("370"), BCRYPT.exec(stored) ?? (stryMutAct_9fa48("371") ? ["Stryker was here"] : (stryCov_9fa48("371"), [])));
    const cost = Number(stryMutAct_9fa48("372") ? digits && 0 : (stryCov_9fa48("372"), digits ?? 0));
    if (stryMutAct_9fa48("375") ? cost < 4 && cost > 31 : stryMutAct_9fa48("374") ? false : stryMutAct_9fa48("373") ? true : (stryCov_9fa48("373", "374", "375"), (stryMutAct_9fa48("378") ? cost >= 4 : stryMutAct_9fa48("377") ? cost <= 4 : stryMutAct_9fa48("376") ? false : (stryCov_9fa48("376", "377", "378"), cost < 4)) || (stryMutAct_9fa48("381") ? cost <= 31 : stryMutAct_9fa48("380") ? cost >= 31 : stryMutAct_9fa48("379") ? false : (stryCov_9fa48("379", "380", "381"), cost > 31)))) return null;
    return stryMutAct_9fa48("382") ? {} : (stryCov_9fa48("382"), {
      form: stryMutAct_9fa48("383") ? `` : (stryCov_9fa48("383"), `bcrypt ${cost}`),
      // $2y$ is PHP's name of what others call $2b$
      matches: stryMutAct_9fa48("384") ? () => undefined : (stryCov_9fa48("384"), password => bcrypt.compare(password, stored.replace(stryMutAct_9fa48("385") ? /\$2y/ : (stryCov_9fa48("385"), /^\$2y/), stryMutAct_9fa48("386") ? "" : (stryCov_9fa48("386"), '$2b')))),
      affordable: stryMutAct_9fa48("390") ? cost > MOST.bcryptCost : stryMutAct_9fa48("389") ? cost < MOST.bcryptCost : stryMutAct_9fa48("388") ? false : stryMutAct_9fa48("387") ? true : (stryCov_9fa48("387", "388", "389", "390"), cost <= MOST.bcryptCost),
      argon2idWork: 0
    });
  }
}

/** Both ways in use: the PHC format's `i=…` and passlib's bare number, whose base64 has `.` for `+`. */
const PBKDF2 = stryMutAct_9fa48("404") ? /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,10})(?:,l=\d{1,3})?\$([A-Za-z0-9./+]{11,172})={0,2}\$([A-Za-z0-9./+]{22,172})=$/ : stryMutAct_9fa48("403") ? /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,10})(?:,l=\d{1,3})?\$([A-Za-z0-9./+]{11,172})={0,2}\$([^A-Za-z0-9./+]{22,172})={0,2}$/ : stryMutAct_9fa48("402") ? /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,10})(?:,l=\d{1,3})?\$([A-Za-z0-9./+]{11,172})={0,2}\$([A-Za-z0-9./+])={0,2}$/ : stryMutAct_9fa48("401") ? /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,10})(?:,l=\d{1,3})?\$([A-Za-z0-9./+]{11,172})=\$([A-Za-z0-9./+]{22,172})={0,2}$/ : stryMutAct_9fa48("400") ? /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,10})(?:,l=\d{1,3})?\$([^A-Za-z0-9./+]{11,172})={0,2}\$([A-Za-z0-9./+]{22,172})={0,2}$/ : stryMutAct_9fa48("399") ? /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,10})(?:,l=\d{1,3})?\$([A-Za-z0-9./+])={0,2}\$([A-Za-z0-9./+]{22,172})={0,2}$/ : stryMutAct_9fa48("398") ? /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,10})(?:,l=\D{1,3})?\$([A-Za-z0-9./+]{11,172})={0,2}\$([A-Za-z0-9./+]{22,172})={0,2}$/ : stryMutAct_9fa48("397") ? /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,10})(?:,l=\d)?\$([A-Za-z0-9./+]{11,172})={0,2}\$([A-Za-z0-9./+]{22,172})={0,2}$/ : stryMutAct_9fa48("396") ? /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,10})(?:,l=\d{1,3})\$([A-Za-z0-9./+]{11,172})={0,2}\$([A-Za-z0-9./+]{22,172})={0,2}$/ : stryMutAct_9fa48("395") ? /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\D{1,10})(?:,l=\d{1,3})?\$([A-Za-z0-9./+]{11,172})={0,2}\$([A-Za-z0-9./+]{22,172})={0,2}$/ : stryMutAct_9fa48("394") ? /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d)(?:,l=\d{1,3})?\$([A-Za-z0-9./+]{11,172})={0,2}\$([A-Za-z0-9./+]{22,172})={0,2}$/ : stryMutAct_9fa48("393") ? /^\$pbkdf2-(sha256|sha512)\$(?:i=)(\d{1,10})(?:,l=\d{1,3})?\$([A-Za-z0-9./+]{11,172})={0,2}\$([A-Za-z0-9./+]{22,172})={0,2}$/ : stryMutAct_9fa48("392") ? /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,10})(?:,l=\d{1,3})?\$([A-Za-z0-9./+]{11,172})={0,2}\$([A-Za-z0-9./+]{22,172})={0,2}/ : stryMutAct_9fa48("391") ? /\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,10})(?:,l=\d{1,3})?\$([A-Za-z0-9./+]{11,172})={0,2}\$([A-Za-z0-9./+]{22,172})={0,2}$/ : (stryCov_9fa48("391", "392", "393", "394", "395", "396", "397", "398", "399", "400", "401", "402", "403", "404"), /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,10})(?:,l=\d{1,3})?\$([A-Za-z0-9./+]{11,172})={0,2}\$([A-Za-z0-9./+]{22,172})={0,2}$/);
function pbkdf2Hash(stored: string): PasswordHash | null {
  if (stryMutAct_9fa48("405")) {
    {}
  } else {
    stryCov_9fa48("405");
    const [, digest, iterations, salt, hash] = stryMutAct_9fa48("406") ? PBKDF2.exec(stored) && [] : (stryCov_9fa48("406"), PBKDF2.exec(stored) ?? (stryMutAct_9fa48("407") ? ["Stryker was here"] : (stryCov_9fa48("407"), [])));
    if (stryMutAct_9fa48("410") ? (!digest || !iterations || !salt) && !hash : stryMutAct_9fa48("409") ? false : stryMutAct_9fa48("408") ? true : (stryCov_9fa48("408", "409", "410"), (stryMutAct_9fa48("412") ? (!digest || !iterations) && !salt : stryMutAct_9fa48("411") ? false : (stryCov_9fa48("411", "412"), (stryMutAct_9fa48("414") ? !digest && !iterations : stryMutAct_9fa48("413") ? false : (stryCov_9fa48("413", "414"), (stryMutAct_9fa48("415") ? digest : (stryCov_9fa48("415"), !digest)) || (stryMutAct_9fa48("416") ? iterations : (stryCov_9fa48("416"), !iterations)))) || (stryMutAct_9fa48("417") ? salt : (stryCov_9fa48("417"), !salt)))) || (stryMutAct_9fa48("418") ? hash : (stryCov_9fa48("418"), !hash)))) return null;
    return pbkdf2By(digest as Digest, Number(iterations), fromBase64(salt), fromBase64(hash));
  }
}

/** 0x01, then as big-endian 32-bit numbers the PRF, the iterations and the salt's length; salt; key. */
function identityHash(stored: string): PasswordHash | null {
  if (stryMutAct_9fa48("419")) {
    {}
  } else {
    stryCov_9fa48("419");
    if (stryMutAct_9fa48("422") ? !/^[A-Za-z0-9+/]{40,400}={0,2}$/.test(stored) && stored.length % 4 !== 0 : stryMutAct_9fa48("421") ? false : stryMutAct_9fa48("420") ? true : (stryCov_9fa48("420", "421", "422"), (stryMutAct_9fa48("423") ? /^[A-Za-z0-9+/]{40,400}={0,2}$/.test(stored) : (stryCov_9fa48("423"), !(stryMutAct_9fa48("428") ? /^[A-Za-z0-9+/]{40,400}=$/ : stryMutAct_9fa48("427") ? /^[^A-Za-z0-9+/]{40,400}={0,2}$/ : stryMutAct_9fa48("426") ? /^[A-Za-z0-9+/]={0,2}$/ : stryMutAct_9fa48("425") ? /^[A-Za-z0-9+/]{40,400}={0,2}/ : stryMutAct_9fa48("424") ? /[A-Za-z0-9+/]{40,400}={0,2}$/ : (stryCov_9fa48("424", "425", "426", "427", "428"), /^[A-Za-z0-9+/]{40,400}={0,2}$/)).test(stored))) || (stryMutAct_9fa48("430") ? stored.length % 4 === 0 : stryMutAct_9fa48("429") ? false : (stryCov_9fa48("429", "430"), (stryMutAct_9fa48("431") ? stored.length * 4 : (stryCov_9fa48("431"), stored.length % 4)) !== 0)))) return null;
    const bytes = Buffer.from(stored, stryMutAct_9fa48("432") ? "" : (stryCov_9fa48("432"), 'base64'));
    if (stryMutAct_9fa48("435") ? bytes[0] === 1 : stryMutAct_9fa48("434") ? false : stryMutAct_9fa48("433") ? true : (stryCov_9fa48("433", "434", "435"), bytes[0] !== 1)) return null;
    const digest = (['sha1', 'sha256', 'sha512'] as const)[bytes.readUInt32BE(1)];
    const saltLength = bytes.readUInt32BE(9);
    // as Identity itself reads it: both of at least 128 bits
    if (stryMutAct_9fa48("438") ? (!digest || saltLength < 16) && bytes.length < 13 + saltLength + 16 : stryMutAct_9fa48("437") ? false : stryMutAct_9fa48("436") ? true : (stryCov_9fa48("436", "437", "438"), (stryMutAct_9fa48("440") ? !digest && saltLength < 16 : stryMutAct_9fa48("439") ? false : (stryCov_9fa48("439", "440"), (stryMutAct_9fa48("441") ? digest : (stryCov_9fa48("441"), !digest)) || (stryMutAct_9fa48("444") ? saltLength >= 16 : stryMutAct_9fa48("443") ? saltLength <= 16 : stryMutAct_9fa48("442") ? false : (stryCov_9fa48("442", "443", "444"), saltLength < 16)))) || (stryMutAct_9fa48("447") ? bytes.length >= 13 + saltLength + 16 : stryMutAct_9fa48("446") ? bytes.length <= 13 + saltLength + 16 : stryMutAct_9fa48("445") ? false : (stryCov_9fa48("445", "446", "447"), bytes.length < (stryMutAct_9fa48("448") ? 13 + saltLength - 16 : (stryCov_9fa48("448"), (stryMutAct_9fa48("449") ? 13 - saltLength : (stryCov_9fa48("449"), 13 + saltLength)) + 16)))))) return null;
    const salt = bytes.subarray(13, stryMutAct_9fa48("450") ? 13 - saltLength : (stryCov_9fa48("450"), 13 + saltLength));
    return pbkdf2By(digest, bytes.readUInt32BE(5), salt, bytes.subarray(stryMutAct_9fa48("451") ? 13 - saltLength : (stryCov_9fa48("451"), 13 + saltLength)));
  }
}
type Digest = keyof typeof MOST.pbkdf2Iterations;
const DIGEST_BYTES = stryMutAct_9fa48("452") ? {} : (stryCov_9fa48("452"), {
  sha1: 20,
  sha256: 32,
  sha512: 64
});

/** RFC 8018, 5.2. A key longer than the digest is made in as many runs. */
function pbkdf2By(digest: Digest, iterations: number, salt: Buffer, expected: Buffer): PasswordHash | null {
  if (stryMutAct_9fa48("453")) {
    {}
  } else {
    stryCov_9fa48("453");
    if (stryMutAct_9fa48("457") ? iterations >= 1 : stryMutAct_9fa48("456") ? iterations <= 1 : stryMutAct_9fa48("455") ? false : stryMutAct_9fa48("454") ? true : (stryCov_9fa48("454", "455", "456", "457"), iterations < 1)) return null;
    const runs = Math.ceil(stryMutAct_9fa48("458") ? expected.length * DIGEST_BYTES[digest] : (stryCov_9fa48("458"), expected.length / DIGEST_BYTES[digest]));
    return stryMutAct_9fa48("459") ? {} : (stryCov_9fa48("459"), {
      form: stryMutAct_9fa48("460") ? `` : (stryCov_9fa48("460"), `pbkdf2 ${digest} ${iterations}`),
      matches: stryMutAct_9fa48("461") ? () => undefined : (stryCov_9fa48("461"), async password => timingSafeEqual(await pbkdf2Key(password, salt, iterations, expected.length, digest), expected)),
      affordable: stryMutAct_9fa48("465") ? iterations * runs > MOST.pbkdf2Iterations[digest] : stryMutAct_9fa48("464") ? iterations * runs < MOST.pbkdf2Iterations[digest] : stryMutAct_9fa48("463") ? false : stryMutAct_9fa48("462") ? true : (stryCov_9fa48("462", "463", "464", "465"), (stryMutAct_9fa48("466") ? iterations / runs : (stryCov_9fa48("466"), iterations * runs)) <= MOST.pbkdf2Iterations[digest]),
      argon2idWork: 0
    });
  }
}
const pbkdf2Key = promisify(pbkdf2);
const scryptKey = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
const fromBase64 = stryMutAct_9fa48("467") ? () => undefined : (stryCov_9fa48("467"), (() => {
  const fromBase64 = (text: string) => Buffer.from(text.replaceAll(stryMutAct_9fa48("468") ? "" : (stryCov_9fa48("468"), '.'), stryMutAct_9fa48("469") ? "" : (stryCov_9fa48("469"), '+')), stryMutAct_9fa48("470") ? "" : (stryCov_9fa48("470"), 'base64'));
  return fromBase64;
})());
const parametersOf = stryMutAct_9fa48("471") ? () => undefined : (stryCov_9fa48("471"), (() => {
  const parametersOf = (text: string): Record<string, number> => Object.fromEntries(text.split(stryMutAct_9fa48("472") ? "" : (stryCov_9fa48("472"), ',')).map(stryMutAct_9fa48("473") ? () => undefined : (stryCov_9fa48("473"), each => stryMutAct_9fa48("474") ? [] : (stryCov_9fa48("474"), [each.split(stryMutAct_9fa48("475") ? "" : (stryCov_9fa48("475"), '='))[0], Number(each.split(stryMutAct_9fa48("476") ? "" : (stryCov_9fa48("476"), '='))[1])]))));
  return parametersOf;
})());