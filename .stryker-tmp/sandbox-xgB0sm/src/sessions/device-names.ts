// @ts-nocheck
import Bowser from 'bowser';

/** "Chrome on Windows", from a user agent; what a device is called that its user has not named. */
export function deviceNameFrom(userAgent: string | null): string {
  if (!userAgent) return 'Unknown device';
  const { browser, os } = Bowser.parse(userAgent);
  const system = os.name === 'macOS' || !os.name ? os.name : os.name.replace(/^Mac OS.*/, 'macOS');
  const names = [browser.name, system].filter((name) => name !== undefined && name !== '');
  return names.length > 0 ? names.join(' on ').slice(0, 100) : 'Unknown device';
}
