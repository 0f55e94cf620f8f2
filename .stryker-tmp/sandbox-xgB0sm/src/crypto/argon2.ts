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
export const reference: Argon2 = stryMutAct_9fa48("169") ? {} : (stryCov_9fa48("169"), {
  binding: stryMutAct_9fa48("170") ? "" : (stryCov_9fa48("170"), 'argon2'),
  hash: stryMutAct_9fa48("171") ? () => undefined : (stryCov_9fa48("171"), (password, cost) => argon2.hash(password, optionsOf(cost))),
  tag: stryMutAct_9fa48("172") ? () => undefined : (stryCov_9fa48("172"), (password, salt, cost) => argon2.hash(password, stryMutAct_9fa48("173") ? {} : (stryCov_9fa48("173"), {
    ...optionsOf(cost),
    salt,
    raw: stryMutAct_9fa48("174") ? false : (stryCov_9fa48("174"), true)
  }))),
  verify: stryMutAct_9fa48("175") ? () => undefined : (stryCov_9fa48("175"), (phc, password) => argon2.verify(phc, password))
});
const optionsOf = stryMutAct_9fa48("176") ? () => undefined : (stryCov_9fa48("176"), (() => {
  const optionsOf = ({
    memoryKib,
    passes
  }: Argon2Cost) => ({
    memoryCost: memoryKib,
    timeCost: passes,
    parallelism: 1,
    hashLength: 32
  }) as const;
  return optionsOf;
})());

/** One that uses AVX2 where the processor has it, which takes three fifths of the time. Null: not for this platform. */
export async function vectorized(): Promise<Argon2 | null> {
  if (stryMutAct_9fa48("177")) {
    {}
  } else {
    stryCov_9fa48("177");
    const native = await import('@node-rs/argon2').catch(stryMutAct_9fa48("178") ? () => undefined : (stryCov_9fa48("178"), () => null));
    if (stryMutAct_9fa48("181") ? false : stryMutAct_9fa48("180") ? true : stryMutAct_9fa48("179") ? native : (stryCov_9fa48("179", "180", "181"), !native)) return null;
    const options = stryMutAct_9fa48("182") ? () => undefined : (stryCov_9fa48("182"), (() => {
      const options = ({
        memoryKib,
        passes
      }: Argon2Cost) => ({
        memoryCost: memoryKib,
        timeCost: passes,
        parallelism: 1,
        outputLen: 32
      }) as const;
      return options;
    })());
    return stryMutAct_9fa48("183") ? {} : (stryCov_9fa48("183"), {
      binding: stryMutAct_9fa48("184") ? "" : (stryCov_9fa48("184"), '@node-rs/argon2'),
      hash: stryMutAct_9fa48("185") ? () => undefined : (stryCov_9fa48("185"), (password, cost) => native.hash(password, options(cost))),
      tag: stryMutAct_9fa48("186") ? () => undefined : (stryCov_9fa48("186"), (password, salt, cost) => native.hashRaw(password, stryMutAct_9fa48("187") ? {} : (stryCov_9fa48("187"), {
        ...options(cost),
        salt
      }))),
      verify: stryMutAct_9fa48("188") ? () => undefined : (stryCov_9fa48("188"), (phc, password) => native.verify(phc, password))
    });
  }
}

/** Which of the two this process hashes by: they read each other's strings. */
export const fastest: Argon2 = stryMutAct_9fa48("189") ? (await vectorized()) && reference : (stryCov_9fa48("189"), (await vectorized()) ?? reference);