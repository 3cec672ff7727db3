import * as ActiveStorage from '@rails/activestorage';
import { show } from './show.js';

// A token of the person, from the application's own server.
const { access_token } = await (await fetch('/access-token', { method: 'POST' })).json();

document.addEventListener('direct-upload:before-blob-request', ({ detail }) => {
  detail.xhr.setRequestHeader('Authorization', `Bearer ${access_token}`);
});

// Without this Active Storage calls alert() with the error.
document.addEventListener('direct-upload:error', (event) => {
  event.preventDefault();
  show(event.detail.error);
});

ActiveStorage.start();
