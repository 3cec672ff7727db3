const LEAST_MAJOR = 22;

/** The libraries we stand on need a newer Node than some machines have; npm scripts bring their own. */
export function requireNode(version = process.versions.node): void {
  if (Number(version.split('.')[0]) >= LEAST_MAJOR) return;
  throw new Error(
    `Airlock needs Node ${LEAST_MAJOR} or newer, this is ${version}. Start it with "npm start", which brings its own Node, or install Node 24.`,
  );
}
