// Loaded into the server before its own files: notes the CPU time at each of its marks, and sends them when a message comes.
export interface Mark {
  name: string;
  /** Since the process began. */
  wallMs: number;
  /** Used so far, all threads. */
  cpuMs: number;
}

const PREFIX = 'airlock:';

const marks: Mark[] = [];
const mark = performance.mark.bind(performance);

performance.mark = (name, options) => {
  const { user, system } = process.cpuUsage();
  if (name.startsWith(PREFIX))
    marks.push({ name: name.slice(PREFIX.length), wallMs: performance.now(), cpuMs: (user + system) / 1000 });
  return mark(name, options);
};

process.on('message', () => process.send?.(marks));
