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
  if (stryMutAct_9fa48("663")) {
    {}
  } else {
    stryCov_9fa48("663");
    const [first] = keys;
    if (stryMutAct_9fa48("666") ? false : stryMutAct_9fa48("665") ? true : stryMutAct_9fa48("664") ? first : (stryCov_9fa48("664", "665", "666"), !first)) throw new Error(stryMutAct_9fa48("668") ? "" : (stryCov_9fa48("668"), 'sealing needs at least one key'));
    return stryMutAct_9fa48("669") ? {} : (stryCov_9fa48("669"), {
      keyId: first.id,
      seal(plain, owner) {
        if (stryMutAct_9fa48("670")) {
          {}
        } else {
          stryCov_9fa48("670");
          const nonce = randomBytes(12);
          const cipher = createCipheriv(stryMutAct_9fa48("671") ? "" : (stryCov_9fa48("671"), 'aes-256-gcm'), first.bytes, nonce).setAAD(aad(first.id, owner));
          const bytes = Buffer.concat(stryMutAct_9fa48("672") ? [] : (stryCov_9fa48("672"), [nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
          return stryMutAct_9fa48("673") ? {} : (stryCov_9fa48("673"), {
            keyId: first.id,
            bytes
          });
        }
      },
      open(sealed, owner) {
        if (stryMutAct_9fa48("674")) {
          {}
        } else {
          stryCov_9fa48("674");
          const key = keys.find(stryMutAct_9fa48("675") ? () => undefined : (stryCov_9fa48("675"), candidate => stryMutAct_9fa48("678") ? candidate.id !== sealed.keyId : stryMutAct_9fa48("677") ? false : stryMutAct_9fa48("676") ? true : (stryCov_9fa48("676", "677", "678"), candidate.id === sealed.keyId)));
          if (stryMutAct_9fa48("681") ? false : stryMutAct_9fa48("680") ? true : stryMutAct_9fa48("679") ? key : (stryCov_9fa48("679", "680", "681"), !key)) throw new Error(stryMutAct_9fa48("683") ? `` : (stryCov_9fa48("683"), `no encryption key with the id ${JSON.stringify(sealed.keyId)} is set`));
          const {
            bytes
          } = sealed;
          const decipher = createDecipheriv(stryMutAct_9fa48("684") ? "" : (stryCov_9fa48("684"), 'aes-256-gcm'), key.bytes, bytes.subarray(0, 12), stryMutAct_9fa48("685") ? {} : (stryCov_9fa48("685"), {
            authTagLength: 16
          }));
          decipher.setAAD(aad(key.id, owner)).setAuthTag(bytes.subarray(stryMutAct_9fa48("687") ? +16 : (stryCov_9fa48("687"), -16)));
          return Buffer.concat(stryMutAct_9fa48("688") ? [] : (stryCov_9fa48("688"), [decipher.update(bytes.subarray(12, stryMutAct_9fa48("689") ? +16 : (stryCov_9fa48("689"), -16))), decipher.final()]));
        }
      }
    });
  }
}
const aad = stryMutAct_9fa48("690") ? () => undefined : (stryCov_9fa48("690"), (() => {
  const aad = (keyId: string, owner: string[]) => Buffer.from(JSON.stringify(stryMutAct_9fa48("691") ? [] : (stryCov_9fa48("691"), [keyId, ...owner])));
  return aad;
})());