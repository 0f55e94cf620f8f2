/** Webhooks that a tenant may have. */
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
export const MAX_WEBHOOKS = 20;
/** Hours that the old secret signs, too, after a rotation. */
export const OLD_SECRET_HOURS = 24;
/** Longest that one attempt may take: name, connection, TLS, answer. */
export const ATTEMPT_MILLIS = 15_000;
/** A courier that has taken a delivery and said nothing for so long is dead: another takes it. */
export const LEASE_MILLIS = 60_000;

/** Seconds from one attempt to the next, as Standard Webhooks suggests: ten attempts in a little over three days. */
const RETRY_SECONDS = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;
export const MAX_ATTEMPTS = stryMutAct_9fa48("1075") ? RETRY_SECONDS.length - 1 : (stryCov_9fa48("1075"), RETRY_SECONDS.length + 1);
/** A receiver with a backlog is asked less often than each delivery would: so age ends it as well. */
export const GIVE_UP_DAYS = 5;

/** Why an attempt came to nothing. Never a word of the receiver's own. */
export type DeliveryError = 'address_refused' | 'name_not_resolved' | 'connection_failed' | 'tls_failed' | 'timeout' | 'bad_answer' | 'redirected' | 'gone' | 'unexpected_status';

/** What came of an attempt: the receiver's status, or why there is none. */
export type Outcome = {
  status: number;
} | {
  error: DeliveryError;
};
export type Verdict = {
  is: 'delivered';
} | {
  is: 'retry';
  at: Date;
  error: DeliveryError;
}
/** the last try: the webhook is disabled, unless the receiver takes other events */ | {
  is: 'given_up';
  error: DeliveryError;
}
/** the receiver wants no more: the webhook is disabled at once */ | {
  is: 'gone';
  error: 'gone';
};

/**
 * What an attempt's outcome means for its delivery. Any 2xx is a yes; 410 ends the webhook; everything else, redirects
 * included, is tried again. `since`: the event, or when the webhook was enabled last. `chance`: 0 to 1.
 */
