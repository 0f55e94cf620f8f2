// biome-ignore lint/suspicious/noExplicitAny: what was answered; what of it is not there shows as a difference
export type Made = any;

/** A call, as it is sent. */
export interface Ask {
  op: string;
  method: string;
  path: string;
  key: string;
  body?: Record<string, unknown>;
  /** the tenant and the user that the path names, and what hangs on them */
  tenant?: string;
  user?: string;
  id?: string;
}

/** What calls at once may rest on of the state in which they began, since they have looked already when they are judged. */
export interface AtOnce {
  /** the tokens of sessions that lived, and which: what calls are let in by that ask no more */
  guarded: Map<string, string>;
  /** the numbers of codes left that they may be told, by the login's token: each is told another */
  places: Map<string, number[]>;
  /** the tenants where devices were trusted */
  trusting: string[];
  /** in which lane the next login counts; null: as its device is by now */
  lane: string | null;
}

export const ALONE: AtOnce = { guarded: new Map(), places: new Map(), trusting: [], lane: null };
