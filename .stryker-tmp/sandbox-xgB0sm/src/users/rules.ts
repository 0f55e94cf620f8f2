/** What user names are compared and counted by: NFC, then case folded, so that all spellings of one name are one. */
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
export const canonicalUsername = stryMutAct_9fa48("956") ? () => undefined : (stryCov_9fa48("956"), (() => {
  const canonicalUsername = (username: string): string => // lower first: the capital sharp s (U+1E9E) has no upper case, and folds to ss by way of the small one
  stryMutAct_9fa48("959") ?
  // lower first: the capital sharp s (U+1E9E) has no upper case, and folds to ss by way of the small one
  username.normalize('NFC').toUpperCase().toUpperCase().toLowerCase().normalize('NFC') : stryMutAct_9fa48("958") ?
  // lower first: the capital sharp s (U+1E9E) has no upper case, and folds to ss by way of the small one
  username.normalize('NFC').toLowerCase().toLowerCase().toLowerCase().normalize('NFC') : stryMutAct_9fa48("957") ?
  // lower first: the capital sharp s (U+1E9E) has no upper case, and folds to ss by way of the small one
  username.normalize('NFC').toLowerCase().toUpperCase().toUpperCase().normalize('NFC') : (stryCov_9fa48("957", "958", "959"), username.normalize(stryMutAct_9fa48("960") ? "" : (stryCov_9fa48("960"), 'NFC')).toLowerCase().toUpperCase().toLowerCase().normalize(stryMutAct_9fa48("961") ? "" : (stryCov_9fa48("961"), 'NFC')));
  return canonicalUsername;
})());

/** 1 to 128 code points without control characters or white space at either end. */
export const USERNAME = stryMutAct_9fa48("962") ? "" : (stryCov_9fa48("962"), '^(?!\\s)[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff]{1,128}(?<!\\s)$');
export type PasswordFault = 'too_short' | 'too_long' | 'too_common' | 'contains_username' | 'contains_tenant' | 'control_characters' | 'unchanged';
export interface PasswordFacts {
  username: string;
  tenant: {
    slug: string;
    name: string;
  };
  minLength: number;
  isCommon: (password: string) => boolean;
}
const MAX_LENGTH = 256;

/** Passwords are kept as they are given, but for NFC (NIST SP 800-63B-4, 3.1.1.2): never trimmed, never cut. */
export const normalPassword = stryMutAct_9fa48("963") ? () => undefined : (stryCov_9fa48("963"), (() => {
  const normalPassword = (password: string): string => password.normalize(stryMutAct_9fa48("964") ? "" : (stryCov_9fa48("964"), 'NFC'));
  return normalPassword;
})());

/** Every reason why a new password is not acceptable; none: it is. No composition rules (ASVS 6.2.5). */
export function passwordFaults(password: string, facts: PasswordFacts): PasswordFault[] {
  if (stryMutAct_9fa48("965")) {
    {}
  } else {
    stryCov_9fa48("965");
    const faults: PasswordFault[] = stryMutAct_9fa48("966") ? ["Stryker was here"] : (stryCov_9fa48("966"), []);
    const normal = normalPassword(password);
    const length = (stryMutAct_9fa48("967") ? [] : (stryCov_9fa48("967"), [...normal])).length;
    const folded = canonicalUsername(normal);
    if (stryMutAct_9fa48("971") ? length >= facts.minLength : stryMutAct_9fa48("970") ? length <= facts.minLength : stryMutAct_9fa48("969") ? false : stryMutAct_9fa48("968") ? true : (stryCov_9fa48("968", "969", "970", "971"), length < facts.minLength)) faults.push(stryMutAct_9fa48("973") ? "" : (stryCov_9fa48("973"), 'too_short'));
    if (stryMutAct_9fa48("977") ? length <= MAX_LENGTH : stryMutAct_9fa48("976") ? length >= MAX_LENGTH : stryMutAct_9fa48("975") ? false : stryMutAct_9fa48("974") ? true : (stryCov_9fa48("974", "975", "976", "977"), length > MAX_LENGTH)) faults.push(stryMutAct_9fa48("979") ? "" : (stryCov_9fa48("979"), 'too_long'));
    if (stryMutAct_9fa48("982") ? /\p{Cc}/u.test(normal) && /\p{Cs}/u.test(normal) : stryMutAct_9fa48("981") ? false : stryMutAct_9fa48("980") ? true : (stryCov_9fa48("980", "981", "982"), (stryMutAct_9fa48("983") ? /\P{Cc}/u : (stryCov_9fa48("983"), /\p{Cc}/u)).test(normal) || (stryMutAct_9fa48("984") ? /\P{Cs}/u : (stryCov_9fa48("984"), /\p{Cs}/u)).test(normal))) faults.push(stryMutAct_9fa48("986") ? "" : (stryCov_9fa48("986"), 'control_characters'));
    if (stryMutAct_9fa48("989") ? (facts.isCommon(folded) || facts.isCommon(repeatedPart(folded))) && isRun(folded) : stryMutAct_9fa48("988") ? false : stryMutAct_9fa48("987") ? true : (stryCov_9fa48("987", "988", "989"), (stryMutAct_9fa48("991") ? facts.isCommon(folded) && facts.isCommon(repeatedPart(folded)) : stryMutAct_9fa48("990") ? false : (stryCov_9fa48("990", "991"), facts.isCommon(folded) || facts.isCommon(repeatedPart(folded)))) || isRun(folded))) faults.push(stryMutAct_9fa48("993") ? "" : (stryCov_9fa48("993"), 'too_common'));
    if (stryMutAct_9fa48("995") ? false : stryMutAct_9fa48("994") ? true : (stryCov_9fa48("994", "995"), holdsName(folded, namesOf(facts.username)))) faults.push(stryMutAct_9fa48("997") ? "" : (stryCov_9fa48("997"), 'contains_username'));
    if (stryMutAct_9fa48("999") ? false : stryMutAct_9fa48("998") ? true : (stryCov_9fa48("998", "999"), holdsName(folded, stryMutAct_9fa48("1000") ? [] : (stryCov_9fa48("1000"), [facts.tenant.slug, facts.tenant.name])))) faults.push(stryMutAct_9fa48("1002") ? "" : (stryCov_9fa48("1002"), 'contains_tenant'));
    return faults;
  }
}

