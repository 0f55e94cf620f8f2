import { body, Label, Text, Username } from './fields.ts';
import { Type } from './type.ts';

export const mustChangePassword = Type.Boolean({
  description: 'The next login asks for a new password.',
  examples: [false],
});
export const displayName = Label('How the user is called on screen.', ['Alice Ames']);

const BroughtAuthenticator = body(
  {
    type: Type.Literal('totp', { description: 'The only kind there is.' }),
    secret: Text('Base32 (RFC 4648) of 10 to 64 bytes.', 200, 1, ['JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP']),
    name: Type.Optional(Label('What to call it.', ['Old phone'])),
    algorithm: Type.Optional(Text('Only SHA1 is supported.', 20, 1, ['SHA1'])),
    digits: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'Only 6 is supported.', examples: [6] }),
    ),
    period: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'Only 30 (seconds) is supported.', examples: [30] }),
    ),
  },
  'An authenticator brought along from elsewhere: it keeps working.',
);

/** What is said of a user who comes from elsewhere, one by one or in an import. */
export const broughtUser = {
  username: Username,
  displayName: Type.Optional(displayName),
  passwordHash: Type.Optional(
    Text(
      'A hash from elsewhere: argon2i, argon2id or scrypt (PHC), bcrypt (`$2a$ $2b$ $2y$`), PBKDF2 (`$pbkdf2-sha256$`, `$pbkdf2-sha512$`) or ASP.NET Core Identity v3 (base64). The first right login makes it today’s.',
      1024,
      1,
      ['$2b$12$GhvMmNVjRW29ulnudl.LbuAnUtN/LRfe1JsBm1Xu6LE3059z5Tr8m'],
    ),
  ),
  mustChangePassword: Type.Optional(mustChangePassword),
  authenticators: Type.Optional(
    Type.Array(BroughtAuthenticator, { maxItems: 5, description: 'Authenticator apps that keep working.' }),
  ),
};
