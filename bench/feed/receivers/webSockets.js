import { WebSocket } from 'ws';
import { streams } from '../market.js';

const streamsPerSubscribe = 100;

/**
 * Bare ws clients, `topicsPerConnection` streams on each; `onFrame` is called with the bytes of every data frame.
 * Resolves when all are subscribed.
 */
export async function connectWebSockets({ url, topicsPerConnection }, onFrame) {
  await Promise.all(chunksOf(streams, topicsPerConnection).map((topics) => connectOne(url, topics, onFrame)));
}

function connectOne(url, topics, onFrame) {
  const requests = chunksOf(topics, streamsPerSubscribe);
  return new Promise((resolve, reject) => {
    const ws = new WebSocket(`${url}/market/stream`, { perMessageDeflate: false });
    let repliesLeft = requests.length;
    const onReply = () => {
      repliesLeft -= 1;
      if (repliesLeft > 0) return;
      ws.off('message', onReply);
      ws.on('message', onFrame);
      resolve();
    };
    ws.on('message', onReply);
    ws.on('error', reject);
    ws.on('open', () => {
      requests.forEach((params, index) => ws.send(JSON.stringify({ method: 'SUBSCRIBE', params, id: index + 1 })));
    });
  });
}

const chunksOf = (values, size) =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, chunk) => values.slice(chunk * size, (chunk + 1) * size));
