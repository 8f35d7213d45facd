import type { Subscriber } from './streamHub.js';

/** What the path of a WebSocket handshake asks for. */
export interface SocketTarget {
  readonly route: Subscriber['route'];
  /** `/stream` wraps data frames, `/ws` does not, whatever the number of streams. */
  readonly isCombined: boolean;
  /** Streams; a listenKey is the name of its user's. */
  readonly names: readonly string[];
  /** By listenKey: the types of events wanted, where the client has said so. */
  readonly eventFilters?: ReadonlyMap<string, ReadonlySet<string>>;
}

const targetPath = /^(?:\/(market|public|private))?\/(ws|stream)(?:\/(.*))?$/;

/**
 * Reads `/market/ws/a/b`, `/market/stream?streams=a/b`, `/ws`, `/private/ws?listenKey=K&events=A/B`, …. A number is the HTTP
 * status to refuse with: 404 for other paths, 400 for names separated by anything but `/`.
 */
export function socketTarget({ pathname, searchParams }: URL): SocketTarget | 400 | 404 {
  const [match, route, mode, inPath = ''] = targetPath.exec(pathname) ?? [];
  if (match === undefined) return 404;
  const text = decoded(inPath) ?? ',';
  const listed = [...text.split('/'), ...(searchParams.get('streams') ?? '').split('/')].filter(Boolean);
  if (listed.some((name) => name.includes(','))) return 400;
  const { keys, eventFilters } = listenKeys(searchParams);
  return {
    route: isRoute(route) ? route : 'unrouted',
    isCombined: mode === 'stream',
    names: [...listed, ...keys],
    ...(eventFilters.size > 0 && { eventFilters }),
  };
}

/**
 * `events` belongs to the `listenKey` before it, or to the first one. Names of events are not checked: a misspelt one is
 * never sent.
 */
function listenKeys(parameters: URLSearchParams) {
  const keys = parameters.getAll('listenKey').filter(Boolean);
  const eventFilters = new Map<string, ReadonlySet<string>>();
  let key = keys[0];
  for (const [name, value] of parameters) {
    if (name === 'listenKey') key = value;
    else if (name === 'events' && key) eventFilters.set(key, new Set(value.split('/')));
  }
  return { keys, eventFilters };
}

const isRoute = (text: string | undefined): text is 'market' | 'public' | 'private' => text !== undefined;

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
