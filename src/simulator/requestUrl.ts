const base = 'http://localhost';

/** The target of a request line as a URL; the root, which nobody serves, for targets that are none (`*`). */
export function requestUrl(target = '/'): URL {
  const text = `${base}${target}`;
  return new URL(URL.canParse(text) ? text : base);
}
