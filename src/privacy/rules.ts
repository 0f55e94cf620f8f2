/** How long what is over is kept. What is still in use is not touched, however old. */
export const KEPT = {
  /** logins, password reset tokens, enrolments, and counters that count nothing */
  hours: 24,
  /** webhook deliveries that are settled */
  deliveryDays: 30,
  /** sessions and trusted devices */
  endedDays: 90,
  /** events, API keys, and failures under a name that nobody has */
  months: 13,
} as const;

/** The same day and time so many months before; of a month that is too short, its last day. */
export function monthsBefore(time: Date, months: number): Date {
  const month = time.getUTCMonth() - months;
  const lastDay = new Date(Date.UTC(time.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const day = Math.min(time.getUTCDate(), lastDay);
  const inDay = time.getTime() % 86_400_000;
  return new Date(Date.UTC(time.getUTCFullYear(), month, day) + inDay);
}

/** The first UUIDv7 of a time (RFC 9562, 5.7): ids below it are older, so that an index of ids finds what is old. */
export function firstIdAt(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