export function judge(outcome: Outcome, {
  attempts,
  since
}: {
  attempts: number;
  since: Date;
}, now: Date, chance: number): Verdict {
  if (stryMutAct_9fa48("1076")) {
    {}
  } else {
    stryCov_9fa48("1076");
    const error = (stryMutAct_9fa48("1077") ? "" : (stryCov_9fa48("1077"), 'error')) in outcome ? outcome.error : errorOf(outcome.status);
    if (stryMutAct_9fa48("1080") ? error !== null : stryMutAct_9fa48("1079") ? false : stryMutAct_9fa48("1078") ? true : (stryCov_9fa48("1078", "1079", "1080"), error === null)) return stryMutAct_9fa48("1081") ? {} : (stryCov_9fa48("1081"), {
      is: stryMutAct_9fa48("1082") ? "" : (stryCov_9fa48("1082"), 'delivered')
    });
    if (stryMutAct_9fa48("1085") ? error !== 'gone' : stryMutAct_9fa48("1084") ? false : stryMutAct_9fa48("1083") ? true : (stryCov_9fa48("1083", "1084", "1085"), error === (stryMutAct_9fa48("1086") ? "" : (stryCov_9fa48("1086"), 'gone')))) return stryMutAct_9fa48("1087") ? {} : (stryCov_9fa48("1087"), {
      is: stryMutAct_9fa48("1088") ? "" : (stryCov_9fa48("1088"), 'gone'),
      error
    });
    const seconds = RETRY_SECONDS[stryMutAct_9fa48("1089") ? attempts + 1 : (stryCov_9fa48("1089"), attempts - 1)];
    const tooOld = stryMutAct_9fa48("1093") ? now.getTime() - since.getTime() < GIVE_UP_DAYS * 86_400_000 : stryMutAct_9fa48("1092") ? now.getTime() - since.getTime() > GIVE_UP_DAYS * 86_400_000 : stryMutAct_9fa48("1091") ? false : stryMutAct_9fa48("1090") ? true : (stryCov_9fa48("1090", "1091", "1092", "1093"), (stryMutAct_9fa48("1094") ? now.getTime() + since.getTime() : (stryCov_9fa48("1094"), now.getTime() - since.getTime())) >= (stryMutAct_9fa48("1095") ? GIVE_UP_DAYS / 86_400_000 : (stryCov_9fa48("1095"), GIVE_UP_DAYS * 86_400_000)));
    if (stryMutAct_9fa48("1098") ? seconds === undefined && tooOld : stryMutAct_9fa48("1097") ? false : stryMutAct_9fa48("1096") ? true : (stryCov_9fa48("1096", "1097", "1098"), (stryMutAct_9fa48("1100") ? seconds !== undefined : stryMutAct_9fa48("1099") ? false : (stryCov_9fa48("1099", "1100"), seconds === undefined)) || tooOld)) return stryMutAct_9fa48("1101") ? {} : (stryCov_9fa48("1101"), {
      is: stryMutAct_9fa48("1102") ? "" : (stryCov_9fa48("1102"), 'given_up'),
      error
    });
    return stryMutAct_9fa48("1103") ? {} : (stryCov_9fa48("1103"), {
      is: stryMutAct_9fa48("1104") ? "" : (stryCov_9fa48("1104"), 'retry'),
      at: new Date(stryMutAct_9fa48("1105") ? now.getTime() - jittered(seconds, chance) * 1000 : (stryCov_9fa48("1105"), now.getTime() + (stryMutAct_9fa48("1106") ? jittered(seconds, chance) / 1000 : (stryCov_9fa48("1106"), jittered(seconds, chance) * 1000)))),
      error
    });
  }
}
function errorOf(status: number): DeliveryError | null {
  if (stryMutAct_9fa48("1107")) {
    {}
  } else {
    stryCov_9fa48("1107");
    if (stryMutAct_9fa48("1110") ? status >= 200 || status < 300 : stryMutAct_9fa48("1109") ? false : stryMutAct_9fa48("1108") ? true : (stryCov_9fa48("1108", "1109", "1110"), (stryMutAct_9fa48("1113") ? status < 200 : stryMutAct_9fa48("1112") ? status > 200 : stryMutAct_9fa48("1111") ? true : (stryCov_9fa48("1111", "1112", "1113"), status >= 200)) && (stryMutAct_9fa48("1116") ? status >= 300 : stryMutAct_9fa48("1115") ? status <= 300 : stryMutAct_9fa48("1114") ? true : (stryCov_9fa48("1114", "1115", "1116"), status < 300)))) return null;
    if (stryMutAct_9fa48("1119") ? status !== 410 : stryMutAct_9fa48("1118") ? false : stryMutAct_9fa48("1117") ? true : (stryCov_9fa48("1117", "1118", "1119"), status === 410)) return stryMutAct_9fa48("1120") ? "" : (stryCov_9fa48("1120"), 'gone');
    return (stryMutAct_9fa48("1123") ? status >= 300 || status < 400 : stryMutAct_9fa48("1122") ? false : stryMutAct_9fa48("1121") ? true : (stryCov_9fa48("1121", "1122", "1123"), (stryMutAct_9fa48("1126") ? status < 300 : stryMutAct_9fa48("1125") ? status > 300 : stryMutAct_9fa48("1124") ? true : (stryCov_9fa48("1124", "1125", "1126"), status >= 300)) && (stryMutAct_9fa48("1129") ? status >= 400 : stryMutAct_9fa48("1128") ? status <= 400 : stryMutAct_9fa48("1127") ? true : (stryCov_9fa48("1127", "1128", "1129"), status < 400)))) ? stryMutAct_9fa48("1130") ? "" : (stryCov_9fa48("1130"), 'redirected') : stryMutAct_9fa48("1131") ? "" : (stryCov_9fa48("1131"), 'unexpected_status');
  }
}

/** A tenth more or less, so that what failed together does not come back together. */
const jittered = stryMutAct_9fa48("1132") ? () => undefined : (stryCov_9fa48("1132"), (() => {
  const jittered = (seconds: number, chance: number) => stryMutAct_9fa48("1133") ? seconds / (0.9 + chance / 5) : (stryCov_9fa48("1133"), seconds * (stryMutAct_9fa48("1134") ? 0.9 - chance / 5 : (stryCov_9fa48("1134"), 0.9 + (stryMutAct_9fa48("1135") ? chance * 5 : (stryCov_9fa48("1135"), chance / 5)))));
  return jittered;
})());

/**
 * Until when a webhook rests after so many attempts in a row that failed, whatever else is owed to it: a receiver that
 * is down is then asked once in five minutes, however much has piled up. The first rest is shorter than the first retry.
 */
