import type { FeedSource, Frame } from '../../ports/marketData.js';
import type { ConnectionGovernor } from './connectionGovernor.js';
import type { FrameReader } from './frameSocket.js';
import { isFormingKline } from './isFormingKline.js';
import type { MarketSettings } from './options.js';
import { skim } from './skim.js';
import { socket } from './socket.js';
import { subscriptionFrames } from './subscriptions.js';

export interface ConnectorOptions {
  /** Names the feed in errors. */
  readonly feed: string;
  /** Where its streams are, with the path of combined streams. */
  readonly url: string;
  /** What becomes of the text frames of one connection. Default: their text. */
  readonly readerFor?: (isNews: (frame: Frame) => boolean) => FrameReader;
}

/** Connections of one feed, each opened when the governor allows and kept subscribed to what is wanted. */
export function connector(
  settings: MarketSettings,
  governor: ConnectionGovernor,
  { feed, url, readerFor }: ConnectorOptions,
): FeedSource<never>['connect'] {
  const { streamProxyUrl: proxyUrl } = settings;
  const target = { ...settings, feed, url, proxyUrl, emitsPongs: false };
  return (topics$, isNews = () => false) =>
    governor.admit((onHandshake) =>
      socket(
        { ...target, ...(readerFor && { reader: readerFor(isNews) }), onHandshake },
        subscriptionFrames(topics$, settings),
      ),
    );
}

/** Frames of the kline feed as they are, but for forming klines, which are passed over and counted. */
export const closedKlineReader =
  ({ scheduler }: Pick<MarketSettings, 'scheduler'>): NonNullable<ConnectorOptions['readerFor']> =>
  (isNews) => ({ read: skim({ carriesNothing: isFormingKline, isNews, now: () => scheduler.now() }) });
