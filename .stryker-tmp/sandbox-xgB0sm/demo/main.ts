// @ts-nocheck
import { setPage } from './frame.ts';
import { openCustomer } from './sign-in.ts';
import { showStart } from './start.ts';
import { showDesk } from './support.ts';

// What is on a page, codes and keys among it, does not come back by the back button: browsers keep pages that are left.
addEventListener('pagehide', () => document.body.replaceChildren());
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});

const [, , name = ''] = location.pathname.split('/');
if (name === '') setPage(showStart);
else if (name === 'support') setPage(showDesk);
else openCustomer(decodeURIComponent(name));
