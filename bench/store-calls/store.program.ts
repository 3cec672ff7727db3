import { startEmbeddedStore } from '../../src/platform/embedded/store/index.js';

// Forked by the bench: the embedded store in a process of its own, until its parent is gone.
const { stop, ...settings } = await startEmbeddedStore(process.argv[2]!);
process.send!(settings);
process.once('disconnect', () => void stop().then(() => process.exit()));
