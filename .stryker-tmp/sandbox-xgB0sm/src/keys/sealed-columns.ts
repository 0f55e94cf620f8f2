// @ts-nocheck
import { signingKeyOwner } from '../access-tokens/signing-keys.ts';
import { secretOwner } from '../authenticators/enrollments.ts';
import { webhookSecretOwner } from '../webhooks/delivery.ts';

/** Where the database holds what `ENCRYPTION_KEYS` seal. A new such column is entered here: start and rotation go by it. */
export interface SealedColumn {
  table: string;
  secret: string;
  keyId: string;
  owner: (row: { id: string; tenant_id: string; user_id: string }) => string[];
}

const ofAuthenticator: SealedColumn['owner'] = (row) => secretOwner(row.tenant_id, row.user_id, row.id);
const ofWebhook: SealedColumn['owner'] = (row) => webhookSecretOwner(row.tenant_id, row.id);

export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'authenticators', secret: 'secret', keyId: 'secret_key_id', owner: ofAuthenticator },
  { table: 'enrollments', secret: 'secret', keyId: 'secret_key_id', owner: ofAuthenticator },
  { table: 'webhooks', secret: 'secret', keyId: 'secret_key_id', owner: ofWebhook },
  { table: 'webhooks', secret: 'previous_secret', keyId: 'previous_secret_key_id', owner: ofWebhook },
  { table: 'signing_keys', secret: 'private_key', keyId: 'secret_key_id', owner: (row) => signingKeyOwner(row.id) },
];
