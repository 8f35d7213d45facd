/**
 * A network failure in few words, for messages: the system's code when there is one (`ECONNREFUSED`), else the text.
 * A name with several addresses fails with one error per address, the sum of which has no text of its own.
 */
export function failureReason(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return failureReason(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code === undefined) return error.message || error.name;
  return error.message.includes(code) ? error.message : `${code} ${error.message}`.trim();
}

/** The address of a proxy without its user name and password. */
export const proxyHost = (proxyUrl: string): string => new URL(proxyUrl).host;
