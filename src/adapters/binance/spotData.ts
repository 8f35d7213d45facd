import { map, mergeMap } from 'rxjs';
import type { ConnectionGovernorPort } from '../../ports/marketData.js';
import type { SpotData } from '../../ports/spotData.js';
import { ConnectionGovernor } from './connectionGovernor.js';
import { closedKlineReader, connector } from './connector.js';
import { decodeKlines } from './decodeKlines.js';
import { fetchKlines } from './fetchKlines.js';
import { goodRows } from './goodRows.js';
import { restClient } from './rest.js';
import { toSpotInstrument } from './spotMapper.js';
import { spotSettings, type BinanceSpotOptions } from './spotOptions.js';
import { spotInstrumentsRequest, spotKlines } from './spotRequests.js';
import { spotInstrumentSchema } from './spotWire.js';
import { streamName, streamOf } from './topics.js';

export interface BinanceSpotData extends SpotData, ConnectionGovernorPort {
  /** Ends every REST connection; requests under way fail, waiting ones never leave. Sockets end with their feeds. */
  readonly close: () => Promise<void>;
}

/**
 * Binance spot, or anything that speaks its wire: a host of its own, with a request weight and an allowance of
 * connections apart from those of futures. Nothing is opened before it is asked.
 */
export function binanceSpotData(options: BinanceSpotOptions): BinanceSpotData {
  const settings = spotSettings(options);
  const { onBadRow } = settings;
  const rest = restClient(settings);
  const governor = new ConnectionGovernor(settings);
  const url = `${settings.streamUrl.replace(/\/$/, '')}/stream`;
  return {
    klines: {
      connect: connector(settings, governor, { feed: 'spotKline', url, readerFor: closedKlineReader(settings) }),
      decode: decodeKlines,
      labels: { for: streamName, of: streamOf },
      whenNeverHeard: `${url} took the subscription and sent nothing, as the venue does on a symbol that spot does not list`,
    },
    fetchInstruments: () =>
      rest.send(spotInstrumentsRequest).pipe(
        mergeMap((reply) =>
          goodRows(reply, reply.body.symbols, { schema: spotInstrumentSchema, place: 'symbols', onBadRow }),
        ),
        map((rows) => rows.map(toSpotInstrument)),
      ),
    fetchKlines: fetchKlines(rest, spotKlines),
    budget$: rest.budget$,
    connectionBudget$: governor.budget$,
    close: () => {
      governor.close();
      return rest.close();
    },
  };
}