/** The user name, and what stands before the @ of an address. */
const namesOf = stryMutAct_9fa48("1003") ? () => undefined : (stryCov_9fa48("1003"), (() => {
  const namesOf = (username: string) => stryMutAct_9fa48("1004") ? [] : (stryCov_9fa48("1004"), [username, stryMutAct_9fa48("1005") ? username.split('@')[0] && '' : (stryCov_9fa48("1005"), username.split(stryMutAct_9fa48("1006") ? "" : (stryCov_9fa48("1006"), '@'))[0] ?? (stryMutAct_9fa48("1007") ? "Stryker was here!" : (stryCov_9fa48("1007"), '')))]);
  return namesOf;
})());

/** Names of one or two characters would refuse half of all passwords. */
const SHORTEST_NAME = 3;
function holdsName(folded: string, names: string[]): boolean {
  if (stryMutAct_9fa48("1008")) {
    {}
  } else {
    stryCov_9fa48("1008");
    const bare = lettersAndDigits(folded);
    return stryMutAct_9fa48("1009") ? names.every(name => {
      const key = canonicalUsername(name);
      const bareKey = lettersAndDigits(key);
      return [...key].length >= SHORTEST_NAME && folded.includes(key) || [...bareKey].length >= SHORTEST_NAME && bare.includes(bareKey);
    }) : (stryCov_9fa48("1009"), names.some(name => {
      if (stryMutAct_9fa48("1010")) {
        {}
      } else {
        stryCov_9fa48("1010");
        const key = canonicalUsername(name);
        const bareKey = lettersAndDigits(key);
        return stryMutAct_9fa48("1013") ? [...key].length >= SHORTEST_NAME && folded.includes(key) && [...bareKey].length >= SHORTEST_NAME && bare.includes(bareKey) : stryMutAct_9fa48("1012") ? false : stryMutAct_9fa48("1011") ? true : (stryCov_9fa48("1011", "1012", "1013"), (stryMutAct_9fa48("1015") ? [...key].length >= SHORTEST_NAME || folded.includes(key) : stryMutAct_9fa48("1014") ? false : (stryCov_9fa48("1014", "1015"), (stryMutAct_9fa48("1018") ? [...key].length < SHORTEST_NAME : stryMutAct_9fa48("1017") ? [...key].length > SHORTEST_NAME : stryMutAct_9fa48("1016") ? true : (stryCov_9fa48("1016", "1017", "1018"), (stryMutAct_9fa48("1019") ? [] : (stryCov_9fa48("1019"), [...key])).length >= SHORTEST_NAME)) && folded.includes(key))) || (stryMutAct_9fa48("1021") ? [...bareKey].length >= SHORTEST_NAME || bare.includes(bareKey) : stryMutAct_9fa48("1020") ? false : (stryCov_9fa48("1020", "1021"), (stryMutAct_9fa48("1024") ? [...bareKey].length < SHORTEST_NAME : stryMutAct_9fa48("1023") ? [...bareKey].length > SHORTEST_NAME : stryMutAct_9fa48("1022") ? true : (stryCov_9fa48("1022", "1023", "1024"), (stryMutAct_9fa48("1025") ? [] : (stryCov_9fa48("1025"), [...bareKey])).length >= SHORTEST_NAME)) && bare.includes(bareKey))));
      }
    }));
  }
}
const lettersAndDigits = stryMutAct_9fa48("1026") ? () => undefined : (stryCov_9fa48("1026"), (() => {
  const lettersAndDigits = (text: string) => text.replace(stryMutAct_9fa48("1029") ? /[^\p{L}\P{N}]/gu : stryMutAct_9fa48("1028") ? /[^\P{L}\p{N}]/gu : stryMutAct_9fa48("1027") ? /[\p{L}\p{N}]/gu : (stryCov_9fa48("1027", "1028", "1029"), /[^\p{L}\p{N}]/gu), stryMutAct_9fa48("1030") ? "Stryker was here!" : (stryCov_9fa48("1030"), ''));
  return lettersAndDigits;
})());

