import { stopTestServer } from './test-server.js';

export default stopTestServer;
