/** The service is saturated: thrown by work that found no place in the queue, and nothing was judged. */
export class Overloaded extends Error {}

/** Who wanted it has gone while it waited: it was not begun. */
export class Abandoned extends Error {}

/** A wait for longer than this ends in a refusal: most clients have given up by then, or have tried again. */
const PATIENCE_SECONDS = 5;

/** A place that is kept for work to come. */
export interface Place {
  /** It is not needed any more. What has taken it may say so as well. */
  leave(): void;
}

export interface Queue {
  /**
   * Throws `Overloaded` at once where one more would not be served in time and no `place` is kept for it, `Abandoned`
   * where `gone` fires before its turn.
   */
  <T>(work: () => Promise<T>, gone?: AbortSignal, place?: Place): Promise<T>;
  /** Keeps a place, so that what is done before the work is not done in vain. Null: one more would be refused. */
  keep(): Place | null;
  /** True where one more would be refused. */
  full(): boolean;
  /** How many run, and how many wait or keep a place. */
  load(): { running: number; waiting: number };
  /** Tells `listener` the seconds of every piece of work from now on, the wait for its place not counted. */
  watch(listener: (seconds: number) => void): void;
}

/** At most `concurrency` run, at most `places` wait, first come first served. */
export function createQueue(concurrency: number, places: number, patience = PATIENCE_SECONDS): Queue {
  const waiting = new Set<() => void>();
  const listeners: ((seconds: number) => void)[] = [];
  let running = 0;
  /** what one takes, by the last dozen or so */
  let usual = 0;
  let kept = 0;
  const full = () => {
    const ahead = running + kept + waiting.size - concurrency;
    return ahead >= places || (ahead * usual) / concurrency > patience;
  };

  function keep(): Place | null {
    if (full()) return null;
    kept += 1;
    let mine = 1;
    return {
      leave() {
        kept -= mine;
        mine = 0;
      },
    };
  }

  async function turn(gone?: AbortSignal): Promise<void> {
    if (running < concurrency) {
      running += 1;
      return;
    }
    await new Promise<void>((go, leave) => {
      const leaves = () => {
        waiting.delete(goes);
        leave(new Abandoned('nobody waits for this hash any more'));
      };
      const goes = () => {
        gone?.removeEventListener('abort', leaves);
        go();
      };
      gone?.addEventListener('abort', leaves, { once: true });
      waiting.add(goes);
    });
  }

  async function run<T>(work: () => Promise<T>, gone?: AbortSignal, place?: Place): Promise<T> {
    place?.leave();
    if (!place && full()) throw new Overloaded('the queue of password hashes is full');
    if (gone?.aborted) throw new Abandoned('nobody waits for this hash any more');
    await turn(gone);
    const begun = performance.now();
    try {
      return await work();
    } finally {
      const seconds = (performance.now() - begun) / 1000;
      usual = usual === 0 ? seconds : usual + (seconds - usual) / 12;
      for (const tell of listeners) tell(seconds);
      const [next] = waiting;
      if (next) {
        waiting.delete(next);
        next();
      } else running -= 1;
    }
  }
  return Object.assign(run, {
    full,
    keep,
    load: () => ({ running, waiting: waiting.size + kept }),
    watch: (listener: (seconds: number) => void) => void listeners.push(listener),
  });
}
