import * as ActiveStorage from '@rails/activestorage';
import { show } from './show.js';

// Without this, Active Storage shows the error in an alert().
document.addEventListener('direct-upload:error', (event) => {
  event.preventDefault();
  show(event.detail.error);
});

ActiveStorage.start();
