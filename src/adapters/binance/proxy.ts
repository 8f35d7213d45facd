import { BadInputError } from '../../domain/errors.js';

type Env = Readonly<Record<string, string | undefined>>;

interface Target {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: string;
}

const variableNames = { https: ['HTTPS_PROXY', 'ALL_PROXY'], http: ['HTTP_PROXY', 'ALL_PROXY'] } as const;

/**
 * The proxy that the usual variables name for an address, `undefined` for none: `HTTPS_PROXY` for https and wss,
 * `HTTP_PROXY` for http and ws, `ALL_PROXY` for either, unless `NO_PROXY` excepts the host. Lower-case names come first.
 * Loopback is never proxied. Throws a `BadInputError` for a proxy that is not `http://` or `https://`.
 */
export function proxyFor(env: Env, url: string): string | undefined {
  const { protocol, hostname, port } = new URL(url);
  const scheme = protocol === 'https:' || protocol === 'wss:' ? 'https' : 'http';
  const target = { scheme, host: hostname, port: port || (scheme === 'https' ? '443' : '80') } as const;
  if (isLoopback(hostname) || isExcepted(target, valueOf(env, 'NO_PROXY') ?? '')) return undefined;
  for (const name of variableNames[scheme]) {
    const value = valueOf(env, name);
    if (value !== undefined) return proxyUrl(name, value);
  }
  return undefined;
}

const valueOf = (env: Env, name: string): string | undefined =>
  [env[name.toLowerCase()], env[name]].find((value) => value !== undefined && value.trim() !== '')?.trim();

function proxyUrl(name: string, value: string): string {
  const text = value.includes('://') ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '') return url.href;
  // Never the whole value: it may hold a password.
  const found = url ? `a ${url.protocol}// address` : 'no address';
  const expected = 'an address such as http://proxy.example:3128';
  throw new BadInputError(`${name} names ${found}, expected ${expected}`, { place: name, found, expected });
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);

/** `NO_PROXY`: names separated by commas or spaces, each `host`, `.domain` or `*.domain`, with or without a port; or `*`. */
const isExcepted = (target: Target, exceptions: string): boolean =>
  exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .some((exception) => exception !== '' && covers(exception, target));

function covers(exception: string, { host, port }: Target): boolean {
  if (exception === '*') return true;
  const [, name = exception, onlyPort] = /^(\[.*\]|[^:]+):(\d+)$/.exec(exception) ?? [];
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const domain = name.replace(/^\*?\./, '');
  return host === domain || host === `[${domain}]` || host.endsWith(`.${domain}`);
}
