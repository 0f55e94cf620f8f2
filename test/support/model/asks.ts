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
