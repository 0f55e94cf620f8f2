// @ts-nocheck
import type { FastifyReply } from 'fastify';
import { qrPng, qrSvg } from '../authenticators/qr.ts';
import { readTotpCode } from '../authenticators/rules.ts';
import { refuse } from '../refusal.ts';
import { refusal } from './problems.ts';

/** A TOTP code that is not six digits is a slip, not a guess: it is refused before anything is charged. */
export function totpCodeOf(typed: string): string {
  const code = readTotpCode(typed);
  if (code !== null) return code;
  throw refusal(refuse('invalid_request', { errors: [{ path: '/code', message: 'must be six digits' }] }));
}

const TYPES = { svg: 'image/svg+xml', png: 'image/png' } as const;
type Kind = keyof typeof TYPES;

export const QR_KINDS = Object.keys(TYPES) as Kind[];

/** How the OpenAPI document tells of a picture. */
export const qrAnswer = (kind: Kind) => ({
  description: 'Black on white, with a quiet zone of four modules.',
  content: {
    [TYPES[kind]]: {
      schema: { type: 'string', ...(kind === 'png' ? { format: 'binary' } : { examples: ['<svg …'] }) },
    },
  },
});

export async function sendQr(reply: FastifyReply, kind: Kind, uri: string) {
  // XML names its charset (ASVS 4.1.1)
  reply.type(kind === 'svg' ? `${TYPES.svg}; charset=utf-8` : TYPES[kind]);
  return reply.send(kind === 'svg' ? await qrSvg(uri) : await qrPng(uri));
}
