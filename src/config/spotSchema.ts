import { z } from 'zod';
import { count, serverUrl } from './leaves.js';

export const spotSchema = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe('Whether the coins are followed on the spot market as well, where they are traded there.'),
  restUrl: serverUrl('http')
    .nullable()
    .default(null)
    .describe(
      'Root of its REST API; null: https://api.binance.com when `exchange.restUrl` is that of the real exchange, else none.',
    ),
  streamUrl: serverUrl('ws')
    .nullable()
    .default(null)
    .describe('Root of its WebSocket streams; null: wss://stream.binance.com:9443 for the real exchange, else none.'),
  weightLimitPerMinute: count('weight/min', 100)
    .default(6_000)
    .describe('Request weight the spot market allows per minute and address, beside that of the contracts.'),
  klines: count('klines')
    .max(999)
    .default(60)
    .describe(
      'Closed klines in a window of the spot market; order flow looks at `factors.parameters.orderFlow.klines`.',
    ),
});
