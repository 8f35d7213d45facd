// Two webhooks: one takes what it is told at once, the other never answers.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { answerParent } from '../lib/childProcess.js';

async function listen(onRequest) {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => onRequest(response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}/`;
}

answerParent({
  listen: async () => ({
    plain: await listen((response) => response.writeHead(204).end()),
    loaded: await listen(() => undefined),
  }),
});
