/** Replacements of parts of a text. The text in between stays, byte for byte. */
export class Splices {
  private readonly all: { readonly start: number; readonly end: number; readonly text: string }[] =
    [];
  readonly text: string;
  private readonly raw: string;

  /**
   * @param text in which each line ends with `\n`, or with `\r\n`
   * @param raw the same text with its lone `\r` line ends
   */
  constructor(text: string, raw = text) {
    this.text = text;
    this.raw = raw;
  }

  /** Several insertions at one position keep their order. */
  replace(start: number, end: number, text: string): void {
    if (start !== end || text !== '') this.all.push({ start, end, text });
  }

  /** The start of the line with this offset. */
  lineStart(offset: number): number {
    return this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** The end of the line with this offset, without its line break. */
  lineEnd(offset: number): number {
    const end = this.text.indexOf('\n', offset);
    if (end === -1) return this.text.length;
    return end > offset && this.text[end - 1] === '\r' ? end - 1 : end;
  }

  /** The start of the next line, or the end of the text. */
  private nextLine(offset: number): number {
    const end = this.text.indexOf('\n', offset);
    return end === -1 ? this.text.length : end + 1;
  }

  /** Inserts lines, each ended by `\n`, at the start of a line. They get the line ends of their neighbors. */
  insertLines(lineStart: number, lines: string): void {
    const breaks = lines.replaceAll('\n', this.lineBreak(lineStart));
    this.replace(lineStart, lineStart, breaks);
  }

  /** Inserts lines, each ended by `\n`, below the line with this offset. */
  insertBelow(offset: number, lines: string): void {
    const next = this.nextLine(offset);
    if (next > 0 && this.text[next - 1] === '\n') this.insertLines(next, lines);
    else {
      const ended = `\n${lines.replace(/\n$/, '')}`;
      this.replace(next, next, ended.replaceAll('\n', this.lineBreak(next)));
    }
  }

  /** Removes whole lines, from that of one offset to that of another. */
  removeLines(from: number, to: number): void {
    this.replace(this.lineStart(from), this.nextLine(to), '');
  }

  /** The line end of the line above an offset, or else of its own line. */
  private lineBreak(offset: number): string {
    const above = this.text.lastIndexOf('\n', offset - 1);
    const at = above === -1 ? this.text.indexOf('\n', offset) : above;
    if (at === -1) return '\n';
    if (this.raw[at] === '\r') return '\r';
    return this.raw[at - 1] === '\r' ? '\r\n' : '\n';
  }

  /** The text with all replacements; undefined if two of them overlap. */
  apply(): string | undefined {
    const sorted = this.all.toSorted((a, b) => a.start - b.start || a.end - b.end);
    let [done, at] = ['', 0];
    for (const { start, end, text } of sorted) {
      if (start < at) return undefined;
      done += this.raw.slice(at, start) + text;
      at = end;
    }
    return done + this.raw.slice(at);
  }
}
