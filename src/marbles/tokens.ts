/** Calls `visit` for every character with the depth of brackets around it and whether it stands inside quotes. */
function walk(text: string, visit: (char: string, index: number, depth: number, isQuoted: boolean) => void): void {
  let depth = 0;
  let isQuoted = false;
  let isEscaped = false;
  for (const [index, char] of Array.from(text).entries()) {
    if (!isQuoted && (char === ']' || char === '}')) depth -= 1;
    visit(char, index, depth, isQuoted);
    if (char === '"' && !isEscaped) isQuoted = !isQuoted;
    if (!isQuoted && (char === '[' || char === '{')) depth += 1;
    isEscaped = isQuoted && char === '\\' && !isEscaped;
  }
}

/** Splits at the blanks outside quotes and brackets: `1 [2, 3] "a b"` is three tokens. */
export function splitTokens(text: string): string[] {
  const tokens: string[] = [];
  let token = '';
  walk(text, (char, _index, depth, isQuoted) => {
    if (depth <= 0 && !isQuoted && /\s/.test(char)) {
      tokens.push(token);
      token = '';
    } else token += char;
  });
  return [...tokens, token].filter((each) => each !== '');
}

/** Cuts a `%` comment and the blanks before it. A `%` inside quotes or inside a word is no comment. */
export function withoutComment(line: string): string {
  const chars = Array.from(line);
  let end = chars.length;
  walk(line, (char, index, _depth, isQuoted) => {
    const before = chars[index - 1];
    if (char === '%' && !isQuoted && end === chars.length && (before === undefined || /\s/.test(before))) end = index;
  });
  return chars.slice(0, end).join('').trim();
}

/** `"a b"` loses its quotes; anything else stays as it is. */
export function unquote(token: string): string {
  return /^".*"$/s.test(token) && token.length > 1 ? token.slice(1, -1) : token;
}
