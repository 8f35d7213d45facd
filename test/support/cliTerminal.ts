/** As much of a terminal as the presenter uses: wrapping, scrolling, moving up, erasing; colours are left out. */
export class CliTerminal {
  /** As the terminal reports them: 0 when it does not know. */
  readonly columns: number;
  readonly rows: number;
  /** Everything that was ever written, escape sequences and all. */
  written = '';
  writes = 0;
  isCursorShown = true;
  readonly #width: number;
  readonly #height: number;
  readonly #lines: string[][] = [[]];
  #row = 0;
  #column = 0;

  constructor({ columns = 80, rows = 24, isSizeKnown = true } = {}) {
    this.#width = columns;
    this.#height = rows;
    this.columns = isSizeKnown ? columns : 0;
    this.rows = isSizeKnown ? rows : 0;
  }

  /** Everything on the screen and what has scrolled out of it, without the empty end. */
  get text(): string {
    return this.#lines
      .map((line) => line.join('').trimEnd())
      .join('\n')
      .trimEnd();
  }

  get lines(): readonly string[] {
    return this.text.split('\n');
  }

  readonly write = (text: string): boolean => {
    this.written += text;
    this.writes += 1;
    for (const [part] of text.matchAll(new RegExp('\u001b\\[[?0-9;]*[A-Za-z]|[^]', 'gu'))) this.#put(part);
    return true;
  };

  #put(part: string): void {
    if (part === '\n') this.#nextLine();
    else if (part === '\r') this.#column = 0;
    else if (part.startsWith('\u001b')) this.#control(part.slice(2));
    else {
      if (this.#column === this.#width) this.#nextLine();
      this.#line[this.#column] = part;
      this.#column += 1;
    }
  }

  #control(code: string): void {
    const kind = code.at(-1);
    if (kind === 'A') this.#row = Math.max(this.#topRow, this.#row - Number(code.slice(0, -1)));
    else if (kind === 'K') this.#line.splice(this.#column);
    else if (kind === 'J') {
      this.#line.splice(this.#column);
      this.#lines.splice(this.#row + 1);
    } else if (code === '?25l') this.isCursorShown = false;
    else if (code === '?25h') this.isCursorShown = true;
  }

  /** What has scrolled out cannot be reached any more. */
  get #topRow(): number {
    return Math.max(0, this.#lines.length - this.#height);
  }

  get #line(): string[] {
    return (this.#lines[this.#row] ??= []);
  }

  #nextLine(): void {
    this.#row += 1;
    this.#column = 0;
    this.#lines[this.#row] ??= [];
  }
}
