import type { ClosedNews, Notification, OpenedNews, SignalNews } from './notification.js';
import type { CloseCause } from './signal.js';

/** A notification in words, without markup. */
export interface NotificationText {
  readonly title: string;
  readonly lines: readonly string[];
}

/** As much of an id as tells recent signals apart: `candlewick explain` takes it. */
const shortIdLength = 8;
const dayMs = 86_400_000;

const causes: Readonly<Record<CloseCause, string>> = {
  fell: 'its score fell',
  turned: 'its score turned',
  left: 'its symbol left the universe',
};

/** A title and the lines below it; the same words on every channel. Instants are UTC. */
export function notificationText(notification: Notification): NotificationText {
  const { title, lines } = textOf(notification);
  return { title: notification.market === 'simulated' ? `[simulated] ${title}` : title, lines };
}

function textOf(notification: Notification): NotificationText {
  switch (notification.kind) {
    case 'opened':
      return openedText(notification.signal);
    case 'closed':
      return closedText(notification.signal);
    case 'digest':
      return digestText(notification.signals, notification.lostCount);
    case 'test':
      return { title: 'Candlewick test', lines: [`Messages arrive here. ${timeText(notification.atMs)} UTC`] };
  }
}

function openedText(news: OpenedNews): NotificationText {
  const parts = news.parts.map(({ factor, kind, score }) =>
    kind === 'modulator' ? `${factor} ×${score.toFixed(2)}` : `${factor} ${signed(score)}`,
  );
  return {
    title: `${headOf(news)} ${news.symbol} ${signed(news.score)} at ${priceText(news.price)}`,
    lines: [...(parts.length === 0 ? [] : [parts.join(', ')]), footOf(news)],
  };
}

function closedText(news: ClosedNews): NotificationText {
  const { symbol, direction, score, price, openedPrice, cause } = news;
  const moved = price === null || openedPrice === null ? '' : `, ${movedText(price / openedPrice - 1)} since it opened`;
  return {
    title: `${headOf(news)} ${symbol} (${direction}) at ${priceText(price)}${moved}`,
    lines: [`${causes[cause]}; now ${signed(score)}`, footOf(news)],
  };
}

function digestText(signals: readonly SignalNews[], lostCount: number): NotificationText {
  const openedCount = signals.filter(({ kind }) => kind === 'opened').length;
  const lost =
    lostCount === 0 ? [] : [`${lostCount} earlier ${lostCount === 1 ? 'message was' : 'messages were'} lost`];
  return {
    title: `${openedCount} opened, ${signals.length - openedCount} closed`,
    lines: [...lost, ...signals.map(digestLine)],
  };
}

function digestLine(news: SignalNews): string {
  const { id, symbol, direction, score, price, atMs } = news;
  const what = news.kind === 'opened' ? '' : ` (${direction}: ${causes[news.cause]})`;
  return `${timeText(atMs)} ${headOf(news)} ${symbol} ${signed(score)} at ${priceText(price)}${what}, ${shortId(id)}`;
}

const headOf = ({ kind, direction }: SignalNews): string =>
  kind === 'closed' ? '■ closed' : direction === 'long' ? '▲ long' : '▼ short';

const footOf = ({ id, atMs }: SignalNews): string => `${timeText(atMs)} UTC, signal ${shortId(id)}`;

const shortId = (id: string): string => id.slice(0, shortIdLength);

const signed = (score: number): string => `${score >= 0 ? '+' : ''}${score.toFixed(0)}`;

const movedText = (ratio: number): string => `${ratio >= 0 ? '+' : ''}${(ratio * 100).toFixed(2)} %`;

const priceText = (price: number | null): string => (price === null ? 'an unknown price' : String(price));

/** `15:04:05`, UTC. */
function timeText(atMs: number): string {
  const seconds = Math.floor((((atMs % dayMs) + dayMs) % dayMs) / 1_000);
  return [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
