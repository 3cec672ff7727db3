import { startTestServer } from './test-server.js';

export default startTestServer;
