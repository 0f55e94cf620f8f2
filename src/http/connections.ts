import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** An import is cut at two minutes; whoever has read nothing of an answer, or sent nothing, for so long is gone. */
export const LONGEST_ANSWER_MILLIS = 130_000;

/**
 * Requests behind one that is still owed its answer. Node reads all that came in one packet before it waits: 64 KiB hold
 * two thousand requests, which took 8 MB until somebody read the answers, and sixty such connections half a gigabyte.
 */
const MOST_AT_ONCE = 100;

const behind = new WeakMap<Duplex, number>();

/** The answer that is owed on this connection; node's own handler looks there as well. */
export const owedBy = (socket: Duplex) => (socket as { _httpMessage?: ServerResponse })._httpMessage;

/** True: it was one too many, and its connection is closed. */
export function isOneTooMany({ request, raw, log }: FastifyReply): boolean {
  const socket: Socket = request.raw.socket;
  const owed = owedBy(socket);
  if (!owed || owed === raw) return false;
  const count = (behind.get(socket) ?? 0) + 1;
  behind.set(socket, count);
  raw.once('close', () => behind.set(socket, (behind.get(socket) ?? 1) - 1));
  if (count <= MOST_AT_ONCE) return false;
  // of all that came with it nothing more is said
  if (count === MOST_AT_ONCE + 1) log.info('a connection was closed: too many requests at once');
  socket.destroy();
  return true;
}
