import { setPage } from './frame.ts';
import { openCustomer } from './sign-in.ts';
import { showStart } from './start.ts';
import { showDesk } from './support.ts';

const [, , name = ''] = location.pathname.split('/');
if (name === '') setPage(showStart);
else if (name === 'support') setPage(showDesk);
else openCustomer(decodeURIComponent(name));