/** "passwordpassword" is as common as "password": the shortest part that, repeated, makes the whole. */
function repeatedPart(text: string): string {
  if (stryMutAct_9fa48("1031")) {
    {}
  } else {
    stryCov_9fa48("1031");
    const again = (stryMutAct_9fa48("1032") ? text - text : (stryCov_9fa48("1032"), text + text)).indexOf(text, 1);
    return stryMutAct_9fa48("1033") ? text : (stryCov_9fa48("1033"), text.slice(0, again));
  }
}

/** One character over and over, or counting: aaaa…, 1234567890…, abcdef…, and backwards. */
function isRun(text: string): boolean {
  if (stryMutAct_9fa48("1034")) {
    {}
  } else {
    stryCov_9fa48("1034");
    const points = (stryMutAct_9fa48("1035") ? [] : (stryCov_9fa48("1035"), [...text])).map(stryMutAct_9fa48("1036") ? () => undefined : (stryCov_9fa48("1036"), each => stryMutAct_9fa48("1037") ? each.codePointAt(0) && 0 : (stryCov_9fa48("1037"), each.codePointAt(0) ?? 0)));
    const steps = new Set(stryMutAct_9fa48("1038") ? points.map((point, index) => countingStep(points[index] ?? 0, point)) : (stryCov_9fa48("1038"), points.slice(1).map(stryMutAct_9fa48("1039") ? () => undefined : (stryCov_9fa48("1039"), (point, index) => countingStep(stryMutAct_9fa48("1040") ? points[index] && 0 : (stryCov_9fa48("1040"), points[index] ?? 0), point)))));
    const [step] = steps;
    return stryMutAct_9fa48("1043") ? points.length > 1 && steps.size === 1 && step !== undefined || Math.abs(step) <= 1 : stryMutAct_9fa48("1042") ? false : stryMutAct_9fa48("1041") ? true : (stryCov_9fa48("1041", "1042", "1043"), (stryMutAct_9fa48("1045") ? points.length > 1 && steps.size === 1 || step !== undefined : stryMutAct_9fa48("1044") ? true : (stryCov_9fa48("1044", "1045"), (stryMutAct_9fa48("1047") ? points.length > 1 || steps.size === 1 : stryMutAct_9fa48("1046") ? true : (stryCov_9fa48("1046", "1047"), (stryMutAct_9fa48("1050") ? points.length <= 1 : stryMutAct_9fa48("1049") ? points.length >= 1 : stryMutAct_9fa48("1048") ? true : (stryCov_9fa48("1048", "1049", "1050"), points.length > 1)) && (stryMutAct_9fa48("1052") ? steps.size !== 1 : stryMutAct_9fa48("1051") ? true : (stryCov_9fa48("1051", "1052"), steps.size === 1)))) && (stryMutAct_9fa48("1054") ? step === undefined : stryMutAct_9fa48("1053") ? true : (stryCov_9fa48("1053", "1054"), step !== undefined)))) && (stryMutAct_9fa48("1057") ? Math.abs(step) > 1 : stryMutAct_9fa48("1056") ? Math.abs(step) < 1 : stryMutAct_9fa48("1055") ? true : (stryCov_9fa48("1055", "1056", "1057"), Math.abs(step) <= 1)));
  }
}

/** 9 is followed by 0, as on a keyboard. */
function countingStep(from: number, to: number): number {
  if (stryMutAct_9fa48("1058")) {
    {}
  } else {
    stryCov_9fa48("1058");
    const wrapsUp = stryMutAct_9fa48("1061") ? from === 0x39 || to === 0x30 : stryMutAct_9fa48("1060") ? false : stryMutAct_9fa48("1059") ? true : (stryCov_9fa48("1059", "1060", "1061"), (stryMutAct_9fa48("1063") ? from !== 0x39 : stryMutAct_9fa48("1062") ? true : (stryCov_9fa48("1062", "1063"), from === 0x39)) && (stryMutAct_9fa48("1065") ? to !== 0x30 : stryMutAct_9fa48("1064") ? true : (stryCov_9fa48("1064", "1065"), to === 0x30)));
    const wrapsDown = stryMutAct_9fa48("1068") ? from === 0x30 || to === 0x39 : stryMutAct_9fa48("1067") ? false : stryMutAct_9fa48("1066") ? true : (stryCov_9fa48("1066", "1067", "1068"), (stryMutAct_9fa48("1070") ? from !== 0x30 : stryMutAct_9fa48("1069") ? true : (stryCov_9fa48("1069", "1070"), from === 0x30)) && (stryMutAct_9fa48("1072") ? to !== 0x39 : stryMutAct_9fa48("1071") ? true : (stryCov_9fa48("1071", "1072"), to === 0x39)));
    return wrapsUp ? 1 : wrapsDown ? stryMutAct_9fa48("1073") ? +1 : (stryCov_9fa48("1073"), -1) : stryMutAct_9fa48("1074") ? to + from : (stryCov_9fa48("1074"), to - from);
  }
}