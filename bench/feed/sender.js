// The exchange's side of the feed cases, in a process of its own: takes SUBSCRIBE, then sends prepared frames on demand.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import { answerParent } from '../lib/childProcess.js';
import { finalFrame, formingFrames, isFinalFrame, seriesOfFrame } from './frames.js';
import { indexOfStream, seriesCount } from './market.js';

/** Frames written in one go when the receiver is to be kept busy, and how often: at most 200,000 frames a second. */
const floodChunkFrames = 400;
const floodPeriodMs = 2;

const forming = formingFrames();
/** The TCP socket that carries each series: frames go there without passing through a WebSocket implementation. */
let socketOf = [];
let subscribedCount = 0;
let allSubscribed = deferred();
let framesSent = 0;
/** Finals sent so far of each series, which is where its next one opens. */
let periodsOf = new Uint32Array(seriesCount);

const server = createServer();
const webSockets = new WebSocketServer({ noServer: true });
server.on('upgrade', (request, socket, head) => {
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  webSockets.handleUpgrade(request, socket, head, (ws) => {
    ws.on('error', () => undefined);
    ws.on('message', (data) => ws.send(obey(JSON.parse(data.toString()), socket)));
  });
});

function obey({ method, params, id }, socket) {
  for (const stream of method === 'SUBSCRIBE' ? params : []) {
    const series = indexOfStream.get(stream);
    if (series === undefined) return JSON.stringify({ error: { code: 2, msg: `no stream ${stream}` }, id });
    if (socketOf[series] === undefined) subscribedCount += 1;
    socketOf[series] = socket;
  }
  if (subscribedCount === seriesCount) allSubscribed.resolve();
  return JSON.stringify({ result: null, id });
}

/** The next frame of the market, and where it goes. */
function nextFrame() {
  const series = seriesOfFrame(framesSent);
  const isFinal = isFinalFrame(framesSent);
  framesSent += 1;
  return { socket: socketOf[series], bytes: isFinal ? nextFinal(series) : forming[series] };
}

function nextFinal(series) {
  const bytes = finalFrame(series, periodsOf[series]);
  periodsOf[series] += 1;
  return bytes;
}

/** Sends `frames` as fast as they are taken, up to the bound; each connection gets its share of a chunk in one write. */
async function flood({ frames }) {
  for (let left = frames; left > 0; left -= floodChunkFrames) {
    const shares = new Map();
    for (let i = Math.min(left, floodChunkFrames); i > 0; i -= 1) {
      const { socket, bytes } = nextFrame();
      const share = shares.get(socket);
      if (share) share.push(bytes);
      else shares.set(socket, [bytes]);
    }
    const period = sleep(floodPeriodMs);
    for (const [socket, share] of shares) {
      if (!socket.write(Buffer.concat(share))) await once(socket, 'drain');
    }
    await period;
  }
}

/** Sends `frames`, `framesPerSecond` of them, every frame in a write of its own, spread as evenly as timers allow. */
async function pace({ framesPerSecond, frames }) {
  const startedMs = performance.now();
  for (let sent = 0; sent < frames;) {
    const dueFrames = Math.min(frames, ((performance.now() - startedMs) / 1_000) * framesPerSecond);
    for (; sent < dueFrames; sent += 1) {
      const { socket, bytes } = nextFrame();
      socket.write(bytes);
    }
    await sleep(1);
  }
}

/** Sends the next final of every series at once. Answers the monotonic clock (ns, as text) before the first write. */
function burst() {
  const finals = Array.from({ length: seriesCount }, (_, series) => nextFinal(series));
  const startedNs = process.hrtime.bigint();
  finals.forEach((bytes, series) => socketOf[series].write(bytes));
  return String(startedNs);
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

answerParent({
  listen: async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `ws://127.0.0.1:${server.address().port}`;
  },
  /** A new receiver comes: its market begins at the boundary. */
  reset: () => {
    socketOf = [];
    subscribedCount = 0;
    allSubscribed = deferred();
    framesSent = 0;
    periodsOf = new Uint32Array(seriesCount);
  },
  awaitSubscriptions: () => allSubscribed.promise,
  flood,
  pace,
  burst,
});

function deferred() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}
