import { type Account, acrOf, limitsOf, type Session, type State, time } from './state.ts';

export const sessionView = (session: Session): Record<string, unknown> => ({
  id: session.id,
  createdAt: time(session.created),
  lastUsedAt: time(session.used),
  expiresAt: time(limitsOf(session).expires),
  idleExpiresAt: time(limitsOf(session).idle),
  authenticatedAt: time(session.authenticated),
  methods: session.methods,
  acr: acrOf(session.methods),
  trustedDeviceId: session.device,
});

export function twoFactorView(state: State, { tenant: { policy }, apps, recovery }: Account): Record<string, unknown> {
  const required = policy.twoFactor === 'required';
  const ahead = required && policy.enforcedFrom !== null && Date.parse(policy.enforcedFrom) > state.now;
  return {
    enabled: apps.length > 0,
    required,
    deadline: ahead && apps.length === 0 ? policy.enforcedFrom : null,
    recoveryCodesLeft: recovery.length,
  };
}

/** The passwords that are sent are long enough anywhere, long enough where 2FA is required, or too short. */
export const acceptable = ({ tenant: { policy } }: Account, password: string): boolean =>
  password.length >= (policy.twoFactor === 'required' ? 8 : 15);
