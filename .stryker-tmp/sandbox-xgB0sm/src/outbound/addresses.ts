// @ts-nocheck
import dns from 'node:dns/promises';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import ipaddr from 'ipaddr.js';

export interface Address {
  address: string;
  family: number;
}

/** An address that is in nobody's own network was asked for, and this is none, or a name leads to one that is none. */
export class AddressRefused extends Error {}

export class NameNotResolved extends Error {}

/** Of IPv6 only this is handed out as global unicast (IANA); what embeds IPv4 lies outside, but for 6to4 and Teredo. */
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];
/** What the name servers of a network without IPv4 make of an IPv4 address (RFC 6052): worth what that is worth. */
const NAT64: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('64:ff9b::'), 96];
/** Public by its number, and yet what a host in Azure asks for its own secrets. */
const AZURE_HOST = '168.63.129.16';

/** Whether an address is public: not private, loopback, link-local, shared, reserved, multicast, or one of those in IPv6's clothes. */
export function isPublic(address: string): boolean {
  if (isIP(address) === 0 || address === AZURE_HOST) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv6) {
    if (parsed.match(NAT64)) return isPublic(parsed.toByteArray().slice(12).join('.'));
    if (!parsed.match(GLOBAL_UNICAST)) return false;
  }
  return parsed.range() === 'unicast';
}

/** The host of a URL without the brackets of IPv6 and the dot of the root. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');

const isLocalName = (host: string) => host === 'localhost' || host.endsWith('.localhost');

/** Whether a URL leads into one's own network already by what it says, before any name is looked up. */
export function isPlainlyPrivate(url: URL): boolean {
  const host = hostOf(url);
  return isLocalName(host) || (isIP(host) !== 0 && !isPublic(host));
}

/**
 * The addresses of a host, to dial exactly these. Public ones alone, unless any will do: then as the system knows names,
 * with its hosts file and search domains.
 * @throws {AddressRefused} where one of them is not public, {NameNotResolved} where there is none.
 */
export async function addressesOf(host: string, anyAddress: boolean): Promise<Address[]> {
  const literal = isIP(host);
  const found =
    literal !== 0
      ? [{ address: host, family: literal }]
      : anyAddress
        ? await fromSystem(host)
        : isLocalName(host)
          ? [{ address: '127.0.0.1', family: 4 }]
          : await fromNameServers(host);
  if (found.length === 0) throw new NameNotResolved();
  if (!anyAddress && !found.every(({ address }) => isPublic(address))) throw new AddressRefused();
  return found.slice(0, 8);
}

/** Longest that one of the two questions may take: some name servers never answer the one for IPv6. */
const QUESTION_MILLIS = 5000;

/** Beside node's pool of threads, where password hashes are made: a name server that is slow on purpose stalls no login. */
async function fromNameServers(host: string): Promise<Address[]> {
  const [four, six] = await Promise.all([inTime(dns.resolve4(host)), inTime(dns.resolve6(host))]);
  return [...four.map((address) => ({ address, family: 4 })), ...six.map((address) => ({ address, family: 6 }))];
}

const inTime = (question: Promise<string[]>): Promise<string[]> =>
  Promise.race([question.catch(() => []), sleep(QUESTION_MILLIS, [], { ref: false })]);

/** The system's own look-up holds one of four threads while it waits: two at once leave the others to password hashes. */
const LOOKUPS = 2;
let looking = 0;
const queue: (() => void)[] = [];

async function fromSystem(host: string): Promise<Address[]> {
  if (looking < LOOKUPS) looking += 1;
  else await new Promise<void>((turn) => queue.push(turn));
  try {
    return await dns.lookup(host, { all: true });
  } catch {
    return [];
  } finally {
    const next = queue.shift();
    if (next) next();
    else looking -= 1;
  }
}
