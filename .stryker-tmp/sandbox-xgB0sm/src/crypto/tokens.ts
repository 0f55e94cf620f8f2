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
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Bearer tokens: a prefix that secret scanners find, the row's UUID, and 32 random bytes, both in base64url.
 * Only the SHA-256 of the random bytes is stored; with 256 random bits a fast hash is enough (ASVS 6.5.2, 11.5.1).
 */
export type TokenPrefix = 'iak_' | 'ilt_' | 'ist_' | 'itd_' | 'irt_';
const SHAPE = stryMutAct_9fa48("711") ? /^(iak_|ilt_|ist_|itd_|irt_)([A-Za-z0-9_-]{22})([^A-Za-z0-9_-]{43})$/ : stryMutAct_9fa48("710") ? /^(iak_|ilt_|ist_|itd_|irt_)([A-Za-z0-9_-]{22})([A-Za-z0-9_-])$/ : stryMutAct_9fa48("709") ? /^(iak_|ilt_|ist_|itd_|irt_)([^A-Za-z0-9_-]{22})([A-Za-z0-9_-]{43})$/ : stryMutAct_9fa48("708") ? /^(iak_|ilt_|ist_|itd_|irt_)([A-Za-z0-9_-])([A-Za-z0-9_-]{43})$/ : stryMutAct_9fa48("707") ? /^(iak_|ilt_|ist_|itd_|irt_)([A-Za-z0-9_-]{22})([A-Za-z0-9_-]{43})/ : stryMutAct_9fa48("706") ? /(iak_|ilt_|ist_|itd_|irt_)([A-Za-z0-9_-]{22})([A-Za-z0-9_-]{43})$/ : (stryCov_9fa48("706", "707", "708", "709", "710", "711"), /^(iak_|ilt_|ist_|itd_|irt_)([A-Za-z0-9_-]{22})([A-Za-z0-9_-]{43})$/);
export interface IssuedToken {
  /** shown once, to its bearer */
  token: string;
  /** stored */
  secretHash: Buffer;
}
export interface PresentedToken {
  id: string;
  secret: string;
}
export function issueToken(prefix: TokenPrefix, id: string): IssuedToken {
  if (stryMutAct_9fa48("712")) {
    {}
  } else {
    stryCov_9fa48("712");
    const secret = randomBytes(32).toString(stryMutAct_9fa48("713") ? "" : (stryCov_9fa48("713"), 'base64url'));
    return stryMutAct_9fa48("714") ? {} : (stryCov_9fa48("714"), {
      token: stryMutAct_9fa48("715") ? prefix + uuidToBase64url(id) - secret : (stryCov_9fa48("715"), (stryMutAct_9fa48("716") ? prefix - uuidToBase64url(id) : (stryCov_9fa48("716"), prefix + uuidToBase64url(id))) + secret),
      secretHash: sha256(secret)
    });
  }
}

/** What a presented string claims to be, or null where it can't be a token of ours. Proves nothing. */
export function readToken(prefix: TokenPrefix, text: string): PresentedToken | null {
  if (stryMutAct_9fa48("717")) {
    {}
  } else {
    stryCov_9fa48("717");
    const [, seen, id, secret] = stryMutAct_9fa48("718") ? SHAPE.exec(text) && [] : (stryCov_9fa48("718"), SHAPE.exec(text) ?? (stryMutAct_9fa48("719") ? ["Stryker was here"] : (stryCov_9fa48("719"), [])));
    return (stryMutAct_9fa48("722") ? seen === prefix && id || secret : stryMutAct_9fa48("721") ? false : stryMutAct_9fa48("720") ? true : (stryCov_9fa48("720", "721", "722"), (stryMutAct_9fa48("724") ? seen === prefix || id : stryMutAct_9fa48("723") ? true : (stryCov_9fa48("723", "724"), (stryMutAct_9fa48("726") ? seen !== prefix : stryMutAct_9fa48("725") ? true : (stryCov_9fa48("725", "726"), seen === prefix)) && id)) && secret)) ? stryMutAct_9fa48("727") ? {} : (stryCov_9fa48("727"), {
      id: base64urlToUuid(id),
      secret
    }) : null;
  }
}

/** Compared in constant time. */
export function tokenMatches(presented: PresentedToken, secretHash: Buffer): boolean {
  if (stryMutAct_9fa48("728")) {
    {}
  } else {
    stryCov_9fa48("728");
    return timingSafeEqual(sha256(presented.secret), secretHash);
  }
}
export const sha256 = stryMutAct_9fa48("729") ? () => undefined : (stryCov_9fa48("729"), (() => {
  const sha256 = (text: string): Buffer => hash(stryMutAct_9fa48("730") ? "" : (stryCov_9fa48("730"), 'sha256'), text, stryMutAct_9fa48("731") ? "" : (stryCov_9fa48("731"), 'buffer'));
  return sha256;
})());

/** True where two secrets of any length are equal, in a time that tells nothing of the difference. */
export const secretsEqual = stryMutAct_9fa48("732") ? () => undefined : (stryCov_9fa48("732"), (() => {
  const secretsEqual = (a: string, b: string): boolean => timingSafeEqual(sha256(a), sha256(b));
  return secretsEqual;
})());
const uuidToBase64url = stryMutAct_9fa48("733") ? () => undefined : (stryCov_9fa48("733"), (() => {
  const uuidToBase64url = (id: string) => Buffer.from(id.replaceAll(stryMutAct_9fa48("734") ? "" : (stryCov_9fa48("734"), '-'), stryMutAct_9fa48("735") ? "Stryker was here!" : (stryCov_9fa48("735"), '')), stryMutAct_9fa48("736") ? "" : (stryCov_9fa48("736"), 'hex')).toString(stryMutAct_9fa48("737") ? "" : (stryCov_9fa48("737"), 'base64url'));
  return uuidToBase64url;
})());
function base64urlToUuid(text: string): string {
  if (stryMutAct_9fa48("738")) {
    {}
  } else {
    stryCov_9fa48("738");
    const hex = Buffer.from(text, stryMutAct_9fa48("739") ? "" : (stryCov_9fa48("739"), 'base64url')).toString(stryMutAct_9fa48("740") ? "" : (stryCov_9fa48("740"), 'hex'));
    return (stryMutAct_9fa48("741") ? [] : (stryCov_9fa48("741"), [stryMutAct_9fa48("742") ? hex : (stryCov_9fa48("742"), hex.slice(0, 8)), stryMutAct_9fa48("743") ? hex : (stryCov_9fa48("743"), hex.slice(8, 12)), stryMutAct_9fa48("744") ? hex : (stryCov_9fa48("744"), hex.slice(12, 16)), stryMutAct_9fa48("745") ? hex : (stryCov_9fa48("745"), hex.slice(16, 20)), stryMutAct_9fa48("746") ? hex : (stryCov_9fa48("746"), hex.slice(20))])).join(stryMutAct_9fa48("747") ? "" : (stryCov_9fa48("747"), '-'));
  }
}