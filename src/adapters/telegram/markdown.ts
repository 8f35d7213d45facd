import type { NotificationText } from '../../domain/notificationText.js';

/** https://core.telegram.org/bots/api#markdownv2-style */
const reserved = /[_*[\]()~`>#+\-=|{}.!\\]/g;

/** UTF-16 units that a message may have; Telegram counts after the markup is taken out, so this is on the safe side. */
const longestText = 4_096;
/** Room for the line that says how many were left out. */
const roomForRest = 32;

/** Text as MarkdownV2 that shows it as it is. Characters of all scripts pass. */
export const escapeMarkdown = (text: string): string => text.replaceAll(reserved, '\\$&');

/** The title in bold, the lines below it. What does not fit is left out by whole lines, and it says how many. */
export function markdownOf({ title, lines }: NotificationText): string {
  const shown = [`*${fitted(oneLine(title), longestText - roomForRest - 2)}*`];
  let length = shown[0]!.length;
  for (const [i, line] of lines.entries()) {
    const escaped = escapeMarkdown(oneLine(line));
    length += 1 + escaped.length;
    if (length > longestText - roomForRest) {
      shown.push(escapeMarkdown(`… and ${lines.length - i} more`));
      break;
    }
    shown.push(escaped);
  }
  return shown.join('\n');
}

const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

/** `text` escaped, cut between characters to so many units. */
function fitted(text: string, most: number): string {
  let kept = '';
  for (const character of text) {
    const escaped = escapeMarkdown(character);
    if (kept.length + escaped.length > most) return kept;
    kept += escaped;
  }
  return kept;
}
