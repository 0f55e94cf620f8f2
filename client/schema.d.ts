// made from openapi.yaml by `npm run client`
export interface paths {
    "/v1/tenants/{tenant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the page behind a customer's own link needs */
        get: operations["getTenantPage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The password step
         * @description With a backend key in `Authorization` in token mode: `client` is required and tokens come in the body. Without `Authorization` in cookie mode.
         */
        post: operations["beginLogin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the login stands, for a page that was reloaded */
        get: operations["getLogin"];
        put?: never;
        post?: never;
        /** Gives the login up */
        delete: operations["cancelLogin"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The second step: a code */
        post: operations["answerChallenge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The last step, where a new password is owed */
        post: operations["setOwedPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login/enrollment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins the enrolment that the login owes; beginning again replaces the secret */
        post: operations["beginLoginEnrollment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login/enrollment/qr.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The QR code of the enrolment, as SVG */
        get: operations["getLoginQrSvg"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login/enrollment/qr.png": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The QR code of the enrolment, as PNG */
        get: operations["getLoginQrPng"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login/enrollment/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The code of the new authenticator: 2FA is on, and ten recovery codes are given once */
        post: operations["confirmLoginEnrollment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in */
        get: operations["getSession"];
        put?: never;
        post?: never;
        /** Signs out; trusted devices stay */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/reauthenticate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes the session fresh again, under a new token; a code is needed when 2FA is on */
        post: operations["reauthenticate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Changes the password: other sessions and all trusted devices end */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the user is signed in */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        /** Ends all sessions but this one */
        delete: operations["revokeOtherSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends one session */
        delete: operations["revokeSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The user's own security events, newest first */
        get: operations["listOwnEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/trusted-devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The saved logins */
        get: operations["listTrustedDevices"];
        put?: never;
        post?: never;
        /** Revokes all trusted devices */
        delete: operations["revokeTrustedDevices"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/trusted-devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes a trusted device: the next login from there asks for a code */
        delete: operations["revokeTrustedDevice"];
        options?: never;
        head?: never;
        /** Renames a trusted device */
        patch: operations["renameTrustedDevice"];
        trace?: never;
    };
    "/v1/session/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A signed JWT of five minutes, which a backend verifies without asking
         * @description ES256, `typ` `at+jwt`, claims `iss` (PUBLIC_URL), `aud` and `tenant` (the slug), `sub`, `sid`, `amr`, `acr`, `auth_time`, `iat`, `exp`, `jti` (RFC 9068, RFC 8176). Nothing ends it before `exp`: where a revocation must bite at once, introspect.
         */
        post: operations["issueAccessToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public keys that verify access tokens (RFC 7517); may be kept for five minutes */
        get: operations["getKeySet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/authenticators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The user's authenticators */
        get: operations["listAuthenticators"];
        put?: never;
        /** Begins to add an authenticator; those already there keep working */
        post: operations["beginAuthenticator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/authenticators/{id}/qr.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The QR code, as SVG, until confirmed */
        get: operations["getAuthenticatorQrSvg"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/authenticators/{id}/qr.png": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The QR code, as PNG, until confirmed */
        get: operations["getAuthenticatorQrPng"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/authenticators/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The first code: the authenticator is added; with the first one come ten recovery codes */
        post: operations["confirmAuthenticator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/authenticators/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes an authenticator; with the last one 2FA goes off */
        delete: operations["removeAuthenticator"];
        options?: never;
        head?: never;
        /** Renames an authenticator */
        patch: operations["renameAuthenticator"];
        trace?: never;
    };
    "/v1/account/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many recovery codes are left */
        get: operations["countRecoveryCodes"];
        put?: never;
        /** Ten new recovery codes; the old ones stop working */
        post: operations["renewRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/introspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whose session token is this (RFC 7662); counts as a use of the session
         * @description JSON or form; the key as Bearer, or as HTTP Basic with its id as the user name.
         */
        post: operations["introspect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenants, newest first; of a key bound to one, that one */
        get: operations["listTenants"];
        put?: never;
        /** Creates a tenant (platform keys only) */
        post: operations["createTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenants/{tenant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One tenant with its policy */
        get: operations["getTenant"];
        put?: never;
        post?: never;
        /**
         * Deletes a tenant with all of its data (platform keys only)
         * @description It is gone for everybody at once, and its slug is free. What is left of a large one is removed within hours.
         */
        delete: operations["deleteTenant"];
        options?: never;
        head?: never;
        /**
         * Changes a tenant; a stricter policy applies at once to what was issued before
         * @description Only a key of the platform gives another `slug`: 403 `forbidden` to those bound to the tenant.
         */
        patch: operations["updateTenant"];
        trace?: never;
    };
    "/v1/admin/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The API keys that are not revoked, newest first */
        get: operations["listApiKeys"];
        put?: never;
        /** Makes an API key; one made with a tenant's key is bound to that tenant */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes an API key at once */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenants/{tenant}/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The users of a tenant, newest first */
        get: operations["listUsers"];
        put?: never;
        /** Creates a user */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenants/{tenant}/users/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One user */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /** Deletes a user; the user's events stay, without name, address and user agent */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /** Changes a user; a new password or `disabled` ends sessions, trusted devices and pending logins */
        patch: operations["updateUser"];
        trace?: never;
    };
    "/v1/admin/tenants/{tenant}/users/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Creates users from NDJSON, up to 10 000 lines and 16 MiB
         * @description A line is what `POST …/users` takes, without `password`, of at most 32 KiB. Each user is made whole or not at all; those there already are refused, so an import that was cut short is just sent again.
         */
        post: operations["importUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenants/{tenant}/users/{userId}/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a token that sets a new password; the caller brings it to the user
         * @description Send it where only the user reads it, as part of a link to a page of yours. It replaces one made before, and dies with every change of credentials.
         */
        post: operations["requestPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets a new password by a reset token; sessions and trusted devices end, the second factor stays */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenants/{tenant}/users/{userId}/two-factor-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a user's second factor away, since the phone is lost; the next login enrols again */
        post: operations["resetTwoFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenants/{tenant}/users/{userId}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Clears a user's failures, and opens TOTP where a hundred wrong codes have closed it */
        post: operations["unlockUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenants/{tenant}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The security events of a tenant, newest first */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenants/{tenant}/users/{userId}/trusted-devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A user's saved logins; none of them is `current` */
        get: operations["listUserTrustedDevices"];
        put?: never;
        post?: never;
        /** Revokes a user's trusted devices, with the sessions begun from them */
        delete: operations["revokeUserTrustedDevices"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenants/{tenant}/users/{userId}/trusted-devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One saved login of a user */
        get: operations["getUserTrustedDevice"];
        put?: never;
        post?: never;
        /** Revokes one trusted device of a user, with the sessions begun from it */
        delete: operations["revokeUserTrustedDevice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenants/{tenant}/users/{userId}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a user is signed in; none of the sessions is `current` */
        get: operations["listUserSessions"];
        put?: never;
        post?: never;
        /** Signs a user out everywhere; trusted devices stay */
        delete: operations["revokeUserSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenants/{tenant}/users/{userId}/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One session of a user */
        get: operations["getUserSession"];
        put?: never;
        post?: never;
        /** Ends one session of a user */
        delete: operations["revokeUserSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenants/{tenant}/users/{userId}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that is held about a user, secrets excepted (GDPR, articles 15 and 20)
         * @description Streamed, since it may be long: an answer that breaks off is not complete.
         */
        get: operations["exportUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenants/{tenant}/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The webhooks of a tenant, newest first */
        get: operations["listWebhooks"];
        put?: never;
        /** Makes a webhook; its first event is its own `webhook.created` */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenants/{tenant}/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One webhook */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /** Deletes a webhook and what is owed to it */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /** Changes a webhook; enabling it again sends what waits */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/v1/admin/tenants/{tenant}/webhooks/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a new secret; for 24 hours the old one signs, too */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenants/{tenant}/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was or is to be sent to a webhook, newest first */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process lives */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The database answers and takes writes, and every migration that this code knows is applied */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Prometheus metrics, to clients on the same machine alone; METRICS_PORT gives them a port of their own */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description Who signs in.
         * @example {
         *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *       "username": "alice@example.com",
         *       "displayName": "Alice Ames",
         *       "tenant": "acme"
         *     }
         */
        User: {
            /**
             * Format: uuid
             * @description The user (UUIDv7, RFC 9562)
             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
             */
            id: string;
            /**
             * @description As it was given; compared after NFC and case folding.
             * @example alice@example.com
             */
            username: string;
            /**
             * @description How the user is called on screen.
             * @example Alice Ames
             */
            displayName: string;
            /**
             * @description The slug of the tenant.
             * @example acme
             */
            tenant: string;
        };
        /**
         * @description What a login gives.
         * @example {
         *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *       "createdAt": "2026-11-24T09:30:00.000Z",
         *       "lastUsedAt": "2026-11-24T09:30:00.000Z",
         *       "expiresAt": "2026-11-24T21:30:00.000Z",
         *       "idleExpiresAt": "2026-11-24T10:00:00.000Z",
         *       "authenticatedAt": "2026-11-24T09:30:00.000Z",
         *       "methods": [
         *         "pwd",
         *         "otp"
         *       ],
         *       "acr": "aal2",
         *       "trustedDeviceId": null
         *     }
         */
        Session: {
            /**
             * Format: uuid
             * @description The session (UUIDv7, RFC 9562)
             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
             */
            id: string;
            /**
             * Format: date-time
             * @description Begun (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description Used last, to the minute (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            lastUsedAt: string;
            /**
             * Format: date-time
             * @description Ends at the latest (RFC 3339, UTC)
             * @example 2026-11-24T21:30:00.000Z
             */
            expiresAt: string;
            /**
             * Format: date-time
             * @description Ends when it is not used until then (RFC 3339, UTC)
             * @example 2026-11-24T10:00:00.000Z
             */
            idleExpiresAt: string;
            /**
             * Format: date-time
             * @description A password or code was given last (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            authenticatedAt: string;
            /**
             * @description RFC 8176 names (`pwd`, `otp`) and `recovery_code`, `trusted_device`.
             * @example [
             *       "pwd",
             *       "otp"
             *     ]
             */
            methods: string[];
            /**
             * @description Assurance level (NIST SP 800-63B): `aal2` after a code, `aal1` otherwise.
             * @example aal2
             * @enum {string}
             */
            acr: "aal1" | "aal2";
            /**
             * Format: uuid
             * @description The trusted device it was begun from; null: none.
             * @example null
             */
            trustedDeviceId: string | null;
        };
        /**
         * @description A session in a list.
         * @example {
         *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *       "createdAt": "2026-11-24T09:30:00.000Z",
         *       "lastUsedAt": "2026-11-24T09:30:00.000Z",
         *       "expiresAt": "2026-11-24T21:30:00.000Z",
         *       "idleExpiresAt": "2026-11-24T10:00:00.000Z",
         *       "authenticatedAt": "2026-11-24T09:30:00.000Z",
         *       "methods": [
         *         "pwd",
         *         "otp"
         *       ],
         *       "acr": "aal2",
         *       "trustedDeviceId": null,
         *       "current": true,
         *       "ip": "203.0.113.7",
         *       "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) …"
         *     }
         */
        ListedSession: {
            /**
             * Format: uuid
             * @description The session (UUIDv7, RFC 9562)
             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
             */
            id: string;
            /**
             * Format: date-time
             * @description Begun (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description Used last, to the minute (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            lastUsedAt: string;
            /**
             * Format: date-time
             * @description Ends at the latest (RFC 3339, UTC)
             * @example 2026-11-24T21:30:00.000Z
             */
            expiresAt: string;
            /**
             * Format: date-time
             * @description Ends when it is not used until then (RFC 3339, UTC)
             * @example 2026-11-24T10:00:00.000Z
             */
            idleExpiresAt: string;
            /**
             * Format: date-time
             * @description A password or code was given last (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            authenticatedAt: string;
            /**
             * @description RFC 8176 names (`pwd`, `otp`) and `recovery_code`, `trusted_device`.
             * @example [
             *       "pwd",
             *       "otp"
             *     ]
             */
            methods: string[];
            /**
             * @description Assurance level (NIST SP 800-63B): `aal2` after a code, `aal1` otherwise.
             * @example aal2
             * @enum {string}
             */
            acr: "aal1" | "aal2";
            /**
             * Format: uuid
             * @description The trusted device it was begun from; null: none.
             * @example null
             */
            trustedDeviceId: string | null;
            /** @description The session that asks. */
            current: boolean;
            /**
             * @description The address it came from; null: unknown.
             * @example 203.0.113.7
             */
            ip: string | null;
            /**
             * @description The browser, as it names itself; null: it does not.
             * @example Mozilla/5.0 (Windows NT 10.0; Win64; x64) …
             */
            userAgent: string | null;
        };
        /**
         * @description How it stands with the user's second factor.
         * @example {
         *       "enabled": true,
         *       "required": true,
         *       "deadline": null,
         *       "recoveryCodesLeft": 10
         *     }
         */
        TwoFactor: {
            /** @description The user has an authenticator. */
            enabled: boolean;
            /** @description The tenant's policy demands one. */
            required: boolean;
            /**
             * Format: date-time
             * @description Until when the user may go without; null: no such time lies ahead (RFC 3339, UTC)
             * @example null
             */
            deadline: string | null;
            /**
             * @description Recovery codes that still work.
             * @example 10
             */
            recoveryCodesLeft: number;
        };
        /**
         * @description A secret on its way to become an authenticator.
         * @example {
         *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *       "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
         *       "otpauthUri": "otpauth://totp/ImageCapture%3Aalice%40example.com?issuer=ImageCapture&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30",
         *       "qrCode": {
         *         "svg": "/v1/login/enrollment/qr.svg",
         *         "png": "/v1/login/enrollment/qr.png"
         *       },
         *       "expiresAt": "2026-11-24T09:45:00.000Z"
         *     }
         */
        Enrollment: {
            /**
             * Format: uuid
             * @description The authenticator to be (UUIDv7, RFC 9562)
             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
             */
            id: string;
            /**
             * @description Base32 (RFC 4648), 160 bits; shown until confirmed.
             * @example JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP
             */
            secret: string;
            /**
             * @description Key URI: SHA1, 6 digits, 30 s. The QR code carries it.
             * @example otpauth://totp/ImageCapture%3Aalice%40example.com?issuer=ImageCapture&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30
             */
            otpauthUri: string;
            /** @description Paths of the pictures; they take the same credential. */
            qrCode: {
                /**
                 * @description Sharp at every size.
                 * @example /v1/login/enrollment/qr.svg
                 */
                svg: string;
                /**
                 * @description For mails and old browsers.
                 * @example /v1/login/enrollment/qr.png
                 */
                png: string;
            };
            /**
             * Format: date-time
             * @description Confirm it before (RFC 3339, UTC)
             * @example 2026-11-24T09:45:00.000Z
             */
            expiresAt: string;
        };
        /**
         * @description An authenticator app of the user.
         * @example {
         *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *       "type": "totp",
         *       "name": "My phone",
         *       "confirmedAt": "2026-11-24T09:30:00.000Z",
         *       "lastUsedAt": "2026-11-24T09:30:00.000Z"
         *     }
         */
        Authenticator: {
            /**
             * Format: uuid
             * @description The authenticator (UUIDv7, RFC 9562)
             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
             */
            id: string;
            /**
             * @description RFC 6238: SHA1, 6 digits, 30 s.
             * @enum {string}
             */
            type: "totp";
            /**
             * @description What the user calls it.
             * @example My phone
             */
            name: string;
            /**
             * Format: date-time
             * @description Added (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            confirmedAt: string;
            /**
             * Format: date-time
             * @description Gave a code last (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            lastUsedAt: string | null;
        };
        /**
         * @description A browser that is asked for no code: a saved login.
         * @example {
         *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *       "name": "Chrome on Windows",
         *       "current": true,
         *       "createdAt": "2026-11-24T09:30:00.000Z",
         *       "lastUsedAt": "2026-11-24T09:30:00.000Z",
         *       "expiresAt": "2026-12-24T09:30:00.000Z",
         *       "ip": "203.0.113.7",
         *       "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) …"
         *     }
         */
        TrustedDevice: {
            /**
             * Format: uuid
             * @description The trusted device (UUIDv7, RFC 9562)
             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
             */
            id: string;
            /**
             * @description As the user named it, or from its user agent.
             * @example Chrome on Windows
             */
            name: string;
            /** @description The session that asks was begun from it. */
            current: boolean;
            /**
             * Format: date-time
             * @description Trusted since (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description Spared a code last (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            lastUsedAt: string;
            /**
             * Format: date-time
             * @description Trusted until; use does not prolong it (RFC 3339, UTC)
             * @example 2026-12-24T09:30:00.000Z
             */
            expiresAt: string;
            /**
             * @description The address it came from; null: unknown.
             * @example 203.0.113.7
             */
            ip: string | null;
            /**
             * @description The browser, as it names itself; null: it does not.
             * @example Mozilla/5.0 (Windows NT 10.0; Win64; x64) …
             */
            userAgent: string | null;
        };
        /**
         * @description What a tenant demands. A stricter policy applies at once to what was issued before.
         * @example {
         *       "twoFactor": "optional",
         *       "enforcedFrom": null,
         *       "trustedDevices": {
         *         "enabled": true,
         *         "days": 30,
         *         "maxPerUser": 10
         *       },
         *       "sessions": {
         *         "idleMinutes": 30,
         *         "absoluteHours": 12
         *       },
         *       "passwords": {
         *         "minLength": 15
         *       },
         *       "resetCodeRequired": true
         *     }
         */
        Policy: {
            /**
             * @description Whether users must have a second factor.
             * @enum {string}
             */
            twoFactor: "optional" | "required";
            /**
             * Format: date-time
             * @description From when `required` bites; null: at once (RFC 3339, UTC)
             * @example null
             */
            enforcedFrom: string | null;
            /** @description Browsers that are asked for no code. */
            trustedDevices: {
                /** @description Off: no device is trusted, and none may be added. */
                enabled: boolean;
                /**
                 * @description Days a device stays trusted.
                 * @example 30
                 */
                days: number;
                /**
                 * @description Trusted devices a user may have.
                 * @example 10
                 */
                maxPerUser: number;
            };
            /** @description How long a sign-in lasts. */
            sessions: {
                /**
                 * @description Minutes without use that end a session.
                 * @example 30
                 */
                idleMinutes: number;
                /**
                 * @description Hours that end a session in any case.
                 * @example 12
                 */
                absoluteHours: number;
            };
            /** @description What a new password must be. */
            passwords: {
                /**
                 * @description Code points of a new password. Never given: 15, or 8 where 2FA is required.
                 * @example 15
                 */
                minLength: number;
            };
            /** @description A support reset makes a one-time code that enrolment asks for. */
            resetCodeRequired: boolean;
        };
        /**
         * @description A policy in part; what is left out stays as it is.
         * @example {
         *       "twoFactor": "optional",
         *       "enforcedFrom": "2027-06-30T00:00:00Z",
         *       "trustedDevices": {
         *         "enabled": true,
         *         "days": 30,
         *         "maxPerUser": 10
         *       },
         *       "sessions": {
         *         "idleMinutes": 30,
         *         "absoluteHours": 12
         *       },
         *       "passwords": {
         *         "minLength": 15
         *       },
         *       "resetCodeRequired": true
         *     }
         */
        PolicyChange: {
            /**
             * @description Whether users must have a second factor.
             * @enum {string}
             */
            twoFactor?: "optional" | "required";
            /**
             * Format: date-time
             * @description From when `required` bites; null: at once (RFC 3339)
             * @example 2027-06-30T00:00:00Z
             */
            enforcedFrom?: string | null;
            /** @description Browsers that are asked for no code. */
            trustedDevices?: {
                /** @description Off: no device is trusted, and none may be added. */
                enabled?: boolean;
                /**
                 * @description Days a device stays trusted.
                 * @example 30
                 */
                days?: number;
                /**
                 * @description Trusted devices a user may have.
                 * @example 10
                 */
                maxPerUser?: number;
            };
            /** @description How long a sign-in lasts. */
            sessions?: {
                /**
                 * @description Minutes without use that end a session.
                 * @example 30
                 */
                idleMinutes?: number;
                /**
                 * @description Hours that end a session in any case.
                 * @example 12
                 */
                absoluteHours?: number;
            };
            /** @description What a new password must be. */
            passwords?: {
                /**
                 * @description Code points of a new password. Never given: 15, or 8 where 2FA is required.
                 * @example 15
                 */
                minLength?: number;
            };
            /** @description A support reset makes a one-time code that enrolment asks for. */
            resetCodeRequired?: boolean;
        };
        /**
         * @description A security event, written in the transaction of what it reports.
         * @example {
         *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *       "type": "login.succeeded",
         *       "at": "2026-11-24T09:30:00.000Z",
         *       "tenant": "acme",
         *       "userId": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *       "actor": {
         *         "kind": "user",
         *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d"
         *       },
         *       "ip": "203.0.113.7",
         *       "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) …",
         *       "requestId": "019a1c2e-8f00-7d11-a3c4-5e6f70819203",
         *       "data": {
         *         "methods": [
         *           "pwd",
         *           "otp"
         *         ]
         *       }
         *     }
         */
        Event: {
            /**
             * Format: uuid
             * @description The event (UUIDv7, RFC 9562)
             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
             */
            id: string;
            /**
             * @description What happened.
             * @enum {string}
             */
            type: "login.succeeded" | "login.failed" | "login.challenged" | "login.throttled" | "session.revoked" | "session.reauthenticated" | "logout" | "authenticator.added" | "authenticator.removed" | "authenticator.failed" | "authenticator.locked" | "recovery_codes.generated" | "recovery_code.used" | "trusted_device.added" | "trusted_device.used" | "trusted_device.revoked" | "trusted_device.token_reused" | "two_factor.reset" | "user.unlocked" | "password.changed" | "password.reset_requested" | "password.reset" | "user.created" | "user.updated" | "user.deleted" | "user.exported" | "tenant.created" | "tenant.updated" | "tenant.deleted" | "api_key.created" | "api_key.revoked" | "webhook.created" | "webhook.updated" | "webhook.deleted";
            /**
             * Format: date-time
             * @description When (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            at: string;
            /**
             * @description The slug of the tenant.
             * @example acme
             */
            tenant: string;
            /**
             * Format: uuid
             * @description Whom it is about; null: nobody that is known.
             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
             */
            userId: string | null;
            /** @description Who did it. */
            actor: {
                /**
                 * @description Of what kind.
                 * @enum {string}
                 */
                kind: "user" | "api_key" | "system" | "anonymous";
                /**
                 * @description Of the user or API key; null: it has none.
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string | null;
            };
            /**
             * @description The address it came from; null: unknown.
             * @example 203.0.113.7
             */
            ip: string | null;
            /**
             * @description The browser, as it names itself; null: it does not.
             * @example Mozilla/5.0 (Windows NT 10.0; Win64; x64) …
             */
            userAgent: string | null;
            /**
             * @description `X-Request-Id` of the call; null: there was none.
             * @example 019a1c2e-8f00-7d11-a3c4-5e6f70819203
             */
            requestId: string | null;
            /**
             * @description What else is to say; never a secret.
             * @example {
             *       "methods": [
             *         "pwd",
             *         "otp"
             *       ]
             *     }
             */
            data: {
                [key: string]: unknown;
            };
        };
        /**
         * @description RFC 9457 problem details.
         * @example {
         *       "type": "urn:imagecapture-auth:problem:invalid_credentials",
         *       "title": "User name or password is wrong",
         *       "status": 401,
         *       "code": "invalid_credentials",
         *       "requestId": "019a1c2e-8f00-7d11-a3c4-5e6f70819203"
         *     }
         */
        Problem: {
            /**
             * @description A URN that ends in the code.
             * @example urn:imagecapture-auth:problem:password_not_acceptable
             */
            type: string;
            /**
             * @description The code in words, in English.
             * @example This password is not acceptable
             */
            title: string;
            /**
             * @description The HTTP status.
             * @example 400
             */
            status: number;
            /**
             * @description Stable; translate this. Each is explained at the top of this document.
             * @example password_not_acceptable
             * @enum {string}
             */
            code: "invalid_request" | "password_not_acceptable" | "unsupported_password_hash" | "unsupported_authenticator" | "not_authenticated" | "invalid_credentials" | "invalid_code" | "invalid_reset_code" | "invalid_reset_token" | "login_expired" | "forbidden" | "origin_not_allowed" | "account_disabled" | "trusted_devices_disabled" | "two_factor_required" | "reauthentication_required" | "not_found" | "tenant_not_found" | "enrollment_not_found" | "method_not_allowed" | "login_completed" | "wrong_login_step" | "too_many_authenticators" | "two_factor_not_enabled" | "username_taken" | "slug_taken" | "too_many_webhooks" | "payload_too_large" | "unsupported_media_type" | "too_many_attempts" | "too_many_requests" | "imports_busy" | "overloaded" | "unavailable" | "internal_error";
            /**
             * @description What is wrong in this case, in English.
             * @example The body is not valid JSON.
             */
            detail?: string;
            /**
             * @description Seconds, as in Retry-After.
             * @example 30
             */
            retryAfter?: number;
            /**
             * @description Codes that may still be tried in this login or enrolment.
             * @example 4
             */
            attemptsLeft?: number;
            /**
             * @description `too_short`, `too_long`, `too_common`, `contains_username`, `contains_tenant`, `control_characters`, `unchanged`
             * @example [
             *       "too_short"
             *     ]
             */
            reasons?: string[];
            /** @description What is wrong in which field; at most 20. */
            errors?: {
                /**
                 * @description JSON pointer (RFC 6901) into what was sent.
                 * @example /username
                 */
                path: string;
                /**
                 * @description What it must be, in English.
                 * @example must NOT have fewer than 1 characters
                 */
                message: string;
            }[];
            /**
             * @description `X-Request-Id` of the answer: the log names it.
             * @example 019a1c2e-8f00-7d11-a3c4-5e6f70819203
             */
            requestId: string;
        };
        /**
         * @description Where a login stands.
         * @example {
         *       "status": "authenticated",
         *       "user": {
         *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *         "username": "alice@example.com",
         *         "displayName": "Alice Ames",
         *         "tenant": "acme"
         *       },
         *       "session": {
         *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *         "createdAt": "2026-11-24T09:30:00.000Z",
         *         "lastUsedAt": "2026-11-24T09:30:00.000Z",
         *         "expiresAt": "2026-11-24T21:30:00.000Z",
         *         "idleExpiresAt": "2026-11-24T10:00:00.000Z",
         *         "authenticatedAt": "2026-11-24T09:30:00.000Z",
         *         "methods": [
         *           "pwd",
         *           "otp"
         *         ],
         *         "acr": "aal2",
         *         "trustedDeviceId": null
         *       },
         *       "twoFactor": {
         *         "enabled": true,
         *         "required": true,
         *         "deadline": null,
         *         "recoveryCodesLeft": 10
         *       },
         *       "sessionToken": "ist_…",
         *       "trustedDeviceToken": "itd_…"
         *     }
         * @example {
         *       "status": "authenticated",
         *       "user": {
         *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *         "username": "alice@example.com",
         *         "displayName": "Alice Ames",
         *         "tenant": "acme"
         *       },
         *       "session": {
         *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *         "createdAt": "2026-11-24T09:30:00.000Z",
         *         "lastUsedAt": "2026-11-24T09:30:00.000Z",
         *         "expiresAt": "2026-11-24T21:30:00.000Z",
         *         "idleExpiresAt": "2026-11-24T10:00:00.000Z",
         *         "authenticatedAt": "2026-11-24T09:30:00.000Z",
         *         "methods": [
         *           "pwd",
         *           "otp"
         *         ],
         *         "acr": "aal2",
         *         "trustedDeviceId": null
         *       },
         *       "twoFactor": {
         *         "enabled": true,
         *         "required": true,
         *         "deadline": null,
         *         "recoveryCodesLeft": 10
         *       },
         *       "sessionToken": "ist_…",
         *       "trustedDeviceToken": "itd_…",
         *       "recoveryCodes": [
         *         "7K3M-9QXR-2WVB-HT4D"
         *       ]
         *     }
         * @example {
         *       "expiresAt": "2026-11-24T09:35:00.000Z",
         *       "methods": [
         *         "totp",
         *         "recovery_code"
         *       ],
         *       "attemptsLeft": 5,
         *       "trustedDevices": {
         *         "enabled": true,
         *         "days": 30
         *       },
         *       "loginToken": "ilt_…",
         *       "status": "challenge_required"
         *     }
         * @example {
         *       "expiresAt": "2026-11-24T09:35:00.000Z",
         *       "reason": "policy",
         *       "resetCodeRequired": true,
         *       "loginToken": "ilt_…",
         *       "status": "enrollment_required"
         *     }
         * @example {
         *       "expiresAt": "2026-11-24T09:35:00.000Z",
         *       "loginToken": "ilt_…",
         *       "status": "password_change_required"
         *     }
         */
        LoginStatus: {
            /**
             * @description What the login owes next; `authenticated`: nothing, the session has begun.
             * @enum {string}
             */
            status: "authenticated" | "challenge_required" | "enrollment_required" | "password_change_required";
            /**
             * Format: date-time
             * @description The login waits until then (RFC 3339, UTC)
             * @example 2026-11-24T09:35:00.000Z
             */
            expiresAt?: string;
            /**
             * @description `challenge_required`: what is taken.
             * @example [
             *       "totp",
             *       "recovery_code"
             *     ]
             */
            methods?: ("totp" | "recovery_code")[];
            /**
             * @description `challenge_required`: codes that may be tried.
             * @example 5
             */
            attemptsLeft?: number;
            /** @description Whether the tenant lets browsers be trusted. */
            trustedDevices?: {
                /** @description This browser may be trusted. */
                enabled: boolean;
                /**
                 * @description For so many days.
                 * @example 30
                 */
                days: number;
            };
            /**
             * @description `enrollment_required`: why.
             * @enum {string}
             */
            reason?: "policy" | "reset";
            /** @description `enrollment_required`: support has a code for the user. */
            resetCodeRequired?: boolean;
            user?: components["schemas"]["User"];
            session?: components["schemas"]["Session"];
            twoFactor?: components["schemas"]["TwoFactor"];
            /** @description Shown once. Each works once (80 random bits, Crockford base32). */
            recoveryCodes?: string[];
            /**
             * @description In token mode only.
             * @example ilt_…
             */
            loginToken?: string;
            /**
             * @description In token mode only.
             * @example ist_…
             */
            sessionToken?: string;
            /**
             * @description In token mode only: keep it in place of the one presented.
             * @example itd_…
             */
            trustedDeviceToken?: string;
        };
        /**
         * @description Everything that is held about a user, secrets and their hashes excepted.
         * @example {
         *       "exportedAt": "2026-11-24T09:30:00.000Z",
         *       "user": {
         *         "username": "alice@example.com",
         *         "status": "active"
         *       },
         *       "authenticators": [
         *         {
         *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *           "createdAt": "2026-11-24T09:30:00.000Z"
         *         }
         *       ],
         *       "recoveryCodeSets": [
         *         {
         *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *           "createdAt": "2026-11-24T09:30:00.000Z"
         *         }
         *       ],
         *       "trustedDevices": [
         *         {
         *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *           "createdAt": "2026-11-24T09:30:00.000Z"
         *         }
         *       ],
         *       "sessions": [
         *         {
         *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *           "createdAt": "2026-11-24T09:30:00.000Z"
         *         }
         *       ],
         *       "logins": [
         *         {
         *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *           "createdAt": "2026-11-24T09:30:00.000Z"
         *         }
         *       ],
         *       "enrollments": [
         *         {
         *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *           "createdAt": "2026-11-24T09:30:00.000Z"
         *         }
         *       ],
         *       "passwordResets": [
         *         {
         *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *           "createdAt": "2026-11-24T09:30:00.000Z"
         *         }
         *       ],
         *       "attemptCounters": [
         *         {
         *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *           "createdAt": "2026-11-24T09:30:00.000Z"
         *         }
         *       ],
         *       "events": [
         *         {
         *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *           "createdAt": "2026-11-24T09:30:00.000Z"
         *         }
         *       ],
         *       "eventsElsewhere": [
         *         {
         *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *           "createdAt": "2026-11-24T09:30:00.000Z"
         *         }
         *       ]
         *     }
         */
        UserExport: {
            /**
             * Format: date-time
             * @description Begun (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            exportedAt: string;
            /**
             * @description Names, status, times.
             * @example {
             *       "username": "alice@example.com",
             *       "status": "active"
             *     }
             */
            user: {
                [key: string]: unknown;
            };
            /**
             * @description Authenticator apps, without their secrets, oldest first
             * @example [
             *       {
             *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
             *         "createdAt": "2026-11-24T09:30:00.000Z"
             *       }
             *     ]
             */
            authenticators: {
                [key: string]: unknown;
            }[];
            /**
             * @description How many recovery codes were made, and when, oldest first
             * @example [
             *       {
             *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
             *         "createdAt": "2026-11-24T09:30:00.000Z"
             *       }
             *     ]
             */
            recoveryCodeSets: {
                [key: string]: unknown;
            }[];
            /**
             * @description Trusted devices, ended ones included, oldest first
             * @example [
             *       {
             *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
             *         "createdAt": "2026-11-24T09:30:00.000Z"
             *       }
             *     ]
             */
            trustedDevices: {
                [key: string]: unknown;
            }[];
            /**
             * @description Sessions, ended ones included, oldest first
             * @example [
             *       {
             *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
             *         "createdAt": "2026-11-24T09:30:00.000Z"
             *       }
             *     ]
             */
            sessions: {
                [key: string]: unknown;
            }[];
            /**
             * @description Sign-ins of the last day, oldest first
             * @example [
             *       {
             *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
             *         "createdAt": "2026-11-24T09:30:00.000Z"
             *       }
             *     ]
             */
            logins: {
                [key: string]: unknown;
            }[];
            /**
             * @description Authenticators not confirmed yet, oldest first
             * @example [
             *       {
             *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
             *         "createdAt": "2026-11-24T09:30:00.000Z"
             *       }
             *     ]
             */
            enrollments: {
                [key: string]: unknown;
            }[];
            /**
             * @description Password resets of the last day, oldest first
             * @example [
             *       {
             *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
             *         "createdAt": "2026-11-24T09:30:00.000Z"
             *       }
             *     ]
             */
            passwordResets: {
                [key: string]: unknown;
            }[];
            /**
             * @description Failures in a row, oldest first
             * @example [
             *       {
             *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
             *         "createdAt": "2026-11-24T09:30:00.000Z"
             *       }
             *     ]
             */
            attemptCounters: {
                [key: string]: unknown;
            }[];
            /**
             * @description Security events, oldest first
             * @example [
             *       {
             *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
             *         "createdAt": "2026-11-24T09:30:00.000Z"
             *       }
             *     ]
             */
            events: {
                [key: string]: unknown;
            }[];
            /**
             * @description What the user did in accounts of others, oldest first
             * @example [
             *       {
             *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
             *         "createdAt": "2026-11-24T09:30:00.000Z"
             *       }
             *     ]
             */
            eventsElsewhere: {
                [key: string]: unknown;
            }[];
        };
        /**
         * @description RFC 7662. Of a token that is worth nothing exactly `{"active":false}`.
         * @example {
         *       "active": true,
         *       "sub": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *       "username": "alice@example.com",
         *       "tenant": "acme",
         *       "sid": "019a1c2e-9a40-7c00-8a11-b2c3d4e5f607",
         *       "iat": 1795512600,
         *       "exp": 1795514400,
         *       "auth_time": 1795512600,
         *       "amr": [
         *         "pwd",
         *         "otp"
         *       ],
         *       "acr": "aal2"
         *     }
         * @example {
         *       "active": false
         *     }
         */
        Introspection: {
            /** @description The token is worth something now. */
            active: boolean;
            /**
             * @description The user's id.
             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
             */
            sub?: string;
            /**
             * @description The user name.
             * @example alice@example.com
             */
            username?: string;
            /**
             * @description The slug of the tenant.
             * @example acme
             */
            tenant?: string;
            /**
             * @description The session's id.
             * @example 019a1c2e-9a40-7c00-8a11-b2c3d4e5f607
             */
            sid?: string;
            /**
             * @description Begun, in seconds since 1970-01-01T00:00:00Z
             * @example 1795512600
             */
            iat?: number;
            /**
             * @description Ends: the nearer of the two limits, in seconds since 1970-01-01T00:00:00Z
             * @example 1795514400
             */
            exp?: number;
            /**
             * @description Authenticated last, in seconds since 1970-01-01T00:00:00Z
             * @example 1795512600
             */
            auth_time?: number;
            /**
             * @description How the user signed in (RFC 8176).
             * @example [
             *       "pwd",
             *       "otp"
             *     ]
             */
            amr?: string[];
            /**
             * @description Assurance level (NIST SP 800-63B): `aal2` after a code, `aal1` otherwise.
             * @example aal2
             * @enum {string}
             */
            acr?: "aal1" | "aal2";
        };
        /**
         * @description A customer, with a link of its own.
         * @example {
         *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *       "slug": "acme",
         *       "name": "Acme GmbH",
         *       "policy": {
         *         "twoFactor": "optional",
         *         "enforcedFrom": null,
         *         "trustedDevices": {
         *           "enabled": true,
         *           "days": 30,
         *           "maxPerUser": 10
         *         },
         *         "sessions": {
         *           "idleMinutes": 30,
         *           "absoluteHours": 12
         *         },
         *         "passwords": {
         *           "minLength": 15
         *         },
         *         "resetCodeRequired": true
         *       },
         *       "createdAt": "2026-11-24T09:30:00.000Z"
         *     }
         */
        Tenant: {
            /**
             * Format: uuid
             * @description The tenant (UUIDv7, RFC 9562)
             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
             */
            id: string;
            /**
             * @description Part of the customer's own link: lower-case letters, digits and inner dashes (as a DNS label, RFC 1035).
             * @example acme
             */
            slug: string;
            /**
             * @description The customer's name.
             * @example Acme GmbH
             */
            name: string;
            policy: components["schemas"]["Policy"];
            /**
             * Format: date-time
             * @description Created (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            createdAt: string;
        };
        /**
         * @description An API key, without the key itself.
         * @example {
         *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *       "name": "ImageCapture backend",
         *       "role": "backend",
         *       "tenant": "acme",
         *       "createdAt": "2026-11-24T09:30:00.000Z",
         *       "expiresAt": "2027-11-24T09:30:00.000Z"
         *     }
         */
        ApiKey: {
            /**
             * Format: uuid
             * @description The key; the user name in HTTP Basic (UUIDv7, RFC 9562)
             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
             */
            id: string;
            /**
             * @description What it is for.
             * @example ImageCapture backend
             */
            name: string;
            /**
             * @description What it may do: sign users in and ask about sessions, help users, or administer.
             * @enum {string}
             */
            role: "backend" | "support" | "admin";
            /**
             * @description The slug of the tenant it is bound to; null: the platform's.
             * @example acme
             */
            tenant: string | null;
            /**
             * Format: date-time
             * @description Made (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description Works until (RFC 3339, UTC)
             * @example 2027-11-24T09:30:00.000Z
             */
            expiresAt: string;
        };
        /**
         * @description An API key with the key itself.
         * @example {
         *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *       "name": "ImageCapture backend",
         *       "role": "backend",
         *       "tenant": "acme",
         *       "createdAt": "2026-11-24T09:30:00.000Z",
         *       "expiresAt": "2027-11-24T09:30:00.000Z",
         *       "key": "iak_…"
         *     }
         */
        NewApiKey: {
            /**
             * Format: uuid
             * @description The key; the user name in HTTP Basic (UUIDv7, RFC 9562)
             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
             */
            id: string;
            /**
             * @description What it is for.
             * @example ImageCapture backend
             */
            name: string;
            /**
             * @description What it may do: sign users in and ask about sessions, help users, or administer.
             * @enum {string}
             */
            role: "backend" | "support" | "admin";
            /**
             * @description The slug of the tenant it is bound to; null: the platform's.
             * @example acme
             */
            tenant: string | null;
            /**
             * Format: date-time
             * @description Made (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description Works until (RFC 3339, UTC)
             * @example 2027-11-24T09:30:00.000Z
             */
            expiresAt: string;
            /**
             * @description Shown once.
             * @example iak_…
             */
            key: string;
        };
        /**
         * @description A line of the answer: what became of a line of the request, in their order.
         * @example {
         *       "line": 1,
         *       "username": "alice@example.com",
         *       "status": "created",
         *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d"
         *     }
         * @example {
         *       "line": 2,
         *       "username": "bob@example.com",
         *       "status": "refused",
         *       "code": "username_taken"
         *     }
         */
        ImportResult: {
            /**
             * @description The line of the request, from 1; empty lines count, and have no result.
             * @example 1
             */
            line: number;
            /**
             * @description As the line has it; null: it has none.
             * @example alice@example.com
             */
            username: string | null;
            /**
             * @description What became of it.
             * @enum {string}
             */
            status: "created" | "refused";
            /**
             * Format: uuid
             * @description The new user (UUIDv7, RFC 9562)
             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
             */
            id?: string;
            /**
             * @description Why not: `invalid_request`, `username_taken`, `unsupported_password_hash`, `unsupported_authenticator`, `payload_too_large`, or `unavailable` (send the line again).
             * @example username_taken
             */
            code?: string;
            /**
             * @description What is wrong in this case, in English.
             * @example A line has at most 32 KiB.
             */
            detail?: string;
            /** @description What is wrong in which field; at most 20. */
            errors?: {
                /**
                 * @description JSON pointer (RFC 6901) into what was sent.
                 * @example /username
                 */
                path: string;
                /**
                 * @description What it must be, in English.
                 * @example must NOT have fewer than 1 characters
                 */
                message: string;
            }[];
        };
        /**
         * @description A user as backends, support and administrators see it.
         * @example {
         *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *       "username": "alice@example.com",
         *       "displayName": "Alice Ames",
         *       "tenant": "acme",
         *       "status": "active",
         *       "hasPassword": true,
         *       "mustChangePassword": false,
         *       "twoFactor": {
         *         "enabled": true,
         *         "required": true,
         *         "deadline": null,
         *         "recoveryCodesLeft": 10
         *       },
         *       "authenticators": [
         *         {
         *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *           "type": "totp",
         *           "name": "My phone",
         *           "confirmedAt": "2026-11-24T09:30:00.000Z",
         *           "lastUsedAt": "2026-11-24T09:30:00.000Z"
         *         }
         *       ],
         *       "lockedUntil": null,
         *       "totpLocked": false,
         *       "createdAt": "2026-11-24T09:30:00.000Z"
         *     }
         */
        ManagedUser: {
            /**
             * Format: uuid
             * @description The user (UUIDv7, RFC 9562)
             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
             */
            id: string;
            /**
             * @description As it was given; compared after NFC and case folding.
             * @example alice@example.com
             */
            username: string;
            /**
             * @description How the user is called on screen.
             * @example Alice Ames
             */
            displayName: string;
            /**
             * @description The slug of the tenant.
             * @example acme
             */
            tenant: string;
            /**
             * @description `disabled`: may not sign in.
             * @enum {string}
             */
            status: "active" | "disabled";
            /** @description The user can sign in with a password. */
            hasPassword: boolean;
            /**
             * @description The next login asks for a new password.
             * @example false
             */
            mustChangePassword: boolean;
            twoFactor: components["schemas"]["TwoFactor"];
            /** @description Oldest first. */
            authenticators: components["schemas"]["Authenticator"][];
            /**
             * Format: date-time
             * @description Failures bar the user, but for trusted devices, until then; null: they do not (RFC 3339, UTC)
             * @example null
             */
            lockedUntil: string | null;
            /**
             * @description After 100 wrong codes in a row codes of the authenticator are closed, until support unlocks.
             * @example false
             */
            totpLocked: boolean;
            /**
             * Format: date-time
             * @description Created (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            createdAt: string;
        };
        /**
         * @description Where events are sent as they happen: `{ "type", "timestamp", "data": Event }`, signed as Standard Webhooks says (`webhook-id`, `webhook-timestamp`, `webhook-signature`). `webhook-id` is the id of the event and the same at every attempt: whoever has seen it needs not handle it again. Events may come out of order. Any 2xx within 15 seconds is a yes; 410 disables the webhook; anything else is tried again, ten times over three days.
         * @example {
         *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *       "url": "https://app.example.com/hooks/auth",
         *       "eventTypes": [
         *         "login.succeeded",
         *         "two_factor.reset"
         *       ],
         *       "enabled": true,
         *       "disabledReason": null,
         *       "previousSecretExpiresAt": null,
         *       "createdAt": "2026-11-24T09:30:00.000Z"
         *     }
         */
        Webhook: {
            /**
             * Format: uuid
             * @description The webhook (UUIDv7, RFC 9562)
             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
             */
            id: string;
            /**
             * @description Where events are sent.
             * @example https://app.example.com/hooks/auth
             */
            url: string;
            /**
             * @description The events to send; null: all.
             * @example [
             *       "login.succeeded",
             *       "two_factor.reset"
             *     ]
             */
            eventTypes: ("login.succeeded" | "login.failed" | "login.challenged" | "login.throttled" | "session.revoked" | "session.reauthenticated" | "logout" | "authenticator.added" | "authenticator.removed" | "authenticator.failed" | "authenticator.locked" | "recovery_codes.generated" | "recovery_code.used" | "trusted_device.added" | "trusted_device.used" | "trusted_device.revoked" | "trusted_device.token_reused" | "two_factor.reset" | "user.unlocked" | "password.changed" | "password.reset_requested" | "password.reset" | "user.created" | "user.updated" | "user.deleted" | "user.exported" | "tenant.created" | "tenant.updated" | "tenant.deleted" | "api_key.created" | "api_key.revoked" | "webhook.created" | "webhook.updated" | "webhook.deleted")[] | null;
            /** @description Off: new events are not sent to it, and what is still owed waits. */
            enabled: boolean;
            /**
             * @description Why the service has disabled it: the receiver has answered 410 (`gone`), or nothing has got through for days (`gave_up`). Enable it again once that is mended.
             * @example null
             * @enum {string|null}
             */
            disabledReason: "gone" | "gave_up" | null;
            /**
             * Format: date-time
             * @description Until when the secret before the last rotation signs, too (RFC 3339, UTC)
             * @example null
             */
            previousSecretExpiresAt: string | null;
            /**
             * Format: date-time
             * @description Made (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            createdAt: string;
        };
        /**
         * @description A webhook with its secret.
         * @example {
         *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *       "url": "https://app.example.com/hooks/auth",
         *       "eventTypes": [
         *         "login.succeeded",
         *         "two_factor.reset"
         *       ],
         *       "enabled": true,
         *       "disabledReason": null,
         *       "previousSecretExpiresAt": null,
         *       "createdAt": "2026-11-24T09:30:00.000Z",
         *       "secret": "whsec_…"
         *     }
         */
        NewWebhook: {
            /**
             * Format: uuid
             * @description The webhook (UUIDv7, RFC 9562)
             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
             */
            id: string;
            /**
             * @description Where events are sent.
             * @example https://app.example.com/hooks/auth
             */
            url: string;
            /**
             * @description The events to send; null: all.
             * @example [
             *       "login.succeeded",
             *       "two_factor.reset"
             *     ]
             */
            eventTypes: ("login.succeeded" | "login.failed" | "login.challenged" | "login.throttled" | "session.revoked" | "session.reauthenticated" | "logout" | "authenticator.added" | "authenticator.removed" | "authenticator.failed" | "authenticator.locked" | "recovery_codes.generated" | "recovery_code.used" | "trusted_device.added" | "trusted_device.used" | "trusted_device.revoked" | "trusted_device.token_reused" | "two_factor.reset" | "user.unlocked" | "password.changed" | "password.reset_requested" | "password.reset" | "user.created" | "user.updated" | "user.deleted" | "user.exported" | "tenant.created" | "tenant.updated" | "tenant.deleted" | "api_key.created" | "api_key.revoked" | "webhook.created" | "webhook.updated" | "webhook.deleted")[] | null;
            /** @description Off: new events are not sent to it, and what is still owed waits. */
            enabled: boolean;
            /**
             * @description Why the service has disabled it: the receiver has answered 410 (`gone`), or nothing has got through for days (`gave_up`). Enable it again once that is mended.
             * @example null
             * @enum {string|null}
             */
            disabledReason: "gone" | "gave_up" | null;
            /**
             * Format: date-time
             * @description Until when the secret before the last rotation signs, too (RFC 3339, UTC)
             * @example null
             */
            previousSecretExpiresAt: string | null;
            /**
             * Format: date-time
             * @description Made (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            createdAt: string;
            /**
             * @description Verifies the signatures (`whsec_` and base64 of 32 bytes). Shown once.
             * @example whsec_…
             */
            secret: string;
        };
        /**
         * @description An event on its way to a webhook.
         * @example {
         *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *       "eventId": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
         *       "type": "login.succeeded",
         *       "status": "delivered",
         *       "attempts": 1,
         *       "lastStatus": 204,
         *       "lastError": null,
         *       "createdAt": "2026-11-24T09:30:00.000Z",
         *       "lastAttemptAt": "2026-11-24T09:30:00.000Z",
         *       "nextAttemptAt": null,
         *       "finishedAt": "2026-11-24T09:30:00.000Z"
         *     }
         */
        Delivery: {
            /**
             * Format: uuid
             * @description What `webhook-id` carries: the id of the event (UUIDv7, RFC 9562)
             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
             */
            id: string;
            /**
             * Format: uuid
             * @description The event (UUIDv7, RFC 9562)
             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
             */
            eventId: string;
            /**
             * @description The type of the event.
             * @enum {string}
             */
            type: "login.succeeded" | "login.failed" | "login.challenged" | "login.throttled" | "session.revoked" | "session.reauthenticated" | "logout" | "authenticator.added" | "authenticator.removed" | "authenticator.failed" | "authenticator.locked" | "recovery_codes.generated" | "recovery_code.used" | "trusted_device.added" | "trusted_device.used" | "trusted_device.revoked" | "trusted_device.token_reused" | "two_factor.reset" | "user.unlocked" | "password.changed" | "password.reset_requested" | "password.reset" | "user.created" | "user.updated" | "user.deleted" | "user.exported" | "tenant.created" | "tenant.updated" | "tenant.deleted" | "api_key.created" | "api_key.revoked" | "webhook.created" | "webhook.updated" | "webhook.deleted";
            /**
             * @description `failed`: it is not tried again.
             * @example delivered
             * @enum {string}
             */
            status: "pending" | "delivered" | "failed";
            /**
             * @description How often it was tried.
             * @example 1
             */
            attempts: number;
            /**
             * @description HTTP status of the last answer; null: there was none.
             * @example 204
             */
            lastStatus: number | null;
            /**
             * @description `address_refused` (it leads into a private network), `name_not_resolved`, `connection_failed`, `tls_failed`, `timeout` (15 seconds), `bad_answer` (not HTTP), `redirected`, `gone`, `unexpected_status`, `internal_error` (ours); null: none
             * @example null
             */
            lastError: string | null;
            /**
             * Format: date-time
             * @description Owed since (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description Tried last (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            lastAttemptAt: string | null;
            /**
             * Format: date-time
             * @description Tried next at the earliest; null: it is not, or not while the webhook is disabled (RFC 3339, UTC)
             * @example null
             */
            nextAttemptAt: string | null;
            /**
             * Format: date-time
             * @description Delivered or failed (RFC 3339, UTC)
             * @example 2026-11-24T09:30:00.000Z
             */
            finishedAt: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getTenantPage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "slug": "acme",
                     *       "name": "Acme GmbH",
                     *       "policy": {
                     *         "twoFactor": "optional",
                     *         "trustedDevices": {
                     *           "enabled": true,
                     *           "days": 30
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * @description The slug of the customer's own link.
                         * @example acme
                         */
                        slug: string;
                        /**
                         * @description The customer's name.
                         * @example Acme GmbH
                         */
                        name: string;
                        /** @description What a page has to know of the policy. */
                        policy: {
                            /**
                             * @description Whether users must have a second factor.
                             * @enum {string}
                             */
                            twoFactor: "optional" | "required";
                            /** @description Whether the tenant lets browsers be trusted. */
                            trustedDevices: {
                                /** @description This browser may be trusted. */
                                enabled: boolean;
                                /**
                                 * @description For so many days.
                                 * @example 30
                                 */
                                days: number;
                            };
                        };
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    beginLogin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "alice@example.com",
                 *       "password": "correct horse battery 9 staple",
                 *       "trustedDeviceToken": "itd_…",
                 *       "client": {
                 *         "ip": "203.0.113.7",
                 *         "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) …"
                 *       }
                 *     }
                 */
                "application/json": {
                    /**
                     * @description As the user typed it.
                     * @example alice@example.com
                     */
                    username: string;
                    /**
                     * @description As the user typed it; never trimmed or cut.
                     * @example correct horse battery 9 staple
                     */
                    password: string;
                    /**
                     * @description Token mode only. One that is worth nothing is as good as none.
                     * @example itd_…
                     */
                    trustedDeviceToken?: string;
                    /** @description Whom the backend speaks for: required in token mode, refused in cookie mode. */
                    client?: {
                        /**
                         * @description The user's address: limits per address count it.
                         * @example 203.0.113.7
                         */
                        ip: string;
                        /**
                         * @description The browser's user agent.
                         * @example Mozilla/5.0 (Windows NT 10.0; Win64; x64) …
                         */
                        userAgent?: string;
                    };
                };
            };
        };
        responses: {
            /** @description Where a login stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginStatus"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `invalid_credentials`: User name or password is wrong; `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "invalid_credentials";
                    };
                };
            };
            /** @description `account_disabled`: The account is disabled; `forbidden`: This credential may not do this; `origin_not_allowed`: Requests from this origin are not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden" | "origin_not_allowed" | "account_disabled";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "tenant_not_found";
                    };
                };
            };
            /** @description `too_many_attempts`: Too many failures: wait; `too_many_requests`: Too many requests from this address: wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "too_many_attempts" | "too_many_requests";
                    };
                };
            };
            /** @description `overloaded`: The service is busy: try again; `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "overloaded" | "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    getLogin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where a login stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginStatus"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `login_expired`: The login has expired: sign in again. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "login_expired";
                    };
                };
            };
            /** @description `login_completed`: The login has already given its session. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "login_completed";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    cancelLogin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `login_expired`: The login has expired: sign in again. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "login_expired";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `login_completed`: The login has already given its session. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "login_completed";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    answerChallenge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "method": "totp",
                 *       "code": "123 456",
                 *       "trustDevice": true,
                 *       "deviceName": "Front desk"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description `totp` where left out.
                     * @enum {string}
                     */
                    method?: "totp" | "recovery_code";
                    /**
                     * @description TOTP: six ASCII digits, spaces and dashes taken out (RFC 6238). Recovery code: without regard to case, spaces, dashes, O/0, I/L/1.
                     * @example 123 456
                     */
                    code: string;
                    /** @description Ask for no code from here next time. */
                    trustDevice?: boolean;
                    /**
                     * @description What to call this device; else it is named from its user agent.
                     * @example Front desk
                     */
                    deviceName?: string;
                };
            };
        };
        responses: {
            /** @description Where a login stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginStatus"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `login_expired`: The login has expired: sign in again; `invalid_code`: The code is wrong, or has been used. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_code" | "login_expired";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed; `trusted_devices_disabled`: The tenant has switched trusted devices off. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed" | "trusted_devices_disabled";
                    };
                };
            };
            /** @description `login_completed`: The login has already given its session; `wrong_login_step`: The login is at another step. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "login_completed" | "wrong_login_step";
                    };
                };
            };
            /** @description `too_many_attempts`: Too many failures: wait; `too_many_requests`: Too many requests from this address: wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "too_many_attempts" | "too_many_requests";
                    };
                };
            };
            /** @description `overloaded`: The service is busy: try again; `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "overloaded" | "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    setOwedPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "newPassword": "correct horse battery 9 staple"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description 15 to 256 code points (8 where 2FA is required), no composition rules; not common, not the user or tenant name.
                     * @example correct horse battery 9 staple
                     */
                    newPassword: string;
                };
            };
        };
        responses: {
            /** @description Where a login stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginStatus"];
                };
            };
            /** @description `invalid_request`: The request is not understood; `password_not_acceptable`: This password is not acceptable. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "password_not_acceptable";
                    };
                };
            };
            /** @description `login_expired`: The login has expired: sign in again. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "login_expired";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `login_completed`: The login has already given its session; `wrong_login_step`: The login is at another step. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "login_completed" | "wrong_login_step";
                    };
                };
            };
            /** @description `too_many_requests`: Too many requests from this address: wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "too_many_requests";
                    };
                };
            };
            /** @description `overloaded`: The service is busy: try again; `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "overloaded" | "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    beginLoginEnrollment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "My phone",
                 *       "resetCode": "7K3M9-QXR2W"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description What to call the authenticator.
                     * @example My phone
                     */
                    name?: string;
                    /**
                     * @description What support read out after a reset.
                     * @example 7K3M9-QXR2W
                     */
                    resetCode?: string;
                };
            };
        };
        responses: {
            /** @description A secret on its way to become an authenticator. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *       "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
                     *       "otpauthUri": "otpauth://totp/ImageCapture%3Aalice%40example.com?issuer=ImageCapture&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30",
                     *       "qrCode": {
                     *         "svg": "/v1/login/enrollment/qr.svg",
                     *         "png": "/v1/login/enrollment/qr.png"
                     *       },
                     *       "expiresAt": "2026-11-24T09:45:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Enrollment"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `login_expired`: The login has expired: sign in again; `invalid_reset_code`: The reset code is missing, wrong or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_reset_code" | "login_expired";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `login_completed`: The login has already given its session; `wrong_login_step`: The login is at another step. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "login_completed" | "wrong_login_step";
                    };
                };
            };
            /** @description `too_many_attempts`: Too many failures: wait; `too_many_requests`: Too many requests from this address: wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "too_many_attempts" | "too_many_requests";
                    };
                };
            };
            /** @description `overloaded`: The service is busy: try again; `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "overloaded" | "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    getLoginQrSvg: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Black on white, with a quiet zone of four modules. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <svg … */
                    "image/svg+xml": string;
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `login_expired`: The login has expired: sign in again. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "login_expired";
                    };
                };
            };
            /** @description `enrollment_not_found`: There is no such enrolment: it is confirmed, expired or replaced. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "enrollment_not_found";
                    };
                };
            };
            /** @description `login_completed`: The login has already given its session; `wrong_login_step`: The login is at another step. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "login_completed" | "wrong_login_step";
                    };
                };
            };
            /** @description `too_many_requests`: Too many requests from this address: wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "too_many_requests";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    getLoginQrPng: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Black on white, with a quiet zone of four modules. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `login_expired`: The login has expired: sign in again. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "login_expired";
                    };
                };
            };
            /** @description `enrollment_not_found`: There is no such enrolment: it is confirmed, expired or replaced. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "enrollment_not_found";
                    };
                };
            };
            /** @description `login_completed`: The login has already given its session; `wrong_login_step`: The login is at another step. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "login_completed" | "wrong_login_step";
                    };
                };
            };
            /** @description `too_many_requests`: Too many requests from this address: wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "too_many_requests";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    confirmLoginEnrollment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123 456",
                 *       "trustDevice": true,
                 *       "deviceName": "Front desk"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description TOTP: six ASCII digits, spaces and dashes taken out (RFC 6238). Recovery code: without regard to case, spaces, dashes, O/0, I/L/1.
                     * @example 123 456
                     */
                    code: string;
                    /** @description Ask for no code from here next time. */
                    trustDevice?: boolean;
                    /**
                     * @description What to call this device; else it is named from its user agent.
                     * @example Front desk
                     */
                    deviceName?: string;
                };
            };
        };
        responses: {
            /** @description Where a login stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginStatus"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `login_expired`: The login has expired: sign in again; `invalid_code`: The code is wrong, or has been used. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_code" | "login_expired";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed; `trusted_devices_disabled`: The tenant has switched trusted devices off. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed" | "trusted_devices_disabled";
                    };
                };
            };
            /** @description `enrollment_not_found`: There is no such enrolment: it is confirmed, expired or replaced. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "enrollment_not_found";
                    };
                };
            };
            /** @description `login_completed`: The login has already given its session; `wrong_login_step`: The login is at another step. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "login_completed" | "wrong_login_step";
                    };
                };
            };
            /** @description `too_many_requests`: Too many requests from this address: wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "too_many_requests";
                    };
                };
            };
            /** @description `overloaded`: The service is busy: try again; `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "overloaded" | "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *         "username": "alice@example.com",
                     *         "displayName": "Alice Ames",
                     *         "tenant": "acme"
                     *       },
                     *       "session": {
                     *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *         "createdAt": "2026-11-24T09:30:00.000Z",
                     *         "lastUsedAt": "2026-11-24T09:30:00.000Z",
                     *         "expiresAt": "2026-11-24T21:30:00.000Z",
                     *         "idleExpiresAt": "2026-11-24T10:00:00.000Z",
                     *         "authenticatedAt": "2026-11-24T09:30:00.000Z",
                     *         "methods": [
                     *           "pwd",
                     *           "otp"
                     *         ],
                     *         "acr": "aal2",
                     *         "trustedDeviceId": null
                     *       },
                     *       "twoFactor": {
                     *         "enabled": true,
                     *         "required": true,
                     *         "deadline": null,
                     *         "recoveryCodesLeft": 10
                     *       }
                     *     }
                     */
                    "application/json": {
                        user: components["schemas"]["User"];
                        session: components["schemas"]["Session"];
                        twoFactor: components["schemas"]["TwoFactor"];
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    reauthenticate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse battery 9 staple",
                 *       "method": "totp",
                 *       "code": "123 456"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description As the user typed it; never trimmed or cut.
                     * @example correct horse battery 9 staple
                     */
                    password: string;
                    /**
                     * @description `totp` where left out.
                     * @enum {string}
                     */
                    method?: "totp" | "recovery_code";
                    /**
                     * @description TOTP: six ASCII digits, spaces and dashes taken out (RFC 6238). Recovery code: without regard to case, spaces, dashes, O/0, I/L/1.
                     * @example 123 456
                     */
                    code?: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "session": {
                     *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *         "createdAt": "2026-11-24T09:30:00.000Z",
                     *         "lastUsedAt": "2026-11-24T09:30:00.000Z",
                     *         "expiresAt": "2026-11-24T21:30:00.000Z",
                     *         "idleExpiresAt": "2026-11-24T10:00:00.000Z",
                     *         "authenticatedAt": "2026-11-24T09:30:00.000Z",
                     *         "methods": [
                     *           "pwd",
                     *           "otp"
                     *         ],
                     *         "acr": "aal2",
                     *         "trustedDeviceId": null
                     *       },
                     *       "sessionToken": "ist_…",
                     *       "recoveryCodes": [
                     *         "7K3M-9QXR-2WVB-HT4D"
                     *       ]
                     *     }
                     */
                    "application/json": {
                        session: components["schemas"]["Session"];
                        /**
                         * @description In token mode only.
                         * @example ist_…
                         */
                        sessionToken?: string;
                        /** @description Shown once. Each works once (80 random bits, Crockford base32). */
                        recoveryCodes?: string[];
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed; `invalid_credentials`: User name or password is wrong; `invalid_code`: The code is wrong, or has been used. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "invalid_credentials" | "invalid_code";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `too_many_attempts`: Too many failures: wait; `too_many_requests`: Too many requests from this address: wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "too_many_attempts" | "too_many_requests";
                    };
                };
            };
            /** @description `overloaded`: The service is busy: try again; `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "overloaded" | "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currentPassword": "correct horse battery 9 staple",
                 *       "newPassword": "correct horse battery 9 staple"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description As the user typed it; never trimmed or cut.
                     * @example correct horse battery 9 staple
                     */
                    currentPassword: string;
                    /**
                     * @description 15 to 256 code points (8 where 2FA is required), no composition rules; not common, not the user or tenant name.
                     * @example correct horse battery 9 staple
                     */
                    newPassword: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not understood; `password_not_acceptable`: This password is not acceptable. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "password_not_acceptable";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed; `invalid_credentials`: User name or password is wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "invalid_credentials";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed; `reauthentication_required`: Authenticate again first. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed" | "reauthentication_required";
                    };
                };
            };
            /** @description `too_many_attempts`: Too many failures: wait; `too_many_requests`: Too many requests from this address: wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "too_many_attempts" | "too_many_requests";
                    };
                };
            };
            /** @description `overloaded`: The service is busy: try again; `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "overloaded" | "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sessions": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "createdAt": "2026-11-24T09:30:00.000Z",
                     *           "lastUsedAt": "2026-11-24T09:30:00.000Z",
                     *           "expiresAt": "2026-11-24T21:30:00.000Z",
                     *           "idleExpiresAt": "2026-11-24T10:00:00.000Z",
                     *           "authenticatedAt": "2026-11-24T09:30:00.000Z",
                     *           "methods": [
                     *             "pwd",
                     *             "otp"
                     *           ],
                     *           "acr": "aal2",
                     *           "trustedDeviceId": null,
                     *           "current": true,
                     *           "ip": "203.0.113.7",
                     *           "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) …"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @description Newest first. */
                        sessions: components["schemas"]["ListedSession"][];
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    revokeOtherSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    revokeSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Which one (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    listOwnEvents: {
        parameters: {
            query?: {
                /**
                 * @description At most so many.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description Go on after this one: the `next` of the page before (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "events": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "type": "login.succeeded",
                     *           "at": "2026-11-24T09:30:00.000Z",
                     *           "tenant": "acme",
                     *           "userId": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "actor": {
                     *             "kind": "user",
                     *             "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d"
                     *           },
                     *           "ip": "203.0.113.7",
                     *           "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) …",
                     *           "requestId": "019a1c2e-8f00-7d11-a3c4-5e6f70819203",
                     *           "data": {
                     *             "methods": [
                     *               "pwd",
                     *               "otp"
                     *             ]
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        /** @description Newest first. */
                        events: components["schemas"]["Event"][];
                        /**
                         * Format: uuid
                         * @description Give it to `after` for the next page; null: there is none.
                         * @example null
                         */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    listTrustedDevices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "trustedDevices": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "name": "Chrome on Windows",
                     *           "current": true,
                     *           "createdAt": "2026-11-24T09:30:00.000Z",
                     *           "lastUsedAt": "2026-11-24T09:30:00.000Z",
                     *           "expiresAt": "2026-12-24T09:30:00.000Z",
                     *           "ip": "203.0.113.7",
                     *           "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) …"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @description Newest first. */
                        trustedDevices: components["schemas"]["TrustedDevice"][];
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    revokeTrustedDevices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    revokeTrustedDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The trusted device (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    renameTrustedDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The trusted device (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Front desk"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Its new name.
                     * @example Front desk
                     */
                    name: string;
                };
            };
        };
        responses: {
            /** @description A browser that is asked for no code: a saved login. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *       "name": "Chrome on Windows",
                     *       "current": true,
                     *       "createdAt": "2026-11-24T09:30:00.000Z",
                     *       "lastUsedAt": "2026-11-24T09:30:00.000Z",
                     *       "expiresAt": "2026-12-24T09:30:00.000Z",
                     *       "ip": "203.0.113.7",
                     *       "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) …"
                     *     }
                     */
                    "application/json": components["schemas"]["TrustedDevice"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    issueAccessToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accessToken": "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9…",
                     *       "tokenType": "Bearer",
                     *       "expiresIn": 300
                     *     }
                     */
                    "application/json": {
                        /**
                         * @description The JWT.
                         * @example eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9…
                         */
                        accessToken: string;
                        /**
                         * @description Sent as `Authorization: Bearer …`.
                         * @enum {string}
                         */
                        tokenType: "Bearer";
                        /**
                         * @description Seconds: 300, or less where the session ends sooner.
                         * @example 300
                         */
                        expiresIn: number;
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    getKeySet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "kty": "EC",
                     *           "crv": "P-256",
                     *           "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                     *           "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
                     *           "kid": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "use": "sig",
                     *           "alg": "ES256"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @description Any of them may have signed. */
                        keys: {
                            /**
                             * @description Of an elliptic curve.
                             * @example EC
                             */
                            kty: string;
                            /**
                             * @description Which curve.
                             * @example P-256
                             */
                            crv: string;
                            /**
                             * @description The point, base64url.
                             * @example f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU
                             */
                            x: string;
                            /**
                             * @description The point, base64url.
                             * @example x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0
                             */
                            y: string;
                            /**
                             * Format: uuid
                             * @description Names the key in the header of a token (UUIDv7, RFC 9562)
                             * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                             */
                            kid: string;
                            /**
                             * @description For signatures.
                             * @enum {string}
                             */
                            use: "sig";
                            /**
                             * @description ECDSA with SHA-256.
                             * @enum {string}
                             */
                            alg: "ES256";
                        }[];
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    listAuthenticators: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "authenticators": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "type": "totp",
                     *           "name": "My phone",
                     *           "confirmedAt": "2026-11-24T09:30:00.000Z",
                     *           "lastUsedAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @description Newest first. */
                        authenticators: components["schemas"]["Authenticator"][];
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    beginAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "totp",
                 *       "name": "My phone"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The only kind there is.
                     * @enum {string}
                     */
                    type: "totp";
                    /**
                     * @description What to call it.
                     * @example My phone
                     */
                    name?: string;
                };
            };
        };
        responses: {
            /** @description A secret on its way to become an authenticator. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *       "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
                     *       "otpauthUri": "otpauth://totp/ImageCapture%3Aalice%40example.com?issuer=ImageCapture&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30",
                     *       "qrCode": {
                     *         "svg": "/v1/login/enrollment/qr.svg",
                     *         "png": "/v1/login/enrollment/qr.png"
                     *       },
                     *       "expiresAt": "2026-11-24T09:45:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Enrollment"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed; `reauthentication_required`: Authenticate again first. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed" | "reauthentication_required";
                    };
                };
            };
            /** @description `too_many_authenticators`: There are as many authenticators as a user may have. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "too_many_authenticators";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    getAuthenticatorQrSvg: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The authenticator (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Black on white, with a quiet zone of four modules. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <svg … */
                    "image/svg+xml": string;
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `reauthentication_required`: Authenticate again first. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "reauthentication_required";
                    };
                };
            };
            /** @description `enrollment_not_found`: There is no such enrolment: it is confirmed, expired or replaced. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "enrollment_not_found";
                    };
                };
            };
            /** @description `too_many_requests`: Too many requests from this address: wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "too_many_requests";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    getAuthenticatorQrPng: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The authenticator (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Black on white, with a quiet zone of four modules. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `reauthentication_required`: Authenticate again first. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "reauthentication_required";
                    };
                };
            };
            /** @description `enrollment_not_found`: There is no such enrolment: it is confirmed, expired or replaced. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "enrollment_not_found";
                    };
                };
            };
            /** @description `too_many_requests`: Too many requests from this address: wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "too_many_requests";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    confirmAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The authenticator (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123 456"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description TOTP: six ASCII digits, spaces and dashes taken out (RFC 6238). Recovery code: without regard to case, spaces, dashes, O/0, I/L/1.
                     * @example 123 456
                     */
                    code: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "authenticator": {
                     *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *         "type": "totp",
                     *         "name": "My phone",
                     *         "confirmedAt": "2026-11-24T09:30:00.000Z",
                     *         "lastUsedAt": "2026-11-24T09:30:00.000Z"
                     *       },
                     *       "session": {
                     *         "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *         "createdAt": "2026-11-24T09:30:00.000Z",
                     *         "lastUsedAt": "2026-11-24T09:30:00.000Z",
                     *         "expiresAt": "2026-11-24T21:30:00.000Z",
                     *         "idleExpiresAt": "2026-11-24T10:00:00.000Z",
                     *         "authenticatedAt": "2026-11-24T09:30:00.000Z",
                     *         "methods": [
                     *           "pwd",
                     *           "otp"
                     *         ],
                     *         "acr": "aal2",
                     *         "trustedDeviceId": null
                     *       },
                     *       "recoveryCodes": [
                     *         "7K3M-9QXR-2WVB-HT4D"
                     *       ]
                     *     }
                     */
                    "application/json": {
                        authenticator: components["schemas"]["Authenticator"];
                        session: components["schemas"]["Session"];
                        /** @description Shown once. Each works once (80 random bits, Crockford base32). */
                        recoveryCodes?: string[];
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed; `invalid_code`: The code is wrong, or has been used. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "invalid_code";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed; `reauthentication_required`: Authenticate again first. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed" | "reauthentication_required";
                    };
                };
            };
            /** @description `enrollment_not_found`: There is no such enrolment: it is confirmed, expired or replaced. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "enrollment_not_found";
                    };
                };
            };
            /** @description `too_many_authenticators`: There are as many authenticators as a user may have. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "too_many_authenticators";
                    };
                };
            };
            /** @description `too_many_requests`: Too many requests from this address: wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "too_many_requests";
                    };
                };
            };
            /** @description `overloaded`: The service is busy: try again; `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "overloaded" | "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    removeAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The authenticator (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed; `reauthentication_required`: Authenticate again first; `two_factor_required`: The tenant requires a second factor. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed" | "two_factor_required" | "reauthentication_required";
                    };
                };
            };
            /** @description `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    renameAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The authenticator (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Work phone"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Its new name.
                     * @example Work phone
                     */
                    name: string;
                };
            };
        };
        responses: {
            /** @description An authenticator app of the user. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *       "type": "totp",
                     *       "name": "My phone",
                     *       "confirmedAt": "2026-11-24T09:30:00.000Z",
                     *       "lastUsedAt": "2026-11-24T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Authenticator"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    countRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "left": 9,
                     *       "total": 10,
                     *       "createdAt": "2026-11-24T09:30:00.000Z"
                     *     }
                     */
                    "application/json": {
                        /**
                         * @description Codes that still work.
                         * @example 9
                         */
                        left: number;
                        /**
                         * @description Codes of the set: ten, or none.
                         * @example 10
                         */
                        total: number;
                        /**
                         * Format: date-time
                         * @description Made; null: there are none (RFC 3339, UTC)
                         * @example 2026-11-24T09:30:00.000Z
                         */
                        createdAt: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    renewRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recoveryCodes": [
                     *         "7K3M-9QXR-2WVB-HT4D"
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @description Shown once. Each works once (80 random bits, Crockford base32). */
                        recoveryCodes: string[];
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `origin_not_allowed`: Requests from this origin are not allowed; `reauthentication_required`: Authenticate again first. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed" | "reauthentication_required";
                    };
                };
            };
            /** @description `two_factor_not_enabled`: Two-factor authentication is off. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "two_factor_not_enabled";
                    };
                };
            };
            /** @description `too_many_requests`: Too many requests from this address: wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "too_many_requests";
                    };
                };
            };
            /** @description `overloaded`: The service is busy: try again; `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "overloaded" | "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    introspect: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "ist_…",
                 *       "token_type_hint": "access_token"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description A session token.
                     * @example ist_…
                     */
                    token: string;
                    /**
                     * @description Not needed (RFC 7662, 2.1).
                     * @example access_token
                     */
                    token_type_hint?: string;
                };
                /**
                 * @example {
                 *       "token": "ist_…",
                 *       "token_type_hint": "access_token"
                 *     }
                 */
                "application/x-www-form-urlencoded": {
                    /**
                     * @description A session token.
                     * @example ist_…
                     */
                    token: string;
                    /**
                     * @description Not needed (RFC 7662, 2.1).
                     * @example access_token
                     */
                    token_type_hint?: string;
                };
            };
        };
        responses: {
            /** @description RFC 7662. Of a token that is worth nothing exactly `{"active":false}`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Introspection"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    listTenants: {
        parameters: {
            query?: {
                /**
                 * @description At most so many.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description Go on after this one: the `next` of the page before (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "tenants": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "slug": "acme",
                     *           "name": "Acme GmbH",
                     *           "policy": {
                     *             "twoFactor": "optional",
                     *             "enforcedFrom": null,
                     *             "trustedDevices": {
                     *               "enabled": true,
                     *               "days": 30,
                     *               "maxPerUser": 10
                     *             },
                     *             "sessions": {
                     *               "idleMinutes": 30,
                     *               "absoluteHours": 12
                     *             },
                     *             "passwords": {
                     *               "minLength": 15
                     *             },
                     *             "resetCodeRequired": true
                     *           },
                     *           "createdAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        /** @description Newest first. */
                        tenants: components["schemas"]["Tenant"][];
                        /**
                         * Format: uuid
                         * @description Give it to `after` for the next page; null: there is none.
                         * @example null
                         */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    createTenant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "slug": "acme",
                 *       "name": "Acme GmbH",
                 *       "policy": {
                 *         "twoFactor": "optional",
                 *         "enforcedFrom": "2027-06-30T00:00:00Z",
                 *         "trustedDevices": {
                 *           "enabled": true,
                 *           "days": 30,
                 *           "maxPerUser": 10
                 *         },
                 *         "sessions": {
                 *           "idleMinutes": 30,
                 *           "absoluteHours": 12
                 *         },
                 *         "passwords": {
                 *           "minLength": 15
                 *         },
                 *         "resetCodeRequired": true
                 *       }
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Part of the customer's own link: lower-case letters, digits and inner dashes (as a DNS label, RFC 1035).
                     * @example acme
                     */
                    slug: string;
                    /**
                     * @description The customer's name.
                     * @example Acme GmbH
                     */
                    name: string;
                    policy?: components["schemas"]["PolicyChange"];
                };
            };
        };
        responses: {
            /** @description A customer, with a link of its own. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *       "slug": "acme",
                     *       "name": "Acme GmbH",
                     *       "policy": {
                     *         "twoFactor": "optional",
                     *         "enforcedFrom": null,
                     *         "trustedDevices": {
                     *           "enabled": true,
                     *           "days": 30,
                     *           "maxPerUser": 10
                     *         },
                     *         "sessions": {
                     *           "idleMinutes": 30,
                     *           "absoluteHours": 12
                     *         },
                     *         "passwords": {
                     *           "minLength": 15
                     *         },
                     *         "resetCodeRequired": true
                     *       },
                     *       "createdAt": "2026-11-24T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `slug_taken`: The slug is taken. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "slug_taken";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    getTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A customer, with a link of its own. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *       "slug": "acme",
                     *       "name": "Acme GmbH",
                     *       "policy": {
                     *         "twoFactor": "optional",
                     *         "enforcedFrom": null,
                     *         "trustedDevices": {
                     *           "enabled": true,
                     *           "days": 30,
                     *           "maxPerUser": 10
                     *         },
                     *         "sessions": {
                     *           "idleMinutes": 30,
                     *           "absoluteHours": 12
                     *         },
                     *         "passwords": {
                     *           "minLength": 15
                     *         },
                     *         "resetCodeRequired": true
                     *       },
                     *       "createdAt": "2026-11-24T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    deleteTenant: {
        parameters: {
            query: {
                /**
                 * @description The slug once more.
                 * @example acme
                 */
                confirm: string;
            };
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    updateTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "slug": "acme",
                 *       "name": "Acme GmbH",
                 *       "policy": {
                 *         "twoFactor": "optional",
                 *         "enforcedFrom": "2027-06-30T00:00:00Z",
                 *         "trustedDevices": {
                 *           "enabled": true,
                 *           "days": 30,
                 *           "maxPerUser": 10
                 *         },
                 *         "sessions": {
                 *           "idleMinutes": 30,
                 *           "absoluteHours": 12
                 *         },
                 *         "passwords": {
                 *           "minLength": 15
                 *         },
                 *         "resetCodeRequired": true
                 *       }
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Part of the customer's own link: lower-case letters, digits and inner dashes (as a DNS label, RFC 1035).
                     * @example acme
                     */
                    slug?: string;
                    /**
                     * @description The customer's name.
                     * @example Acme GmbH
                     */
                    name?: string;
                    policy?: components["schemas"]["PolicyChange"];
                };
            };
        };
        responses: {
            /** @description A customer, with a link of its own. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *       "slug": "acme",
                     *       "name": "Acme GmbH",
                     *       "policy": {
                     *         "twoFactor": "optional",
                     *         "enforcedFrom": null,
                     *         "trustedDevices": {
                     *           "enabled": true,
                     *           "days": 30,
                     *           "maxPerUser": 10
                     *         },
                     *         "sessions": {
                     *           "idleMinutes": 30,
                     *           "absoluteHours": 12
                     *         },
                     *         "passwords": {
                     *           "minLength": 15
                     *         },
                     *         "resetCodeRequired": true
                     *       },
                     *       "createdAt": "2026-11-24T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "tenant_not_found";
                    };
                };
            };
            /** @description `slug_taken`: The slug is taken. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "slug_taken";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /**
                 * @description At most so many.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description Go on after this one: the `next` of the page before (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "apiKeys": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "name": "ImageCapture backend",
                     *           "role": "backend",
                     *           "tenant": "acme",
                     *           "createdAt": "2026-11-24T09:30:00.000Z",
                     *           "expiresAt": "2027-11-24T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        /** @description Newest first. */
                        apiKeys: components["schemas"]["ApiKey"][];
                        /**
                         * Format: uuid
                         * @description Give it to `after` for the next page; null: there is none.
                         * @example null
                         */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "ImageCapture backend",
                 *       "role": "backend",
                 *       "tenant": "acme",
                 *       "expiresAt": "2027-06-30T00:00:00Z"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description What it is for.
                     * @example ImageCapture backend
                     */
                    name: string;
                    /**
                     * @description What it may do: sign users in and ask about sessions, help users, or administer.
                     * @enum {string}
                     */
                    role: "backend" | "support" | "admin";
                    /**
                     * @description Part of the customer's own link: lower-case letters, digits and inner dashes (as a DNS label, RFC 1035).
                     * @example acme
                     */
                    tenant?: string;
                    /**
                     * Format: date-time
                     * @description At most 365 days ahead, which is also the default (RFC 3339)
                     * @example 2027-06-30T00:00:00Z
                     */
                    expiresAt?: string;
                };
            };
        };
        responses: {
            /** @description An API key with the key itself. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *       "name": "ImageCapture backend",
                     *       "role": "backend",
                     *       "tenant": "acme",
                     *       "createdAt": "2026-11-24T09:30:00.000Z",
                     *       "expiresAt": "2027-11-24T09:30:00.000Z",
                     *       "key": "iak_…"
                     *     }
                     */
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The key (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /**
                 * @description This user name, in any spelling.
                 * @example alice@example.com
                 */
                username?: string;
                /**
                 * @description Only users with an authenticator, or without.
                 * @example on
                 */
                twoFactor?: "on" | "off";
                /**
                 * @description At most so many.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description Go on after this one: the `next` of the page before (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                after?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "users": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "username": "alice@example.com",
                     *           "displayName": "Alice Ames",
                     *           "tenant": "acme",
                     *           "status": "active",
                     *           "hasPassword": true,
                     *           "mustChangePassword": false,
                     *           "twoFactor": {
                     *             "enabled": true,
                     *             "required": true,
                     *             "deadline": null,
                     *             "recoveryCodesLeft": 10
                     *           },
                     *           "authenticators": [
                     *             {
                     *               "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *               "type": "totp",
                     *               "name": "My phone",
                     *               "confirmedAt": "2026-11-24T09:30:00.000Z",
                     *               "lastUsedAt": "2026-11-24T09:30:00.000Z"
                     *             }
                     *           ],
                     *           "lockedUntil": null,
                     *           "totpLocked": false,
                     *           "createdAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        /** @description Newest first. */
                        users: components["schemas"]["ManagedUser"][];
                        /**
                         * Format: uuid
                         * @description Give it to `after` for the next page; null: there is none.
                         * @example null
                         */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
            };
            cookie?: never;
        };
        /** @description The user, with a password, a hash of one, or neither: then a reset token lets one be set. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "alice@example.com",
                 *       "displayName": "Alice Ames",
                 *       "password": "correct horse battery 9 staple"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Unique in its tenant; compared after NFC and case folding.
                     * @example alice@example.com
                     */
                    username: string;
                    /**
                     * @description How the user is called on screen.
                     * @example Alice Ames
                     */
                    displayName?: string;
                    /**
                     * @description A hash from elsewhere: argon2i, argon2id or scrypt (PHC), bcrypt (`$2a$ $2b$ $2y$`), PBKDF2 (`$pbkdf2-sha256$`, `$pbkdf2-sha512$`) or ASP.NET Core Identity v3 (base64). The first right login makes it today’s.
                     * @example $2b$12$GhvMmNVjRW29ulnudl.LbuAnUtN/LRfe1JsBm1Xu6LE3059z5Tr8m
                     */
                    passwordHash?: string;
                    /**
                     * @description The next login asks for a new password.
                     * @example false
                     */
                    mustChangePassword?: boolean;
                    /** @description Authenticator apps that keep working. */
                    authenticators?: {
                        /**
                         * @description The only kind there is.
                         * @enum {string}
                         */
                        type: "totp";
                        /**
                         * @description Base32 (RFC 4648) of 10 to 64 bytes.
                         * @example JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP
                         */
                        secret: string;
                        /**
                         * @description What to call it.
                         * @example Old phone
                         */
                        name?: string;
                        /**
                         * @description Only SHA1 is supported.
                         * @example SHA1
                         */
                        algorithm?: string;
                        /**
                         * @description Only 6 is supported.
                         * @example 6
                         */
                        digits?: number;
                        /**
                         * @description Only 30 (seconds) is supported.
                         * @example 30
                         */
                        period?: number;
                    }[];
                    /**
                     * @description 15 to 256 code points (8 where 2FA is required), no composition rules; not common, not the user or tenant name.
                     * @example correct horse battery 9 staple
                     */
                    password?: string;
                };
            };
        };
        responses: {
            /** @description A user as backends, support and administrators see it. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *       "username": "alice@example.com",
                     *       "displayName": "Alice Ames",
                     *       "tenant": "acme",
                     *       "status": "active",
                     *       "hasPassword": true,
                     *       "mustChangePassword": false,
                     *       "twoFactor": {
                     *         "enabled": true,
                     *         "required": true,
                     *         "deadline": null,
                     *         "recoveryCodesLeft": 10
                     *       },
                     *       "authenticators": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "type": "totp",
                     *           "name": "My phone",
                     *           "confirmedAt": "2026-11-24T09:30:00.000Z",
                     *           "lastUsedAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "lockedUntil": null,
                     *       "totpLocked": false,
                     *       "createdAt": "2026-11-24T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ManagedUser"];
                };
            };
            /** @description `invalid_request`: The request is not understood; `password_not_acceptable`: This password is not acceptable; `unsupported_password_hash`: This password hash is not supported, or too costly to verify; `unsupported_authenticator`: Only SHA1, 6 digits, 30 seconds are supported. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "password_not_acceptable" | "unsupported_password_hash" | "unsupported_authenticator";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "tenant_not_found";
                    };
                };
            };
            /** @description `username_taken`: The user name is taken. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "username_taken";
                    };
                };
            };
            /** @description `overloaded`: The service is busy: try again; `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "overloaded" | "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The user (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A user as backends, support and administrators see it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *       "username": "alice@example.com",
                     *       "displayName": "Alice Ames",
                     *       "tenant": "acme",
                     *       "status": "active",
                     *       "hasPassword": true,
                     *       "mustChangePassword": false,
                     *       "twoFactor": {
                     *         "enabled": true,
                     *         "required": true,
                     *         "deadline": null,
                     *         "recoveryCodesLeft": 10
                     *       },
                     *       "authenticators": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "type": "totp",
                     *           "name": "My phone",
                     *           "confirmedAt": "2026-11-24T09:30:00.000Z",
                     *           "lastUsedAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "lockedUntil": null,
                     *       "totpLocked": false,
                     *       "createdAt": "2026-11-24T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ManagedUser"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    deleteUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The user (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The user (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                userId: string;
            };
            cookie?: never;
        };
        /** @description What is left out stays as it is. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "displayName": "Alice Ames",
                 *       "status": "disabled"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Unique in its tenant; compared after NFC and case folding.
                     * @example alice@example.com
                     */
                    username?: string;
                    /**
                     * @description How the user is called on screen.
                     * @example Alice Ames
                     */
                    displayName?: string;
                    /**
                     * @description `disabled`: may not sign in.
                     * @enum {string}
                     */
                    status?: "active" | "disabled";
                    /**
                     * @description 15 to 256 code points (8 where 2FA is required), no composition rules; not common, not the user or tenant name.
                     * @example correct horse battery 9 staple
                     */
                    password?: string;
                    /**
                     * @description The next login asks for a new password.
                     * @example false
                     */
                    mustChangePassword?: boolean;
                };
            };
        };
        responses: {
            /** @description A user as backends, support and administrators see it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *       "username": "alice@example.com",
                     *       "displayName": "Alice Ames",
                     *       "tenant": "acme",
                     *       "status": "active",
                     *       "hasPassword": true,
                     *       "mustChangePassword": false,
                     *       "twoFactor": {
                     *         "enabled": true,
                     *         "required": true,
                     *         "deadline": null,
                     *         "recoveryCodesLeft": 10
                     *       },
                     *       "authenticators": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "type": "totp",
                     *           "name": "My phone",
                     *           "confirmedAt": "2026-11-24T09:30:00.000Z",
                     *           "lastUsedAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "lockedUntil": null,
                     *       "totpLocked": false,
                     *       "createdAt": "2026-11-24T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ManagedUser"];
                };
            };
            /** @description `invalid_request`: The request is not understood; `password_not_acceptable`: This password is not acceptable. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "password_not_acceptable";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `username_taken`: The user name is taken. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "username_taken";
                    };
                };
            };
            /** @description `overloaded`: The service is busy: try again; `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "overloaded" | "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    importUsers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
            };
            cookie?: never;
        };
        /** @description A JSON object a line, with the fields of `POST …/users` but for `password`. */
        requestBody: {
            content: {
                /**
                 * @example {"username":"alice@example.com","passwordHash":"$2b$12$…"}
                 *     {"username":"bob@example.com"}
                 */
                "application/x-ndjson": unknown;
            };
        };
        responses: {
            /** @description A line for each line of the request: created, or why not. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "line": 1,
                     *       "username": "alice@example.com",
                     *       "status": "created",
                     *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d"
                     *     }
                     */
                    "application/x-ndjson": components["schemas"]["ImportResult"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "tenant_not_found";
                    };
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `imports_busy`: This tenant is being imported already, or too many are: try again; `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "imports_busy" | "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    requestPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The user (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "resetToken": "irt_…",
                     *       "expiresAt": "2026-11-24T10:00:00.000Z"
                     *     }
                     */
                    "application/json": {
                        /**
                         * @description Works once; 256 random bits, of which only the SHA-256 is stored.
                         * @example irt_…
                         */
                        resetToken: string;
                        /**
                         * Format: date-time
                         * @description Works until then: 30 minutes (RFC 3339, UTC)
                         * @example 2026-11-24T10:00:00.000Z
                         */
                        expiresAt: string;
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "resetToken": "irt_…",
                 *       "newPassword": "correct horse battery 9 staple"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description As the user was sent it.
                     * @example irt_…
                     */
                    resetToken: string;
                    /**
                     * @description 15 to 256 code points (8 where 2FA is required), no composition rules; not common, not the user or tenant name.
                     * @example correct horse battery 9 staple
                     */
                    newPassword: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not understood; `password_not_acceptable`: This password is not acceptable. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "password_not_acceptable";
                    };
                };
            };
            /** @description `invalid_reset_token`: The reset token is wrong, expired or used. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_reset_token";
                    };
                };
            };
            /** @description `too_many_requests`: Too many requests from this address: wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "too_many_requests";
                    };
                };
            };
            /** @description `overloaded`: The service is busy: try again; `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "overloaded" | "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    resetTwoFactor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The user (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "Lost phone; called back on the known number",
                 *       "ticket": "T-1042"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Why, and how the user was recognised.
                     * @example Lost phone; called back on the known number
                     */
                    reason: string;
                    /**
                     * @description The case it belongs to.
                     * @example T-1042
                     */
                    ticket?: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "resetCode": "7K3M9-QXR2W",
                     *       "expiresAt": "2026-11-25T09:30:00.000Z"
                     *     }
                     */
                    "application/json": {
                        /**
                         * @description Read it to the user: enrolment asks for it.
                         * @example 7K3M9-QXR2W
                         */
                        resetCode?: string;
                        /**
                         * Format: date-time
                         * @description The code works until then; afterwards reset again (RFC 3339, UTC)
                         * @example 2026-11-25T09:30:00.000Z
                         */
                        expiresAt?: string;
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `overloaded`: The service is busy: try again; `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "overloaded" | "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    unlockUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The user (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "Mistyped; called back on the known number",
                 *       "ticket": "T-1042"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Why, and how the user was recognised.
                     * @example Mistyped; called back on the known number
                     */
                    reason: string;
                    /**
                     * @description The case it belongs to.
                     * @example T-1042
                     */
                    ticket?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /**
                 * @description Only what is about this user (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                userId?: string;
                /**
                 * @description Only events of this type.
                 * @example login.succeeded
                 */
                type?: "login.succeeded" | "login.failed" | "login.challenged" | "login.throttled" | "session.revoked" | "session.reauthenticated" | "logout" | "authenticator.added" | "authenticator.removed" | "authenticator.failed" | "authenticator.locked" | "recovery_codes.generated" | "recovery_code.used" | "trusted_device.added" | "trusted_device.used" | "trusted_device.revoked" | "trusted_device.token_reused" | "two_factor.reset" | "user.unlocked" | "password.changed" | "password.reset_requested" | "password.reset" | "user.created" | "user.updated" | "user.deleted" | "user.exported" | "tenant.created" | "tenant.updated" | "tenant.deleted" | "api_key.created" | "api_key.revoked" | "webhook.created" | "webhook.updated" | "webhook.deleted";
                /**
                 * @description At most so many.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description Go on after this one: the `next` of the page before (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                after?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "events": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "type": "login.succeeded",
                     *           "at": "2026-11-24T09:30:00.000Z",
                     *           "tenant": "acme",
                     *           "userId": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "actor": {
                     *             "kind": "user",
                     *             "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d"
                     *           },
                     *           "ip": "203.0.113.7",
                     *           "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) …",
                     *           "requestId": "019a1c2e-8f00-7d11-a3c4-5e6f70819203",
                     *           "data": {
                     *             "methods": [
                     *               "pwd",
                     *               "otp"
                     *             ]
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        /** @description Newest first. */
                        events: components["schemas"]["Event"][];
                        /**
                         * Format: uuid
                         * @description Give it to `after` for the next page; null: there is none.
                         * @example null
                         */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    listUserTrustedDevices: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The user (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "trustedDevices": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "name": "Chrome on Windows",
                     *           "current": true,
                     *           "createdAt": "2026-11-24T09:30:00.000Z",
                     *           "lastUsedAt": "2026-11-24T09:30:00.000Z",
                     *           "expiresAt": "2026-12-24T09:30:00.000Z",
                     *           "ip": "203.0.113.7",
                     *           "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) …"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @description Newest first. */
                        trustedDevices: components["schemas"]["TrustedDevice"][];
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    revokeUserTrustedDevices: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The user (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    getUserTrustedDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The user (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                userId: string;
                /**
                 * @description Which one (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A browser that is asked for no code: a saved login. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *       "name": "Chrome on Windows",
                     *       "current": true,
                     *       "createdAt": "2026-11-24T09:30:00.000Z",
                     *       "lastUsedAt": "2026-11-24T09:30:00.000Z",
                     *       "expiresAt": "2026-12-24T09:30:00.000Z",
                     *       "ip": "203.0.113.7",
                     *       "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) …"
                     *     }
                     */
                    "application/json": components["schemas"]["TrustedDevice"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    revokeUserTrustedDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The user (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                userId: string;
                /**
                 * @description Which one (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    listUserSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The user (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sessions": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "createdAt": "2026-11-24T09:30:00.000Z",
                     *           "lastUsedAt": "2026-11-24T09:30:00.000Z",
                     *           "expiresAt": "2026-11-24T21:30:00.000Z",
                     *           "idleExpiresAt": "2026-11-24T10:00:00.000Z",
                     *           "authenticatedAt": "2026-11-24T09:30:00.000Z",
                     *           "methods": [
                     *             "pwd",
                     *             "otp"
                     *           ],
                     *           "acr": "aal2",
                     *           "trustedDeviceId": null,
                     *           "current": true,
                     *           "ip": "203.0.113.7",
                     *           "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) …"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @description Newest first. */
                        sessions: components["schemas"]["ListedSession"][];
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    revokeUserSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The user (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    getUserSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The user (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                userId: string;
                /**
                 * @description Which one (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A session in a list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *       "createdAt": "2026-11-24T09:30:00.000Z",
                     *       "lastUsedAt": "2026-11-24T09:30:00.000Z",
                     *       "expiresAt": "2026-11-24T21:30:00.000Z",
                     *       "idleExpiresAt": "2026-11-24T10:00:00.000Z",
                     *       "authenticatedAt": "2026-11-24T09:30:00.000Z",
                     *       "methods": [
                     *         "pwd",
                     *         "otp"
                     *       ],
                     *       "acr": "aal2",
                     *       "trustedDeviceId": null,
                     *       "current": true,
                     *       "ip": "203.0.113.7",
                     *       "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) …"
                     *     }
                     */
                    "application/json": components["schemas"]["ListedSession"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    revokeUserSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The user (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                userId: string;
                /**
                 * @description Which one (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    exportUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The user (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything that is held about a user, secrets and their hashes excepted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "exportedAt": "2026-11-24T09:30:00.000Z",
                     *       "user": {
                     *         "username": "alice@example.com",
                     *         "status": "active"
                     *       },
                     *       "authenticators": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "createdAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "recoveryCodeSets": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "createdAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "trustedDevices": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "createdAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "sessions": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "createdAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "logins": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "createdAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "enrollments": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "createdAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "passwordResets": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "createdAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "attemptCounters": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "createdAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "events": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "createdAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "eventsElsewhere": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "createdAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UserExport"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /**
                 * @description At most so many.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description Go on after this one: the `next` of the page before (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                after?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "webhooks": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "url": "https://app.example.com/hooks/auth",
                     *           "eventTypes": [
                     *             "login.succeeded",
                     *             "two_factor.reset"
                     *           ],
                     *           "enabled": true,
                     *           "disabledReason": null,
                     *           "previousSecretExpiresAt": null,
                     *           "createdAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        /** @description Newest first. */
                        webhooks: components["schemas"]["Webhook"][];
                        /**
                         * Format: uuid
                         * @description Give it to `after` for the next page; null: there is none.
                         * @example null
                         */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://app.example.com/hooks/auth",
                 *       "eventTypes": [
                 *         "login.succeeded",
                 *         "two_factor.reset"
                 *       ],
                 *       "enabled": true
                 *     }
                 */
                "application/json": {
                    /**
                     * @description `https://…`, without user, password and fragment; `http://` and addresses of a private network only where the service allows them. Redirects are not followed.
                     * @example https://app.example.com/hooks/auth
                     */
                    url: string;
                    /**
                     * @description The events to send; null: all.
                     * @example [
                     *       "login.succeeded",
                     *       "two_factor.reset"
                     *     ]
                     */
                    eventTypes?: ("login.succeeded" | "login.failed" | "login.challenged" | "login.throttled" | "session.revoked" | "session.reauthenticated" | "logout" | "authenticator.added" | "authenticator.removed" | "authenticator.failed" | "authenticator.locked" | "recovery_codes.generated" | "recovery_code.used" | "trusted_device.added" | "trusted_device.used" | "trusted_device.revoked" | "trusted_device.token_reused" | "two_factor.reset" | "user.unlocked" | "password.changed" | "password.reset_requested" | "password.reset" | "user.created" | "user.updated" | "user.deleted" | "user.exported" | "tenant.created" | "tenant.updated" | "tenant.deleted" | "api_key.created" | "api_key.revoked" | "webhook.created" | "webhook.updated" | "webhook.deleted")[] | null;
                    /** @description Off: new events are not sent to it, and what is still owed waits. */
                    enabled?: boolean;
                };
            };
        };
        responses: {
            /** @description A webhook with its secret. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *       "url": "https://app.example.com/hooks/auth",
                     *       "eventTypes": [
                     *         "login.succeeded",
                     *         "two_factor.reset"
                     *       ],
                     *       "enabled": true,
                     *       "disabledReason": null,
                     *       "previousSecretExpiresAt": null,
                     *       "createdAt": "2026-11-24T09:30:00.000Z",
                     *       "secret": "whsec_…"
                     *     }
                     */
                    "application/json": components["schemas"]["NewWebhook"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "tenant_not_found";
                    };
                };
            };
            /** @description `too_many_webhooks`: There are as many webhooks as a tenant may have. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "too_many_webhooks";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The webhook (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where events are sent as they happen: `{ "type", "timestamp", "data": Event }`, signed as Standard Webhooks says (`webhook-id`, `webhook-timestamp`, `webhook-signature`). `webhook-id` is the id of the event and the same at every attempt: whoever has seen it needs not handle it again. Events may come out of order. Any 2xx within 15 seconds is a yes; 410 disables the webhook; anything else is tried again, ten times over three days. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *       "url": "https://app.example.com/hooks/auth",
                     *       "eventTypes": [
                     *         "login.succeeded",
                     *         "two_factor.reset"
                     *       ],
                     *       "enabled": true,
                     *       "disabledReason": null,
                     *       "previousSecretExpiresAt": null,
                     *       "createdAt": "2026-11-24T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The webhook (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The webhook (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://app.example.com/hooks/auth",
                 *       "eventTypes": [
                 *         "login.succeeded",
                 *         "two_factor.reset"
                 *       ],
                 *       "enabled": true
                 *     }
                 */
                "application/json": {
                    /**
                     * @description `https://…`, without user, password and fragment; `http://` and addresses of a private network only where the service allows them. Redirects are not followed.
                     * @example https://app.example.com/hooks/auth
                     */
                    url?: string;
                    /**
                     * @description The events to send; null: all.
                     * @example [
                     *       "login.succeeded",
                     *       "two_factor.reset"
                     *     ]
                     */
                    eventTypes?: ("login.succeeded" | "login.failed" | "login.challenged" | "login.throttled" | "session.revoked" | "session.reauthenticated" | "logout" | "authenticator.added" | "authenticator.removed" | "authenticator.failed" | "authenticator.locked" | "recovery_codes.generated" | "recovery_code.used" | "trusted_device.added" | "trusted_device.used" | "trusted_device.revoked" | "trusted_device.token_reused" | "two_factor.reset" | "user.unlocked" | "password.changed" | "password.reset_requested" | "password.reset" | "user.created" | "user.updated" | "user.deleted" | "user.exported" | "tenant.created" | "tenant.updated" | "tenant.deleted" | "api_key.created" | "api_key.revoked" | "webhook.created" | "webhook.updated" | "webhook.deleted")[] | null;
                    /** @description Off: new events are not sent to it, and what is still owed waits. */
                    enabled?: boolean;
                };
            };
        };
        responses: {
            /** @description Where events are sent as they happen: `{ "type", "timestamp", "data": Event }`, signed as Standard Webhooks says (`webhook-id`, `webhook-timestamp`, `webhook-signature`). `webhook-id` is the id of the event and the same at every attempt: whoever has seen it needs not handle it again. Events may come out of order. Any 2xx within 15 seconds is a yes; 410 disables the webhook; anything else is tried again, ten times over three days. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *       "url": "https://app.example.com/hooks/auth",
                     *       "eventTypes": [
                     *         "login.succeeded",
                     *         "two_factor.reset"
                     *       ],
                     *       "enabled": true,
                     *       "disabledReason": null,
                     *       "previousSecretExpiresAt": null,
                     *       "createdAt": "2026-11-24T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The webhook (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A webhook with its secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *       "url": "https://app.example.com/hooks/auth",
                     *       "eventTypes": [
                     *         "login.succeeded",
                     *         "two_factor.reset"
                     *       ],
                     *       "enabled": true,
                     *       "disabledReason": null,
                     *       "previousSecretExpiresAt": null,
                     *       "createdAt": "2026-11-24T09:30:00.000Z",
                     *       "secret": "whsec_…"
                     *     }
                     */
                    "application/json": components["schemas"]["NewWebhook"];
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /**
                 * @description At most so many.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description Go on after this one: the `next` of the page before (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                after?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The slug of the customer's own link.
                 * @example acme
                 */
                tenant: string;
                /**
                 * @description The webhook (UUIDv7, RFC 9562)
                 * @example 019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deliveries": [
                     *         {
                     *           "id": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "eventId": "019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d",
                     *           "type": "login.succeeded",
                     *           "status": "delivered",
                     *           "attempts": 1,
                     *           "lastStatus": 204,
                     *           "lastError": null,
                     *           "createdAt": "2026-11-24T09:30:00.000Z",
                     *           "lastAttemptAt": "2026-11-24T09:30:00.000Z",
                     *           "nextAttemptAt": null,
                     *           "finishedAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        /** @description Newest first. */
                        deliveries: components["schemas"]["Delivery"][];
                        /**
                         * Format: uuid
                         * @description Give it to `after` for the next page; null: there is none.
                         * @example null
                         */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `not_authenticated`: A valid credential is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_authenticated";
                    };
                };
            };
            /** @description `forbidden`: This credential may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "forbidden";
                    };
                };
            };
            /** @description `tenant_not_found`: There is no such tenant; `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found" | "tenant_not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": {
                        /**
                         * @description This word alone.
                         * @enum {string}
                         */
                        status: "ok";
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ready"
                     *     }
                     */
                    "application/json": {
                        /**
                         * @description This word alone.
                         * @enum {string}
                         */
                        status: "ready";
                    };
                };
            };
            /** @description `invalid_request`: The request is not understood. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Text exposition format 0.0.4 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example # HELP http_requests_total … */
                    "text/plain": string;
                };
            };
            /** @description `not_found`: There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `unavailable`: The database does not answer: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "unavailable";
                    };
                };
            };
            /** @description What any call may answer. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "invalid_request" | "payload_too_large" | "unsupported_media_type" | "internal_error";
                    };
                };
            };
        };
    };
}
