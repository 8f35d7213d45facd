/** The number or text a client gave its message; echoed unchanged. */
export type MessageId = number | string | null;

/** What a client asks of its connection. */
export type ControlMessage =
  | { readonly kind: 'subscribe' | 'unsubscribe'; readonly id: MessageId; readonly names: readonly string[] }
  | { readonly kind: 'list'; readonly id: MessageId }
  | { readonly kind: 'setCombined'; readonly id: MessageId; readonly isCombined: boolean }
  | { readonly kind: 'getCombined'; readonly id: MessageId }
  | { readonly kind: 'refused'; readonly id: MessageId; readonly code: number; readonly message: string };

const methods = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY'];
const longestTextId = 36;

export const resultJson = (id: MessageId, result: unknown): string => JSON.stringify({ result, id });
export const errorJson = (id: MessageId, code: number, msg: string): string =>
  JSON.stringify({ error: { code, msg }, id });

/** Reads a client's text frame. Never throws: what the venue would not accept is `refused`, in the venue's words. */
export function readControlMessage(text: string): ControlMessage {
  const message = parsed(text);
  if (message === undefined)
    return refused(null, 3, `Invalid JSON: expected value at line 1 column ${failureColumn(text)}`);
  const { id = null, method, params } = message;
  if (!isMessageId(id)) return invalid(null, 'request ID must be an unsigned integer');
  if (method === undefined) return invalid(id, `missing field \`method\` at line 1 column ${text.length}`);
  switch (method) {
    case 'SUBSCRIBE':
    case 'UNSUBSCRIBE':
      if (!isNames(params)) return invalid(id, 'invalid stream');
      return { kind: method === 'SUBSCRIBE' ? 'subscribe' : 'unsubscribe', id, names: params };
    case 'LIST_SUBSCRIPTIONS':
      return params === undefined ? { kind: 'list', id } : invalid(id, 'too many parameters');
    case 'SET_PROPERTY':
      return property('SET_PROPERTY', id, params);
    case 'GET_PROPERTY':
      return property('GET_PROPERTY', id, params);
    default:
      return unknownMethod(text, id, method);
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function failureColumn(text: string): number {
  try {
    JSON.parse(text);
    return 1;
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    return position === undefined ? Math.max(1, text.length) : Number(position) + 1;
  }
}

function property(method: 'SET_PROPERTY' | 'GET_PROPERTY', id: MessageId, params: unknown): ControlMessage {
  const expectedCount = method === 'SET_PROPERTY' ? 2 : 1;
  const values: readonly unknown[] = Array.isArray(params) ? (params as readonly unknown[]) : [];
  const [name, value] = values;
  if (typeof name !== 'string') return invalid(id, 'property name must be a string');
  if (values.length > expectedCount) return invalid(id, 'too many parameters');
  if (name !== 'combined') return refused(id, 0, 'Unknown property');
  if (method === 'GET_PROPERTY') return { kind: 'getCombined', id };
  if (typeof value !== 'boolean') return refused(id, 1, 'Invalid value type: expected Boolean');
  return { kind: 'setCombined', id, isCombined: value };
}

function unknownMethod(text: string, id: MessageId, method: unknown): ControlMessage {
  const variant = typeof method === 'string' ? method : JSON.stringify(method);
  const column = text.indexOf(variant, text.indexOf('"method"') + '"method"'.length) + variant.length + 1;
  const expected = methods.map((each) => `\`${each}\``).join(', ');
  return invalid(id, `unknown variant \`${variant}\`, expected one of ${expected} at line 1 column ${column}`);
}

const isNames = (params: unknown): params is string[] =>
  Array.isArray(params) && params.every((name) => typeof name === 'string');

/** Documented as unsigned integers; the official client sends texts, which are taken too. */
function isMessageId(id: unknown): id is MessageId {
  if (typeof id === 'number') return Number.isSafeInteger(id) && id >= 0;
  return id === null || (typeof id === 'string' && id.length <= longestTextId);
}

const refused = (id: MessageId, code: number, message: string): ControlMessage => ({
  kind: 'refused',
  id,
  code,
  message,
});
const invalid = (id: MessageId, what: string): ControlMessage => refused(id, 2, `Invalid request: ${what}`);
