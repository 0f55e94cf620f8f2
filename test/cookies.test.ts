import fastifyCookie from '@fastify/cookie';
import { fastify } from 'fastify';
import t from 'tap';
import type { Config } from '../src/config.ts';
import { deviceCookies, loginCookie, putDevice, putLogin, putSession, sessionCookie } from '../src/http/cookies.ts';

t.test(
  'cookies are bound to this host and to TLS, kept from scripts and other sites, and cleared as they were set',
  async (t) => {
    const until = new Date('2030-01-01T00:00:00Z');
    for (const [secure, before, attributes] of [
      [true, '__Host-', 'HttpOnly; Secure; SameSite=Strict'],
      [false, '', 'HttpOnly; SameSite=Strict'],
    ] as const) {
      const config = { COOKIE_SECURE: secure } as Config;
      const app = fastify();
      t.teardown(() => app.close());
      await app.register(fastifyCookie);
      app.get('/put', async (_, reply) => {
        putSession(reply, config, 's');
        putLogin(reply, config, 'l');
        putDevice(reply, config, 'x', 'd', until);
      });
      app.get('/clear', async (_, reply) => {
        putSession(reply, config, null);
        putLogin(reply, config, null);
        putDevice(reply, config, 'x', null, null);
      });
      app.get('/read', async (request) => [
        sessionCookie(request, config),
        loginCookie(request, config),
        deviceCookies(request, config),
      ]);
      const lines = async (url: string) => [(await app.inject(url)).headers['set-cookie']].flat();
      const names = [`${before}ic_session`, `${before}ic_login`, `${before}ic_device_x`];
      const end = `; Path=/; ${attributes}`;
      const kept = `; Path=/; Expires=${until.toUTCString()}; ${attributes}`;
      t.same(await lines('/put'), [`${names[0]}=s${end}`, `${names[1]}=l${end}`, `${names[2]}=d${kept}`]);
      const past = `; Max-Age=0; Path=/; Expires=${new Date(0).toUTCString()}; ${attributes}`;
      t.same(
        await lines('/clear'),
        names.map((name) => `${name}=${past}`),
      );
      const cookie = names.map((name, index) => `${name}=${index}`).join('; ');
      t.same((await app.inject({ url: '/read', headers: { cookie } })).json(), [
        '0',
        '1',
        [{ suffix: 'x', token: '2' }],
      ]);
      const other = names.map((name) => (secure ? name.slice(7) : `__Host-${name}`)).join('=1; ');
      const headers = { cookie: `${other}=1` };
      t.same((await app.inject({ url: '/read', headers })).json(), [null, null, []], 'under the other names: none');
    }
  },
);
