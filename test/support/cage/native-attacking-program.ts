import { decoder } from '../../../src/platform/image-processing/decoder.js';
import attack from './attacking-program.js';

// The library is loaded, as in the process of a picture: what it needed for that must be gone.
if (decoder.versions.vips === undefined) throw new Error('The native library was not loaded');

export default attack;
