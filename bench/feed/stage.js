import { fileURLToPath } from 'node:url';
import { withChild } from '../lib/childProcess.js';
import { framesPerFinal } from './frames.js';

const fileOf = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Runs `use(sender)` with the exchange's side listening; `sender.url` is where. */
export const withSender = (use) =>
  withChild(fileOf('sender.js'), {}, async (child) => use({ url: await child.ask({ to: 'listen' }), ask: child.ask }));

/** Runs `use(receiver)` with a fresh receiver of this kind, connected to the sender, subscribed and warm. */
export const withReceiver = (sender, { kind, topicsPerConnection }, use) =>
  withChild(fileOf('receiver.js'), { args: [kind], execArgv: ['--expose-gc'] }, async (receiver) => {
    await sender.ask({ to: 'reset' });
    await receiver.ask({ to: 'connect', url: sender.url, topicsPerConnection });
    await sender.ask({ to: 'awaitSubscriptions' });
    return use(receiver);
  });

/** Sends so many times `framesPerFinal` frames as fast as they are taken. Resolves to the receiver's CPU µs per frame. */
export async function floodCostUs(sender, receiver, finals) {
  const frames = finals * framesPerFinal;
  await receiver.ask({ to: 'begin', frames, finals });
  await sender.ask({ to: 'flood', frames });
  const { cpuUs } = await receiver.ask({ to: 'result' });
  return cpuUs / frames;
}