export const restUntil = stryMutAct_9fa48("1136") ? () => undefined : (stryCov_9fa48("1136"), (() => {
  const restUntil = (failures: number, now: Date): Date => new Date(stryMutAct_9fa48("1137") ? now.getTime() - Math.min(300, 2 ** (failures + 1)) * 1000 : (stryCov_9fa48("1137"), now.getTime() + (stryMutAct_9fa48("1138") ? Math.min(300, 2 ** (failures + 1)) / 1000 : (stryCov_9fa48("1138"), (stryMutAct_9fa48("1139") ? Math.max(300, 2 ** (failures + 1)) : (stryCov_9fa48("1139"), Math.min(300, 2 ** (stryMutAct_9fa48("1140") ? failures - 1 : (stryCov_9fa48("1140"), failures + 1))))) * 1000))));
  return restUntil;
})());

/**
 * What is wrong with a webhook's URL; null: nothing. `anyAddress`: receivers in one's own network are allowed.
 * Where its name leads is looked at when it is dialled.
 */
export function urlFault(text: string, anyAddress: boolean): string | null {
  if (stryMutAct_9fa48("1141")) {
    {}
  } else {
    stryCov_9fa48("1141");
    if (stryMutAct_9fa48("1144") ? /[\s\p{Cc}\\]/u.test(text) && !URL.canParse(text) : stryMutAct_9fa48("1143") ? false : stryMutAct_9fa48("1142") ? true : (stryCov_9fa48("1142", "1143", "1144"), (stryMutAct_9fa48("1147") ? /[\s\P{Cc}\\]/u : stryMutAct_9fa48("1146") ? /[\S\p{Cc}\\]/u : stryMutAct_9fa48("1145") ? /[^\s\p{Cc}\\]/u : (stryCov_9fa48("1145", "1146", "1147"), /[\s\p{Cc}\\]/u)).test(text) || (stryMutAct_9fa48("1148") ? URL.canParse(text) : (stryCov_9fa48("1148"), !URL.canParse(text))))) return stryMutAct_9fa48("1149") ? "" : (stryCov_9fa48("1149"), 'is not a URL');
    const url = new URL(text);
    if (stryMutAct_9fa48("1152") ? url.protocol !== 'https:' || !(anyAddress && url.protocol === 'http:') : stryMutAct_9fa48("1151") ? false : stryMutAct_9fa48("1150") ? true : (stryCov_9fa48("1150", "1151", "1152"), (stryMutAct_9fa48("1154") ? url.protocol === 'https:' : stryMutAct_9fa48("1153") ? true : (stryCov_9fa48("1153", "1154"), url.protocol !== (stryMutAct_9fa48("1155") ? "" : (stryCov_9fa48("1155"), 'https:')))) && (stryMutAct_9fa48("1156") ? anyAddress && url.protocol === 'http:' : (stryCov_9fa48("1156"), !(stryMutAct_9fa48("1159") ? anyAddress || url.protocol === 'http:' : stryMutAct_9fa48("1158") ? false : stryMutAct_9fa48("1157") ? true : (stryCov_9fa48("1157", "1158", "1159"), anyAddress && (stryMutAct_9fa48("1161") ? url.protocol !== 'http:' : stryMutAct_9fa48("1160") ? true : (stryCov_9fa48("1160", "1161"), url.protocol === (stryMutAct_9fa48("1162") ? "" : (stryCov_9fa48("1162"), 'http:')))))))))) return stryMutAct_9fa48("1163") ? "" : (stryCov_9fa48("1163"), 'must begin with https://');
    if (stryMutAct_9fa48("1166") ? url.username !== '' && url.password !== '' : stryMutAct_9fa48("1165") ? false : stryMutAct_9fa48("1164") ? true : (stryCov_9fa48("1164", "1165", "1166"), (stryMutAct_9fa48("1168") ? url.username === '' : stryMutAct_9fa48("1167") ? false : (stryCov_9fa48("1167", "1168"), url.username !== (stryMutAct_9fa48("1169") ? "Stryker was here!" : (stryCov_9fa48("1169"), '')))) || (stryMutAct_9fa48("1171") ? url.password === '' : stryMutAct_9fa48("1170") ? false : (stryCov_9fa48("1170", "1171"), url.password !== (stryMutAct_9fa48("1172") ? "Stryker was here!" : (stryCov_9fa48("1172"), '')))))) return stryMutAct_9fa48("1173") ? "" : (stryCov_9fa48("1173"), 'must name no user and no password');
    if (stryMutAct_9fa48("1175") ? false : stryMutAct_9fa48("1174") ? true : (stryCov_9fa48("1174", "1175"), text.includes(stryMutAct_9fa48("1176") ? "" : (stryCov_9fa48("1176"), '#')))) return stryMutAct_9fa48("1177") ? "" : (stryCov_9fa48("1177"), 'must have no fragment');
    return null;
  }
}