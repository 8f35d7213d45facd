// Whoever is measured: `node receiver.js KIND` is one receiver in a process of its own.
import { answerParent } from '../lib/childProcess.js';
import { receivers } from './receivers/index.js';
import { Tally } from './tally.js';

const receiver = receivers[process.argv[2]];
const tally = new Tally();
let measurement;

/** Data frames, or finals where only those can be seen at the far end. Answers to SUBSCRIBE come before the measuring. */
const expected = ({ frames, finals }) => (receiver.counts === 'finals' ? finals : frames);

async function measure(target) {
  const startedMs = performance.now();
  const before = process.cpuUsage();
  await tally.reached(target);
  const reachedNs = process.hrtime.bigint();
  const { user, system } = process.cpuUsage(before);
  return { cpuUs: user + system, wallMs: performance.now() - startedMs, reachedNs: String(reachedNs) };
}

answerParent({
  /** Connects and subscribes to everything; answers when it is ready to be sent data. */
  connect: async ({ url, topicsPerConnection }) => {
    await receiver.connect({ url, topicsPerConnection, tally });
    // A warm-up out of memory leaves garbage that one over REST would have shed on the way.
    globalThis.gc();
  },
  /** Begins a measurement that ends with the last of these. */
  begin: ({ frames, finals }) => {
    measurement = measure(tally.count + expected({ frames, finals }));
  },
  /** The measurement's `{ cpuUs, wallMs, reachedNs }`, once it has ended. */
  result: () => measurement,
});
