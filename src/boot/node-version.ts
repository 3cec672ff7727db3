const LEAST = { major: 22, minor: 12 };

/** The libraries we stand on need a newer Node than some machines have; npm scripts bring their own. */
export function requireNode(version = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > LEAST.major || (major === LEAST.major && minor >= LEAST.minor)) return;
  throw new Error(
    `Airlock needs Node ${LEAST.major}.${LEAST.minor} or newer, this is ${version}. ` +
      'Start it with "npm start", which brings its own Node, or install Node 24.',
  );
}
