import { EmbeddedStore } from '../../../../src/platform/embedded/store/index.js';
import { ACCESS_KEY, BUCKET, SECRET_KEY } from './test-store.js';

/** A store in its own process, to be killed: `node store-process.js <dir>`. Prints its address. */
const [dir = ''] = process.argv.slice(2);
const store = new EmbeddedStore({ dir, credentials: { [ACCESS_KEY]: SECRET_KEY }, buckets: [BUCKET] });
await store.start();
process.send?.({ url: store.url });
