/** https://core.telegram.org/bots/api#markdownv2-style: must be escaped wherever they are not markup. */
const reserved = '_*[]()~`>#+-=|{}.!';

/** What a reader sees of bold text and escapes, or why Telegram would refuse it. */
export function plainOf(markup: string): { readonly text: string } | { readonly fault: string } {
  let text = '';
  let isBold = false;
  const characters = Array.from(markup);
  for (let i = 0; i < characters.length; i += 1) {
    const character = characters[i]!;
    if (character === '\\') {
      const next = characters[(i += 1)];
      // Any ASCII character may be escaped.
      if (next === undefined || next > '\u007e') return { fault: `a backslash before '${next ?? ''}'` };
      text += next;
    } else if (character === '*') isBold = !isBold;
    else if (reserved.includes(character))
      return { fault: `Character '${character}' is reserved and must be escaped with the preceding '\\'` };
    else text += character;
  }
  return isBold ? { fault: "can't find end of Bold entity" } : { text };
}
