/** The service is saturated: thrown by work that found no place in the queue, and nothing was judged. */
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
export class Overloaded extends Error {}

/** Who wanted it has gone while it waited: it was not begun. */
export class Abandoned extends Error {}

/** A wait for longer than this ends in a refusal: most clients have given up by then, or have tried again. */
const PATIENCE_SECONDS = 5;
export interface Queue {
  /** Throws `Overloaded` at once where one more would not be served in time, `Abandoned` where `gone` fires before its turn. */
  <T>(work: () => Promise<T>, gone?: AbortSignal): Promise<T>;
  /** True where one more would be refused. */
  full(): boolean;
  /** How many run, and how many wait. */
  load(): {
    running: number;
    waiting: number;
  };
  /** Tells `listener` the seconds of every piece of work from now on, the wait for its place not counted. */
  watch(listener: (seconds: number) => void): void;
}

/** At most `concurrency` run, at most `places` wait, first come first served. */
export function createQueue(concurrency: number, places: number, patience = PATIENCE_SECONDS): Queue {
  if (stryMutAct_9fa48("587")) {
    {}
  } else {
    stryCov_9fa48("587");
    const waiting = new Set<() => void>();
    const listeners: ((seconds: number) => void)[] = stryMutAct_9fa48("588") ? ["Stryker was here"] : (stryCov_9fa48("588"), []);
    let running = 0;
    /** what one takes, by the last dozen or so */
    let usual = 0;
    const full = stryMutAct_9fa48("589") ? () => undefined : (stryCov_9fa48("589"), (() => {
      const full = () => stryMutAct_9fa48("592") ? running >= concurrency || waiting.size >= places || waiting.size > 0 && waiting.size * usual / concurrency > patience : stryMutAct_9fa48("591") ? false : stryMutAct_9fa48("590") ? true : (stryCov_9fa48("590", "591", "592"), (stryMutAct_9fa48("595") ? running < concurrency : stryMutAct_9fa48("594") ? running > concurrency : stryMutAct_9fa48("593") ? true : (stryCov_9fa48("593", "594", "595"), running >= concurrency)) && (stryMutAct_9fa48("597") ? waiting.size >= places && waiting.size > 0 && waiting.size * usual / concurrency > patience : stryMutAct_9fa48("596") ? true : (stryCov_9fa48("596", "597"), (stryMutAct_9fa48("600") ? waiting.size < places : stryMutAct_9fa48("599") ? waiting.size > places : stryMutAct_9fa48("598") ? false : (stryCov_9fa48("598", "599", "600"), waiting.size >= places)) || (stryMutAct_9fa48("602") ? waiting.size > 0 || waiting.size * usual / concurrency > patience : stryMutAct_9fa48("601") ? false : (stryCov_9fa48("601", "602"), (stryMutAct_9fa48("605") ? waiting.size <= 0 : stryMutAct_9fa48("604") ? waiting.size >= 0 : stryMutAct_9fa48("603") ? true : (stryCov_9fa48("603", "604", "605"), waiting.size > 0)) && (stryMutAct_9fa48("608") ? waiting.size * usual / concurrency <= patience : stryMutAct_9fa48("607") ? waiting.size * usual / concurrency >= patience : stryMutAct_9fa48("606") ? true : (stryCov_9fa48("606", "607", "608"), (stryMutAct_9fa48("609") ? waiting.size * usual * concurrency : (stryCov_9fa48("609"), (stryMutAct_9fa48("610") ? waiting.size / usual : (stryCov_9fa48("610"), waiting.size * usual)) / concurrency)) > patience)))))));
      return full;
    })());
    async function turn(gone?: AbortSignal): Promise<void> {
      if (stryMutAct_9fa48("611")) {
        {}
      } else {
        stryCov_9fa48("611");
        if (stryMutAct_9fa48("615") ? running >= concurrency : stryMutAct_9fa48("614") ? running <= concurrency : stryMutAct_9fa48("613") ? false : stryMutAct_9fa48("612") ? true : (stryCov_9fa48("612", "613", "614", "615"), running < concurrency)) {
          if (stryMutAct_9fa48("616")) {
            {}
          } else {
            stryCov_9fa48("616");
            stryMutAct_9fa48("617") ? running -= 1 : (stryCov_9fa48("617"), running += 1);
            return;
          }
        }
        await new Promise<void>((go, leave) => {
          if (stryMutAct_9fa48("618")) {
            {}
          } else {
            stryCov_9fa48("618");
            const leaves = () => {
              if (stryMutAct_9fa48("619")) {
                {}
              } else {
                stryCov_9fa48("619");
                if (stryMutAct_9fa48("620")) {
                  ;
                } else {
                  stryCov_9fa48("620");
                  waiting.delete(goes);
                }
                leave(new Abandoned(stryMutAct_9fa48("622") ? "" : (stryCov_9fa48("622"), 'nobody waits for this hash any more')));
              }
            };
            const goes = () => {
              if (stryMutAct_9fa48("623")) {
                {}
              } else {
                stryCov_9fa48("623");
                stryMutAct_9fa48("624") ? gone.removeEventListener('abort', leaves) : (stryCov_9fa48("624"), gone?.removeEventListener(stryMutAct_9fa48("625") ? "" : (stryCov_9fa48("625"), 'abort'), leaves));
                if (stryMutAct_9fa48("626")) {
                  ;
                } else {
                  stryCov_9fa48("626");
                  go();
                }
              }
            };
            stryMutAct_9fa48("627") ? gone.addEventListener('abort', leaves, {
              once: true
            }) : (stryCov_9fa48("627"), gone?.addEventListener(stryMutAct_9fa48("628") ? "" : (stryCov_9fa48("628"), 'abort'), leaves, stryMutAct_9fa48("629") ? {} : (stryCov_9fa48("629"), {
              once: stryMutAct_9fa48("630") ? false : (stryCov_9fa48("630"), true)
            })));
            if (stryMutAct_9fa48("631")) {
              ;
            } else {
              stryCov_9fa48("631");
              waiting.add(goes);
            }
          }
        });
      }
    }
    async function run<T>(work: () => Promise<T>, gone?: AbortSignal): Promise<T> {
      if (stryMutAct_9fa48("632")) {
        {}
      } else {
        stryCov_9fa48("632");
        if (stryMutAct_9fa48("634") ? false : stryMutAct_9fa48("633") ? true : (stryCov_9fa48("633", "634"), full())) throw new Overloaded(stryMutAct_9fa48("636") ? "" : (stryCov_9fa48("636"), 'the queue of password hashes is full'));
        if (stryMutAct_9fa48("639") ? gone.aborted : stryMutAct_9fa48("638") ? false : stryMutAct_9fa48("637") ? true : (stryCov_9fa48("637", "638", "639"), gone?.aborted)) throw new Abandoned(stryMutAct_9fa48("641") ? "" : (stryCov_9fa48("641"), 'nobody waits for this hash any more'));
        await turn(gone);
        const begun = performance.now();
        try {
          if (stryMutAct_9fa48("642")) {
            {}
          } else {
            stryCov_9fa48("642");
            return await work();
          }
        } finally {
          if (stryMutAct_9fa48("643")) {
            {}
          } else {
            stryCov_9fa48("643");
            const seconds = stryMutAct_9fa48("644") ? (performance.now() - begun) * 1000 : (stryCov_9fa48("644"), (stryMutAct_9fa48("645") ? performance.now() + begun : (stryCov_9fa48("645"), performance.now() - begun)) / 1000);
            usual = (stryMutAct_9fa48("648") ? usual !== 0 : stryMutAct_9fa48("647") ? false : stryMutAct_9fa48("646") ? true : (stryCov_9fa48("646", "647", "648"), usual === 0)) ? seconds : stryMutAct_9fa48("649") ? usual - (seconds - usual) / 12 : (stryCov_9fa48("649"), usual + (stryMutAct_9fa48("650") ? (seconds - usual) * 12 : (stryCov_9fa48("650"), (stryMutAct_9fa48("651") ? seconds + usual : (stryCov_9fa48("651"), seconds - usual)) / 12)));
            for (const tell of listeners) if (stryMutAct_9fa48("652")) {
              ;
            } else {
              stryCov_9fa48("652");
              tell(seconds);
            }
            const [next] = waiting;
            if (stryMutAct_9fa48("654") ? false : stryMutAct_9fa48("653") ? true : (stryCov_9fa48("653", "654"), next)) {
              if (stryMutAct_9fa48("655")) {
                {}
              } else {
                stryCov_9fa48("655");
                if (stryMutAct_9fa48("656")) {
                  ;
                } else {
                  stryCov_9fa48("656");
                  waiting.delete(next);
                }
                if (stryMutAct_9fa48("657")) {
                  ;
                } else {
                  stryCov_9fa48("657");
                  next();
                }
              }
            } else stryMutAct_9fa48("658") ? running += 1 : (stryCov_9fa48("658"), running -= 1);
          }
        }
      }
    }
    return Object.assign(run, stryMutAct_9fa48("659") ? {} : (stryCov_9fa48("659"), {
      full,
      load: stryMutAct_9fa48("660") ? () => undefined : (stryCov_9fa48("660"), () => stryMutAct_9fa48("661") ? {} : (stryCov_9fa48("661"), {
        running,
        waiting: waiting.size
      })),
      watch: stryMutAct_9fa48("662") ? () => undefined : (stryCov_9fa48("662"), (listener: (seconds: number) => void) => void listeners.push(listener))
    }));
  }
}