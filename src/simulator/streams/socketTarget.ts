import type { Subscriber } from './streamHub.js';

/** What the path of a WebSocket handshake asks for. */
export interface SocketTarget {
  readonly route: Subscriber['route'];
  /** `/stream` wraps data frames, `/ws` does not, whatever the number of streams. */
  readonly isCombined: boolean;
  readonly names: readonly string[];
}

const targetPath = /^(?:\/(market|public|private))?\/(ws|stream)(?:\/(.*))?$/;

/**
 * Reads `/market/ws/a/b`, `/market/stream?streams=a/b`, `/ws`, …. A number is the HTTP status to refuse with: 404 for other
 * paths, 400 for names separated by anything but `/`.
 */
export function socketTarget(url: URL): SocketTarget | 400 | 404 {
  const [match, route, mode, inPath = ''] = targetPath.exec(url.pathname) ?? [];
  if (match === undefined) return 404;
  const text = decoded(inPath) ?? ',';
  const names = [...text.split('/'), ...(url.searchParams.get('streams') ?? '').split('/')].filter(Boolean);
  if (names.some((name) => name.includes(','))) return 400;
  return { route: isRoute(route) ? route : 'unrouted', isCombined: mode === 'stream', names };
}

const isRoute = (text: string | undefined): text is 'market' | 'public' | 'private' => text !== undefined;

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
